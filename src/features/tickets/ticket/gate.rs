//! What stands between a ticket and its next hand.

use super::{Stage, Ticket, TicketKind};
use crate::base::{Choice, Error, Result};

impl Ticket {
    /// Required requirements that are done, and how many there are.
    pub fn completeness(&self) -> (usize, usize) {
        let required = self.requirements.iter().filter(|r| r.required);
        let done = required.clone().filter(|r| r.done()).count();
        (done, required.count())
    }

    /// The same as a percentage, floored, so that 100 means all.
    pub fn percent(&self) -> u32 {
        match self.completeness() {
            (_, 0) => 100,
            (done, of) => (done * 100 / of) as u32,
        }
    }

    /// What stands between the ticket and the next hand, each with whether it is met.
    pub fn gate(&self) -> Vec<(String, bool)> {
        match (self.kind, self.stage) {
            (TicketKind::Onboarding, Stage::Open) => vec![
                ("The client is named".into(), !self.client.is_none()),
                (
                    "A category with a checklist is chosen".into(),
                    !self.checkpoints.is_empty(),
                ),
                ("The scope is written down".into(), !self.scope.is_empty()),
                ("The price is agreed".into(), self.price.0 > 0),
            ],
            (TicketKind::Onboarding, Stage::Validation) => {
                let settled = self.checkpoints.iter().filter(|c| c.settled()).count();
                let of = self.checkpoints.len();
                vec![(
                    format!("Every checkpoint is passed or waived ({settled} of {of})"),
                    settled == of,
                )]
            }
            (TicketKind::Onboarding, Stage::Enrichment) => {
                let (done, of) = self.completeness();
                vec![
                    (
                        format!("Every required requirement is complete ({done} of {of})"),
                        done == of,
                    ),
                    ("The scope is frozen".into(), self.frozen.is_some()),
                ]
            }
            _ => Vec::new(),
        }
    }

    pub fn missing(&self) -> Vec<String> {
        self.gate()
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(what, _)| what)
            .collect()
    }

    pub(super) fn must_pass_gate(&self) -> Result<()> {
        let missing = self.missing();
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "Not yet. Still open: {}.",
            missing.join("; ")
        )))
    }

    pub(super) fn at(&self, stage: Stage) -> Result<()> {
        if self.stage == stage {
            return Ok(());
        }
        Err(Error::conflict(format!(
            "This belongs to the stage {}; the ticket is in {}.",
            stage.label(),
            self.stage.label()
        )))
    }

    pub(super) fn must_be_under_way(&self) -> Result<()> {
        if self.stage.is_over() {
            return Err(Error::conflict(format!(
                "This ticket is {}. Reopen it first.",
                self.stage.label().to_lowercase()
            )));
        }
        Ok(())
    }
}
