//! A year of an agency's work, told by running the real verbs as the people concerned, at the times they would have:
//! the journal is real too. The same seed and size make the same agency.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    cast::{self, Account, CAST, Member},
    names::Dice,
    stage::Stage,
    walk::{Ends, Walk},
};
use crate::{
    base::{Moment, Result, time},
    data::{Store, Visit},
};

/// How much is made.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    pub staff: usize,
    /// Leads that end before a quote is accepted.
    pub leads: usize,
    /// Engagements that go on to a ticket and mostly to a project.
    pub engagements: usize,
}

impl Size {
    /// Scale 1 is about the customer's size; the bench asks for fractions.
    pub fn scale(scale: u32) -> Size {
        let n = scale as usize;
        Size {
            staff: 90 + (n - 1) * 5,
            leads: 700 * n,
            engagements: 150 * n,
        }
    }
}

/// Staff beside the cast, in turn.
const MORE: [(&str, &str, &str, &[&str]); 20] = [
    ("team-member", "web", "WordPress developer", &["web"]),
    ("team-member", "seo", "SEO specialist", &["seo"]),
    ("team-member", "gmb", "GMB specialist", &["gmb"]),
    ("team-member", "graphics", "Designer", &["graphics"]),
    ("team-member", "social", "Social media editor", &["social"]),
    ("team-lead", "seo", "Team lead, SEO", &["seo"]),
    ("team-lead", "gmb", "Team lead, GMB", &["gmb"]),
    (
        "team-lead",
        "graphics",
        "Team lead, Graphics",
        &["graphics"],
    ),
    (
        "team-lead",
        "social",
        "Team lead, Social Media",
        &["social"],
    ),
    ("sales-closer", "sales", "Sales closer", &[]),
    ("sales-agent", "sales", "Sales agent", &[]),
    ("support-agent", "support", "Support agent", &["support"]),
    ("team-member", "web", "Front-end developer", &["web"]),
    ("team-member", "graphics", "Video editor", &["graphics"]),
    ("team-member", "seo", "Content writer", &["seo"]),
    ("qa-reviewer", "qa", "QA reviewer", &["qa"]),
    (
        "account-manager",
        "client-services",
        "Account manager",
        &["client-services"],
    ),
    ("team-member", "social", "Community manager", &["social"]),
    ("team-member", "gmb", "Listings editor", &["gmb"]),
    ("accountant", "accounting", "Bookkeeper", &[]),
];

/// Fills an empty store and returns everybody who can sign in.
pub fn fill(
    store: &Arc<Store>,
    seed: u64,
    size: Size,
    now: Moment,
    mut told: impl FnMut(&str),
) -> Result<Vec<Account>> {
    let mut dice = Dice::new(seed);
    let year_ago = now.plus(-365 * time::DAY);
    let system = Visit::system(store, year_ago, TimeZone::UTC).relaxed();
    told("people");
    let first = cast::set_up(&system, || dice.seed32())?;
    let mut stage = Stage::new(store, dice)?;
    for account in first {
        stage.add(account);
    }
    more_staff(
        &mut stage,
        &system,
        size.staff.saturating_sub(CAST.len() + 1),
    )?;
    let total = size.leads + size.engagements;
    for n in 0..total {
        if n % 100 == 0 {
            told(&format!("{n} of {total} leads and what became of them"));
        }
        // The whole year, denser towards today, so that work is under way now.
        let ago = stage.dice.range(1, 1000);
        let begun = now.plus(
            -(ago * ago * ago / 1000 * 365 * time::DAY / 1_000_000)
                - stage.dice.range(0, time::DAY),
        );
        let is_engagement = n * size.engagements / total != (n + 1) * size.engagements / total;
        Walk::begin(&mut stage, begun, now)?.go(if is_engagement {
            Ends::AsFarAsTimeAllows
        } else {
            Ends::BeforeTheQuote
        })?;
    }
    store.settle()?;
    Ok(stage.accounts)
}

fn more_staff(stage: &mut Stage<'_>, system: &Visit, count: usize) -> Result<()> {
    let mut taken: Vec<String> = stage.accounts.iter().map(|a| a.name.clone()).collect();
    let mut n = 0;
    while n < count {
        let name = stage.names.person(&mut stage.dice);
        if taken.contains(&name) {
            continue;
        }
        let (role, department, title, skills) = MORE[n % MORE.len()];
        let like = Member {
            name: "",
            role,
            department,
            title,
            skills,
        };
        let hash = stage.hash.clone();
        let mut seeds = || String::new();
        let account = cast::join_as(system, &name, &like, &hash, &mut seeds)?;
        stage.add(account);
        taken.push(name);
        n += 1;
    }
    Ok(())
}
