//! What people may submit about timesheets.

use crate::{
    base::Day,
    web::form::{Form, Optional, Reader, Required},
};

/// A week that is handed to whoever decides.
#[derive(Debug, Clone, Default)]
pub struct Submit {
    /// Any day of it; None: this week.
    pub week: Option<Day>,
    pub note: String,
}

impl Form for Submit {
    fn read(f: &mut Reader) -> Self {
        Submit {
            week: f.day("week", "Week", Optional),
            note: f.text("note", "What they should know", Optional, 500),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Reopen {
    pub reason: String,
    pub version: Option<u64>,
}

impl Form for Reopen {
    fn read(f: &mut Reader) -> Self {
        Reopen {
            reason: f.text("reason", "Reason", Required, 500),
            version: f.version(),
        }
    }
}

/// Up to when time is locked; nothing opens every period again.
#[derive(Debug, Clone, Default)]
pub struct LockForm {
    pub until: Option<Day>,
    pub version: Option<u64>,
}

impl Form for LockForm {
    fn read(f: &mut Reader) -> Self {
        LockForm {
            until: f.day("until", "Locked up to", Optional),
            version: f.version(),
        }
    }
}
