//! What people may submit about money. Lines come as `lines.0.title`, `lines.0.quantity`, ... as those of quotes do.

use super::{
    exchange, how_to_pay,
    invoice::{Invoice, Part},
    line::InvoiceLine,
    payment::PaymentWay,
    terms::MOST_STEPS,
    trade::{Bank, TradeParty},
    untaxed::Untaxed,
};
use crate::{
    base::{Day, Error, Id, Money, Unit, money::Currency},
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
fn hour(f: &mut Reader, need: Need) -> Option<Money> {
    let label = "Price of an hour";
    let hour = f.money("hour", label, need);
    if hour.is_some_and(|hour| hour.0 > MOST_PRICE) {
        let most = Money(MOST_PRICE).show(f.currency);
        f.problem("hour", format!("{label} should be at most {most}."));
    }
    hour
}

fn days(f: &mut Reader, need: Need) -> Option<i32> {
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
fn untaxed(f: &mut Reader) -> (Option<Untaxed>, String) {
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

#[derive(Debug, Clone, Default)]
pub struct AccountForm {
    pub days: Option<i32>,
    pub reminders: bool,
    pub email: String,
    pub reference: String,
    pub party: TradeParty,
    pub untaxed: Option<Untaxed>,
    pub untaxed_reason: String,
    /// None leaves it to the house.
    pub currency: Option<Currency>,
    /// What one unit of that is worth in the house's, in millionths.
    pub rate: Option<i64>,
    /// 0 where nothing was agreed or booked yet.
    pub version: Option<u64>,
}

impl Form for AccountForm {
    fn read(f: &mut Reader) -> Self {
        let (untaxed, untaxed_reason) = untaxed(f);
        let currency = f.currency("currency", "Billed in", Optional);
        let typed = f.text("rate", "Rate", Optional, 20);
        f.tell("What one unit of that currency is worth in the house's, with at most six digits behind the point.");
        let rate = exchange::read(&typed);
        if rate.is_none() && !typed.is_empty() {
            f.problem("rate", "Write what one unit is worth, such as 0.92.");
        }
        if rate.is_some() && currency.is_none() {
            f.problem("rate", "Say of which currency, or leave the rate out.");
        }
        AccountForm {
            days: days(f, Optional),
            reminders: f.flag("reminders", "Remind them when something is overdue"),
            email: f.email("email", "E-mail for invoices", Optional),
            reference: f.text("reference", "Their reference", Optional, 80),
            party: TradeParty::read(f),
            untaxed,
            untaxed_reason,
            currency,
            rate,
            version: f.version(),
        }
    }
}

#[derive(Debug, Clone, Default)]
pub struct TermsForm {
    pub days: i32,
    pub pay: String,
    pub pay_link: String,
    pub hour: Money,
    pub reminders: Vec<i32>,
    /// Hundredths of a percent a year.
    pub interest: i64,
    pub late_fee: Money,
    /// From which reminder on; 1 is the first.
    pub late_fee_from: u32,
    pub seller: TradeParty,
    pub bank: Bank,
    pub untaxed: Option<Untaxed>,
    pub untaxed_reason: String,
    pub version: Option<u64>,
}

impl Form for TermsForm {
    fn read(f: &mut Reader) -> Self {
        let steps = f.all("reminders", "Reminders");
        f.tell("Days after the due day, such as 3, 14, 28; none reminds nobody.");
        let read: Option<Vec<i32>> = steps
            .iter()
            .flat_map(|steps| steps.split([',', ' ', ';']))
            .filter(|word| !word.is_empty())
            .map(|word| word.parse().ok().filter(|days| (1..=365).contains(days)))
            .collect();
        let mut reminders = read.unwrap_or_else(|| {
            f.problem(
                "reminders",
                "Write days after the due day, such as 3, 14, 28.",
            );
            Vec::new()
        });
        reminders.sort_unstable();
        reminders.dedup();
        if reminders.len() > MOST_STEPS {
            f.problem("reminders", "Six steps are the most.");
        }
        let interest = f.decimal(
            "interest",
            "Interest a year",
            Optional,
            Unit::BasisPoints,
            0..=10_000,
        );
        f.tell("On what is paid late, in percent.");
        let late_fee = f.money("late_fee", "Fee of a reminder", Optional);
        if late_fee.is_some_and(|fee| fee < Money::ZERO || fee.0 > MOST_PRICE) {
            f.problem("late_fee", "Fee of a reminder should be nothing or more.");
        }
        let late_fee_from = f.whole("late_fee_from", "From which reminder on", Optional, 0..=20);
        f.tell("1 is the first.");
        let pay_link = f.text("pay_link", "Link to pay", Optional, 300);
        if !pay_link.is_empty() && !how_to_pay::is_link(&pay_link) {
            f.problem(
                "pay_link",
                "Write an address that begins with https://, such as https://pay.example.com/{number}?amount={amount}.",
            );
        }
        let (untaxed, untaxed_reason) = untaxed(f);
        TermsForm {
            pay_link,
            days: f
                .whole("days", "Days to pay", Required, 0..=MOST_DAYS)
                .and_then(|days| i32::try_from(days).ok())
                .unwrap_or_default(),
            pay: f.block("pay", "How to pay", Optional, 1000),
            hour: hour(f, Optional).unwrap_or_default(),
            reminders,
            interest: interest.unwrap_or_default(),
            late_fee: late_fee.unwrap_or_default(),
            late_fee_from: late_fee_from
                .and_then(|number| u32::try_from(number).ok())
                .unwrap_or_default(),
            seller: TradeParty::read(f),
            bank: Bank::read(f),
            untaxed,
            untaxed_reason,
            version: f.version(),
        }
    }
}
