//! The facts that lines are added up of: plans with what they are worth, papers, payments, time and expenses.

use std::collections::{BTreeMap, HashMap};

use super::{
    VIEW,
    rule::{By, Place, Sums, net_of},
};
use crate::{
    access::{Action, Placement, Tier},
    base::{Month, Result, Whose},
    data::{BY_NUMBER, Key, Query, Record, Visit},
    features::{
        clients,
        expenses::{self, Expense},
        invoices::{self, Invoice, Payment},
        people::Directory,
        projects::{
            self, COSTED, LOGGED, PRICED, PROJECT_COST, PROJECT_EXPENSES_PRICE, PROJECT_PRICE,
            Project, TIME_FIGURES, TimeEntry, VIEW_COSTS, in_money,
        },
    },
};

/// Records of a kind that are looked through.
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

fn all<R: Record>(visit: &Visit) -> Result<Vec<R>> {
    Ok(visit.list(Query::by(BY_NUMBER).limit(MOST))?.rows)
}

/// Everything that counts in lines of a kind, for whoever sees all of it; over these months where they are asked over a
/// time.
///
/// # Errors
/// When the store can't be read.
pub fn facts(visit: &Visit, by: By, months: &[Month]) -> Result<Vec<(Place, Sums)>> {
    let of_all: Vec<Project> = all(visit)?;
    let known: HashMap<u64, Place> = of_all
        .iter()
        .map(|project| (project.id.raw(), place_of(project)))
        .collect();
    let mut facts = Vec::new();
    match by.over_time() {
        true => time_of_people(visit, months, &mut facts)?,
        false => plans(visit, &of_all, &mut facts)?,
    }
    papers(visit, &known, &mut facts)?;
    for expense in all::<Expense>(visit)? {
        if expense.status.counts() {
            let held = expense.project.and_then(|id| known.get(&id.raw()));
            let place = Place {
                client: expense.bills.map(|id| id.raw()),
                person: Some(expense.user.raw()),
                month: Some(Month::of(expense.day)),
                ..held.copied().unwrap_or_default()
            };
            let sums = Sums {
                expenses: expense.net().0,
                ..Sums::default()
            };
            facts.push((place, sums));
        }
    }
    if by.over_time() {
        facts.retain(|(place, _)| place.month.is_some_and(|month| months.contains(&month)));
    }
    Ok(facts)
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
fn papers(
    visit: &Visit,
    known: &HashMap<u64, Place>,
    facts: &mut Vec<(Place, Sums)>,
) -> Result<()> {
    let mut paid: BTreeMap<u64, Vec<(Month, i64)>> = BTreeMap::new();
    let mut payments: Vec<Payment> = all(visit)?;
    payments.sort_by_key(|payment| (payment.day, payment.id));
    for payment in &payments {
        for each in &payment.allocations {
            let of = paid.entry(each.invoice.raw()).or_default();
            of.push((Month::of(payment.day), each.amount.0));
        }
    }
    for paper in all::<Invoice>(visit)? {
        let Some(on) = paper.issued_on else { continue };
        let held = paper.project.and_then(|id| known.get(&id.raw()));
        let place = Place {
            client: Some(paper.client.raw()),
            month: Some(Month::of(on)),
            ..held.copied().unwrap_or_default()
        };
        let totals = paper.totals();
        let sums = Sums {
            invoiced: paper.signed(totals.net.0),
            ..Sums::default()
        };
        facts.push((place, sums));
        let Some(came_in) = paid.get(&paper.id.raw()) else {
            continue;
        };
        let amounts: Vec<i64> = came_in.iter().map(|(_, amount)| *amount).collect();
        let nets = net_of(totals.net.0, totals.gross.0, &amounts);
        for ((month, _), collected) in came_in.iter().zip(nets) {
            let place = Place {
                month: Some(*month),
                ..place
            };
            let sums = Sums {
                collected,
                ..Sums::default()
            };
            facts.push((place, sums));
        }
    }
    Ok(())
}
