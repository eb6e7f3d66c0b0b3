//! What may be submitted about a deed that waits.

use crate::web::form::{Form, Optional, Reader};

/// Why something is confirmed or refused, for whoever asked.
#[derive(Debug, Clone)]
pub struct Reason(pub String);

impl Form for Reason {
    fn read(f: &mut Reader) -> Self {
        Reason(f.text("reason", "Reason", Optional, 300))
    }
}
