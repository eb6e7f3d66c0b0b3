//! The verbs of rates.

use super::{
    RateForm, VIEW_COSTS,
    actions::{REMOVE, SET},
    rate::{Billed, OF_DAY, Rate, day_key},
};
use crate::{
    base::{Error, Id, Money, Result},
    data::{Change, Visit},
    features::people::Directory,
};

/// Says a rate; one that was said of the same from the same day on becomes this.
///
/// # Errors
/// `Forbidden` for what an hour costs, by whoever doesn't see costs.
pub fn set(visit: &Visit, form: RateForm) -> Result<Id<Rate>> {
    let (subject, name) = match (form.task, form.project, form.client, form.person) {
        (Some(id), ..) => (id.raw(), visit.find(id)?.title),
        (_, Some(id), ..) => (id.raw(), visit.find(id)?.title),
        (_, _, Some(id), _) => (id.raw(), visit.find(id)?.name),
        (.., Some(id)) => {
            let names = Directory::of(visit)?;
            if !names.is_staff(id) {
                return Err(Error::field("person", "Choose somebody who works here."));
            }
            (id.raw(), names.name(id).to_owned())
        }
        _ => (0, String::new()),
    };
    let rate = Rate {
        of: form.of(),
        subject,
        name,
        from: form.from.unwrap_or(visit.today()),
        per_hour: form.per_hour,
        cost_per_hour: form.cost_per_hour,
        billable: form.billable,
        ..Rate::default()
    };
    if rate.cost_per_hour.is_some() {
        visit.demand_on(&VIEW_COSTS, &rate)?;
    }
    let sees_costs = visit.may(&VIEW_COSTS, &rate);
    visit.act(SET, move |change| put_down(change, rate, sees_costs))
}

fn put_down(change: &mut Change<'_, '_>, rate: Rate, sees_costs: bool) -> Result<Id<Rate>> {
    let key = day_key(rate.of, rate.subject, rate.from);
    match change.by_unique::<Rate>(OF_DAY, key)? {
        Some(there) => {
            let mut held = change.subject::<Rate>(there.id)?;
            held.name = rate.name;
            held.per_hour = rate.per_hour;
            // What somebody doesn't see they don't take away.
            if sees_costs {
                held.cost_per_hour = rate.cost_per_hour;
            }
            held.billable = rate.billable;
            change.put(&held)?;
            Ok(held.id)
        }
        None => {
            let made = change.insert(rate)?;
            change.about(crate::data::Record::as_ref(&*made));
            Ok(made.id)
        }
    }
}

pub fn remove(visit: &Visit, id: Id<Rate>) -> Result<()> {
    visit.act(REMOVE, move |change| {
        let held = change.subject::<Rate>(id)?;
        change.delete(&held)
    })
}

/// A demonstration bills every hour alike where nothing else is said.
pub fn demonstrate(visit: &Visit) -> Result<()> {
    let form = RateForm {
        task: None,
        project: None,
        client: None,
        person: None,
        from: Some(visit.today()),
        per_hour: Some(Money(9_500)),
        cost_per_hour: Some(Money(5_800)),
        billable: Billed::Open,
    };
    set(visit, form).map(drop)
}
