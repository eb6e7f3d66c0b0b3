//! A ticket: the record, who sees it and where it is listed. Its pure rules stand by subject: the stages (`stage`), what
//! gates a hand-over (`gate`), the way from hand to hand (`way`), the checklist in work (`checks`), the end and the talk
//! (`ends`).

mod checks;
mod ends;
mod gate;
mod stage;
#[cfg(test)]
mod tests;
mod way;

use serde::{Deserialize, Serialize};

use super::{
    VIEW,
    checklist::{Checkpoint, Requirement},
};
use crate::{
    access::{Hands, Others, Placement},
    base::{Id, Moment, Money, Result},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, Tally, Visit, record},
    features::{
        clients::Client,
        clocks::NextDue,
        leads::Lead,
        people::{Department, User},
        quotes::Quote,
        settings::{Category, Priority},
    },
};

pub use stage::{Stage, TicketKind};
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ticket {
    #[serde(skip)]
    pub id: Id<Ticket>,
    #[serde(skip)]
    pub version: u64,
    pub title: String,
    pub kind: TicketKind,
    #[serde(default)]
    pub category: Category,
    pub client: Id<Client>,
    #[serde(default)]
    pub quote: Option<Id<Quote>>,
    #[serde(default)]
    pub lead: Option<Id<Lead>>,
    pub stage: Stage,
    /// The stage it was closed or cancelled in.
    #[serde(default)]
    pub ended_in: Option<Stage>,
    /// Whose hand it is in, and the department of that hand.
    pub owner: Id<User>,
    pub department: Id<Department>,
    #[serde(default)]
    pub sales_manager: Option<Id<User>>,
    #[serde(default)]
    pub support_manager: Option<Id<User>>,
    #[serde(default)]
    pub agent: Option<Id<User>>,
    /// All hands so far; they go on seeing it.
    #[serde(default)]
    pub hands: Vec<Id<User>>,
    #[serde(default)]
    pub departments: Vec<Id<Department>>,
    #[serde(default)]
    pub price: Money,
    #[serde(default)]
    pub scope: String,
    /// Since when scope and price stand still. Stored under a name by which the history knows a moment.
    #[serde(default, rename = "frozen_at")]
    pub frozen: Option<Moment>,
    #[serde(default)]
    pub checkpoints: Vec<Checkpoint>,
    #[serde(default)]
    pub requirements: Vec<Requirement>,
    #[serde(default = "usual_priority")]
    pub priority: Priority,
    /// What is next to be missed of it, with when that is: what its clocks say (`clocked`).
    #[serde(default, rename = "due_at")]
    pub due: Option<Moment>,
    #[serde(default, rename = "next_clock")]
    pub next: Option<NextDue>,
    /// Why it waits, while it does: somebody put it on hold.
    #[serde(default)]
    pub hold: Option<OnHold>,
    /// When the house first answered, when the client last asked with nobody having answered before, and when that was
    /// answered.
    #[serde(default)]
    pub first_reply: Option<Moment>,
    #[serde(default, rename = "asked_at")]
    pub asked: Option<Moment>,
    #[serde(default, rename = "answered_at")]
    pub answered: Option<Moment>,
    #[serde(default, rename = "closed_at")]
    pub closed: Option<Moment>,
    pub entered: Moment,
    /// The stage before: when it was entered, and when it was left.
    #[serde(default)]
    pub before: Option<StageBefore>,
    pub created_at: Moment,
    pub touched: Moment,
    /// Raw id of the project it became.
    #[serde(default)]
    pub project: Option<u64>,
}

/// Those under way, then those that are over; in each what was touched last comes first.
pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STAGE: Index = Index::scoped(2);
/// Tickets under way in somebody's hand: the person, then what is due first.
pub const BY_HAND: Index = Index::scoped(3);
pub const BY_DUE: Index = Index::scoped(4);
pub const BY_CLIENT: Index = Index::plain(5);
pub const BY_QUOTE: Index = Index::plain(6);
/// The same as `BY_HAND`, for counting how much somebody has.
pub const LOAD: Index = Index::plain(7);
/// Those under way, then those that are over; in each what is due first, and last what is due at no time.
pub const BY_URGENCY: Index = Index::scoped(8);
pub const COUNT: Tally = Tally::scoped(1);

/// What lists of tickets are filtered by.
pub mod facet {
    use super::{BY_CLIENT, BY_STAGE, Category, Facet, Key, Priority, TicketKind};
    use crate::base::Choice;

    pub const STAGE: Facet = Facet::by(1, BY_STAGE);
    pub const KIND: Facet = Facet::carried(2);
    pub const CATEGORY: Facet = Facet::new(3);
    pub const CLIENT: Facet = Facet::by(4, BY_CLIENT);
    pub const OWNER: Facet = Facet::carried(5);
    pub const PRIORITY: Facet = Facet::carried(6);

    pub fn kind(kind: TicketKind) -> Key {
        Key::new().text(kind.key())
    }

    pub fn priority(priority: Priority) -> Key {
        Key::new().text(priority.key())
    }

    pub fn category(category: Category) -> Key {
        Key::new().text(category.key())
    }
}

/// A stage that is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageBefore {
    pub entered: Moment,
    pub left: Moment,
}

/// That it waits for something else than the client, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnHold {
    pub since: Moment,
    pub reason: String,
}

fn usual_priority() -> Priority {
    Priority::Normal
}

impl Ticket {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Placement::people(self.people())
            .chain(Placement::departments(&self.departments))
            .chain([
                Placement::Department(self.department.raw()),
                Placement::Client(self.client.raw()),
            ])
            .collect()
    }

    /// What of its quote is taken up by it.
    pub fn taken(&self) -> Money {
        match self.stage {
            Stage::Cancelled => Money::ZERO,
            _ => self.price,
        }
    }

    /// What of a quote that the visit holds its tickets take up, whoever sees them.
    pub fn taken_of(visit: &Visit, quote: &Quote) -> Result<Money> {
        let filed =
            visit.filed_below::<Ticket>(quote, BY_QUOTE, Key::new().id(quote.id), usize::MAX)?;
        let amounts = filed.into_iter().filter_map(|bytes| bytes.try_into().ok());
        Ok(amounts.map(|bytes| Money(i64::from_be_bytes(bytes))).sum())
    }

    fn declare(&self, to: &mut Declares) {
        let over = u8::from(self.stage.is_over());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TOUCHED, Key::new().byte(over).latest(self.touched.0));
        let due = self.due.map_or(i64::MAX, |due| due.0);
        to.index(BY_URGENCY, Key::new().byte(over).signed(due));
        to.facet(facet::OWNER, Key::new().id(self.owner));
        to.facet(facet::STAGE, Key::new().byte(self.stage.code()));
        to.facet(facet::KIND, facet::kind(self.kind));
        to.facet(facet::PRIORITY, facet::priority(self.priority));
        if self.kind == TicketKind::Onboarding {
            to.facet(facet::CATEGORY, facet::category(self.category));
        }
        to.facet(facet::CLIENT, Key::new().id(self.client));
        to.index(
            BY_STAGE,
            Key::new().byte(self.stage.code()).signed(self.touched.0),
        );
        if !self.stage.is_over() {
            to.index(BY_HAND, Key::new().id(self.owner).signed(due));
            to.index(LOAD, Key::new().id(self.owner));
            if let Some(due) = self.due {
                to.index(BY_DUE, Key::new().signed(due.0));
            }
        }
        to.index(
            BY_CLIENT,
            Key::new().id(self.client).signed(-self.created_at.0),
        );
        if let Some(quote) = self.quote {
            let taken = self.taken().minor().to_be_bytes().to_vec();
            to.index_with(BY_QUOTE, Key::new().id(quote), taken);
        }
        to.tally(COUNT, Key::new().byte(self.stage.code()), 1);
        to.words(&self.title);
    }

    /// Everyone who has or had it in hand.
    pub fn people(&self) -> Vec<Id<User>> {
        let named = [
            Some(self.owner),
            self.sales_manager,
            self.support_manager,
            self.agent,
        ];
        let mut people: Vec<Id<User>> = named
            .into_iter()
            .flatten()
            .chain(self.hands.iter().copied())
            .collect();
        people.retain(|id| !id.is_none());
        people.sort_unstable();
        people.dedup();
        people
    }

    /// The deeds of the stage are for the hand it is in, that hand's department, and whoever may edit all tickets.
    fn hands(&self) -> Option<Hands> {
        Some(Hands {
            people: vec![self.owner.raw()],
            with_lead: false,
            free: false,
            others: Others::OfDepartment(self.department.raw(), super::EDIT),
            refusal: "This ticket is in the hands of {hand} now. Ask them, or write a note on the ticket.",
        })
    }
}
record!(Ticket, Kind::new(25, "tickets", "TK").starting_at(301).filing(6), view: VIEW, hands: Ticket::hands);
