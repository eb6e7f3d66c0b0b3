//! What people may submit about money. Lines come as `lines.0.title`, `lines.0.quantity`, ... as those of quotes do.

use super::{
    invoice::{Invoice, Part},
    line::InvoiceLine,
    payment::PaymentWay,
    untaxed::Untaxed,
};
use crate::{
    base::{Day, Error, Id, Money, Unit},
    features::{
        clients::Client,
        projects::{Expense, Milestone, Project, TimeEntry},
        quotes::{
            Line, MOST_GROSS, MOST_LINES, MOST_PRICE, MOST_QUANTITY, Rounding, read_line, totals,
        },
    },
    web::form::{Form, Need, Optional, Reader, Required},
};

/// The longest somebody has to pay.
pub const MOST_DAYS: i64 = 365;

/// What an hour is billed at: as much as the price of a line may be.
pub(super) fn hour(f: &mut Reader, need: Need) -> Option<Money> {
    let label = "Price of an hour";
    let hour = f.money("hour", label, need);
    if hour.is_some_and(|hour| hour.0 > MOST_PRICE) {
        let most = Money(MOST_PRICE).show(f.currency);
        f.problem("hour", format!("{label} should be at most {most}."));
    }
    hour
}

pub(super) fn days(f: &mut Reader, need: Need) -> Option<i32> {
    f.whole("days", "Days to pay", need, 0..=MOST_DAYS)
        .and_then(|days| i32::try_from(days).ok())
}

/// What is written in a draft; what was not sent is None and stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Content {
    pub title: Option<String>,
    pub lines: Option<Vec<InvoiceLine>>,
    pub note: Option<String>,
    pub days: Option<i32>,
}

/// Why nothing is taxed of what is billed at no tax, and in which words.
pub(super) fn untaxed(f: &mut Reader) -> (Option<Untaxed>, String) {
    let why = f.choice("untaxed", "Why no tax", Optional);
    f.tell("Stands on papers that bill anything at no tax.");
    let reason = f.text("untaxed_reason", "Reason", Optional, 200);
    f.tell("The words of it; the usual ones where it is empty.");
    (why, reason)
}

impl Content {
    /// A new one that says nothing of the days to pay has those that were agreed on.
    pub fn read(f: &mut Reader, new: bool) -> Content {
        let title = f.need("title");
        let title = f.text("title", "Title", title, 120);
        let note = f.block("note", "Note to the client", Optional, 4000);
        let need = if new { Optional } else { f.need("days") };
        let days = days(f, need);
        let lines: Vec<InvoiceLine> = f
            .rows("lines", MOST_LINES, line)
            .into_iter()
            .flatten()
            .collect();
        let plain: Vec<Line> = lines.iter().map(|held| held.line.clone()).collect();
        if totals(&plain, Rounding::PerRate).gross.0.abs() > MOST_GROSS {
            f.problem(
                "lines",
                "The total is above 10,000,000,000. Check quantities and prices.",
            );
        }
        Content {
            title: f.has("title").then_some(title),
            lines: f.has("lines").then_some(lines),
            note: f.has("note").then_some(note),
            days,
        }
    }

    /// # Errors
    /// Beside the line whose key is no line's.
    pub fn fill(self, invoice: &mut Invoice) -> crate::base::Result<()> {
        if let Some(title) = self.title {
            invoice.title = title;
        }
        if let Some(lines) = self.lines {
            invoice.take_lines(lines)?;
        }
        if let Some(note) = self.note {
            invoice.note = note;
        }
        if let Some(days) = self.days {
            invoice.days = days;
        }
        Ok(())
    }
}

fn line(f: &mut Reader) -> Option<InvoiceLine> {
    let key = f.whole("key", "Line", Optional, 0..=i64::from(u32::MAX));
    f.tell("What the line is known by; a new one has none.");
    let line = read_line(f, -MOST_QUANTITY)?;
    Some(InvoiceLine {
        line,
        key: key.and_then(|key| u32::try_from(key).ok()).unwrap_or(0),
        ..InvoiceLine::default()
    })
}

#[derive(Debug, Clone)]
pub struct NewInvoice {
    pub client: Option<Id<Client>>,
    pub project: Option<Id<Project>>,
    pub content: Content,
}

impl Form for NewInvoice {
    fn read(f: &mut Reader) -> Self {
        NewInvoice {
            client: f.id("client", "Client", Required),
            project: f.id("project", "Project", Optional),
            content: Content::read(f, true),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditInvoice {
    pub content: Content,
    /// What was not sent is None and stays as it is.
    pub untaxed: Option<Option<Untaxed>>,
    pub untaxed_reason: Option<String>,
    pub version: Option<u64>,
}

impl Form for EditInvoice {
    fn read(f: &mut Reader) -> Self {
        let content = Content::read(f, false);
        let (untaxed, untaxed_reason) = untaxed(f);
        EditInvoice {
            content,
            untaxed: f.has("untaxed").then_some(untaxed),
            untaxed_reason: f.has("untaxed_reason").then_some(untaxed_reason),
            version: f.version(),
        }
    }
}

impl EditInvoice {
    /// # Errors
    /// Beside the line whose key is no line's, and beside the reason of a credit note that is another than its invoice's.
    pub fn fill(self, invoice: &mut Invoice) -> crate::base::Result<()> {
        self.content.fill(invoice)?;
        let untaxed = self.untaxed.unwrap_or(invoice.untaxed);
        let held = invoice.untaxed_reason.clone();
        let reason = self.untaxed_reason.unwrap_or(held);
        let other = untaxed != invoice.untaxed || reason != invoice.untaxed_reason;
        if other && invoice.is_credit_note() {
            return Err(Error::field(
                "untaxed",
                "A credit note takes back what its invoice says, and says the same of tax.",
            ));
        }
        invoice.untaxed = untaxed;
        invoice.untaxed_reason = reason;
        Ok(())
    }
}

/// A draft as it was looked at, and whether what stands to the client's credit pays it at once.
#[derive(Debug, Clone, Default)]
pub struct IssueForm {
    pub version: Option<u64>,
    pub use_credit: bool,
}

impl Form for IssueForm {
    fn read(f: &mut Reader) -> Self {
        let use_credit = f.flag("use_credit", "Pay it from the client's credit");
        f.tell("The paper says how much of it is paid already.");
        IssueForm {
            version: f.version(),
            use_credit,
        }
    }
}

/// How much of a quote is billed.
#[derive(Debug, Clone)]
pub struct BillQuote {
    pub part: Part,
    /// Hundredths of a percent of the whole, for a deposit.
    pub share: i64,
}

impl Form for BillQuote {
    fn read(f: &mut Reader) -> Self {
        let part = f.choice("part", "How much", Required).unwrap_or_default();
        let need = if part == Part::Deposit {
            Required
        } else {
            Optional
        };
        BillQuote {
            part,
            share: f
                .decimal("share", "Share", need, Unit::BasisPoints, 0..=10_000)
                .unwrap_or_default(),
        }
    }
}

crate::choices! {
    /// What is one line of an invoice from time.
    pub enum Gather {
        Task: "task", "A line for each task";
        Person: "person", "A line for each person";
        Entry: "entry", "A line for each entry";
        All: "all", "One line";
    }
}

/// Of what unbilled work is looked for.
#[derive(Debug, Clone)]
pub struct UnbilledOf {
    /// None: all of the client, their tickets included.
    pub project: Option<Id<Project>>,
}

impl Form for UnbilledOf {
    fn read(f: &mut Reader) -> Self {
        UnbilledOf {
            project: f.id("project", "Project", Optional),
        }
    }
}

/// Which time is billed, and how.
#[derive(Debug, Clone)]
pub struct BillTime {
    pub entries: Vec<Id<TimeEntry>>,
    pub expenses: Vec<Id<Expense>>,
    pub milestones: Vec<Id<Milestone>>,
    pub gather: Gather,
    pub hour: Option<Money>,
    pub tax: Option<i64>,
}

impl Form for BillTime {
    fn read(f: &mut Reader) -> Self {
        let entries = f.ids("entries", "Time");
        let expenses = f.ids("expenses", "Expenses");
        let milestones = f.ids("milestones", "Milestones");
        if entries.is_empty() && expenses.is_empty() && milestones.is_empty() {
            f.problem("entries", "Choose what is billed.");
        }
        // Without time no hour has a price.
        let need = match entries.is_empty() {
            true => Optional,
            false => Required,
        };
        BillTime {
            entries,
            expenses,
            milestones,
            gather: f.choice_or_usual("gather", "Lines"),
            hour: hour(f, need),
            tax: f.decimal("tax", "Tax", Optional, Unit::BasisPoints, 0..=10_000),
        }
    }
}

#[derive(Debug, Clone)]
pub struct TakePayment {
    pub amount: Money,
    pub day: Option<Day>,
    pub way: PaymentWay,
    pub reference: String,
    pub note: String,
}

impl Form for TakePayment {
    fn read(f: &mut Reader) -> Self {
        let amount = f.money("amount", "Amount", Required);
        if amount.is_some_and(|amount| amount <= Money::ZERO || amount.0 > MOST_GROSS) {
            f.problem("amount", "Amount should be more than nothing.");
        }
        TakePayment {
            amount: amount.unwrap_or_default(),
            day: f.day("day", "Day", Optional),
            way: f.choice_or_usual("way", "How"),
            reference: f.text("reference", "Reference", Optional, 120),
            note: f.block("note", "Note", Optional, 1000),
        }
    }
}

/// What of the client's credit pays an invoice; nothing takes as much as there is room for.
#[derive(Debug, Clone)]
pub struct UseCredit {
    pub amount: Option<Money>,
}

impl Form for UseCredit {
    fn read(f: &mut Reader) -> Self {
        let amount = f.money("amount", "Amount", Optional);
        if amount.is_some_and(|amount| amount <= Money::ZERO) {
            f.problem("amount", "Amount should be more than nothing.");
        }
        UseCredit { amount }
    }
}
