//! Codes of an authenticator: TOTP (RFC 6238) of six digits and thirty seconds.

use crate::base::{Error, Moment, Result};

/// How long a code holds, in seconds.
pub(super) const TOTP_SECONDS: i64 = 30;

fn totp(secret: &str, account: &str, house: &str) -> Result<totp_rs::Totp> {
    totp_rs::Builder::new()
        .with_algorithm(totp_rs::Algorithm::SHA1)
        .with_digits(6)
        .with_skew(1)
        .with_step_duration(TOTP_SECONDS as u64)
        .with_secret(
            totp_rs::Secret::try_from_base32(secret)
                .map_err(|e| Error::internal(format!("{e:?}")))?,
        )
        .with_account_name(account)
        .with_issuer(Some(house))
        .build()
        .map_err(Error::internal)
}

pub fn new_totp_secret() -> String {
    totp_rs::Secret::generate().to_base32()
}

/// Whether a text can be the seed of a second factor: base32, long enough to be a secret.
pub fn is_seed(seed: &str) -> bool {
    (26..=128).contains(&seed.len())
        && seed.bytes().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
        && totp(seed, "-", "Atrium").is_ok()
}

/// The step that is now.
pub fn totp_step_at(at: Moment) -> u64 {
    u64::try_from(at.0 / 1000 / TOTP_SECONDS).unwrap_or(0)
}

/// The step a code belongs to, when it is right now.
pub fn totp_step(secret: &str, code: &str, at: Moment) -> Result<Option<u64>> {
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 6 {
        return Ok(None);
    }
    let seconds = u64::try_from(at.0 / 1000).unwrap_or(0);
    Ok(totp(secret, "-", "Atrium")?.check(&digits, seconds))
}

/// The code an authenticator shows: for the demo's accounts and for tests.
pub fn totp_at(secret: &str, at: Moment) -> Result<String> {
    let seconds = u64::try_from(at.0 / 1000).unwrap_or(0);
    Ok(totp(secret, "-", "Atrium")?.generate(seconds).to_string())
}

/// What the QR code for an authenticator says.
pub fn totp_url(secret: &str, account: &str, house: &str) -> Result<String> {
    totp(secret, account, house)?
        .to_url()
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_base32_and_long_enough() {
        assert!(is_seed(&new_totp_secret()));
        for bad in [
            "",
            "!!!",
            "ABCD",
            &"A".repeat(5000),
            "abcdefghijklmnopqrstuvwxyz234567",
        ] {
            assert!(!is_seed(bad), "{bad}");
        }
    }

    #[test]
    fn codes_tell_their_step() {
        let secret = new_totp_secret();
        let now = Moment(1_790_000_000_000);
        let code = totp_at(&secret, now).unwrap();
        assert_eq!(
            totp_step(&secret, &code, now).unwrap(),
            Some(1_790_000_000 / 30)
        );
        assert_eq!(totp_step(&secret, &code, now.plus(120_000)).unwrap(), None);
        assert!(
            totp_url(&secret, "ann@example.org", "Juniper")
                .unwrap()
                .starts_with("otpauth://totp/")
        );
    }
}
