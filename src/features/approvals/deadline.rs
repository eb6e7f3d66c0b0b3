//! By when an approval is decided, and who is reminded before and when it is late. All of it goes through `next` and
//! `remind`, so that another clock takes its place in one file.

use super::{Approvable, Approval, Status, notices};
use crate::{
    base::{Id, Moment, Result, time},
    data::{Change, Held, Record, Visit},
    features::{
        clocks::{self, Facts, Left, Target},
        inbox,
        people::Directory,
    },
    ui::badge::Tone,
};

/// What an approval waits for: that somebody is reminded of it.
pub const REMIND: u8 = 1;
/// When the last quarter of the time begins, and when it is over.
const REMINDERS: u8 = 2;

/// When those who decide are reminded next; None when nobody is any more.
pub fn next(approval: &Approval) -> Option<Moment> {
    if approval.status != Status::Waiting {
        return None;
    }
    let all = (approval.due.0 - approval.asked_at.0).max(0);
    match approval.reminders {
        0 => Some(Moment(approval.due.0 - all / 4)),
        1 => Some(approval.due),
        _ => None,
    }
}

/// By when it is decided: within the working hours that the house's own rule gives, else as its policies promise
/// (`clocks`), else within those that the kind was shipped with.
pub fn due(visit: &Visit, kind: &Approvable, approval: &Approval, hours: u32) -> Result<Moment> {
    if approval.rule.is_none() {
        let facts = Facts {
            kind: kind.key,
            categories: vec![approval.category],
            client: Id::new(approval.client),
            owner: approval.manager,
            department: approval.department,
            ..Facts::default()
        };
        if let Some(due) = clocks::promised(visit, Target::Approval, &facts, visit.at)? {
            return Ok(due);
        }
    }
    let calendar = Directory::calendar_of(visit, approval.department)?;
    let open = calendar.hours(&visit.tz);
    Ok(open.after(visit.at, i64::from(hours.max(1)) * time::HOUR))
}

/// Reminds those whose word is waited for; the inbox tells whoever stands in for them.
pub fn remind(change: &mut Change<'_, '_>, mut approval: Held<Approval>) -> Result<()> {
    let late = change.at >= approval.due;
    approval.reminders = match late {
        true => REMINDERS,
        false => approval.reminders + 1,
    };
    change.put(&approval)?;
    let text = match late {
        true => format!("{} waits for your decision and is late", approval.title),
        false => format!(
            "{} waits for your decision, and its time is nearly over",
            approval.title
        ),
    };
    for person in approval.asked_now() {
        inbox::notify(
            change,
            person,
            &notices::LATE,
            approval.as_ref(),
            text.as_str(),
        )?;
    }
    Ok(())
}

/// The time that is left, or when it was decided.
pub fn left(visit: &Visit, approval: &Approval) -> (Tone, String) {
    if let Some(decision) = &approval.decision {
        let at = decision.at.show(visit.at, &visit.tz);
        return (approval.status.tone(), at);
    }
    match Left::between(visit, approval.department, approval.asked_at, approval.due) {
        Ok(clock) => (clock.tone, clock.left),
        Err(_) => (Tone::Stone, approval.due.show(visit.at, &visit.tz)),
    }
}
