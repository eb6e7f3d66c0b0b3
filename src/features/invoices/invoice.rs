//! An invoice, or the credit note that takes one back: a draft without a number, then a paper that never changes again.
//! What was paid, credited and written off stands beside what the paper says; `rules` has what may be done when.

use serde::{Deserialize, Serialize};

use super::{
    VIEW, exchange::Exchange, line::InvoiceLine, owed::Owed, parties::Parties, sums,
    untaxed::Untaxed,
};
use crate::{
    access::Placement,
    base::{Choice, Day, Id, Moment, Money, money::Currency},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        projects::Project,
        quotes::{Line, Quote, Rounding, Totals, totals},
    },
    ui::badge::Tone,
};

choices! {
    /// Where it stands. Worked out of its paper and its money whenever either changes.
    pub enum Status {
        Draft: "draft", "Draft";
        Issued: "issued", "Issued";
        PartlyPaid: "partly_paid", "Partly paid";
        Overdue: "overdue", "Overdue";
        Paid: "paid", "Paid";
        /// Taken back by a credit note; and the credit note itself, once it is issued.
        Credited: "credited", "Credited";
        WrittenOff: "written_off", "Written off";
    }
}

impl Status {
    /// Those on which something is left to pay.
    pub const OPEN: [Status; 3] = [Status::Issued, Status::PartlyPaid, Status::Overdue];

    pub fn code(self) -> u8 {
        Status::ALL.iter().position(|s| *s == self).unwrap_or(9) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Status::Issued => Tone::Azure,
            Status::PartlyPaid => Tone::Info,
            Status::Overdue => Tone::Danger,
            Status::Paid => Tone::Success,
            Status::WrittenOff => Tone::Warning,
            _ => Tone::Stone,
        }
    }

    pub fn is_open(self) -> bool {
        Status::OPEN.contains(&self)
    }
}

choices! {
    pub enum Paper {
        Invoice: "invoice", "Invoice";
        CreditNote: "credit_note", "Credit note";
    }
}

choices! {
    /// How much of a quote an invoice bills.
    pub enum Part {
        Whole: "whole", "All of it";
        Deposit: "deposit", "A deposit";
        Rest: "rest", "What is left";
    }
}

/// A paper that billed a part of the same before.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Earlier {
    pub number: String,
    pub issued_on: Day,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Invoice {
    #[serde(skip)]
    pub id: Id<Invoice>,
    #[serde(skip)]
    pub version: u64,
    pub paper: Paper,
    /// `INV-2026-0042`, given when it is issued; empty before.
    #[serde(default)]
    pub number: String,
    pub client: Id<Client>,
    pub title: String,
    #[serde(default)]
    pub lines: Vec<InvoiceLine>,
    /// The key that the next line gets; none is given twice.
    #[serde(default)]
    pub next_key: u32,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub project: Option<Id<Project>>,
    #[serde(default)]
    pub quote: Option<Id<Quote>>,
    #[serde(default)]
    pub part: Option<Part>,
    /// The invoice that a credit note takes back, and why.
    #[serde(default)]
    pub credits: Option<Id<Invoice>>,
    #[serde(default)]
    pub reason: String,
    /// Why nothing is taxed of what it bills at no tax, and in which words.
    #[serde(default)]
    pub untaxed: Option<Untaxed>,
    #[serde(default)]
    pub untaxed_reason: String,
    /// What was billed of the same before, as it was on the day of issue: a bill of what is left takes it off by lines.
    #[serde(default)]
    pub earlier: Vec<Earlier>,
    /// Who wrote it.
    pub owner: Id<User>,
    #[serde(default)]
    pub department: Id<Department>,
    /// Who leads the project that it bills.
    #[serde(default)]
    pub leads: Vec<Id<User>>,
    /// Days from issue until it is due.
    pub days: i32,
    pub status: Status,
    /// ISO 4217, of the day it was issued; before that empty, unless its client is billed in another than the house's.
    #[serde(default)]
    pub currency: String,
    /// What that is worth, where it isn't what the house counts in.
    #[serde(default)]
    pub exchange: Exchange,
    /// What of it was paid of the client's credit when it was issued, as it stands on the paper.
    #[serde(default)]
    pub prepaid: Money,
    #[serde(default)]
    pub parties: Parties,
    #[serde(default)]
    pub issued_on: Option<Day>,
    #[serde(default)]
    pub due: Option<Day>,
    #[serde(default)]
    pub issued_at: Option<Moment>,
    #[serde(default)]
    pub issued_by: Option<Id<User>>,
    // What became of it since.
    #[serde(default)]
    pub paid: Money,
    #[serde(default)]
    pub credited: Money,
    #[serde(default)]
    pub written_off: Money,
    #[serde(default)]
    pub write_off_reason: String,
    #[serde(default)]
    pub written_off_on: Option<Day>,
    /// When it was open for the last day: then it is overdue.
    #[serde(default)]
    pub overdue_at: Option<Moment>,
    #[serde(default)]
    pub overdue: bool,
    /// When the client is reminded next, and how often they were.
    #[serde(default)]
    pub remind_at: Option<Moment>,
    #[serde(default)]
    pub reminders: u32,
    /// Up to which day steps of the reminders are done with; nothing before the first.
    #[serde(default)]
    pub reminded_to: Option<Day>,
    #[serde(default)]
    pub sent_at: Option<Moment>,
    #[serde(default)]
    pub sent_to: Vec<String>,
    pub created_at: Moment,
    pub touched: Moment,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STATUS: Index = Index::scoped(2);
/// By the last day on which they are paid in time; drafts come last.
pub const BY_DUE: Index = Index::scoped(3);
/// By what they come to, tax included.
pub const BY_GROSS: Index = Index::scoped(4);
/// What is left to pay, the first due first.
pub const OPEN: Index = Index::scoped(5);
/// Papers of a client, the newest first.
pub const BY_CLIENT: Index = Index::plain(6);
pub const BY_QUOTE: Index = Index::plain(7);
pub const BY_PROJECT: Index = Index::plain(8);
/// Credit notes of an invoice.
pub const CREDITS: Index = Index::plain(9);
/// Issued papers by their number; no two have the same.
pub const NUMBERED: Index = Index::unique(10);
/// What a client has left to pay, the first due first.
pub const OPEN_OF: Index = Index::plain(11);
/// By exactly what is left to pay, so that money that came in finds what it may be for.
pub const OPEN_BY_LEFT: Index = Index::scoped(12);
pub const STATUS: Facet = Facet::by(1, BY_STATUS);
pub const CLIENT: Facet = Facet::by(2, BY_CLIENT);
pub const PROJECT: Facet = Facet::by(3, BY_PROJECT);
pub const PAPER: Facet = Facet::carried(4);
pub const COUNT: Tally = Tally::scoped(1);
pub const GROSS: Tally = Tally::scoped(2);
/// What is left to pay, by status.
pub const LEFT: Tally = Tally::scoped(3);
/// What is left to pay, by currency, client and the day it is due (`aged::Owed`).
pub const AGED: Tally = Tally::scoped(5);
// Plain tally 4 was what a client has left to pay, over all currencies.
/// Those that were issued, by the day of issue.
pub const BY_ISSUED: Index = Index::scoped(13);
/// What was written off, by the day of that.
pub const WRITTEN_OFF: Index = Index::scoped(14);

/// What a wake is for.
pub const FALLS_DUE: u8 = 1;
pub const REMIND: u8 = 2;

impl Invoice {
    fn title(&self) -> String {
        match self.number.as_str() {
            "" => self.title.clone(),
            number => format!("{number} {}", self.title),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        let people = std::iter::once(self.owner).chain(self.leads.iter().copied());
        let mut places: Vec<Placement> = Placement::people(people).collect();
        places.extend(department(self.department));
        // The client sees what was issued, never what is still being written.
        if self.is_issued() {
            places.push(Placement::Client(self.client.raw()));
        }
        places
    }

    fn declare(&self, to: &mut Declares) {
        let status = || Key::new().byte(self.status.code());
        let gross = self.totals().gross.0;
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TOUCHED, Key::new().signed(self.touched.0));
        to.index(BY_STATUS, status().signed(self.touched.0));
        let due = self.due.map_or(i64::MAX, |day| i64::from(day.0));
        to.index(BY_DUE, Key::new().signed(due));
        to.index(BY_GROSS, Key::new().signed(gross));
        let newest = -self.issued_at.unwrap_or(self.created_at).0;
        to.index(BY_CLIENT, Key::new().id(self.client).signed(newest));
        if let Some(quote) = self.quote {
            to.index(BY_QUOTE, Key::new().id(quote).signed(newest));
        }
        let project = self.project.unwrap_or_default();
        to.index(BY_PROJECT, Key::new().id(project).signed(newest));
        if let Some(credited) = self.credits {
            to.index(CREDITS, Key::new().id(credited).signed(newest));
        }
        if !self.number.is_empty() {
            to.index(NUMBERED, Key::new().text(&self.number));
        }
        to.facet(STATUS, status());
        to.facet(CLIENT, Key::new().id(self.client));
        to.facet(PROJECT, Key::new().id(project));
        to.facet(
            PAPER,
            Key::new().byte(u8::from(self.paper != Paper::Invoice)),
        );
        to.tally(COUNT, status(), 1);
        let counted = self.exchange.in_house(Money(gross)).0;
        to.tally(GROSS, status(), self.signed(counted));
        sums::declare(self, to);
        if let Some(day) = self.issued_on {
            to.index(BY_ISSUED, Key::new().signed(i64::from(day.0)));
        }
        if let Some(day) = self.written_off_on {
            to.index(WRITTEN_OFF, Key::new().signed(i64::from(day.0)));
        }
        if self.status.is_open() {
            let left = self.left().0;
            to.index(OPEN, Key::new().signed(due));
            to.index(OPEN_BY_LEFT, Key::new().signed(left).signed(due));
            to.index(OPEN_OF, Key::new().id(self.client).signed(due));
            to.tally(LEFT, status(), self.exchange.in_house(self.left()).0);
            to.tally(AGED, self.owed().key(), left);
            if let (false, Some(at)) = (self.overdue, self.overdue_at) {
                to.wake(at, FALLS_DUE);
            }
            if let Some(at) = self.remind_at {
                to.wake(at, REMIND);
            }
        }
        to.words(&format!("{} {}", self.title, self.number));
    }

    pub fn is_issued(&self) -> bool {
        self.issued_at.is_some()
    }

    pub fn is_credit_note(&self) -> bool {
        self.paper == Paper::CreditNote
    }

    /// Whether it bills anything at no tax.
    pub fn has_untaxed(&self) -> bool {
        self.lines.iter().any(|held| held.line.tax == 0)
    }

    /// What it says of why nothing is taxed, where that has to be said.
    pub fn said_untaxed(&self) -> Option<String> {
        let words = self.untaxed?.words(&self.untaxed_reason);
        (self.has_untaxed() && !words.is_empty()).then_some(words)
    }

    /// An amount with the sign it has for the house: what a credit note says goes the other way.
    pub fn signed(&self, amount: i64) -> i64 {
        match self.is_credit_note() {
            true => -amount,
            false => amount,
        }
    }

    /// As quotes and taxes know its lines.
    pub fn plain_lines(&self) -> Vec<Line> {
        self.lines.iter().map(|held| held.line.clone()).collect()
    }

    /// Tax is rounded once for each rate, over the sum of its lines (EN 16931, BR-CO-17).
    pub fn totals(&self) -> Totals {
        totals(&self.plain_lines(), Rounding::PerRate)
    }

    /// What is still to be paid.
    pub fn left(&self) -> Money {
        match self.is_issued() && !self.is_credit_note() {
            true => self.totals().gross - self.paid - self.credited - self.written_off,
            false => Money::ZERO,
        }
    }

    /// Where what is left of it counts.
    pub fn owed(&self) -> Owed {
        Owed {
            currency: self.currency.clone(),
            client: self.client.raw(),
            due: self.due.map_or(i64::MAX, |day| i64::from(day.0)),
        }
    }

    /// What of a credit note was more than its invoice had left, and so stands to the client's credit.
    pub fn surplus(&self) -> Money {
        match self.is_credit_note() && self.is_issued() {
            true => self.totals().gross - self.credited,
            false => Money::ZERO,
        }
    }

    /// Its number, or what a draft is called by.
    pub fn called(&self) -> String {
        match self.number.as_str() {
            "" => self.id.to_string(),
            number => number.to_owned(),
        }
    }

    /// What it is counted in; a draft in what the house counts in today.
    pub fn currency(&self, house: Currency) -> Currency {
        Currency::by_code(&self.currency).unwrap_or(house)
    }

    /// A draft of what was agreed on in the house's currency is in that.
    pub fn in_the_house_s_currency(&mut self) {
        self.currency.clear();
        self.exchange = Exchange::default();
    }

    /// Always later than before, so that the undo of an edit is refused once it moved on.
    pub fn touch(&mut self, at: Moment) {
        self.touched = Moment(at.0.max(self.touched.0 + 1));
    }
}

/// Where papers of a department lie; nowhere for those of none.
pub(super) fn department(id: Id<Department>) -> impl Iterator<Item = Placement> {
    (!id.is_none())
        .then(|| Placement::Department(id.raw()))
        .into_iter()
}

record!(Invoice, Kind::new(181, "invoices", "IV").starting_at(1001).filing(4), view: VIEW);
