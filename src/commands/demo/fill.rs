//! A year of an agency's work, told by running the real verbs as the people concerned, at the times they would have:
//! the journal is real too. The same seed and size make the same agency.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    cast::{self, Account, CAST, Member},
    names::Dice,
    stage::{Stage, Teller, visit_of},
    walk::{Ends, Walk},
};
use crate::{
    base::{Error, Moment, Result, time},
    data::{Store, Turn, Visit},
    features,
    jobs::{Next, clock::Clock},
};

/// For so long nobody looked at what was due: the server does it when it starts.
const MORNING: i64 = 6 * time::HOUR;

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

/// How many of so many stories are told at once: more in a larger agency, for what a transaction costs is shared by their
/// deeds. It is part of what a seed means, like the order of the dice.
fn tellers_of(total: usize) -> usize {
    (total / 3).clamp(24, 48).min(total)
}

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
    let mut stage = Stage::new(store)?;
    for account in cast::set_up(&system, || dice.seed32())? {
        stage.add(account);
    }
    more_staff(
        &mut stage,
        &mut dice,
        &system,
        size.staff.saturating_sub(CAST.len() + 1),
    )?;
    for demo in features::all().into_iter().filter_map(|room| room.demo) {
        (demo.make)(&stage.at(demo.by, year_ago)?)?;
    }
    let total = size.leads + size.engagements;
    told(&format!("{total} leads and what became of them"));
    let at_once = tellers_of(total);
    let places = Turn::places(store, at_once);
    let stage = Arc::new(stage);
    let joined = std::thread::scope(|scope| {
        let tellers: Vec<_> = places
            .into_iter()
            .enumerate()
            .map(|(first, turn)| {
                let stage = &stage;
                scope.spawn(move || {
                    let mut joined = Vec::new();
                    for n in (first..total).step_by(at_once) {
                        let dice = Dice::new(seed.wrapping_mul(1_000_003).wrapping_add(n as u64));
                        let teller = Teller::new(stage, dice, &turn);
                        joined.push((n, tell(teller, n, size, now)?));
                    }
                    Ok::<_, Error>(joined)
                })
            })
            .collect();
        let mut joined = Vec::new();
        for teller in tellers {
            joined.extend(
                teller
                    .join()
                    .map_err(|_| Error::internal("a story of the demo panicked"))??,
            );
        }
        Ok::<_, Error>(joined)
    })?;
    for demo in features::all()
        .into_iter()
        .filter_map(|room| room.demo_after)
    {
        (demo.make)(&stage.at(demo.by, now)?)?;
    }
    store.settle()?;
    let mut accounts = stage.accounts.clone();
    let mut joined: Vec<(usize, Vec<Account>)> = joined;
    joined.sort_by_key(|(n, _)| *n);
    accounts.extend(joined.into_iter().flat_map(|(_, accounts)| accounts));
    Ok(accounts)
}

/// The nth story of all, and who got a way in by it.
fn tell(mut teller: Teller<'_>, n: usize, size: Size, now: Moment) -> Result<Vec<Account>> {
    // The whole year, denser towards today, so that work is under way now.
    let ago = teller.dice.range(1, 1000);
    let begun = now.plus(
        -(ago * ago * ago / 1000 * 365 * time::DAY / 1_000_000) - teller.dice.range(0, time::DAY),
    );
    let total = size.leads + size.engagements;
    let is_engagement = n * size.engagements / total != (n + 1) * size.engagements / total;
    Walk::begin(&mut teller, begun, now)?.go(if is_engagement {
        Ends::AsFarAsTimeAllows
    } else {
        Ends::BeforeTheQuote
    })?;
    Ok(teller.joined)
}

fn more_staff(stage: &mut Stage, dice: &mut Dice, system: &Visit, count: usize) -> Result<()> {
    let mut taken: Vec<String> = stage.accounts.iter().map(|a| a.name.clone()).collect();
    let mut n = 0;
    while n < count {
        let name = stage.names.person(dice);
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

/// What was due by this morning is done, and each person has read what reached them but for what came lately.
pub fn catch_up(store: &Arc<Store>, accounts: &[Account], now: Moment) -> Result<()> {
    let morning = Visit::system(store, now.plus(-MORNING), TimeZone::UTC).relaxed();
    let mut clock = Clock::new(features::wakes());
    while clock.strike(&morning)? == Next::Again {}
    let ends: Vec<_> = features::all()
        .into_iter()
        .filter_map(|room| room.demo_end)
        .collect();
    // What tells others comes before what deals with what one was told: rooms stand above those that they use.
    for end in ends.iter().rev() {
        for account in accounts {
            end(&visit_of(store, account.id, now)?.relaxed())?;
        }
    }
    store.settle()
}
