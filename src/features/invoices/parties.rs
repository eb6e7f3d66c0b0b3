//! From whom and for whom a paper is: as lines that people read, and by parts, as programs do.

use serde::{Deserialize, Serialize};

use super::{
    account::ClientAccount,
    terms::{BillingTerms, how_to_pay},
    trade::{Bank, TradeParty},
};
use crate::{
    base::language::{self, Language},
    features::{
        clients::Client,
        settings::{Brand, Settings},
    },
    said,
};

/// Who bills whom, and how it is paid: as it was on the day of issue, whatever becomes of either since.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Parties {
    pub house: String,
    #[serde(default)]
    pub letterhead: Vec<String>,
    pub client: Vec<String>,
    /// How it is paid, in the house's words.
    #[serde(default)]
    pub pay: String,
    /// What stands at the foot of the house's papers.
    #[serde(default)]
    pub foot: String,
    // The same by parts, as programs read it; empty on papers that were issued before they were known.
    #[serde(default)]
    pub seller: TradeParty,
    #[serde(default)]
    pub buyer: TradeParty,
    #[serde(default)]
    pub bank: Bank,
    /// What the client wants to find the paper by: a purchase order, a cost centre.
    #[serde(default)]
    pub reference: String,
    /// The house's number at its tax office, where that is another than its VAT number.
    #[serde(default)]
    pub tax_number: String,
    /// In which language the paper is: the client's, on the day of issue.
    #[serde(default, skip_serializing_if = "Language::is_english")]
    pub language: Language,
}

impl Parties {
    /// Who bills whom, as both are today.
    pub fn of(
        (house, brand, terms): (&Settings, &Brand, &BillingTerms),
        client: &Client,
        account: Option<&ClientAccount>,
        language: Language,
    ) -> Parties {
        let _spoken = language::speak(language);
        let seller = terms.seller.clone();
        let buyer = account.map(|held| held.party.clone()).unwrap_or_default();
        let reference = account
            .map(|held| held.reference.clone())
            .unwrap_or_default();
        let mut letterhead = house.letterhead();
        let address = seller.address();
        if !address.is_empty() {
            // Its address by parts stands for the lines of the letterhead that say it in other words.
            letterhead.drain(..house.address.lines().count());
            letterhead.splice(0..0, address);
        }
        letterhead.extend(seller.numbers());
        let mut lines = vec![either(&buyer.legal_name, &client.name)];
        match buyer.address() {
            address if address.is_empty() => {
                lines.extend(client.address.lines().map(str::to_owned))
            }
            address => lines.extend(address),
        }
        lines.extend(buyer.numbers());
        if !reference.is_empty() {
            lines.push(said!(
                "paper-your-reference",
                reference = reference.as_str()
            ));
        }
        Parties {
            house: either(&seller.legal_name, &house.name),
            letterhead,
            client: lines,
            pay: terms.pay.clone(),
            foot: brand.foot.clone(),
            seller: TradeParty {
                legal_name: either(&seller.legal_name, &house.name),
                electronic_address: either(&seller.electronic_address, &house.email),
                ..seller
            },
            buyer: TradeParty {
                legal_name: either(&buyer.legal_name, &client.name),
                ..buyer
            },
            bank: terms.bank.clone(),
            reference,
            tax_number: house.tax_number.clone(),
            language,
        }
    }

    /// How it is paid, as a client reads it: the house's words, then the account.
    pub fn how_to_pay(&self) -> String {
        how_to_pay(&self.pay, &self.bank)
    }
}

fn either(first: &str, second: &str) -> String {
    match first {
        "" => second.to_owned(),
        first => first.to_owned(),
    }
}
