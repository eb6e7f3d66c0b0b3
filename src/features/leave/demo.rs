//! What a demonstration has of leave: two weeks of somebody's that wait for an answer, and a course.

use super::{LeaveForm, LeaveKind, actions::ASK, ops};
use crate::{base::Result, data::Visit, features::approvals::APPROVE};

/// One in so many people is away in the time to come.
const SOME: u64 = 3;

pub fn caught_up(visit: &Visit) -> Result<()> {
    let away = visit.actor.person.is_multiple_of(SOME);
    if !away || visit.may_somewhere(&APPROVE) || !visit.may_somewhere(&ASK) {
        return Ok(());
    }
    let monday = visit.today() + (7 - i32::from(visit.today().weekday()));
    let away = LeaveForm {
        kind: LeaveKind::Vacation,
        from: Some(monday + 21),
        until: Some(monday + 32),
        half_last: true,
        note: "The family meets on the coast.".into(),
        ..LeaveForm::default()
    };
    ops::ask(visit, away)?;
    let half = LeaveForm {
        kind: LeaveKind::Training,
        from: Some(monday + 2),
        until: Some(monday + 3),
        half_first: true,
        note: "Course on accessible forms, in the afternoon.".into(),
        ..LeaveForm::default()
    };
    ops::ask(visit, half).map(drop)
}
