//! An account of the house at a bank: what statements are of.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, money::Currency},
    data::{BY_NUMBER, Declares, Index, Key, Kind, record},
    features::invoices::{grouped, is_iban},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BankAccount {
    #[serde(skip)]
    pub id: Id<BankAccount>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// Its IBAN or number: capitals and digits without spaces.
    pub number: String,
    /// ISO 4217.
    pub currency: String,
    pub created_at: Moment,
}

pub const BY_NAME: Index = Index::scoped(1);
/// No two have the same number.
pub const NUMBERED: Index = Index::unique(2);

impl BankAccount {
    fn title(&self) -> String {
        self.name.clone()
    }

    /// The house's: seen by whoever sees the bank, and by nobody for another reason.
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(
            BY_NAME,
            Key::new().text(&crate::base::text::plain(&self.name)),
        );
        to.index(NUMBERED, Key::new().text(&self.number));
        to.words(&format!("{} {}", self.name, self.number));
    }

    /// What it is kept in.
    pub fn currency(&self) -> Currency {
        Currency::by_code(&self.currency).unwrap_or_default()
    }

    /// Its number in groups of four, as it stands on paper, where it is an IBAN.
    pub fn shown(&self) -> String {
        match is_iban(&self.number) {
            true => grouped(&self.number),
            false => self.number.clone(),
        }
    }
}

/// A number as it is kept.
pub fn plain_number(typed: &str) -> String {
    let kept = typed.chars().filter(|c| c.is_ascii_alphanumeric());
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

record!(BankAccount, Kind::new(234, "bank-accounts", "BAC"), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_plain_and_shown_in_groups() {
        assert_eq!(plain_number("DE89 3704 0044"), "DE8937040044");
        let account = BankAccount {
            number: "DE89370400440532013000".into(),
            ..BankAccount::default()
        };
        assert_eq!(account.shown(), "DE89 3704 0044 0532 0130 00");
    }
}
