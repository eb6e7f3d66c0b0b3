//! Whom an admin of a client lets in, and as what.

use crate::{
    base::Id,
    features::people::Role,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct NewColleague {
    pub name: String,
    pub email: String,
    /// What they do at the client.
    pub title: String,
    pub role: Option<Id<Role>>,
}

impl Form for NewColleague {
    fn read(f: &mut Reader) -> Self {
        NewColleague {
            name: f.text("name", "Name", Required, 120),
            email: f.email("email", "E-mail", Required),
            title: f.text("title", "What they do", Optional, 80),
            role: f.id("role", "What they may do", Required),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Rights {
    pub role: Option<Id<Role>>,
}

impl Form for Rights {
    fn read(f: &mut Reader) -> Self {
        Rights {
            role: f.id("role", "What they may do", Required),
        }
    }
}
