//! What invoices are told of time that an agreement covers, and what follows from time that is written: what was counted
//! stays, and the hours of an open period are looked at.

use std::collections::BTreeSet;

use super::{
    counted::{CountedTime, OF_ENTRY},
    period::{OPEN_OF, Period},
    retainer::{OF_CLIENT, Retainer, State},
    usage::{counts_for, of_client},
};
use crate::{
    base::{Error, Id, Moment, Result},
    data::{Change, Deriving, Key, Record, Ref, Visit},
    features::{
        clients::Client,
        invoices::{Covering, Span},
        projects::{Matter, TimeEntry},
    },
};

pub const COVERING: Covering = Covering { spans, of_entry };

fn spans(visit: &Visit, client: &Client) -> Result<Vec<Span>> {
    let running = of_client(visit, client)?.into_iter();
    let running = running.filter(|held| held.state == State::Running);
    Ok(running
        .map(|held| Span {
            project: held.project,
            from: held.begins,
            until: held.until,
        })
        .collect())
}

fn of_entry(
    change: &mut Change<'_, '_>,
    entry: &TimeEntry,
    client: Id<Client>,
) -> Result<Option<String>> {
    let why = "time that an agreement covers isn't billed again, whoever sees the agreement";
    let counted = change
        .unscoped(why)
        .by_unique::<CountedTime>(OF_ENTRY, Key::new().id(entry.id))?;
    if let Some(counted) = counted {
        return Ok(Some(counted.retainer.to_string()));
    }
    let all: Vec<Retainer> = change
        .unscoped(why)
        .children(OF_CLIENT, Key::new().id(client))?;
    let counts = entry
        .matter()
        .and_then(|matter| counts_for(&all, matter, entry.day));
    Ok(counts.map(|id| id.to_string()))
}

/// # Errors
/// A conflict that names the period in which the time was counted.
pub fn derive(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut told = BTreeSet::new();
    let why = "the hours of an agreement are looked at, whoever writes time";
    for of in touched.iter().filter(|of| of.kind == TimeEntry::KIND.code) {
        let id = Id::<TimeEntry>::new(of.id);
        let is = change.unscoped(why).find(id)?;
        let was = change.unscoped(why).was(id)?;
        must_stay(change, id, is.as_ref())?;
        told.extend(is.iter().chain(&was).filter_map(|entry| {
            let matter = entry.matter()?;
            Some((matter, entry.client))
        }));
    }
    for (matter, client) in told {
        let client = match matter {
            Matter::Project(id) => change.unscoped(why).find(id)?.map(|project| project.client),
            Matter::Ticket(_) => client,
        };
        if let Some(client) = client {
            look(change, client, matter)?;
        }
    }
    Ok(())
}

fn must_stay(
    change: &mut Deriving<'_, '_, '_>,
    id: Id<TimeEntry>,
    is: Option<&TimeEntry>,
) -> Result<()> {
    let counted = change
        .unscoped("time that was counted stays, whoever sees where")
        .by_unique::<CountedTime>(OF_ENTRY, Key::new().id(id))?;
    let Some(counted) = counted else {
        return Ok(());
    };
    let stays = is.is_some_and(|entry| {
        entry.billable
            && entry.minutes == counted.minutes
            && entry.matter() == counted.matter()
            && entry.day == counted.day
    });
    match stays {
        true => Ok(()),
        false => Err(Error::conflict(format!(
            "This time was counted in a period of {} that is closed, and stays as it is. Write other time for what is to be corrected.",
            counted.retainer
        ))),
    }
}

/// Periods that the time of a project or a ticket counts in are looked at, right after. Each time is due anew, also where a look is due
/// already: it may be under way, over what was read before this deed, and then counts for nothing.
fn look(change: &mut Deriving<'_, '_, '_>, client: Id<Client>, matter: Matter) -> Result<()> {
    let why = "the hours of an agreement are looked at, whoever writes time";
    let all: Vec<Retainer> = change
        .unscoped(why)
        .children(OF_CLIENT, Key::new().id(client))?;
    let at = change.at;
    for held in all
        .iter()
        .filter(|held| held.state == State::Running)
        .filter(|held| {
            held.project
                .is_none_or(|own| matter == Matter::Project(own))
        })
    {
        let open: Vec<Period> = change
            .unscoped(why)
            .children(OPEN_OF, Key::new().id(held.id))?;
        for mut period in open {
            let after = |due: Moment| at.max(Moment(due.0 + 1));
            period.look_at = Some(period.look_at.map_or(at, after));
            change.put(&period)?;
        }
    }
    Ok(())
}
