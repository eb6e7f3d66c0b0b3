//! What a list of tickets may be asked for, by its page and the API alike.

use super::{
    Stage, Ticket, TicketKind,
    actions::{OPEN, VIEW},
    ticket::{BY_HAND, BY_QUOTE, BY_STAGE, BY_TOUCHED, BY_URGENCY, facet},
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{
        clients::{self, Client},
        people::Whom,
        quotes,
        quotes::{Quote, Status},
        settings::{Category, Priority},
    },
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

/// Complaints that are counted at most.
const MOST_COMPLAINTS: usize = 100;

/// How many complaints of a client are open, as far as the person sees them.
///
/// # Errors
/// When the store can't be read.
pub fn open_complaints(visit: &Visit, client: Id<Client>) -> Result<usize> {
    if !visit.may_somewhere(&VIEW) {
        return Ok(0);
    }
    let query = Query::<Ticket>::by(BY_URGENCY)
        .under(Key::new().byte(0))
        .facet(facet::KIND, facet::kind(TicketKind::Complaint))
        .facet(facet::CLIENT, Key::new().id(client));
    visit.count(&query, MOST_COMPLAINTS)
}

#[derive(Debug, Clone, Default)]
pub struct TicketQuery {
    /// Any of these.
    pub stages: Vec<Stage>,
    /// Those in one's own hands.
    pub mine: bool,
    /// Those under way, where no stage says so.
    pub under_way: bool,
    pub kinds: Vec<TicketKind>,
    /// Of onboardings: others have none.
    pub categories: Vec<Category>,
    pub priorities: Vec<Priority>,
    pub clients: Vec<Id<Client>>,
    /// In whose hands they are.
    pub owners: Vec<Whom>,
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
            stages: f.choices("stage", "Stage", Optional),
            mine: show == Some("mine"),
            under_way: show == Some("under-way"),
            kinds: f.choices("kind", "Kind", Optional),
            categories: f.choices("category", "Category", Optional),
            priorities: f.choices("priority", "Priority", Optional),
            clients: f.ids("client", "Client"),
            owners: Whom::all(f, "owner", "In the hands of"),
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
        !self.kinds.is_empty()
            || !self.categories.is_empty()
            || !self.priorities.is_empty()
            || !self.clients.is_empty()
            || !self.owners.is_empty()
            || !self.words.is_empty()
    }

    /// What is in one's hands: the most urgent first. Else what was touched last, those under way before those over,
    /// unless a sort says otherwise.
    pub fn query(&self, visit: &Visit) -> Query<Ticket> {
        let stages = || {
            self.stages
                .iter()
                .map(|stage| Key::new().byte(stage.code()))
        };
        // The halves that the stages belong to, or what is under way by itself.
        let over = self.stages.iter().map(|stage| u8::from(stage.is_over()));
        let under_way = (self.stages.is_empty() && self.under_way).then_some(0);
        let halves: Vec<u8> = over.chain(under_way).collect();
        let within = |index| match halves.is_empty() {
            true => Query::by(index),
            false => Query::by(index).under_any(halves.iter().map(|half| Key::new().byte(*half))),
        };
        let mut told = self.stages.is_empty();
        let mut query = match self.sort {
            Some(TicketSort::Number) => Query::by(NUMBERED),
            _ if self.mine => Query::by(BY_HAND).under(Key::new().number(visit.actor.person)),
            Some(TicketSort::Due) => within(BY_URGENCY),
            _ if told => within(BY_TOUCHED),
            _ => {
                told = true;
                Query::by(BY_STAGE).under_any(stages()).descending(true)
            }
        };
        if !told {
            query = query.any(facet::STAGE, stages());
        }
        if !self.kinds.is_empty() {
            query = query.any(
                facet::KIND,
                self.kinds.iter().map(|kind| facet::kind(*kind)),
            );
        }
        if !self.categories.is_empty() {
            let categories = self.categories.iter();
            query = query.any(facet::CATEGORY, categories.map(|c| facet::category(*c)));
        }
        if !self.priorities.is_empty() {
            let priorities = self.priorities.iter();
            query = query.any(facet::PRIORITY, priorities.map(|p| facet::priority(*p)));
        }
        if !self.owners.is_empty() {
            let owners = self.owners.iter().map(|owner| owner.key(visit));
            query = query
                .any(facet::OWNER, owners)
                .near(Whom::place(&self.owners, visit));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query
                .any(facet::CLIENT, clients.map(|client| Key::new().id(*client)))
                .near(clients::place(&self.clients));
        }
        query.words(&self.words)
    }
}

/// Tickets under way whose hand is the person's.
pub fn my_hands(visit: &Visit) -> Query<Ticket> {
    Query::by(BY_HAND).under(Key::new().number(visit.actor.person))
}

pub fn in_my_hands(visit: &Visit) -> Result<usize> {
    visit.count(&my_hands(visit), 1000)
}

/// Accepted quotes without a ticket yet, of the last `looked_at`.
pub(super) fn waiting(visit: &Visit, looked_at: usize) -> Result<Vec<Quote>> {
    if !visit.may_somewhere(&OPEN) || !visit.may_somewhere(&quotes::VIEW) {
        return Ok(Vec::new());
    }
    let list = Query::by(quotes::BY_STATUS)
        .under(Key::new().byte(Status::Accepted.code()))
        .descending(true)
        .limit(looked_at);
    let mut found = Vec::new();
    for quote in visit.list::<Quote>(list)?.rows {
        if !visit.has_related::<Ticket>(&quote, BY_QUOTE, Key::new().id(quote.id))? {
            found.push(quote);
        }
    }
    Ok(found)
}
