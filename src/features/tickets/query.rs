//! What a list of tickets may be asked for, by its page and the API alike.

use super::{
    Stage, Ticket, TicketKind,
    ticket::{BY_HAND, BY_STAGE, BY_TOUCHED, BY_URGENCY, facet},
};
use crate::{
    access::Placement,
    base::Id,
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{clients::Client, people::Whom, settings::Category},
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
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
    /// In whose hands they are.
    pub owner: Option<Whom>,
    /// Beginnings of words of the title.
    pub words: String,
    pub sort: Option<TicketSort>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TicketSort {
    /// What is due first, and what is late before it; then what is due at no time.
    Due,
    /// What was touched last comes first.
    Touched,
    /// Nothing moves in it.
    Number,
}

const SORTS: [&str; 3] = ["due", "touched", "number"];

impl Form for TicketQuery {
    fn read(f: &mut Reader) -> Self {
        let show = f.word("show", "Show", &["mine", "under-way"]);
        let sort = f.word("sort", "Sort", &SORTS);
        f.tell(BY_NUMBER);
        if sort == Some("number") && show.is_some() {
            f.problem(
                "show",
                "By number the list comes whole. Leave show out, or the sort.",
            );
        }
        TicketQuery {
            stage: f.choice("stage", "Stage", Optional),
            mine: show == Some("mine"),
            under_way: show == Some("under-way"),
            kind: f.choice("kind", "Kind", Optional),
            category: f.choice("category", "Category", Optional),
            client: f.id("client", "Client", Optional),
            owner: Whom::read(f, "owner", "In the hands of"),
            words: f.text("q", "Words of the title", Optional, 200),
            sort: match sort {
                Some("due") => Some(TicketSort::Due),
                Some("touched") => Some(TicketSort::Touched),
                Some("number") => Some(TicketSort::Number),
                _ => None,
            },
        }
    }
}

impl TicketQuery {
    pub fn is_filtered(&self) -> bool {
        self.kind.is_some()
            || self.category.is_some()
            || self.client.is_some()
            || self.owner.is_some()
            || !self.words.is_empty()
    }

    /// What is in one's hands: the most urgent first. Else what was touched last, those under way before those over,
    /// unless a sort says otherwise.
    pub fn query(&self, visit: &Visit) -> Query<Ticket> {
        let stage = self.stage.map(|stage| Key::new().byte(stage.code()));
        let over = self.stage.map(|stage| u8::from(stage.is_over()));
        // What is under way by itself, or the one of two halves that a stage belongs to.
        let half = over.or(self.under_way.then_some(0));
        let within = |index| match half {
            Some(half) => Query::by(index).under(Key::new().byte(half)),
            None => Query::by(index),
        };
        let mut told = false;
        let mut query = match (&stage, self.sort) {
            (_, Some(TicketSort::Number)) => Query::by(NUMBERED),
            _ if self.mine => Query::by(BY_HAND).under(Key::new().number(visit.actor.person)),
            (_, Some(TicketSort::Due)) => within(BY_URGENCY),
            (Some(stage), _) => {
                told = true;
                Query::by(BY_STAGE).under(stage.clone()).descending(true)
            }
            (None, _) => within(BY_TOUCHED),
        };
        if let Some(stage) = stage.filter(|_| !told) {
            query = query.facet(facet::STAGE, stage);
        }
        if let Some(kind) = self.kind {
            query = query.facet(facet::KIND, facet::kind(kind));
        }
        if let Some(category) = self.category {
            query = query.facet(facet::CATEGORY, facet::category(category));
        }
        if let Some(owner) = self.owner {
            let place = Placement::Person(owner.id(visit).raw());
            query = query
                .facet(facet::OWNER, owner.key(visit))
                .near(Some(place));
        }
        if let Some(client) = self.client {
            let place = Placement::Client(client.raw());
            query = query
                .facet(facet::CLIENT, Key::new().id(client))
                .near(Some(place));
        }
        query.words(&self.words)
    }
}
