//! What people may submit about tickets.

use super::ticket::TicketKind;
pub use crate::features::people::HandOver;
use crate::{
    base::{Choice, Id, Money},
    features::{
        clients::Client,
        conversation::Post,
        documents::Document,
        people::User,
        quotes::Quote,
        settings::{Category, Priority},
    },
    web::form::{Form, Optional, Reader, Required},
};

/// How much it presses, where nothing was said as much as most does.
fn priority(f: &mut Reader) -> Priority {
    let said = f.choice("priority", "Priority", Optional);
    said.unwrap_or(Priority::Normal)
}

#[derive(Debug, Clone)]
pub struct OpenTicket {
    pub quote: Id<Quote>,
    pub category: Category,
    pub title: String,
    pub scope: String,
    pub price: Money,
    pub priority: Priority,
}

impl Form for OpenTicket {
    fn read(f: &mut Reader) -> Self {
        OpenTicket {
            quote: f.id("quote", "Quote", Required).unwrap_or_default(),
            category: f
                .choice("category", "Category", Required)
                .unwrap_or_default(),
            title: f.text("title", "Title", Required, 120),
            scope: f.block("scope", "Scope", Required, 8000),
            price: f.money("price", "Price", Required).unwrap_or_default(),
            priority: priority(f),
        }
    }
}

#[derive(Debug, Clone)]
pub struct RaiseTicket {
    pub kind: TicketKind,
    /// Staff say for whom; a client's own is taken.
    pub client: Option<Id<Client>>,
    pub title: String,
    pub text: String,
    pub priority: Priority,
    /// What was said that it is made of.
    pub post: Option<Id<Post>>,
}

impl Form for RaiseTicket {
    fn read(f: &mut Reader) -> Self {
        let kind = f
            .choice("kind", "Kind", Required)
            .unwrap_or(TicketKind::Support);
        if kind == TicketKind::Onboarding {
            f.problem(
                "kind",
                "An onboarding is opened from an accepted quote. Choose another kind.",
            );
        }
        RaiseTicket {
            kind,
            client: f.id("client", "Client", Optional),
            title: f.text("title", "Subject", Required, 120),
            text: f.block("text", "What it is about", Required, 8000),
            priority: priority(f),
            post: f.id("post", "Made of the post", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditTicket {
    pub title: String,
    pub scope: String,
    pub price: Option<Money>,
    pub category: Option<Category>,
    pub priority: Option<Priority>,
    pub version: Option<u64>,
}

impl Form for EditTicket {
    fn read(f: &mut Reader) -> Self {
        let (price, category) = (f.need("price"), f.need("category"));
        let priority = f.need("priority");
        EditTicket {
            title: f.text("title", "Title", Required, 120),
            scope: f.block("scope", "Scope", Optional, 8000),
            price: f.money("price", "Price", price),
            category: f.choice("category", "Category", category),
            priority: f.choice("priority", "Priority", priority),
            version: f.version(),
        }
    }
}

/// The lines of a checklist that a deed is about: one, or several that were ticked.
fn lines(f: &mut Reader, label: &str) -> Vec<String> {
    let mut keys = f.all("key", label);
    let mut seen = std::collections::BTreeSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    if keys.is_empty() {
        f.problem("key", "Tick at least one line.");
    }
    keys
}

#[derive(Debug, Clone)]
pub struct Check {
    pub keys: Vec<String>,
    pub passed: bool,
    pub reason: String,
}

impl Form for Check {
    fn read(f: &mut Reader) -> Self {
        Check {
            keys: lines(f, "Checkpoints"),
            passed: f.flag("passed", "Passed"),
            reason: f.block("reason", "Remark", Optional, 1000),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Waive {
    pub keys: Vec<String>,
    pub reason: String,
}

impl Form for Waive {
    fn read(f: &mut Reader) -> Self {
        Waive {
            keys: lines(f, "Checkpoints"),
            reason: f.block("reason", "Reason", Required, 1000),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Complete {
    pub key: String,
    /// Empty takes an answer back that was given.
    pub value: String,
}

impl Form for Complete {
    fn read(f: &mut Reader) -> Self {
        Complete {
            key: f.text("key", "Requirement", Required, 60),
            value: f.block("value", "Answer", Optional, 4000),
        }
    }
}

/// Several requirements answered in one go; those without an answer stay as they are.
#[derive(Debug, Clone)]
pub struct Answers {
    pub answers: Vec<Complete>,
}

impl Form for Answers {
    fn read(f: &mut Reader) -> Self {
        let mut answers = f.rows("answers", 100, Complete::read);
        answers.retain(|answer| !answer.value.is_empty());
        if answers.is_empty() && f.problems.is_empty() {
            f.problem("answers", "Answer at least one.");
        }
        Answers { answers }
    }
}

/// Names requirements: to ask the client for them, or to verify their documents.
#[derive(Debug, Clone)]
pub struct Ask {
    pub keys: Vec<String>,
}

impl Form for Ask {
    fn read(f: &mut Reader) -> Self {
        Ask {
            keys: lines(f, "Requirements"),
        }
    }
}

/// Names the requirement whose document can't be used, and says why; the client reads it.
#[derive(Debug, Clone)]
pub struct Refuse {
    pub key: String,
    pub reason: String,
}

impl Form for Refuse {
    fn read(f: &mut Reader) -> Self {
        Refuse {
            key: f.text("key", "Requirement", Required, 60),
            reason: f.block("reason", "Reason", Required, 1000),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct Attach {
    /// The requirement it fulfils, if any.
    pub key: String,
    pub name: String,
    pub note: String,
    pub shared: bool,
    /// One of the ticket's documents, when no file comes along.
    pub document: Option<Id<Document>>,
}

impl Form for Attach {
    fn read(f: &mut Reader) -> Self {
        Attach {
            key: f.text("key", "Requirement", Optional, 60),
            name: f.text("name", "Name", Optional, 180),
            note: f.text("note", "Note", Optional, 300),
            shared: f.flag("shared_with_client", "Share it with the client"),
            document: f.id("document", "Document", Optional),
        }
    }
}

#[derive(Debug, Clone)]
pub struct ReplyForm {
    pub text: String,
    /// A note for staff only.
    pub internal: bool,
}

impl Form for ReplyForm {
    fn read(f: &mut Reader) -> Self {
        ReplyForm {
            text: f.block("text", "Message", Required, 8000),
            internal: f.flag("internal", "Note for staff only"),
        }
    }
}

/// The kinds that people raise, for a select.
pub(super) fn raised() -> impl Iterator<Item = (&'static str, &'static str)> {
    TicketKind::RAISED
        .into_iter()
        .map(|kind| (kind.key(), kind.label()))
}

/// Into which other hand of its stage it comes.
#[derive(Debug, Clone)]
pub struct GiveTicket {
    pub owner: Option<Id<User>>,
}

impl Form for GiveTicket {
    fn read(f: &mut Reader) -> Self {
        GiveTicket {
            owner: f.id("owner", "In the hands of", Required),
        }
    }
}

impl From<GiveTicket> for HandOver {
    fn from(given: GiveTicket) -> HandOver {
        HandOver {
            to: given.owner,
            note: String::new(),
        }
    }
}
