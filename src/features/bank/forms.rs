//! What people may submit about the bank.

use super::{
    account::{BankAccount, plain_number},
    line::{Direction, LineStatus},
    parse::columns::INFO,
    statement::BankStatement,
};
use crate::{
    base::{Day, Id, Money, money::Currency},
    data::FileRef,
    features::{
        clients::Client,
        invoices::{Invoice, Payment, is_iban, looks_like_iban},
        records::Chosen,
    },
    web::form::{Form, Optional, Reader, Required},
};

/// Invoices that one line may pay.
pub const MOST_PAID: usize = 40;

/// An account of the house.
#[derive(Debug, Clone)]
pub struct AccountForm {
    pub name: String,
    pub number: String,
    /// None keeps what it has; of a new one, what the house counts in.
    pub currency: Option<Currency>,
    pub version: Option<u64>,
}

impl Form for AccountForm {
    fn read(f: &mut Reader) -> Self {
        let name = f.text("name", "Name", Required, 80);
        let typed = f.text("number", "IBAN or number", Required, 60);
        f.tell("As it stands on statements; spaces don't matter.");
        let number = plain_number(&typed);
        if !typed.is_empty() {
            if !(4..=34).contains(&number.len()) {
                f.problem(
                    "number",
                    "An account's number has 4 to 34 letters and digits.",
                );
            } else if number.len() >= 15 && looks_like_iban(&number) && !is_iban(&number) {
                f.problem(
                    "number",
                    "The check digits of this IBAN don't fit. Look for a slip.",
                );
            }
        }
        let need = f.usual("currency");
        let currency = f.currency("currency", "Currency", need);
        AccountForm {
            name,
            number,
            currency,
            version: f.version(),
        }
    }
}

/// Which account a file is of, and what the columns of a sheet are.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    pub account: Option<Id<BankAccount>>,
    pub columns: Vec<Chosen>,
}

impl Form for Upload {
    fn read(f: &mut Reader) -> Self {
        Upload {
            account: f.id("account", "Account", Required),
            columns: Chosen::of(f, INFO.fields),
        }
    }
}

/// The same of a file that was sent before, for its columns to be looked at.
#[derive(Debug, Clone)]
pub struct Sent {
    pub upload: Upload,
    pub file: FileRef,
    pub name: String,
}

impl Form for Sent {
    fn read(f: &mut Reader) -> Self {
        let size = f.whole("size", "Size", Required, 0..=i64::MAX);
        Sent {
            file: FileRef {
                name: f.text("file", "File", Required, 200),
                size: size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
            },
            name: f.text("name", "Name", Optional, 255),
            upload: Upload::read(f),
        }
    }
}

/// What of a line an invoice gets.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pays {
    pub invoice: Id<Invoice>,
    pub amount: Money,
}

/// What a line is matched with. Either a payment that was entered already; or, of what came in, what invoices get of it, the
/// rest standing to the client's credit; or, of what went out, the client whose credit it was.
#[derive(Debug, Clone, Default)]
pub struct MatchLine {
    pub pays: Vec<Pays>,
    /// One more, which gets as much as is left on it.
    pub invoice: Option<Id<Invoice>>,
    pub client: Option<Id<Client>>,
    pub payment: Option<Id<Payment>>,
    /// On which day it is booked; the line's where nothing is said.
    pub day: Option<Day>,
    pub version: Option<u64>,
}

impl Form for MatchLine {
    fn read(f: &mut Reader) -> Self {
        let pays = f.rows("pays", MOST_PAID, |f| {
            let invoice = f.id("invoice", "Invoice", Required);
            let amount = f.money("amount", "Amount", Optional);
            f.tell("What it gets; nothing leaves it out.");
            let amount = amount.filter(|amount| *amount > Money::ZERO);
            Some(Pays {
                invoice: invoice?,
                amount: amount?,
            })
        });
        let invoice = f.id("invoice", "Another invoice", Optional);
        f.tell("It gets as much as is left on it, as far as the line goes.");
        let client = f.id("client", "Client", Optional);
        f.tell("To whose credit the rest stands; of what went out, who got it back.");
        let payment = f.id("payment", "Payment", Optional);
        f.tell("One that was entered already: nothing is booked, both are held together.");
        let day = f.day("day", "Booked on", Optional);
        f.tell(
            "The line's day where nothing is said; another where the books of that day are closed.",
        );
        let form = MatchLine {
            pays: pays.into_iter().flatten().collect(),
            invoice,
            client,
            payment,
            day,
            version: f.version(),
        };
        if form.payment.is_some() && (!form.pays.is_empty() || form.invoice.is_some()) {
            f.problem(
                "payment",
                "Choose either a payment that is there, or invoices that the line pays.",
            );
        }
        if form.is_empty() {
            f.problem("invoice", "Choose what the line pays.");
        }
        form
    }
}

impl MatchLine {
    fn is_empty(&self) -> bool {
        let whom = self.client.is_none() && self.payment.is_none();
        self.pays.is_empty() && self.invoice.is_none() && whom
    }
}

/// What a list of lines may be asked for.
#[derive(Debug, Clone, Default)]
pub struct LineQuery {
    pub statuses: Vec<LineStatus>,
    pub directions: Vec<Direction>,
    pub accounts: Vec<Id<BankAccount>>,
    pub statements: Vec<Id<BankStatement>>,
    /// Both days are of it.
    pub from: Option<Day>,
    pub until: Option<Day>,
    pub words: String,
    pub by_number: bool,
}

impl Form for LineQuery {
    fn read(f: &mut Reader) -> Self {
        LineQuery {
            statuses: f.choices("status", "Status", Optional),
            directions: f.choices("direction", "In or out", Optional),
            accounts: f.ids("account", "Account"),
            statements: f.ids("statement", "Statement"),
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
            words: f.text("q", "Words of the line", Optional, 200),
            by_number: f.by_number(&["from", "until"]),
        }
    }
}

/// What a list of statements may be asked for.
#[derive(Debug, Clone, Default)]
pub struct StatementQuery {
    pub account: Option<Id<BankAccount>>,
}

impl Form for StatementQuery {
    fn read(f: &mut Reader) -> Self {
        StatementQuery {
            account: f.id("account", "Account", Optional),
        }
    }
}
