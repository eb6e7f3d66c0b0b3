//! By when an approval is decided, as it is told before its clock says it (`clocked`), and how much time is left.

use super::Approval;
use crate::{
    base::{Moment, Result, time},
    data::Visit,
    features::{
        clocks::{self, Left, Target},
        people::Directory,
    },
    ui::badge::Tone,
};

/// By when it is decided: within the working hours that the house's own rule gives, else as its policies promise
/// (`clocks`), else within those that the kind was shipped with.
pub fn due(visit: &Visit, approval: &Approval, hours: u32) -> Result<Moment> {
    if approval.rule.is_none() {
        let facts = approval.asks_policies();
        if let Some(due) = clocks::promised(visit, Target::Approval, &facts, visit.at)? {
            return Ok(due);
        }
    }
    let calendar = Directory::calendar_of(visit, approval.department)?;
    let open = calendar.hours(&visit.tz);
    Ok(open.after(visit.at, i64::from(hours.max(1)) * time::HOUR))
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
