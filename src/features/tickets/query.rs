//! What a list of tickets may be asked for, by its page and the API alike.

use super::{
    Stage, Ticket, TicketKind,
    ticket::{BY_HAND, BY_STAGE, BY_TOUCHED, facet},
};
use crate::{
    base::Id,
    data::{BY_NUMBER, Key, Query, Visit},
    features::{clients::Client, settings::Category},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct TicketQuery {
    pub stage: Option<Stage>,
    /// Those in one's own hands.
    pub mine: bool,
    /// Those under way, where no stage says so.
    pub under_way: bool,
    pub kind: Option<TicketKind>,
    /// Of onboardings: others have none.
    pub category: Option<Category>,
    pub client: Option<Id<Client>>,
    pub by_number: bool,
}

impl Form for TicketQuery {
    fn read(f: &mut Reader) -> Self {
        let show = f.word("show", "Show", &["mine", "under-way"]);
        TicketQuery {
            stage: f.choice("stage", "Stage", Optional),
            mine: show == Some("mine"),
            under_way: show == Some("under-way"),
            kind: f.choice("kind", "Kind", Optional),
            category: f.choice("category", "Category", Optional),
            client: f.id("client", "Client", Optional),
            by_number: f.by_number(&["show"]),
        }
    }
}

impl TicketQuery {
    /// What is in one's hands: the most urgent first. Else what was touched last, those under way before those over.
    pub fn query(&self, visit: &Visit) -> Query<Ticket> {
        let stage = self.stage.map(|stage| Key::new().byte(stage.code()));
        let mut query = match &stage {
            _ if self.by_number => Query::by(BY_NUMBER),
            _ if self.mine => Query::by(BY_HAND).under(Key::new().number(visit.actor.person)),
            Some(stage) => Query::by(BY_STAGE).under(stage.clone()).descending(true),
            None if self.under_way => Query::by(BY_TOUCHED).under(Key::new().byte(0)),
            None => Query::by(BY_TOUCHED),
        };
        if let Some(stage) = stage.filter(|_| self.mine || self.by_number) {
            query = query.facet(facet::STAGE, stage);
        }
        if let Some(kind) = self.kind {
            query = query.facet(facet::KIND, facet::kind(kind));
        }
        if let Some(category) = self.category {
            query = query.facet(facet::CATEGORY, facet::category(category));
        }
        if let Some(client) = self.client {
            let place = crate::access::Placement::Client(client.raw());
            query = query
                .facet(facet::CLIENT, Key::new().id(client))
                .near(Some(place));
        }
        query
    }
}
