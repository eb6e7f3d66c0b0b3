//! The facts that lines are added up of: plans with what they are worth, papers, payments, time and expenses. They are read
//! from sums that those rooms keep as records change; no paper, no entry and no expense is read for it.

use std::collections::{BTreeSet, HashMap};

use super::{
    actions::VIEW,
    rule::{By, Place, Sums},
};
use crate::{
    access::{Action, Placement, Tier},
    base::{Month, Result, Whose},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{
        clients::{self, Client},
        expenses::{self, Expense},
        invoices,
        people::Directory,
        projects::{
            self, COSTED, LOGGED, PRICED, PROJECT_COST, PROJECT_EXPENSES_PRICE, PROJECT_PRICE,
            Project, TICKETS_COST, TICKETS_MINUTES, TICKETS_PRICE, TIME_FIGURES, TimeEntry,
            VIEW_COSTS, in_money,
        },
        settings::CurrentSettings,
    },
};

/// Projects that have a line.
const MOST: usize = 500_000;

/// What has to be seen everywhere, so that a sum is the sum of all there is.
const NEEDED: [&Action; 8] = [
    &VIEW,
    &VIEW_COSTS,
    &projects::VIEW,
    &projects::VIEW_TIME,
    &clients::VIEW,
    &invoices::VIEW,
    &invoices::VIEW_PAYMENTS,
    &expenses::VIEW,
];
/// Any of these reads what projects are worth.
const WORTH: [&Action; 3] = [
    &projects::SEE_VALUE,
    &projects::EDIT,
    &projects::CHANGE_SCOPE,
];

/// Whether somebody sees all of what is added up: sums of some of it would mislead.
pub fn sees_all(visit: &Visit) -> bool {
    let all = |action: &&Action| visit.actor.places(action).contains(&Placement::Global);
    NEEDED.iter().all(all) && WORTH.iter().any(all)
}

/// What is added up, and what isn't: papers in a currency that isn't the house's any more.
#[derive(Default)]
pub struct Facts {
    pub all: Vec<(Place, Sums)>,
    /// The codes of those currencies.
    pub others: BTreeSet<String>,
}

/// Everything that counts in lines of a kind, for whoever sees all of it; over these months where they are asked over a
/// time.
///
/// # Errors
/// When the store can't be read.
pub fn facts(visit: &Visit, by: By, months: &[Month]) -> Result<Facts> {
    let mut facts = Facts::default();
    match by.over_time() {
        true => {
            time_of_people(visit, months, &mut facts.all)?;
            for (month, person, spent) in expenses::sums::spent_in(visit, months)? {
                let place = Place {
                    person: Some(person),
                    month: Some(month),
                    ..Place::default()
                };
                facts.all.push((place, spending(spent)));
            }
            papers_of_months(visit, months, &mut facts)?;
        }
        false => {
            let projects: Vec<Project> = visit.list(Query::by(BY_NUMBER).limit(MOST))?.rows;
            let known: HashMap<u64, Place> = projects
                .iter()
                .map(|project| (project.id.raw(), place_of(project)))
                .collect();
            plans(visit, &projects, &mut facts.all)?;
            tickets(visit, &mut facts.all)?;
            for (project, client, spent) in expenses::sums::spent_on(visit)? {
                let held = known.get(&project).copied().unwrap_or_default();
                let client = Some(client).filter(|id| *id != 0);
                facts.all.push((Place { client, ..held }, spending(spent)));
            }
            papers_of_places(visit, &known, &mut facts)?;
        }
    }
    Ok(facts)
}

fn spending(net: i64) -> Sums {
    Sums {
        expenses: net,
        ..Sums::default()
    }
}

/// Whether papers of a currency are added up; if not, it is told.
fn counts(visit: &Visit, currency: &str, facts: &mut Facts) -> bool {
    let house = CurrentSettings::currency_of(visit);
    let same = currency.is_empty() || currency == house.code;
    if !same {
        facts.others.insert(currency.to_owned());
    }
    same
}

fn place_of(project: &Project) -> Place {
    Place {
        project: Some(project.id.raw()),
        client: Some(project.client.raw()),
        category: Some(project.category),
        ..Place::default()
    }
}

/// Plans with their worth and their time. What has no price of its own is worth what its time and its expenses are billed at.
fn plans(visit: &Visit, all: &[Project], facts: &mut Vec<(Place, Sums)>) -> Result<()> {
    for project in all {
        let key = || Key::new().id(project.id);
        let priced = visit.tally::<TimeEntry>(PROJECT_PRICE, key())?;
        let earned = match project.value.0 {
            0 => {
                let spent = visit.tally::<Expense>(PROJECT_EXPENSES_PRICE, key())?;
                in_money(priced).0 + spent
            }
            _ => project.value.share(i64::from(project.progress) * 100).0,
        };
        let sums = Sums {
            planned: project.value.0,
            earned,
            minutes: projects::on_project(visit, project.id)?,
            priced,
            costed: visit.tally::<TimeEntry>(PROJECT_COST, key())?,
            ..Sums::default()
        };
        facts.push((place_of(project), sums));
    }
    Ok(())
}

/// Time on tickets, which is its client's: it is worth what it is billed at.
fn tickets(visit: &Visit, facts: &mut Vec<(Place, Sums)>) -> Result<()> {
    let all: Vec<Client> = visit.list(Query::by(BY_NUMBER).limit(MOST))?.rows;
    for client in all {
        let read = |tally| visit.tally::<TimeEntry>(tally, Key::new().id(client.id));
        let priced = read(TICKETS_PRICE)?;
        let sums = Sums {
            earned: in_money(priced).0,
            minutes: read(TICKETS_MINUTES)?,
            priced,
            costed: read(TICKETS_COST)?,
            ..Sums::default()
        };
        if sums != Sums::default() {
            let place = Place {
                client: Some(client.id.raw()),
                ..Place::default()
            };
            facts.push((place, sums));
        }
    }
    Ok(())
}

/// What people worked, month by month.
fn time_of_people(visit: &Visit, months: &[Month], facts: &mut Vec<(Place, Sums)>) -> Result<()> {
    let names = Directory::of(visit)?;
    let staff = names
        .users
        .values()
        .filter(|user| user.tier != Tier::Client);
    for user in staff {
        for month in months {
            let read = |what: u8| {
                let key = Key::new().figure(Whose::Person(user.id.raw()), what, *month);
                visit.tally::<TimeEntry>(TIME_FIGURES, key)
            };
            let sums = Sums {
                minutes: read(LOGGED)?,
                priced: read(PRICED)?,
                costed: read(COSTED)?,
                ..Sums::default()
            };
            if sums != Sums::default() {
                let place = Place {
                    person: Some(user.id.raw()),
                    month: Some(*month),
                    ..Place::default()
                };
                facts.push((place, sums));
            }
        }
    }
    Ok(())
}

/// What was invoiced, less what credit notes took back, and what of it came in.
fn papers_of_places(visit: &Visit, known: &HashMap<u64, Place>, facts: &mut Facts) -> Result<()> {
    for of in invoices::sums::by_place(visit)? {
        if !counts(visit, &of.currency, facts) {
            continue;
        }
        let place = Place {
            client: Some(of.client),
            ..known.get(&of.project).copied().unwrap_or_default()
        };
        let sums = Sums {
            invoiced: of.invoiced,
            collected: of.collected,
            ..Sums::default()
        };
        facts.all.push((place, sums));
    }
    Ok(())
}

/// The same by the months of issue and of payment.
fn papers_of_months(visit: &Visit, months: &[Month], facts: &mut Facts) -> Result<()> {
    let place = |month: Month| Place {
        month: Some(month),
        ..Place::default()
    };
    for (currency, month, invoiced) in invoices::sums::by_month(visit, months)? {
        if counts(visit, &currency, facts) {
            let sums = Sums {
                invoiced,
                ..Sums::default()
            };
            facts.all.push((place(month), sums));
        }
    }
    for (currency, month, collected) in invoices::sums::came_in(visit, months)? {
        if counts(visit, &currency, facts) {
            let sums = Sums {
                collected,
                ..Sums::default()
            };
            facts.all.push((place(month), sums));
        }
    }
    Ok(())
}
