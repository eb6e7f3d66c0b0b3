//! How a project stands.

use crate::{base::language::word, choices, ui::badge::Tone};

choices! {
    pub enum Status {
        Planned: "planned", "Planned";
        Active: "active", "Active";
        OnHold: "on_hold", "On hold";
        Delivered: "delivered", "Delivered";
        Closed: "closed", "Closed";
        ClosedPending: "closed_pending", "Closed - pending updates";
        Cancelled: "cancelled", "Cancelled";
        Maintenance: "maintenance", "Maintenance";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Active => Tone::Azure,
            Status::OnHold | Status::ClosedPending => Tone::Warning,
            Status::Delivered | Status::Closed | Status::Maintenance => Tone::Success,
            Status::Planned | Status::Cancelled | Status::Unknown => Tone::Stone,
        }
    }

    /// Whether work towards its delivery, or on its updates, goes on or is yet to begin.
    pub fn is_open(self) -> bool {
        matches!(
            self,
            Status::Planned | Status::Active | Status::OnHold | Status::ClosedPending
        )
    }

    /// What a client reads.
    pub fn for_client(self) -> &'static str {
        word(match self {
            Status::Planned => "Planned",
            Status::Active => "In progress",
            Status::OnHold => "Paused",
            Status::ClosedPending => "Small updates under way",
            Status::Delivered => "Delivered",
            Status::Closed => "Finished",
            Status::Maintenance => "Delivered, in our care",
            Status::Cancelled | Status::Unknown => "Ended",
        })
    }

    pub fn code(self) -> u8 {
        match self {
            Status::Planned => 0,
            Status::Active => 1,
            Status::OnHold => 2,
            Status::Delivered => 3,
            Status::Closed => 4,
            Status::ClosedPending => 5,
            Status::Cancelled => 6,
            Status::Unknown => 7,
            Status::Maintenance => 8,
        }
    }
}
