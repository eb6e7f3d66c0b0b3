//! What a ticket promises by a time: a first answer, the next ones, that it is settled; of an onboarding, that its stage is
//! over.

use super::{
    internal_ops::bring_along,
    ticket::{BY_TOUCHED, Stage, StageBefore, Ticket, TicketKind},
};
use crate::{
    base::{Choice, Id, Moment, Result},
    data::{Change, Key, Query},
    features::{
        clocks::{Clocked, Facts, Hold, NextDue, PauseReason, Standing, Target},
        people::{Directory, User},
    },
};

impl Clocked for Ticket {
    const TARGETS: &'static [Target] = &[
        Target::FirstResponse,
        Target::NextReply,
        Target::Resolution,
        Target::Stage,
        Target::Complaint,
    ];

    fn facts(&self) -> Facts {
        let onboarding = self.kind == TicketKind::Onboarding;
        Facts {
            kind: self.kind.key(),
            stage: self.stage.key(),
            priority: Some(self.priority),
            client: self.client,
            categories: onboarding.then_some(self.category).into_iter().collect(),
            owner: self.owner,
            department: self.department,
        }
    }

    fn standings(&self) -> Vec<Standing> {
        if self.stage == Stage::Cancelled {
            return Vec::new();
        }
        match self.kind {
            TicketKind::Onboarding => self.stages(),
            _ => self.talk(),
        }
    }

    fn carry(&mut self, next: Option<NextDue>) -> bool {
        let due = next.as_ref().and_then(|next| next.due);
        let other = self.next != next || self.due != due;
        (self.next, self.due) = (next, due);
        other
    }

    fn reassign(change: &mut Change<'_, '_>, id: Id<Self>, to: Id<User>) -> Result<bool> {
        let mut ticket = change.subject::<Ticket>(id)?;
        if ticket.stage.is_over() || ticket.owner == to {
            return Ok(false);
        }
        let person = Directory::person_in(change, to)?;
        let place = person.and_then(|person| person.departments.first().copied());
        let department = place.unwrap_or(ticket.department);
        ticket.give_to(to, department);
        ticket.touched = change.at;
        change.put(&ticket)?;
        bring_along(change, &ticket)?;
        Ok(true)
    }

    fn kinds() -> Vec<(&'static str, &'static str)> {
        let all = TicketKind::ALL.iter();
        all.map(|kind| (kind.key(), kind.label())).collect()
    }

    fn stages() -> Vec<(&'static str, &'static str)> {
        let all = Stage::ALL.iter().filter(|stage| stage.is_promised());
        all.map(|stage| (stage.key(), stage.label())).collect()
    }

    fn under_way() -> Query<Ticket> {
        Query::by(BY_TOUCHED).under(Key::new().byte(0))
    }
}

impl Ticket {
    /// What holds it up: somebody put it on hold, or it waits for the client.
    fn held(&self) -> Option<Hold> {
        let hold = self.hold.as_ref().map(|hold| Hold {
            reason: PauseReason::OnHold,
            since: hold.since,
        });
        hold.or_else(|| {
            let since = self.waits_since()?;
            Some(Hold {
                reason: PauseReason::WaitingForClient,
                since,
            })
        })
    }

    fn waits_since(&self) -> Option<Moment> {
        if self.stage == Stage::Answered {
            return Some(self.entered);
        }
        let waiting = self
            .requirements
            .iter()
            .filter(|held| held.waits_for_client());
        waiting.filter_map(|held| held.asked).min()
    }

    /// The stage it is in, and the one before, which is kept.
    fn stages(&self) -> Vec<Standing> {
        let mut all = Vec::new();
        if let Some(StageBefore { entered, left }) = self.before {
            all.push(Standing::since(Target::Stage, entered).met(Some(left)));
        }
        if self.stage.is_promised() {
            all.push(Standing::since(Target::Stage, self.entered).held(self.held()));
        }
        all
    }

    /// What is closed waits for no answer any more.
    fn talk(&self) -> Vec<Standing> {
        let closed = self.closed;
        let mut all = vec![
            Standing::since(Target::FirstResponse, self.created_at)
                .met(self.first_reply.or(closed))
                .held(self.held()),
        ];
        if let Some(asked) = self.asked {
            let answered = self.answered.filter(|answered| *answered >= asked);
            all.push(
                Standing::since(Target::NextReply, asked)
                    .met(answered.or(closed))
                    .held(self.held()),
            );
        }
        let settled = match self.kind {
            TicketKind::Complaint => Target::Complaint,
            _ => Target::Resolution,
        };
        all.push(
            Standing::since(settled, self.created_at)
                .met(closed)
                .held(self.held()),
        );
        all
    }
}
