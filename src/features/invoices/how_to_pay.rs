//! How an invoice is paid beside its printed words: the house's account as its payers' banks read it (an EPC QR code, for
//! euros), and a link to the provider that the house has chosen. No card or account of a client is asked for or kept.

use super::trade::Bank;
use crate::base::{Money, money::Currency};

/// The most that an EPC QR code may ask for, in cents.
const MOST: Money = Money(99_999_999_999);
/// Bytes of its words at most, as the guideline says.
const BYTES: usize = 331;

/// Whether a template of a link leads to one place for every invoice, over TLS.
pub fn is_link(template: &str) -> bool {
    let Some(rest) = template.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    host.contains('.')
        && host.chars().all(named)
        && !template.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Where an invoice is paid at the house's provider: its number, what is left and the currency stand in the address.
pub fn link(template: &str, number: &str, left: Money, currency: Currency) -> Option<String> {
    if !is_link(template) {
        return None;
    }
    let encoded =
        |text: &str| -> String { form_urlencoded::byte_serialize(text.as_bytes()).collect() };
    Some(
        template
            .replace("{number}", &encoded(number))
            .replace("{amount}", &encoded(&amount(left, currency)))
            .replace("{currency}", currency.code),
    )
}

/// "1234.50", whatever the house's way of writing is.
fn amount(held: Money, currency: Currency) -> String {
    let unit = 10_i64.pow(currency.exponent);
    let whole = held.0 / unit;
    match usize::try_from(currency.exponent) {
        Ok(places) if places > 0 => {
            let rest = (held.0 % unit).unsigned_abs();
            format!("{whole}.{rest:0places$}")
        }
        _ => whole.to_string(),
    }
}

/// Whose account it is: the house's own where nothing is said.
pub fn holder<'b>(bank: &'b Bank, house: &'b str) -> &'b str {
    match bank.holder.as_str() {
        "" => house,
        holder => holder,
    }
}

/// What an EPC QR code says (EPC069-12, version 2): a credit transfer in euros to the house, with the invoice's number.
/// Nothing without an IBAN, in another currency, or when there is nothing to pay.
pub fn epc(
    bank: &Bank,
    house: &str,
    number: &str,
    left: Money,
    currency: Currency,
) -> Option<String> {
    if currency.code != "EUR" || !bank.has_iban() || left <= Money::ZERO || left > MOST {
        return None;
    }
    let holder = holder(bank, house);
    let line = |text: &str, most: usize| -> String {
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(most)
            .collect()
    };
    let words = [
        "BCD".to_owned(),
        "002".to_owned(),
        // UTF-8.
        "1".to_owned(),
        "SCT".to_owned(),
        bank.bic.clone(),
        line(holder, 70),
        bank.account.clone(),
        format!("EUR{}", amount(left, currency)),
        String::new(),
        String::new(),
        line(number, 140),
    ]
    .join("\n");
    (words.len() <= BYTES).then_some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn euro() -> Currency {
        Currency::by_code("EUR").unwrap()
    }

    fn bank() -> Bank {
        Bank {
            account: "DE89370400440532013000".into(),
            bic: String::new(),
            holder: "Keystone Design GmbH".into(),
        }
    }

    #[test]
    fn a_code_says_what_the_guideline_asks() {
        let words = epc(&bank(), "House", "INV-2026-0007", Money(123_450), euro()).unwrap();
        let lines: Vec<&str> = words.lines().collect();
        assert_eq!(
            lines,
            [
                "BCD",
                "002",
                "1",
                "SCT",
                "",
                "Keystone Design GmbH",
                "DE89370400440532013000",
                "EUR1234.50",
                "",
                "",
                "INV-2026-0007"
            ]
        );
    }

    #[test]
    fn there_is_none_in_another_currency_without_an_account_or_for_nothing() {
        let dollar = Currency::by_code("USD").unwrap();
        assert_eq!(epc(&bank(), "H", "1", Money(1), dollar), None);
        assert_eq!(epc(&bank(), "H", "1", Money::ZERO, euro()), None);
        let none = Bank::default();
        assert_eq!(epc(&none, "H", "1", Money(1), euro()), None);
    }

    #[test]
    fn a_link_leads_to_one_place_and_holds_what_is_left() {
        let template = "https://pay.example.com/i/{number}?a={amount}&c={currency}";
        assert_eq!(
            link(template, "INV 7&x=1", Money(5_05), euro()).unwrap(),
            "https://pay.example.com/i/INV+7%26x%3D1?a=5.05&c=EUR"
        );
        for bad in [
            "http://pay.example.com",
            "javascript:alert(1)",
            "https://{number}.example.com",
            "https://user@example.com",
            "https://example .com",
            "",
        ] {
            assert!(!is_link(bad), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_as_its_cents(cents in 1i64..=99_999_999_999) {
            let words = epc(&bank(), "H", "1", Money(cents), euro()).unwrap();
            let said = words.lines().nth(7).unwrap().strip_prefix("EUR").unwrap();
            let (whole, rest) = said.split_once('.').unwrap();
            prop_assert_eq!(rest.len(), 2);
            let back = whole.parse::<i64>().unwrap() * 100 + rest.parse::<i64>().unwrap();
            prop_assert_eq!(back, cents);
        }
    }
}
