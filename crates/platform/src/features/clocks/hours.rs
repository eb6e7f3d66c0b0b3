//! Whose hours a promise is counted by, as pages and deeds find them.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::{
    BusinessCalendar, Clock, Facts, Policy, PolicyVersion, Target,
    next_due::NextDue,
    policy::{Terms, choose},
    target::HoursOf,
};
use crate::{
    base::{BusinessHours, Day, Id, Moment, Result},
    data::{Cached, Change, Kind, ReadTx, Record, Store, Visit},
    features::{
        people::{Department, Directory},
        settings::CurrentSettings,
    },
};

/// Policies and calendars in memory: everybody counts by them, whatever their roles show them.
pub struct Promises {
    pub policies: Vec<Policy>,
    pub calendars: Vec<BusinessCalendar>,
}

impl Cached for Promises {
    const FROM: &'static [Kind] = &[Policy::KIND, BusinessCalendar::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let mut policies = read_tx.all::<Policy>()?;
        policies.sort_by_key(|held| (held.target.code(), held.standard, held.order, held.id));
        Ok(Promises {
            policies,
            calendars: read_tx.all()?,
        })
    }
}

impl Promises {
    pub fn of(visit: &Visit) -> Result<Arc<Promises>> {
        visit.cached()
    }

    pub fn choose(&self, target: Target, facts: &Facts) -> Option<&Policy> {
        choose(&self.policies, target, facts)
    }

    pub fn calendar(&self, id: Id<BusinessCalendar>) -> Option<&BusinessCalendar> {
        self.calendars.iter().find(|held| held.id == id)
    }

    pub fn policy(&self, id: Id<Policy>) -> Option<&Policy> {
        self.policies.iter().find(|held| held.id == id)
    }
}

fn as_hours(calendar: &BusinessCalendar, zone: &TimeZone, holidays: &[Day]) -> BusinessHours {
    calendar.business_hours((zone, holidays))
}

/// The hours of the house, of a department, or of a calendar; where that is gone, the house's.
pub fn hours(
    visit: &Visit,
    of: HoursOf,
    calendar: Option<Id<BusinessCalendar>>,
    department: Id<Department>,
) -> Result<BusinessHours> {
    if let (HoursOf::Calendar, Some(id)) = (of, calendar)
        && let Some(held) = Promises::of(visit)?.calendar(id)
    {
        let house = CurrentSettings::of(visit)?.0.calendar();
        return Ok(as_hours(held, &visit.tz, &house.holidays));
    }
    let department = match of {
        HoursOf::Department => department,
        _ => Id::NONE,
    };
    Ok(Directory::calendar_of(visit, department)?.hours(&visit.tz))
}

/// The same from inside a deed.
pub(super) fn hours_in(
    change: &mut Change<'_, '_>,
    of: HoursOf,
    calendar: Option<Id<BusinessCalendar>>,
    department: Id<Department>,
) -> Result<BusinessHours> {
    let zone = change.tz.clone();
    if let (HoursOf::Calendar, Some(id)) = (of, calendar)
        && let Some(held) = change.find::<BusinessCalendar>(id)?
    {
        let house = Directory::calendar_in(change, Id::NONE)?;
        return Ok(as_hours(&held, &zone, &house.holidays));
    }
    let department = match of {
        HoursOf::Department => department,
        _ => Id::NONE,
    };
    Ok(Directory::calendar_in(change, department)?.hours(&zone))
}

/// What a clock was promised by: the version that it began with, or what its policy says where that is gone.
pub(super) fn terms_in(change: &mut Change<'_, '_>, clock: &Clock) -> Result<Terms> {
    if let Some(version) = change.find::<PolicyVersion>(clock.terms)? {
        return Ok(version.terms());
    }
    let policy = change.find::<Policy>(clock.policy)?;
    Ok(policy.map(|policy| policy.terms()).unwrap_or_default())
}

pub fn hours_of_clock(visit: &Visit, clock: &Clock) -> Result<BusinessHours> {
    hours(visit, clock.hours, clock.calendar, clock.department)
}

pub fn hours_of_next(visit: &Visit, next: &NextDue) -> Result<BusinessHours> {
    hours(visit, next.hours, next.calendar, next.department)
}

/// Until when something would be promised that begins at a moment, by the policies as they are now; none where no policy
/// says anything.
pub fn promised(
    visit: &Visit,
    target: Target,
    facts: &Facts,
    from: Moment,
) -> Result<Option<Moment>> {
    let promises = Promises::of(visit)?;
    let Some(policy) = promises.choose(target, facts) else {
        return Ok(None);
    };
    let terms = policy.terms();
    let hours = hours(visit, terms.hours, terms.calendar, facts.department)?;
    Ok(Some(hours.after(from, terms.millis())))
}
