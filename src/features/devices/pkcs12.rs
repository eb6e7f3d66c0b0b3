//! A certificate with its key in one file that systems and browsers take in (PKCS #12, RFC 7292): the key and the
//! certificate each under AES-256 with a key stretched from the password (PBES2, RFC 8018), and an HMAC over all.
//!
//! Written by hand because the format is a few nested sequences, and what exists for it brings twenty crates along.

use std::num::NonZeroU32;

use aws_lc_rs::{
    cipher::{AES_256, EncryptionContext, PaddedBlockEncryptingKey, UnboundCipherKey},
    digest::{SHA256, digest},
    hmac,
    iv::FixedLength,
    pbkdf2,
};
use zeroize::Zeroizing;

use crate::{
    base::{
        Error, Result,
        der::{BMP, INSIDE, INSTEAD, NULL, OCTETS, SEQUENCE, SET, all, number, object, tlv},
    },
    data::keys,
};

/// What a wrong guess costs. The password is random anyway.
const ROUNDS: u32 = 20_000;

/// Object identifiers, in DER without the tag.
mod oid {
    pub const DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
    pub const ENCRYPTED_DATA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
    pub const SHROUDED_KEY: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x02";
    pub const CERTIFICATE_BAG: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
    pub const X509: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
    pub const FRIENDLY_NAME: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
    pub const LOCAL_KEY_ID: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x15";
    pub const PBES2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d";
    pub const PBKDF2: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c";
    pub const HMAC_SHA256: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x02\x09";
    pub const AES256_CBC: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x01\x2a";
    pub const SHA256: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02\x01";
}

fn random<const N: usize>() -> [u8; N] {
    let mut out = [0; N];
    keys::random(&mut out);
    out
}

/// Encrypts under the password; gives how (an AlgorithmIdentifier) and the result.
fn encrypt(plain: &[u8], password: &str) -> Result<(Vec<u8>, Vec<u8>)> {
    let (salt, iv) = (random::<16>(), random::<16>());
    let mut key = Zeroizing::new([0u8; 32]);
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        NonZeroU32::new(ROUNDS).unwrap_or(NonZeroU32::MIN),
        &salt,
        password.as_bytes(),
        &mut *key,
    );
    let key = UnboundCipherKey::new(&AES_256, &*key).map_err(Error::internal)?;
    let key = PaddedBlockEncryptingKey::cbc_pkcs7(key).map_err(Error::internal)?;
    let mut text = plain.to_vec();
    key.less_safe_encrypt(&mut text, EncryptionContext::Iv128(FixedLength::from(iv)))
        .map_err(Error::internal)?;
    let prf = all(SEQUENCE, &[object(oid::HMAC_SHA256), tlv(NULL, &[])]);
    let stretching = all(
        SEQUENCE,
        &[
            object(oid::PBKDF2),
            all(SEQUENCE, &[tlv(OCTETS, &salt), number(ROUNDS), prf]),
        ],
    );
    let cipher = all(SEQUENCE, &[object(oid::AES256_CBC), tlv(OCTETS, &iv)]);
    let how = all(
        SEQUENCE,
        &[object(oid::PBES2), all(SEQUENCE, &[stretching, cipher])],
    );
    Ok((how, text))
}

/// The format's texts are UTF-16; letters outside its first plane are left out.
fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// The key for the HMAC, by the format's own way of stretching (RFC 7292, appendix B), for SHA-256 and 32 bytes.
fn mac_key(password: &str, salt: &[u8]) -> Zeroizing<Vec<u8>> {
    const BLOCK: usize = 64;
    let mut secret = Zeroizing::new(utf16(password));
    secret.extend([0, 0]);
    let fill = |from: &[u8]| -> Vec<u8> {
        let length = from.len().div_ceil(BLOCK) * BLOCK;
        from.iter().copied().cycle().take(length).collect()
    };
    let mut input = vec![3u8; BLOCK];
    input.extend(fill(salt));
    input.extend(fill(&secret));
    let mut hash = digest(&SHA256, &input).as_ref().to_vec();
    for _ in 1..ROUNDS {
        hash = digest(&SHA256, &hash).as_ref().to_vec();
    }
    Zeroizing::new(hash)
}

fn attribute(id: &[u8], value: Vec<u8>) -> Vec<u8> {
    all(SEQUENCE, &[object(id), tlv(SET, &value)])
}

/// What holds something, with the name and the mark that tie key and certificate together.
fn bag(kind: &[u8], content: Vec<u8>, name: &str, mark: &[u8]) -> Vec<u8> {
    let attributes = [
        attribute(oid::FRIENDLY_NAME, tlv(BMP, &utf16(name))),
        attribute(oid::LOCAL_KEY_ID, tlv(OCTETS, mark)),
    ];
    let bag = all(
        SEQUENCE,
        &[object(kind), tlv(INSIDE, &content), all(SET, &attributes)],
    );
    tlv(SEQUENCE, &bag)
}

/// The file. The key is in PKCS #8, the certificate in DER; `name` is what a list of certificates shows.
pub fn file(key: &[u8], certificate: &[u8], name: &str, password: &str) -> Result<Vec<u8>> {
    let mark = digest(&SHA256, certificate).as_ref()[..20].to_vec();
    let (how, text) = encrypt(key, password)?;
    let shrouded = all(SEQUENCE, &[how, tlv(OCTETS, &text)]);
    let keys = bag(oid::SHROUDED_KEY, shrouded, name, &mark);
    let held = all(
        SEQUENCE,
        &[object(oid::X509), tlv(INSIDE, &tlv(OCTETS, certificate))],
    );
    let certificates = bag(oid::CERTIFICATE_BAG, held, name, &mark);
    let (how, text) = encrypt(&certificates, password)?;
    let encrypted = all(
        SEQUENCE,
        &[
            number(0),
            all(SEQUENCE, &[object(oid::DATA), how, tlv(INSTEAD, &text)]),
        ],
    );
    let safe = all(
        SEQUENCE,
        &[
            all(
                SEQUENCE,
                &[object(oid::ENCRYPTED_DATA), tlv(INSIDE, &encrypted)],
            ),
            all(
                SEQUENCE,
                &[object(oid::DATA), tlv(INSIDE, &tlv(OCTETS, &keys))],
            ),
        ],
    );
    let salt = random::<16>();
    let mac = hmac::sign(
        &hmac::Key::new(hmac::HMAC_SHA256, &mac_key(password, &salt)),
        &safe,
    );
    let algorithm = all(SEQUENCE, &[object(oid::SHA256), tlv(NULL, &[])]);
    let mac = all(
        SEQUENCE,
        &[
            all(SEQUENCE, &[algorithm, tlv(OCTETS, mac.as_ref())]),
            tlv(OCTETS, &salt),
            number(ROUNDS),
        ],
    );
    let content = all(
        SEQUENCE,
        &[object(oid::DATA), tlv(INSIDE, &tlv(OCTETS, &safe))],
    );
    Ok(all(SEQUENCE, &[number(3), content, mac]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{base::Moment, data::KeyRing, features::devices::authority::Authority};
    use std::process::Command;

    /// Another's reader finds in it what was put in, and nothing with another password. Passed over where there is none.
    #[test]
    fn another_program_reads_it() {
        let now = Moment::now();
        let authority = Authority::of(&KeyRing::in_memory([3; 32])).unwrap();
        let issued = authority
            .issue("Ann Brook", now, now.plus(1_000_000))
            .unwrap();
        let file = file(
            &issued.key,
            &issued.certificate,
            "Ann, laptop",
            "tell-me-why",
        )
        .unwrap();
        let folder = crate::testing::house::fresh_folder("pkcs12").unwrap();
        let path = folder.join("device.p12");
        std::fs::write(&path, file).unwrap();
        let read = |password: &str| {
            Command::new("openssl")
                .args(["pkcs12", "-nodes", "-info", "-in"])
                .arg(&path)
                .args(["-passin", &format!("pass:{password}")])
                .output()
        };
        let Ok(right) = read("tell-me-why") else {
            return;
        };
        let told = String::from_utf8_lossy(&right.stdout).into_owned();
        let about = String::from_utf8_lossy(&right.stderr).into_owned();
        assert!(right.status.success(), "{about}");
        assert!(
            told.contains("BEGIN CERTIFICATE") && told.contains("BEGIN PRIVATE KEY"),
            "{told}"
        );
        assert!(told.contains("friendlyName: Ann, laptop"), "{told}");
        assert!(
            about.contains("AES-256-CBC") && about.contains("hmacWithSHA256"),
            "{about}"
        );
        assert!(!read("another").unwrap().status.success());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
