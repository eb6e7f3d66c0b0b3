//! What a line may be: which invoices it pays, by the numbers in its text and by its amount; which payment that was entered by hand
//! it is; which client got it back. Worked out when it is looked at and kept nowhere, so that it is never out of date. It reads what
//! the line names and nothing else, so that it costs the same however much is open.

use super::{
    account::BankAccount,
    line::{BankLine, LineStatus},
    matched::{BankMatch, OF_PAYMENT},
    numbers::{names, numbers_in},
};
use crate::{
    base::{Id, Money, Result, if_found, money::Currency},
    choices,
    data::{Key, Query, Visit},
    features::{
        clients::Client,
        invoices::{
            Invoice, NUMBERED, OPEN_BY_LEFT, PAID_ON, Payment, PaymentKind, PaymentQuery, allocate,
        },
        settings::CurrentSettings,
    },
};

choices! {
    /// How sure it is.
    pub enum Certainty {
        Sure: "number_and_amount", "Number and amount";
        Number: "number", "Number only";
        Name: "name_and_amount", "Client and amount";
    }
}

/// Invoices of one amount that are looked at, and payments of the days around an outgoing line.
const LOOKED_AT: usize = 20;
const AROUND: usize = 60;
/// Days between what was entered by hand and what the bank says.
const APART: i32 = 10;

/// What a line is proposed to be.
#[derive(Debug, Clone, Default)]
pub struct Proposal {
    pub certainty: Certainty,
    /// What invoices get, with the client of each.
    pub pays: Vec<(Invoice, Money)>,
    /// To whose credit the rest would stand, or who got it back.
    pub client: Option<Client>,
    /// More than the invoices have left.
    pub rest: Money,
    /// What was entered already.
    pub payment: Option<Payment>,
}

/// Proposes for lines of one account.
pub struct Proposing<'v> {
    visit: &'v Visit,
    /// None where the account isn't in what the house counts in: nothing of it can be booked.
    currency: Option<Currency>,
}

impl<'v> Proposing<'v> {
    /// # Errors
    /// When the settings can't be read.
    pub fn of(visit: &'v Visit, account: &BankAccount) -> Result<Proposing<'v>> {
        let house = CurrentSettings::of(visit)?.0.currency();
        Ok(Proposing {
            visit,
            currency: (house.code == account.currency).then_some(house),
        })
    }

    /// What a line may be; nothing where it doesn't wait, or says nothing that is known.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn propose(&self, line: &BankLine) -> Result<Option<Proposal>> {
        let Some(currency) = self.currency else {
            return Ok(None);
        };
        if line.status != LineStatus::Waiting || line.left() <= Money::ZERO {
            return Ok(None);
        }
        match line.amount > Money::ZERO {
            true => self.incoming(line, currency),
            false => self.outgoing(line),
        }
    }

    fn named(&self, line: &BankLine) -> Result<Vec<Invoice>> {
        let mut found = Vec::new();
        for number in numbers_in(&line.said()) {
            let key = Key::new().text(&number);
            found.extend(if_found(self.visit.find_by::<Invoice>(NUMBERED, key))?);
        }
        Ok(found)
    }

    fn incoming(&self, line: &BankLine, currency: Currency) -> Result<Option<Proposal>> {
        let mut named = self.named(line)?;
        named.retain(|invoice| {
            !invoice.is_credit_note() && invoice.currency(currency).code == currency.code
        });
        if let Some(payment) = self.entered_on(&named, line)? {
            return Ok(Some(Proposal {
                client: self.client(payment.client)?,
                payment: Some(payment),
                ..Proposal::default()
            }));
        }
        named.retain(|invoice| invoice.left() > Money::ZERO);
        named.sort_by_key(|invoice| (invoice.due, invoice.id));
        match named.is_empty() {
            false => self.by_number(line, named),
            true => self.by_amount(line, currency),
        }
    }

    fn by_number(&self, line: &BankLine, named: Vec<Invoice>) -> Result<Option<Proposal>> {
        let open: Vec<(Id<Invoice>, Money)> = named
            .iter()
            .map(|invoice| (invoice.id, invoice.left()))
            .collect();
        let all: Money = open.iter().map(|(_, left)| *left).sum();
        let (given, rest) = allocate(&open, line.left());
        let whose = named.first().map(|invoice| invoice.client);
        let one = named.iter().all(|invoice| Some(invoice.client) == whose);
        let client = match whose.filter(|_| one) {
            Some(id) => self.client(id)?,
            None => None,
        };
        let pays = given.iter().filter_map(|each| {
            let invoice = named.iter().find(|held| held.id == each.invoice)?;
            Some((invoice.clone(), each.amount))
        });
        // More than several clients have left could be any one's.
        if rest > Money::ZERO && client.is_none() {
            return Ok(None);
        }
        Ok(Some(Proposal {
            certainty: match all == line.left() {
                true => Certainty::Sure,
                false => Certainty::Number,
            },
            pays: pays.collect(),
            client,
            rest,
            payment: None,
        }))
    }

    /// What is open by exactly this amount, where the line names its client and no other fits.
    fn by_amount(&self, line: &BankLine, currency: Currency) -> Result<Option<Proposal>> {
        let left = line.left();
        let query = Query::<Invoice>::by(OPEN_BY_LEFT)
            .under(Key::new().signed(left.0))
            .limit(LOOKED_AT);
        let said = line.said();
        let mut found: Option<(Invoice, Client)> = None;
        for invoice in self.visit.list(query)?.rows {
            if invoice.currency(currency).code != currency.code {
                continue;
            }
            let Some(client) = self.client(invoice.client)? else {
                continue;
            };
            if !names(&said, &client.name) {
                continue;
            }
            match &found {
                Some((_, other)) if other.id != client.id => return Ok(None),
                // Of several of one client the first due.
                Some(_) => {}
                None => found = Some((invoice, client)),
            }
        }
        Ok(found.map(|(invoice, client)| Proposal {
            certainty: Certainty::Name,
            pays: vec![(invoice, left)],
            client: Some(client),
            ..Proposal::default()
        }))
    }

    /// A payment of these invoices that somebody entered by hand: of this amount, and no line's.
    fn entered_on(&self, named: &[Invoice], line: &BankLine) -> Result<Option<Payment>> {
        for invoice in named {
            let key = Key::new().id(invoice.id);
            let paid: Vec<Payment> = self.visit.related(invoice, PAID_ON, key, LOOKED_AT)?;
            for payment in paid {
                if payment.kind == PaymentKind::Received && self.may_be(&payment, line)? {
                    return Ok(Some(payment));
                }
            }
        }
        Ok(None)
    }

    fn may_be(&self, payment: &Payment, line: &BankLine) -> Result<bool> {
        let apart = (payment.day.0 - line.day.0).abs();
        let house = self.currency.unwrap_or_default();
        let other = payment.currency(house).code != house.code;
        if other || payment.amount != line.left() || apart > APART {
            return Ok(false);
        }
        let key = Key::new().id(payment.id);
        Ok(if_found(self.visit.find_by::<BankMatch>(OF_PAYMENT, key))?.is_none())
    }

    fn client(&self, id: Id<Client>) -> Result<Option<Client>> {
        if_found(self.visit.find(id))
    }

    /// A refund that was entered, of a client that the line names; else what the credit note in its text gives back.
    fn outgoing(&self, line: &BankLine) -> Result<Option<Proposal>> {
        let named = self.named(line)?;
        let around = PaymentQuery {
            kinds: vec![PaymentKind::Refund],
            from: Some(line.day + -APART),
            until: Some(line.day + APART),
            ..PaymentQuery::default()
        };
        let said = line.said();
        for payment in self.visit.list(around.query().limit(AROUND))?.rows {
            if !self.may_be(&payment, line)? {
                continue;
            }
            let Some(client) = self.client(payment.client)? else {
                continue;
            };
            let by_number = named.iter().any(|paper| paper.client == client.id);
            if by_number || names(&said, &client.name) {
                return Ok(Some(Proposal {
                    certainty: match by_number {
                        true => Certainty::Sure,
                        false => Certainty::Name,
                    },
                    client: Some(client),
                    payment: Some(payment),
                    ..Proposal::default()
                }));
            }
        }
        // What was more than its invoice had left stands to the client's credit, and goes back from there.
        let note = named
            .iter()
            .find(|paper| paper.is_credit_note() && paper.surplus() >= line.left());
        let Some(note) = note else {
            return Ok(None);
        };
        Ok(self.client(note.client)?.map(|client| Proposal {
            certainty: match note.surplus() == line.left() {
                true => Certainty::Sure,
                false => Certainty::Number,
            },
            client: Some(client),
            rest: line.left(),
            ..Proposal::default()
        }))
    }
}
