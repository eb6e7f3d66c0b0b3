//! How a ticket ends and comes back, how talk moves it, and what the client is told of it.

use super::{Stage, Ticket, TicketKind};
use crate::{
    base::{Error, Moment, Result},
    features::tickets::Requirement,
};

impl Ticket {
    fn end(&mut self, stage: Stage, at: Moment) {
        self.ended_in = Some(self.stage);
        self.enter(stage, at);
    }

    pub fn close(&mut self, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        if self.kind == TicketKind::Onboarding {
            return Err(Error::conflict(match self.stage {
                Stage::Production => "It closes by itself when its project is delivered.",
                _ => {
                    "An onboarding is closed when its project is delivered. Cancel it with a reason if it won't be done."
                }
            }));
        }
        self.end(Stage::Closed, at);
        Ok(())
    }

    pub fn cancel(&mut self, at: Moment) -> Result<()> {
        self.must_be_under_way()?;
        if self.stage == Stage::Production {
            return Err(Error::conflict(
                "Work has begun on this. Close the project instead.",
            ));
        }
        self.end(Stage::Cancelled, at);
        Ok(())
    }

    pub fn reopen(&mut self, at: Moment) -> Result<()> {
        if !self.stage.is_over() {
            return Err(Error::conflict("This ticket is not closed."));
        }
        if self.project.is_some() && self.stage == Stage::Closed {
            return Err(Error::conflict(
                "Its project is delivered. Reopen the project for updates; the ticket comes back with it.",
            ));
        }
        let stage = self
            .ended_in
            .take()
            .filter(|s| *s != Stage::Answered)
            .unwrap_or(Stage::Open);
        self.enter(stage, at);
        Ok(())
    }

    /// Ends with its project, and comes back when that is reopened. Says whether anything changed.
    pub fn follow_project(&mut self, over: bool, at: Moment) -> bool {
        match (self.stage, over) {
            (Stage::Production, true) => self.end(Stage::Closed, at),
            (Stage::Closed, false) if self.ended_in == Some(Stage::Production) => {
                self.ended_in = None;
                self.enter(Stage::Production, at);
            }
            _ => return false,
        }
        true
    }

    /// The house answered, or the client wrote again: a ticket that is only talk goes to and fro.
    pub fn spoken(&mut self, from_client: bool, at: Moment) {
        match from_client {
            false => {
                self.first_reply.get_or_insert(at);
                if self.is_asked() {
                    self.answered = Some(at);
                }
            }
            // The first answer is promised by itself.
            true if self.first_reply.is_some() && !self.is_asked() => self.asked = Some(at),
            true => {}
        }
        if self.kind == TicketKind::Onboarding {
            return;
        }
        match (self.stage, from_client) {
            (Stage::Open, false) => self.enter(Stage::Answered, at),
            (Stage::Answered | Stage::Closed, true) => {
                self.ended_in = None;
                self.enter(Stage::Open, at);
            }
            _ => {}
        }
    }

    /// Whether the client asked something since the house last answered.
    fn is_asked(&self) -> bool {
        let answered = |asked: Moment| self.answered.is_some_and(|answered| answered >= asked);
        self.asked.is_some_and(|asked| !answered(asked))
    }

    /// How it stands, in words for the client.
    pub fn word_for_client(&self) -> &'static str {
        match (self.kind, self.stage) {
            (_, Stage::Closed) => "Done",
            (_, Stage::Cancelled) => "Withdrawn",
            (_, Stage::Answered) => "Answered",
            _ if self.requirements.iter().any(Requirement::waits_for_client) => "Waiting for you",
            (TicketKind::Onboarding, Stage::Open | Stage::Validation) => "Being prepared",
            (TicketKind::Onboarding, Stage::Enrichment) => "Details are collected",
            (TicketKind::Onboarding, Stage::Approval) => "Being planned",
            (TicketKind::Onboarding, Stage::Production) => "In work",
            _ => "With us",
        }
    }
}
