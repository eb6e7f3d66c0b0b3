//! What the house agreed with a client about money, and what stands to the client's credit. Made with the first of either.

use serde::{Deserialize, Serialize};

use super::{
    VIEW,
    exchange::{self, Exchange},
    trade::TradeParty,
    untaxed::Untaxed,
};
use crate::{
    access::Placement,
    base::{Error, Id, Money, Result, money::Currency},
    data::{Change, Declares, Held, Index, Key, Kind, record},
    features::clients::Client,
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ClientAccount {
    #[serde(skip)]
    pub id: Id<ClientAccount>,
    #[serde(skip)]
    pub version: u64,
    pub client: Id<Client>,
    /// Days until what they get is due; nothing leaves it to the house.
    #[serde(default)]
    pub days: Option<i32>,
    /// Whether they are never reminded by themselves.
    #[serde(default)]
    pub no_reminders: bool,
    /// Where invoices go to; empty sends them to the client's contacts.
    #[serde(default)]
    pub email: String,
    /// What stands on their invoices as a purchase order or the like.
    #[serde(default)]
    pub reference: String,
    /// Who they are in law, by parts.
    #[serde(default)]
    pub party: TradeParty,
    /// Why what they get isn't taxed, where it isn't; new drafts for them say it.
    #[serde(default)]
    pub untaxed: Option<Untaxed>,
    #[serde(default)]
    pub untaxed_reason: String,
    /// What they are billed in (ISO 4217); empty leaves it to the house.
    #[serde(default)]
    pub currency: String,
    /// What one unit of that is worth in the house's currency, in millionths; 0 where it is the house's.
    #[serde(default)]
    pub rate: i64,
    /// What the house counted in when that was said (ISO 4217): it holds for nothing else.
    #[serde(default)]
    pub rate_to: String,
    /// What they paid or were credited beyond what they had left to pay.
    #[serde(default)]
    pub credit: Money,
    /// What that is in (ISO 4217); empty where none was noted: the house's.
    #[serde(default)]
    pub credit_in: String,
}

pub const OF_CLIENT: Index = Index::unique(1);

impl ClientAccount {
    fn title(&self) -> String {
        "Terms of payment".into()
    }
    /// With the client, and not a part of them: who sees a client doesn't see how they pay.
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Client(self.client.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(OF_CLIENT, Key::new().id(self.client));
    }

    /// What they are billed in, where that isn't what the house counts in, and at which rate.
    pub fn exchange(&self, house: Currency) -> Option<(Currency, Exchange)> {
        let currency = Currency::by_code(&self.currency)?;
        let rate = self.rate;
        let to = house.code.to_owned();
        (currency.code != house.code && rate > 0 && self.rate_to == to)
            .then_some((currency, Exchange { rate, to }))
    }

    /// As it is typed; empty where there is none.
    pub fn rate_shown(&self) -> String {
        match self.rate {
            0 => String::new(),
            rate => exchange::shown(rate),
        }
    }

    pub fn credit_currency(&self, house: Currency) -> Currency {
        Currency::by_code(&self.credit_in).unwrap_or(house)
    }

    /// What stands to their credit in a currency.
    pub fn credit_of(&self, currency: Currency, house: Currency) -> Money {
        match self.credit_currency(house).code == currency.code {
            true => self.credit,
            false => Money::ZERO,
        }
    }
}

/// Held wherever it is written: nobody spends credit that isn't there, nor takes back a payment whose surplus was spent.
///
/// # Errors
/// A conflict.
pub fn covers(
    _: &mut Change<'_, '_>,
    _: Option<&ClientAccount>,
    is: Option<&ClientAccount>,
) -> Result<()> {
    match is {
        Some(is) if is.credit < Money::ZERO => Err(Error::conflict(
            "The client's credit doesn't cover this: some of it was used already.",
        )),
        _ => Ok(()),
    }
}

/// What is agreed with a client, where anything is.
///
/// # Errors
/// When the store can't be read.
pub fn held(change: &mut Change<'_, '_>, client: Id<Client>) -> Result<Option<ClientAccount>> {
    change
        .unscoped("how a client pays, and where their papers go, is the client's, whoever writes")
        .by_unique(OF_CLIENT, Key::new().id(client))
}

/// The account of a client, made now where there was none.
///
/// # Errors
/// When the store can't be read.
pub fn of(change: &mut Change<'_, '_>, client: Id<Client>) -> Result<Held<ClientAccount>> {
    let key = Key::new().id(client);
    let held = change
        .on_behalf("what a payment leaves over is the client's, whoever books it")
        .by_unique(OF_CLIENT, key)?;
    match held {
        Some(held) => Ok(held),
        None => change
            .on_behalf("an account is made with the first that stands on it")
            .insert(ClientAccount {
                client,
                ..ClientAccount::default()
            }),
    }
}

/// Adds to what stands to a client's credit, or takes from it. It is in one currency at a time.
///
/// # Errors
/// A conflict where it isn't there (`covers`, at the end of the deed), and where what is there is in another currency.
pub fn add(
    change: &mut Change<'_, '_>,
    client: Id<Client>,
    (amount, currency): (Money, &str),
) -> Result<()> {
    if amount == Money::ZERO {
        return Ok(());
    }
    let mut held = of(change, client)?;
    let other = !held.credit_in.is_empty() && !currency.is_empty() && held.credit_in != currency;
    if other && held.credit != Money::ZERO {
        return Err(Error::conflict(format!(
            "What stands to the client's credit is in {}, and this is in {currency}. Use that up or refund it first.",
            held.credit_in
        )));
    }
    if !currency.is_empty() {
        currency.clone_into(&mut held.credit_in);
    }
    held.credit = held.credit + amount;
    change.put(&held)
}

record!(ClientAccount, Kind::new(183, "client-accounts", "CAC"), view: VIEW);
