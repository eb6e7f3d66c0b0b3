//! How much something presses.

use crate::{choices, ui::state_icon::Prio};

choices! {
    pub enum Priority {
        Low: "low", "Low";
        Normal: "normal", "Normal";
        High: "high", "High";
        Urgent: "urgent", "Urgent";
    }
}

impl Priority {
    pub fn mark(self) -> Prio {
        match self {
            Priority::Low => Prio::Low,
            Priority::High => Prio::High,
            Priority::Urgent => Prio::Urgent,
            Priority::Normal | Priority::Unknown => Prio::Normal,
        }
    }
}
