//! Money that came in, went back, or was taken from what stood to a client's credit. Each is for invoices of one client, as
//! far as they had something left; what is over stands to the client's credit.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW_PAYMENTS,
    closing,
    exchange::Exchange,
    invoice::{Invoice, department},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Money, Result, money::Currency},
    choices,
    data::{BY_NUMBER, Change, Declares, Facet, Index, Key, Kind, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
    },
};

choices! {
    pub enum PaymentKind {
        Received: "received", "Payment";
        /// Nothing moves: what stood to the client's credit pays an invoice.
        Credit: "credit", "Paid from credit";
        Refund: "refund", "Refund";
    }
}

choices! {
    pub enum PaymentWay {
        Transfer: "transfer", "Transfer";
        Card: "card", "Card";
        Cash: "cash", "Cash";
        Cheque: "cheque", "Cheque";
        Debit: "debit", "Direct debit";
        Other: "other", "Another way";
    }
}

/// What of a payment an invoice got.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Allocation {
    pub invoice: Id<Invoice>,
    pub amount: Money,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Payment {
    #[serde(skip)]
    pub id: Id<Payment>,
    #[serde(skip)]
    pub version: u64,
    pub kind: PaymentKind,
    pub client: Id<Client>,
    pub amount: Money,
    /// What it is in (ISO 4217); empty where none was noted.
    #[serde(default)]
    pub currency: String,
    /// What that was worth, where it isn't what the house counts in.
    #[serde(default)]
    pub exchange: Exchange,
    pub day: Day,
    #[serde(default)]
    pub way: PaymentWay,
    /// What stood on the transfer.
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub allocations: Vec<Allocation>,
    pub by: Id<User>,
    #[serde(default)]
    pub department: Id<Department>,
    /// Who leads what its invoices bill.
    #[serde(default)]
    pub leads: Vec<Id<User>>,
    pub at: Moment,
}

pub const BY_DAY: Index = Index::scoped(1);
pub const PAYMENTS_OF: Index = Index::plain(2);
pub const PAID_ON: Index = Index::plain(3);
pub const KIND: Facet = Facet::carried(1);
pub const OF_CLIENT: Facet = Facet::by(2, PAYMENTS_OF);
/// What came in, by kind.
pub const AMOUNT: Tally = Tally::scoped(1);

impl Payment {
    fn title(&self) -> String {
        match self.reference.as_str() {
            "" => self.kind.label().to_owned(),
            reference => format!("{}, {reference}", self.kind.label()),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        let people = std::iter::once(self.by).chain(self.leads.iter().copied());
        Placement::people(people)
            .chain(department(self.department))
            .chain([Placement::Client(self.client.raw())])
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        let day = i64::from(self.day.0);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_DAY, Key::new().signed(day));
        to.index(PAYMENTS_OF, Key::new().id(self.client).signed(-day));
        for each in &self.allocations {
            to.index(PAID_ON, Key::new().id(each.invoice).signed(-day));
        }
        let kind = PaymentKind::ALL.iter().position(|kind| *kind == self.kind);
        let kind = Key::new().byte(kind.unwrap_or(9) as u8);
        to.facet(KIND, kind.clone());
        to.facet(OF_CLIENT, Key::new().id(self.client));
        to.tally(AMOUNT, kind, self.exchange.in_house(self.amount).0);
        to.words(&format!("{} {}", self.reference, self.note));
    }

    /// What it is in; the house's currency where none was noted.
    pub fn currency(&self, house: Currency) -> Currency {
        Currency::by_code(&self.currency).unwrap_or(house)
    }

    pub fn allocated(&self) -> Money {
        self.allocations.iter().map(|each| each.amount).sum()
    }

    /// What it adds to the client's credit, or takes from it.
    pub fn to_credit(&self) -> Money {
        match self.kind {
            PaymentKind::Received => self.amount - self.allocated(),
            _ => Money::ZERO - self.amount,
        }
    }
}

/// Held wherever a payment is written: what was booked is taken back as a whole, and never rewritten; and neither where the
/// books of its day are closed.
///
/// # Errors
/// A conflict that says what to do instead.
pub fn stays(
    change: &mut Change<'_, '_>,
    was: Option<&Payment>,
    is: Option<&Payment>,
) -> Result<()> {
    let booked = |held: &Payment| {
        (
            held.kind,
            held.client,
            held.amount,
            held.currency.clone(),
            held.day,
            held.allocations.clone(),
        )
    };
    match (was, is) {
        (Some(was), Some(is)) if booked(was) != booked(is) => Err(Error::conflict(
            "What was booked stays. Take the payment back and record it again.",
        )),
        (None, Some(one)) | (Some(one), None) => closing::must_be_open(change, one.day),
        _ => Ok(()),
    }
}

record!(Payment, Kind::new(182, "payments", "PAY").starting_at(1), view: VIEW_PAYMENTS);
