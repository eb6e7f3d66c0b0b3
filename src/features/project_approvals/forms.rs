//! What people may submit to ask for a project.

use crate::{
    base::Id,
    features::{people::User, tickets::Ticket},
    web::form::{Form, Optional, Reader, Required},
};

/// Asking for a decision about a ticket.
#[derive(Debug, Clone)]
pub struct RequestForm {
    /// Who shall decide; the manager of the category's department when it is left out.
    pub manager: Option<Id<User>>,
    pub note: String,
}

impl Form for RequestForm {
    fn read(f: &mut Reader) -> Self {
        RequestForm {
            manager: f.id("manager", "Department manager", Optional),
            note: f.block("note", "Note", Optional, 2000),
        }
    }
}

/// The same from the API's list of approvals, which names the ticket.
#[derive(Debug, Clone)]
pub struct NewRequest {
    pub ticket: Option<Id<Ticket>>,
    pub request: RequestForm,
}

impl Form for NewRequest {
    fn read(f: &mut Reader) -> Self {
        NewRequest {
            ticket: f.id("ticket", "Ticket", Required),
            request: RequestForm::read(f),
        }
    }
}
