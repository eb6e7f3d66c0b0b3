//! Who bills and who is billed as law and programs know them: by parts, where a letterhead is lines. The terms are those of
//! EN 16931-1 (BG-4 and BG-7, the seller and the buyer; BG-17, where it is paid to), whose numbers stand beside them.

use en16931::codes::guard;
use serde::{Deserialize, Serialize};

use crate::{
    said,
    web::form::{Optional, Reader},
};

/// The seller or the buyer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TradeParty {
    /// As it is registered (BT-27, BT-44); empty where it is the name that they go by.
    #[serde(default)]
    pub legal_name: String,
    /// BT-35, BT-50.
    #[serde(default)]
    pub street: String,
    /// BT-38, BT-53.
    #[serde(default)]
    pub zip: String,
    /// BT-37, BT-52.
    #[serde(default)]
    pub city: String,
    /// ISO 3166-1, two letters (BT-40, BT-55).
    #[serde(default)]
    pub country: String,
    /// With the letters of its country before it: `DE123456789` (BT-31, BT-48).
    #[serde(default)]
    pub vat_number: String,
    /// The number in a register of companies (BT-30, BT-47).
    #[serde(default)]
    pub register: String,
    /// An e-mail address where machines send papers to (BT-34, BT-49).
    #[serde(default)]
    pub electronic_address: String,
}

impl TradeParty {
    /// The address as lines of a letter; none where its parts aren't known.
    pub fn address(&self) -> Vec<String> {
        let place = [self.zip.as_str(), self.city.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" ");
        let place = match (place.as_str(), self.country.as_str()) {
            ("", _) => String::new(),
            (place, "") => place.to_owned(),
            (place, country) => format!("{place}, {country}"),
        };
        let mut lines = vec![self.street.clone(), place];
        lines.retain(|line| !line.is_empty());
        lines
    }

    /// The numbers that they are known by, each with its name.
    pub fn numbers(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if !self.vat_number.is_empty() {
            lines.push(said!("paper-vat-number", number = self.vat_number.as_str()));
        }
        if !self.register.is_empty() {
            lines.push(said!("paper-register", number = self.register.as_str()));
        }
        lines
    }

    /// The same fields for the seller and for a buyer.
    pub fn read(f: &mut Reader) -> TradeParty {
        TradeParty {
            legal_name: f.text("legal_name", "Name in law", Optional, 120),
            street: f.text("street", "Street", Optional, 120),
            zip: f.text("zip", "Postal code", Optional, 20),
            city: f.text("city", "City", Optional, 80),
            country: country(f),
            vat_number: vat_number(f),
            register: f.text("register", "Register number", Optional, 60),
            electronic_address: f.email("electronic_address", "Electronic address", Optional),
        }
    }

    /// The same as the fields of a form.
    pub fn values(&self) -> Vec<(&'static str, String)> {
        vec![
            ("legal_name", self.legal_name.clone()),
            ("street", self.street.clone()),
            ("zip", self.zip.clone()),
            ("city", self.city.clone()),
            ("country", self.country.clone()),
            ("vat_number", self.vat_number.clone()),
            ("register", self.register.clone()),
            ("electronic_address", self.electronic_address.clone()),
        ]
    }
}

fn country(f: &mut Reader) -> String {
    let typed = f.text("country", "Country", Optional, 40).to_uppercase();
    f.tell("Two letters of ISO 3166-1, such as DE or US.");
    if !typed.is_empty() && !guard::COUNTRY.accepts(&typed) {
        f.problem(
            "country",
            "Write the two letters of the country, such as DE, FR or US.",
        );
    }
    typed
}

/// Without what people put between the letters and digits of a number.
fn bare(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-'));
    kept.collect::<String>().to_uppercase()
}

fn vat_number(f: &mut Reader) -> String {
    let typed = bare(&f.text("vat_number", "VAT number", Optional, 40));
    f.tell("With the letters of its country before it, such as DE123456789.");
    if !typed.is_empty() && !is_vat_number(&typed) {
        f.problem(
            "vat_number",
            "A VAT number begins with the two letters of its country, such as DE123456789.",
        );
    }
    typed
}

/// Whether it has the form of one: the country, or the letters that Greece and Northern Ireland have for it, and 2 to 13
/// letters and digits.
pub fn is_vat_number(number: &str) -> bool {
    let Some((country, rest)) = number.split_at_checked(2) else {
        return false;
    };
    let known = matches!(country, "EL" | "XI") || guard::COUNTRY.accepts(country);
    let digits = rest.bytes().any(|b| b.is_ascii_digit());
    known
        && digits
        && (2..=13).contains(&rest.len())
        && rest
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'+' | b'*'))
}

/// The account that is paid to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Bank {
    /// An IBAN without spaces; where there is none, the number of the account (BT-84).
    #[serde(default)]
    pub account: String,
    /// BT-86.
    #[serde(default)]
    pub bic: String,
    /// Whose it is, where that is another name (BT-85).
    #[serde(default)]
    pub holder: String,
}

impl Bank {
    pub fn has_iban(&self) -> bool {
        is_iban(&self.account)
    }

    /// As a client reads it.
    pub fn lines(&self) -> Vec<String> {
        if self.account.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![match self.has_iban() {
            true => format!("IBAN {}", grouped(&self.account)),
            false => said!("paper-account", number = self.account.as_str()),
        }];
        if !self.bic.is_empty() {
            lines.push(format!("BIC {}", self.bic));
        }
        if !self.holder.is_empty() {
            lines.push(said!("paper-account-holder", name = self.holder.as_str()));
        }
        lines
    }

    pub fn read(f: &mut Reader) -> Bank {
        let typed = f.text("account", "Account", Optional, 50);
        f.tell("An IBAN, or the number of the account where there is none.");
        let iban = bare(&typed);
        let account = match looks_like_iban(&iban) {
            true => {
                if !is_iban(&iban) {
                    f.problem(
                        "account",
                        "This IBAN has a digit too many, too few or wrong.",
                    );
                }
                iban
            }
            false => typed,
        };
        let bic = bare(&f.text("bic", "BIC", Optional, 20));
        if !bic.is_empty() && !is_bic(&bic) {
            f.problem(
                "bic",
                "A BIC has 8 or 11 letters and digits, such as COBADEFFXXX.",
            );
        }
        Bank {
            account,
            bic,
            holder: f.text("holder", "Account holder", Optional, 70),
        }
    }

    pub fn values(&self) -> Vec<(&'static str, String)> {
        let account = match self.has_iban() {
            true => grouped(&self.account),
            false => self.account.clone(),
        };
        vec![
            ("account", account),
            ("bic", self.bic.clone()),
            ("holder", self.holder.clone()),
        ]
    }
}

/// Groups of four, as it is printed on paper.
pub fn grouped(iban: &str) -> String {
    let letters: Vec<char> = iban.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

/// Whether somebody means an IBAN by it: it begins with a country and two digits.
pub fn looks_like_iban(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 4
        && bytes[..2].iter().all(u8::is_ascii_uppercase)
        && bytes[2..4].iter().all(u8::is_ascii_digit)
}

/// Whether it is as long as its country's are and its check digits are right (ISO 13616).
pub fn is_iban(text: &str) -> bool {
    // The crate takes spaces between groups; what is stored has none.
    !text.contains(char::is_whitespace) && text.parse::<iban::Iban>().is_ok()
}

fn is_bic(text: &str) -> bool {
    matches!(text.len(), 8 | 11)
        && text.bytes().take(6).all(|b| b.is_ascii_uppercase())
        && text
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_told_from_what_looks_like_them() {
        for right in [
            "DE02120300000000202051",
            "GB29NWBK60161331926819",
            "NO9386011117947",
        ] {
            assert!(is_iban(right), "{right}");
        }
        for wrong in [
            "DE02120300000000202052",
            "DE0212030000",
            "4471 0098 213",
            "",
            "DE",
        ] {
            assert!(!is_iban(wrong), "{wrong}");
        }
        for right in [
            "DE123456789",
            "ATU12345678",
            "EL123456789",
            "NL123456789B01",
            "XI123456789",
        ] {
            assert!(is_vat_number(right), "{right}");
        }
        for wrong in [
            "123456789",
            "D",
            "XX123456789",
            "DE",
            "DEABCDEFG",
            "DÉ123456",
        ] {
            assert!(!is_vat_number(wrong), "{wrong}");
        }
        assert!(is_bic("COBADEFFXXX") && is_bic("COBADEFF"));
        assert!(!is_bic("COBADEFFX") && !is_bic("C0BADEFF"));
        assert_eq!(
            grouped("DE02120300000000202051"),
            "DE02 1203 0000 0000 2020 51"
        );
    }

    #[test]
    fn an_address_is_told_by_what_is_known_of_it() {
        assert!(TradeParty::default().address().is_empty());
        let held = TradeParty {
            street: "Torstraße 1".into(),
            zip: "10119".into(),
            city: "Berlin".into(),
            country: "DE".into(),
            ..TradeParty::default()
        };
        assert_eq!(held.address(), ["Torstraße 1", "10119 Berlin, DE"]);
        let alone = TradeParty {
            country: "DE".into(),
            ..TradeParty::default()
        };
        assert!(alone.address().is_empty(), "a country alone is no address");
    }

    proptest! {
        #[test]
        fn one_digit_that_is_wrong_is_noticed(at in 4..22usize, by in 1..10u8) {
            let mut bytes = b"DE02120300000000202051".to_vec();
            bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
            prop_assert!(!is_iban(std::str::from_utf8(&bytes).unwrap()));
        }

        #[test]
        fn nothing_that_is_typed_breaks_it(text in ".{0,40}") {
            let bare = bare(&text);
            let _ = (is_iban(&bare), is_vat_number(&bare), is_bic(&bare), looks_like_iban(&bare));
        }
    }
}
