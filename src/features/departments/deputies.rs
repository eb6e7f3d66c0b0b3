//! Deputyships begin and end by the calendar. What a deputy may do is asked of the days at every request
//! (`authority::Access`); here the journal and the people concerned are told, and what is over is put away.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::STAND_IN;
use crate::{
    base::{Moment, Result},
    data::{Record, Store, Visit},
    features::{
        inbox::{self, Reason},
        people::{Department, Directory},
    },
};

/// Looks whether a deputyship begins or is over, and writes that down; asked once a minute.
pub fn when_due(store: &Arc<Store>, at: Moment, tz: &TimeZone) -> Result<()> {
    let visit = Visit::system(store, at, tz.clone());
    let names = Directory::of(&visit)?;
    let due = |department: &&Department| {
        department
            .deputies
            .iter()
            .any(|held| held.until_at <= at || (!held.begun && held.from_at <= at))
    };
    let departments: Vec<_> = names
        .departments
        .values()
        .filter(due)
        .map(|held| held.id)
        .collect();
    for id in departments {
        visit.act(STAND_IN, move |change| {
            let mut department = change.subject(id)?;
            let mut told = Vec::new();
            let mut words = Vec::new();
            for held in &mut department.deputies {
                if held.until_at <= change.at {
                    words.push(format!("{} has ended.", held.label));
                    told.push((held.person, "You no longer stand in"));
                    told.push((held.of, "You are back: your deputy no longer stands in"));
                } else if !held.begun && held.from_at <= change.at {
                    held.begun = true;
                    words.push(format!("{} begins.", held.label));
                    told.push((held.person, "You stand in from today"));
                    told.push((held.of, "Your deputy stands in from today"));
                }
            }
            let at = change.at;
            department.deputies.retain(|held| at < held.until_at);
            change.note(words.join(" "));
            change.put(&department)?;
            for (person, what) in told {
                let text = format!("{what} in {}", department.name);
                inbox::notify(change, person, Reason::Reminder, department.as_ref(), text)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}
