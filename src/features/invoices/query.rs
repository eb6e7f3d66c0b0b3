//! What a list of invoices or of payments may be asked for, by its page and the API alike.

use super::{
    invoice::{
        BY_DUE, BY_GROSS, BY_ISSUED, BY_STATUS, BY_TOUCHED, CLIENT, Invoice, PAPER, PROJECT, Paper,
        STATUS, Status,
    },
    payment::{BY_DAY, KIND, OF_CLIENT, Payment, PaymentKind},
};
use crate::{
    base::{Choice, Day, Id},
    data::{BY_NUMBER as NUMBERED, Key, Query},
    features::{clients::Client, projects::Project},
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

#[derive(Debug, Clone, Default)]
pub struct InvoiceQuery {
    /// Any of these, likewise of the next three.
    pub statuses: Vec<Status>,
    pub papers: Vec<Paper>,
    pub clients: Vec<Id<Client>>,
    pub projects: Vec<Id<Project>>,
    /// By the day of issue; both days are of it, and drafts are not.
    pub from: Option<Day>,
    pub until: Option<Day>,
    /// Beginnings of words of the title or the number.
    pub words: String,
    pub sort: InvoiceSort,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum InvoiceSort {
    /// What was touched last comes first.
    #[default]
    Touched,
    Due,
    Gross,
    GrossUp,
    /// Nothing moves in it.
    Number,
}

const SORTS: [&str; 4] = ["due", "total", "total-up", "number"];

impl Form for InvoiceQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &SORTS);
        f.tell(BY_NUMBER);
        let query = InvoiceQuery {
            statuses: f.choices("status", "Status", Optional),
            papers: f.choices("paper", "Kind", Optional),
            clients: f.ids("client", "Client"),
            projects: f.ids("project", "Project"),
            from: f.day("from", "Issued from", Optional),
            until: f.day("until", "Issued until", Optional),
            words: f.text("q", "Words of the title or the number", Optional, 200),
            sort: match sort {
                Some("due") => InvoiceSort::Due,
                Some("total") => InvoiceSort::Gross,
                Some("total-up") => InvoiceSort::GrossUp,
                Some("number") => InvoiceSort::Number,
                _ => InvoiceSort::Touched,
            },
        };
        for (name, given) in [("from", query.from), ("until", query.until)] {
            if query.sort != InvoiceSort::Touched && given.is_some() {
                let why = format!(
                    "By the day of issue the newest comes first. Leave {name} out, or the sort."
                );
                f.problem(name, why);
            }
        }
        if query.sort == InvoiceSort::Number && !query.statuses.is_empty() {
            f.problem(
                "status",
                "By number the list comes whole. Leave status out, or the sort.",
            );
        }
        query
    }
}

impl InvoiceQuery {
    pub fn is_filtered(&self) -> bool {
        !self.papers.is_empty()
            || !self.clients.is_empty()
            || !self.projects.is_empty()
            || self.is_of_days()
            || !self.words.is_empty()
    }

    /// Whether it is asked by the day of issue, in whose order it comes then.
    pub fn is_of_days(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    pub fn query(&self) -> Query<Invoice> {
        let status = |status: &Status| Key::new().byte(status.code());
        let within = || self.statuses.iter().map(status);
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.sort {
            _ if self.is_of_days() => Query::by(BY_ISSUED).descending(true),
            InvoiceSort::Touched if self.statuses.is_empty() => {
                Query::by(BY_TOUCHED).descending(true)
            }
            InvoiceSort::Touched => Query::by(BY_STATUS).under_any(within()).descending(true),
            InvoiceSort::Due => Query::by(BY_DUE),
            InvoiceSort::Gross => Query::by(BY_GROSS).descending(true),
            InvoiceSort::GrossUp => Query::by(BY_GROSS),
            InvoiceSort::Number => Query::by(NUMBERED),
        };
        if let Some(from) = self.from {
            query = query.from(day(from));
        }
        if let Some(until) = self.until {
            query = query.until(day(until + 1));
        }
        let by_status = self.sort == InvoiceSort::Touched && !self.is_of_days();
        if !self.statuses.is_empty() && !by_status {
            query = query.any(STATUS, within());
        }
        if !self.papers.is_empty() {
            let papers = self.papers.iter();
            let paper = |paper: &Paper| Key::new().byte(u8::from(*paper != Paper::Invoice));
            query = query.any(PAPER, papers.map(paper));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query.any(CLIENT, clients.map(|id| Key::new().id(*id)));
        }
        if !self.projects.is_empty() {
            let projects = self.projects.iter();
            query = query.any(PROJECT, projects.map(|id| Key::new().id(*id)));
        }
        query.words(&self.words)
    }
}

#[derive(Debug, Clone, Default)]
pub struct PaymentQuery {
    pub kinds: Vec<PaymentKind>,
    pub clients: Vec<Id<Client>>,
    /// Both days are of it.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub words: String,
    pub by_number: bool,
}

impl Form for PaymentQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &["number"]);
        f.tell(BY_NUMBER);
        let query = PaymentQuery {
            kinds: f.choices("kind", "Kind", Optional),
            clients: f.ids("client", "Client"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            words: f.text("q", "Words of the reference", Optional, 200),
            by_number: sort.is_some(),
        };
        for (name, given) in [("from", query.from), ("until", query.until)] {
            if query.by_number && given.is_some() {
                let why = format!("By number the list comes whole. Leave {name} out, or the sort.");
                f.problem(name, why);
            }
        }
        query
    }
}

impl PaymentQuery {
    /// The newest day first.
    pub fn query(&self) -> Query<Payment> {
        let day = |day: Day| Key::new().signed(i64::from(day.0));
        let mut query = match self.by_number {
            true => Query::by(NUMBERED),
            false => Query::by(BY_DAY).descending(true),
        };
        if let Some(from) = self.from {
            query = query.from(day(from));
        }
        if let Some(until) = self.until {
            query = query.until(day(until + 1));
        }
        if !self.kinds.is_empty() {
            let place = |kind: &PaymentKind| {
                let place = PaymentKind::ALL.iter().position(|held| held == kind);
                Key::new().byte(place.unwrap_or(9) as u8)
            };
            query = query.any(KIND, self.kinds.iter().map(place));
        }
        if !self.clients.is_empty() {
            let clients = self.clients.iter();
            query = query.any(OF_CLIENT, clients.map(|id| Key::new().id(*id)));
        }
        query.words(&self.words)
    }
}
