//! How a task stands.

use crate::{choices, ui::state_icon::Glyph};

choices! {
    pub enum Status {
        ToDo: "to_do", "To do";
        InProgress: "in_progress", "In progress";
        Review: "review", "Review";
        Completed: "completed", "Completed";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Status {
    /// The lanes of a board.
    pub const LANES: [Status; 4] = [
        Status::ToDo,
        Status::InProgress,
        Status::Review,
        Status::Completed,
    ];

    pub fn code(self) -> u8 {
        match self {
            Status::ToDo => 0,
            Status::InProgress => 1,
            Status::Review => 2,
            Status::Completed => 3,
            Status::Cancelled | Status::Unknown => 4,
        }
    }

    /// The state of a code; those that count nowhere share one.
    pub fn of_code(code: u8) -> Status {
        match code {
            0 => Status::ToDo,
            1 => Status::InProgress,
            2 => Status::Review,
            3 => Status::Completed,
            _ => Status::Cancelled,
        }
    }

    pub fn is_open(self) -> bool {
        matches!(self, Status::ToDo | Status::InProgress | Status::Review)
    }

    /// Somebody has begun: it is in progress or beyond.
    pub fn is_started(self) -> bool {
        matches!(
            self,
            Status::InProgress | Status::Review | Status::Completed
        )
    }

    pub fn state_icon(self) -> Glyph {
        match self {
            Status::ToDo => Glyph::Todo,
            Status::InProgress => Glyph::Progress,
            Status::Review => Glyph::Review,
            Status::Completed => Glyph::Done,
            Status::Cancelled | Status::Unknown => Glyph::Dropped,
        }
    }
}
