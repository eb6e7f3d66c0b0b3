//! What a list of projects may be asked for, by its page and the API alike.

use super::{
    Project, Status,
    project::{BY_FINISH, BY_STATE, CLIENT, LEAD, SERVICE},
};
use crate::{
    access::Placement,
    base::{Choice, Id},
    data::{BY_NUMBER, Key, Query, Visit},
    features::{clients::Client, people::Whom, settings::Category},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ProjectQuery {
    pub state: Option<Status>,
    /// Those under way, where no state says so.
    pub open: bool,
    pub category: Option<Category>,
    /// Whose team works on it.
    pub team_lead: Option<Whom>,
    pub client: Option<Id<Client>>,
    /// Beginnings of words of the title.
    pub words: String,
    pub by_number: bool,
}

impl Form for ProjectQuery {
    fn read(f: &mut Reader) -> Self {
        ProjectQuery {
            state: f.choice("state", "State", Optional),
            open: f.word("show", "Show", &["all", "open"]) == Some("open"),
            category: f.choice("category", "Service", Optional),
            team_lead: Whom::read(f, "team_lead", "Team lead"),
            client: f.id("client", "Client", Optional),
            words: f.text("q", "Words of the title", Optional, 200),
            by_number: f.by_number(&["state", "show"]),
        }
    }
}

impl ProjectQuery {
    pub fn is_filtered(&self) -> bool {
        self.category.is_some()
            || self.team_lead.is_some()
            || self.client.is_some()
            || !self.words.is_empty()
    }

    /// By the day on which they end, so that what is late comes first; those under way before the others.
    pub fn query(&self, visit: &Visit) -> Query<Project> {
        let mut query = match self.state {
            _ if self.by_number => Query::by(BY_NUMBER),
            Some(state) => Query::by(BY_STATE).under(Key::new().byte(state.code())),
            None if self.open => Query::by(BY_FINISH).under(Key::new().byte(0)),
            None => Query::by(BY_FINISH),
        };
        if let Some(category) = self.category {
            query = query.facet(SERVICE, Key::new().text(category.key()));
        }
        if let Some(lead) = self.team_lead {
            let place = Placement::Person(lead.id(visit).raw());
            query = query.facet(LEAD, lead.key(visit)).near(Some(place));
        }
        if let Some(client) = self.client {
            let place = Placement::Client(client.raw());
            query = query.facet(CLIENT, Key::new().id(client)).near(Some(place));
        }
        query.words(&self.words)
    }
}
