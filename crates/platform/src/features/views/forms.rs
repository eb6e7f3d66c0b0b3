//! What is asked before somebody looks as another: why.

use crate::{
    base::Id,
    features::people::Department,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct Why {
    pub reason: String,
}

impl Form for Why {
    fn read(f: &mut Reader) -> Self {
        Why {
            reason: f.text("reason", "Why", Required, 300),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Trial {
    pub reason: String,
    pub department: Option<Id<Department>>,
}

impl Form for Trial {
    fn read(f: &mut Reader) -> Self {
        Trial {
            reason: f.text("reason", "Why", Required, 300),
            department: f.id("department", "Department", Optional),
        }
    }
}
