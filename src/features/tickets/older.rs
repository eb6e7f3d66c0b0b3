//! Tickets as they were stored while they kept the clocks of their stages by themselves: a stage that was over in its time,
//! or wasn't, is a clock of its own.

use serde::Deserialize;

use super::ticket::{Stage, Ticket, TicketKind};
use crate::{
    base::{Id, Moment, Result},
    data::{Old, Record, Reshape, Reshaping},
    features::{
        clocks::{Clock, Target},
        people::{Department, User},
    },
};

pub(super) const PASSED: Reshape = Reshape {
    kind: Ticket::KIND,
    makes: &[Clock::KIND],
    run: reshape,
};

#[derive(Deserialize)]
struct OlderTicket {
    #[serde(default)]
    passed: Vec<Passed>,
}

#[derive(Deserialize)]
struct Passed {
    owner: Id<User>,
    department: Id<Department>,
    at: Moment,
    kept: bool,
}

fn reshape(reshaping: &mut Reshaping<'_, '_>, old: Old<'_>) -> Result<()> {
    let held: OlderTicket = old.read()?;
    let mut ticket: Ticket = old.record()?;
    for (n, passed) in (0..).zip(&held.passed) {
        reshaping.insert(&old, clock_of(&ticket, n, passed))?;
    }
    // Written anew, it has none of them any more.
    if told_of_talk(&mut ticket) || !held.passed.is_empty() {
        reshaping.put(&ticket)?;
    }
    Ok(())
}

/// When its stage began isn't known any more, and no two began at once.
fn clock_of(ticket: &Ticket, n: i64, passed: &Passed) -> Clock {
    Clock {
        subject: ticket.as_ref(),
        target: Target::Stage,
        begun: Moment(passed.at.0 - 1 - n),
        since: passed.at,
        due: Some(passed.at),
        met: Some(passed.at),
        missed: (!passed.kept).then_some(passed.at),
        owner: passed.owner,
        department: passed.department,
        counted: Some((passed.owner, passed.department)),
        ..Clock::default()
    }
}

/// Whether there was an answer, and when it was closed, is known from its stage.
fn told_of_talk(ticket: &mut Ticket) -> bool {
    let (first, closed) = (ticket.first_reply, ticket.closed);
    if ticket.stage == Stage::Closed {
        ticket.closed.get_or_insert(ticket.entered);
    }
    if ticket.kind != TicketKind::Onboarding && ticket.stage != Stage::Open {
        ticket.first_reply.get_or_insert(ticket.entered);
    }
    (first, closed) != (ticket.first_reply, ticket.closed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_older_stage_that_was_late_is_a_clock_that_was_missed() {
        let ticket = Ticket {
            id: Id::new(7),
            ..Ticket::default()
        };
        let passed = |kept| Passed {
            owner: Id::new(4),
            department: Id::new(2),
            at: Moment(1_000),
            kept,
        };
        let kept = clock_of(&ticket, 0, &passed(true));
        let missed = clock_of(&ticket, 1, &passed(false));
        assert!(kept.missed.is_none() && missed.missed.is_some());
        assert!(!kept.is_open() && !missed.is_open());
        assert_ne!(kept.begun, missed.begun);
    }

    #[test]
    fn what_is_answered_was_answered() {
        let mut ticket = Ticket {
            kind: TicketKind::Support,
            stage: Stage::Answered,
            entered: Moment(5),
            ..Ticket::default()
        };
        assert!(told_of_talk(&mut ticket) && !told_of_talk(&mut ticket));
        assert_eq!((ticket.first_reply, ticket.closed), (Some(Moment(5)), None));
    }
}
