//! What people may submit about people.

use super::{Department, Role, RoleRef, Team, User};
use crate::{
    access::Tier,
    base::Id,
    web::form::{Form, Optional, Reader, Required},
};

#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: String,
    pub email: String,
    pub title: String,
    pub tier: Tier,
    pub roles: Vec<Id<Role>>,
    pub departments: Vec<Id<Department>>,
    pub teams: Vec<Id<Team>>,
    /// Raw id of the company, for people of a client.
    pub client: Option<u64>,
    pub skills: Vec<String>,
}

impl Form for NewUser {
    fn read(f: &mut Reader) -> Self {
        let tier = f.text("tier", "Tier", Optional, 20);
        let client = f.number_of("client", "Client", Optional, &["CL"]);
        let form = NewUser {
            name: f.text("name", "Name", Required, 80),
            email: f.email("email", "E-mail", Required),
            title: f.text("title", "What they do", Optional, 80),
            tier: Tier::parse(&tier).unwrap_or_default(),
            roles: f.ids("roles", "Roles"),
            departments: f.ids("departments", "Departments"),
            teams: f.ids("teams", "Teams"),
            client: client.rsplit('-').next().and_then(|n| n.parse().ok()),
            skills: f.all("skills", "Skills"),
        };
        if !tier.is_empty() && Tier::parse(&tier).is_none() {
            f.problem("tier", "The tier is admin, employee or client.");
        }
        if form.tier == Tier::Client && form.client.is_none() {
            f.problem("client", "Say which client they belong to.");
        }
        form
    }
}

/// What is changed of a person: neither the e-mail nor the tier, which have ways of their own.
#[derive(Debug, Clone)]
pub struct EditUser {
    pub name: String,
    pub title: String,
    pub roles: Vec<RoleRef>,
    pub departments: Vec<Id<Department>>,
    pub teams: Vec<Id<Team>>,
    pub skills: Vec<String>,
    pub version: Option<u64>,
}

impl Form for EditUser {
    fn read(f: &mut Reader) -> Self {
        EditUser {
            name: f.text("name", "Name", Required, 80),
            title: f.text("title", "What they do", Optional, 80),
            roles: RoleRef::all(f, "roles", "Roles"),
            departments: f.ids("departments", "Departments"),
            teams: f.ids("teams", "Teams"),
            skills: f.all("skills", "Skills"),
            version: f.version(),
        }
    }
}

/// Into other hands: whose, or left to the house to choose; and a word with it.
#[derive(Debug, Clone)]
pub struct HandOver {
    pub to: Option<Id<User>>,
    pub note: String,
}

impl Form for HandOver {
    fn read(f: &mut Reader) -> Self {
        HandOver {
            to: f.id("to", "To", Optional),
            note: f.block("note", "Note", Optional, 1000),
        }
    }
}
