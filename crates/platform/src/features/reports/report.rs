//! What a room declares of its reports, and how their numbers are read.

use crate::{
    access::{Action, Placement},
    base::{Choice, Month, Result, Whose},
    choices,
    data::{Key, PlainTally, Record, Visit},
    features::{day::Number, declared, people::Directory},
};

choices! {
    /// What a report is about; they stand in this order.
    pub enum Area {
        Sales: "sales", "Sales";
        Service: "service", "Service";
        Work: "work", "Work";
        Money: "money", "Money";
        House: "house", "House";
    }
}

/// A page that tells how something goes.
pub struct Report {
    pub area: Area,
    pub name: String,
    /// What it tells, in a few words.
    pub tells: &'static str,
    pub href: String,
    /// None while there is nothing to count.
    pub number: Option<Number>,
}

impl Report {
    pub fn new(
        area: Area,
        name: impl Into<String>,
        href: impl Into<String>,
        tells: &'static str,
    ) -> Report {
        Report {
            area,
            name: name.into(),
            tells,
            href: href.into(),
            number: None,
        }
    }

    pub fn number(mut self, number: impl Into<Option<Number>>) -> Report {
        self.number = number.into();
        self
    }
}

/// What a room has to report.
#[derive(Clone, Copy)]
pub struct ForReports {
    /// Any of these opens it. Nothing is read for whoever has none of them.
    pub opens: &'static [Action],
    pub read: fn(&Visit, &mut Vec<Report>) -> Result<()>,
}

/// Everything that the person may open, by what it is about.
///
/// # Errors
/// When the store can't be read.
pub fn of(visit: &Visit) -> Result<Vec<Report>> {
    let mut all = Vec::new();
    for room in &declared().reports {
        if room.opens.iter().any(|action| visit.may_somewhere(action)) {
            (room.read)(visit, &mut all)?;
        }
    }
    let place = |area: Area| Area::ALL.iter().position(|each| *each == area);
    all.sort_by_key(|report| place(report.area));
    Ok(all)
}

/// Over whom figures are added up for somebody: every department for whoever may do it everywhere, those where they may,
/// else what is their own.
///
/// # Errors
/// When the store can't be read.
pub fn reach(visit: &Visit, action: &Action) -> Result<Vec<Whose>> {
    let places = visit.actor.places(action);
    if places.contains(&Placement::Global) {
        let names = Directory::of(visit)?;
        return Ok(names
            .departments
            .keys()
            .map(|id| Whose::Department(*id))
            .collect());
    }
    let departments: Vec<Whose> = places
        .iter()
        .filter_map(|place| match place {
            Placement::Department(id) => Some(Whose::Department(*id)),
            _ => None,
        })
        .collect();
    Ok(match departments.is_empty() {
        true => vec![Whose::Person(visit.actor.person)],
        false => departments,
    })
}

/// A figure of a month over all of these.
///
/// # Errors
/// When the store can't be read.
pub fn sum_over<R: Record>(
    visit: &Visit,
    tally: PlainTally,
    over: &[Whose],
    what: u8,
    month: Month,
) -> Result<i64> {
    over.iter()
        .map(|whose| visit.tally::<R>(tally, Key::new().figure(*whose, what, month)))
        .sum()
}

/// A figure of this month with the months before it.
///
/// # Errors
/// When the store can't be read.
pub fn monthly<R: Record>(
    visit: &Visit,
    name: &'static str,
    tally: PlainTally,
    over: &[Whose],
    what: u8,
) -> Result<Option<Number>> {
    Number::monthly(visit, 0, name, "", |month| {
        sum_over::<R>(visit, tally, over, what, month)
    })
}

/// The first figure of a month as a share of both, with the months before it.
///
/// # Errors
/// When the store can't be read.
pub fn share<R: Record>(
    visit: &Visit,
    name: &'static str,
    tally: PlainTally,
    over: &[Whose],
    what: (u8, u8),
) -> Result<Option<Number>> {
    Number::share(visit, 0, name, "", |month| {
        let part = sum_over::<R>(visit, tally, over, what.0, month)?;
        let rest = sum_over::<R>(visit, tally, over, what.1, month)?;
        Ok((part, part + rest))
    })
}
