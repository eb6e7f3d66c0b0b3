//! By what two leads are found to be one.

use crate::{
    base::text,
    features::records::{Facts, Mark},
};

/// What two leads are compared by: a branch lies elsewhere, and two firms can share a switchboard.
pub(super) fn facts(company: &str, city: &str, phone: &str, email: &str) -> Facts {
    let (called, phone) = (text::fold(company), phone_key(phone));
    let mut marks = Vec::new();
    if !email.is_empty() {
        marks.push(Mark::sure(EMAIL, email.to_owned()));
    }
    marks.push(Mark::of(COMPANY, called.clone()));
    if phone.len() >= 7 {
        marks.push(Mark::of(PHONE, phone.clone()));
    }
    Facts {
        marks,
        apart: vec![
            ("another company name", called),
            ("another city", text::fold(city)),
            ("another phone", phone),
            ("another e-mail", email.to_owned()),
        ],
    }
}

pub const EMAIL: &str = "the same e-mail";
pub const COMPANY: &str = "the same company name";
pub const PHONE: &str = "the same phone";

/// What two spellings of a telephone number share, an extension left away: all ten digits of an American one, for area codes
/// differ in the first; of others the last nine, which stand there with the country's number and without it.
pub fn phone_key(phone: &str) -> String {
    let digits_of = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    let number = phone.split(['x', 'X', '#', ',', ';']).next();
    let digits = match digits_of(number.unwrap_or_default()) {
        short if short.len() < 7 => digits_of(phone),
        digits => digits,
    };
    let own = digits.strip_prefix('1').filter(|own| own.len() == 10);
    let own = own.unwrap_or(&digits);
    let begins = |at: usize| matches!(own.as_bytes().get(at), Some(b'2'..=b'9'));
    let kept = match own.len() == 10 && begins(0) && begins(3) {
        true => 10,
        false => 9,
    };
    own[own.len().saturating_sub(kept)..].to_owned()
}
