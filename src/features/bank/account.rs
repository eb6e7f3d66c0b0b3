//! An account of the house at a bank: what statements are of.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment, money::Currency},
    data::{BY_NUMBER, Declares, Index, Key, Kind, record},
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
        if !is_iban(&self.number) {
            return self.number.clone();
        }
        let mut out = String::with_capacity(self.number.len() * 5 / 4);
        for (at, letter) in self.number.chars().enumerate() {
            if at > 0 && at % 4 == 0 {
                out.push(' ');
            }
            out.push(letter);
        }
        out
    }
}

/// A number as it is kept.
pub fn plain_number(typed: &str) -> String {
    let kept = typed.chars().filter(|c| c.is_ascii_alphanumeric());
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// Whether it looks like an IBAN: a country, two digits, and eleven to thirty letters and digits.
pub fn is_iban(number: &str) -> bool {
    let bytes = number.as_bytes();
    (15..=34).contains(&bytes.len())
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
}

/// Whether the check digits of an IBAN are right (ISO 13616).
pub fn checks(iban: &str) -> bool {
    let Some((head, tail)) = iban.split_at_checked(4) else {
        return false;
    };
    let rest = tail.chars().chain(head.chars()).try_fold(0u32, |rest, c| {
        let value = c.to_digit(36)?;
        let shift = if value > 9 { 100 } else { 10 };
        Some((rest * shift + value) % 97)
    });
    rest == Some(1)
}

record!(BankAccount, Kind::new(234, "bank-accounts", "BAC"), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_a_slip() {
        assert!(checks(&plain_number("DE89 3704 0044 0532 0130 00")));
        assert!(checks("GB29NWBK60161331926819"));
        assert!(!checks("DE89370400440532013001"));
        assert!(!is_iban("4471009821"));
        let account = BankAccount {
            number: "DE89370400440532013000".into(),
            ..BankAccount::default()
        };
        assert_eq!(account.shown(), "DE89 3704 0044 0532 0130 00");
    }
}
