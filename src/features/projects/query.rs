//! What a list of projects may be asked for, by its page and the API alike.

use super::{
    Project, Status,
    project::{BY_FINISH, BY_STATE, CLIENT, LEAD, PARENT, SERVICE},
};
use crate::{
    base::{Choice, Id},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{
        clients::{self, Client},
        people::Whom,
        settings::Category,
    },
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ProjectQuery {
    /// Any of these.
    pub states: Vec<Status>,
    /// Whether only those under way, where no state says so; None where nothing was said.
    pub open: Option<bool>,
    pub categories: Vec<Category>,
    /// Whose team works on it.
    pub team_leads: Vec<Whom>,
    pub clients: Vec<Id<Client>>,
    /// What they are sub-projects of.
    pub parents: Vec<Id<Project>>,
    /// Beginnings of words of the title.
    pub words: String,
    pub by_number: bool,
}

impl Form for ProjectQuery {
    fn read(f: &mut Reader) -> Self {
        ProjectQuery {
            states: f.choices("state", "State", Optional),
            open: f
                .word("show", "Show", &["all", "open"])
                .map(|show| show == "open"),
            categories: f.choices("category", "Service", Optional),
            team_leads: Whom::all(f, "team_lead", "Team lead"),
            clients: f.ids("client", "Client"),
            parents: f.ids("parent", "Part of"),
            words: f.text("q", "Words of the title", Optional, 200),
            by_number: f.by_number(&["state", "show"]),
        }
    }
}

impl ProjectQuery {
    pub fn is_filtered(&self) -> bool {
        !self.categories.is_empty()
            || !self.team_leads.is_empty()
            || !self.clients.is_empty()
            || !self.parents.is_empty()
            || !self.words.is_empty()
    }

    /// By the day on which they end, so that what is late comes first; those under way before the others.
    pub fn query(&self, visit: &Visit) -> Query<Project> {
        let states = self.states.iter();
        let mut query = match self.states.is_empty() {
            _ if self.by_number => Query::by(BY_NUMBER),
            false => Query::by(BY_STATE).under_any(states.map(|s| Key::new().byte(s.code()))),
            true if self.open == Some(true) => Query::by(BY_FINISH).under(Key::new().byte(0)),
            true => Query::by(BY_FINISH),
        };
        if !self.categories.is_empty() {
            let services = self.categories.iter();
            query = query.any(SERVICE, services.map(|c| Key::new().text(c.key())));
        }
        if !self.team_leads.is_empty() {
            let leads = self.team_leads.iter().map(|lead| lead.key(visit));
            query = query
                .any(LEAD, leads)
                .near(Whom::place(&self.team_leads, visit));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query
                .any(CLIENT, clients.map(|client| Key::new().id(*client)))
                .near(clients::place(&self.clients));
        }
        if !self.parents.is_empty() {
            let parents = self.parents.iter();
            query = query.any(PARENT, parents.map(|parent| Key::new().id(*parent)));
        }
        query.words(&self.words)
    }
}
