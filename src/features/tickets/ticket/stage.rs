//! The kinds of tickets, and the stages an engagement passes on its way from the accepted quote to the work.

use crate::{base::Choice, choices, ui::badge::Tone};

choices! {
    pub enum TicketKind {
        Onboarding: "onboarding", "Onboarding";
        Support: "support", "Support";
        Change: "change", "Change request";
        Complaint: "complaint", "Complaint";
    }
}

impl TicketKind {
    /// What people raise; an onboarding is opened from a quote.
    pub const RAISED: [TicketKind; 3] = [
        TicketKind::Support,
        TicketKind::Change,
        TicketKind::Complaint,
    ];
}

choices! {
    pub enum Stage {
        Open: "open", "Open";
        Validation: "validation", "Validation";
        Enrichment: "enrichment", "Enrichment";
        Approval: "approval", "Approval";
        Production: "production", "In production";
        Answered: "answered", "Answered";
        Closed: "closed", "Closed";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Stage {
    pub fn is_over(self) -> bool {
        matches!(self, Stage::Closed | Stage::Cancelled)
    }

    /// Whether an onboarding may stay in it for a time that is promised.
    pub fn is_promised(self) -> bool {
        matches!(
            self,
            Stage::Open | Stage::Validation | Stage::Enrichment | Stage::Approval
        )
    }

    pub fn code(self) -> u8 {
        Stage::ALL
            .iter()
            .position(|s| *s == self)
            .unwrap_or(Stage::ALL.len()) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Stage::Approval => Tone::Murex,
            Stage::Production | Stage::Answered => Tone::Success,
            Stage::Closed | Stage::Cancelled | Stage::Unknown => Tone::Stone,
            _ => Tone::Info,
        }
    }

    /// Where it stands on the way of nine, counted from 0; 9 is past the end.
    pub fn step(self) -> usize {
        match self {
            Stage::Validation => 4,
            Stage::Enrichment => 5,
            Stage::Approval => 6,
            Stage::Production => 8,
            Stage::Closed => 9,
            _ => 3,
        }
    }
}
