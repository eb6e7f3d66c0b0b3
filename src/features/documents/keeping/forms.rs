//! What people may submit about keeping documents.

use super::{Ending, category::MONTHS};
use crate::web::form::{Form, Optional, Reader, Required};

#[derive(Debug, Clone)]
pub struct CategoryForm {
    pub name: String,
    /// Nothing: for ever.
    pub keep_months: Option<u32>,
    pub ending: Ending,
    pub version: Option<u64>,
}

impl Form for CategoryForm {
    fn read(f: &mut Reader) -> Self {
        let months = f.whole("keep_months", "Kept for months", Optional, MONTHS);
        CategoryForm {
            name: f.text("name", "Name", Required, 80),
            keep_months: months.and_then(|months| u32::try_from(months).ok()),
            ending: f.choice_or_usual("ending", "Then"),
            version: f.version(),
        }
    }
}

/// Holding a document, or ending that, with why.
#[derive(Debug, Clone)]
pub struct HoldForm {
    pub reason: String,
}

impl Form for HoldForm {
    fn read(f: &mut Reader) -> Self {
        HoldForm {
            reason: f.text("reason", "Reason", Required, 500),
        }
    }
}
