//! Deputyships begin and end by the calendar. What a deputy may do is asked of the days at every request
//! (`authority::Access`); here the journal and the people concerned are told, and what is over is put away.

use super::notices;
use crate::{
    base::{Id, Result},
    data::{Change, Held, Record},
    features::{
        inbox,
        people::{Department, User},
    },
};

/// A deputyship begins or is over: writes that down.
pub fn stand_in(change: &mut Change<'_, '_>, mut department: Held<Department>) -> Result<()> {
    let at = change.at;
    let mut told = Vec::new();
    let mut words = Vec::new();
    for held in &mut department.deputies {
        if held.until_at <= at {
            words.push(format!("{} has ended.", held.label));
            told.push((held.person, "You no longer stand in"));
            told.push((held.of, "You are back: your deputy no longer stands in"));
        } else if !held.begun && held.from_at <= at {
            held.begun = true;
            words.push(format!("{} begins.", held.label));
            told.push((held.person, "You stand in from today"));
            told.push((held.of, "Your deputy stands in from today"));
        }
    }
    department.deputies.retain(|held| at < held.until_at);
    change.note(words.join(" "));
    change.put(&department)?;
    for (person, what) in told {
        let text = format!("{what} in {}", department.name);
        inbox::notify(change, person, &notices::DEPUTY, department.as_ref(), text)?;
    }
    Ok(())
}

/// Nobody stands in once they have left.
pub fn leave(change: &mut Change<'_, '_>, person: Id<User>) -> Result<()> {
    const LEFT: &str = "what runs in somebody's name ends when they leave";
    for mut department in change.on_behalf(LEFT).all::<Department>()? {
        if department.deputies.iter().any(|held| held.person == person) {
            department.deputies.retain(|held| held.person != person);
            change.about(department.as_ref());
            change.put(&department)?;
        }
    }
    Ok(())
}
