//! Opens the files that devices get, for tests: what a browser does when it takes one in. Reads what Atrium writes and no
//! more of the format.

use std::num::NonZeroU32;

use aws_lc_rs::{
    cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey},
    iv::FixedLength,
    pbkdf2,
};

/// The parts that lie in a constructed value, each by its content; none where it is no such value.
fn parts(mut content: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    while let [_, length, rest @ ..] = content {
        let (length, rest) = match usize::from(*length) {
            short @ 0..=127 => (short, rest),
            long => {
                let (bytes, rest) = rest.split_at_checked(long - 128)?;
                let sum = |sum: usize, b: &u8| sum.checked_mul(256)?.checked_add(usize::from(*b));
                (bytes.iter().try_fold(0, sum)?, rest)
            }
        };
        let (inside, after) = rest.split_at_checked(length)?;
        found.push(inside);
        content = after;
    }
    Some(found)
}

/// What lies at the end of a path of places.
fn at<'a>(content: &'a [u8], path: &[usize]) -> Option<&'a [u8]> {
    path.iter()
        .try_fold(content, |content, n| parts(content)?.get(*n).copied())
}

fn decrypt(how: &[u8], text: &[u8], password: &str) -> Option<Vec<u8>> {
    let stretching = at(how, &[1, 0, 1])?;
    let rounds = at(stretching, &[1])?;
    let rounds = rounds.iter().fold(0u32, |sum, b| sum << 8 | u32::from(*b));
    let mut key = [0u8; 32];
    pbkdf2::derive(
        pbkdf2::PBKDF2_HMAC_SHA256,
        NonZeroU32::new(rounds)?,
        at(stretching, &[0])?,
        password.as_bytes(),
        &mut key,
    );
    let iv: [u8; 16] = at(how, &[1, 1, 1])?.try_into().ok()?;
    let key = UnboundCipherKey::new(&AES_256, &key).ok()?;
    let key = PaddedBlockDecryptingKey::cbc_pkcs7(key).ok()?;
    let mut text = text.to_vec();
    let plain = key.decrypt(&mut text, DecryptionContext::Iv128(FixedLength::from(iv)));
    plain.ok().map(|plain| plain.to_vec())
}

/// The certificate and its key, both in DER; none when the password is another, by which now and then something comes out
/// that is neither.
pub fn open(file: &[u8], password: &str) -> Option<(Vec<u8>, Vec<u8>)> {
    let safe = at(file, &[0, 1, 1, 0, 0])?;
    let encrypted = at(safe, &[0, 1, 0, 1])?;
    let certificates = decrypt(at(encrypted, &[1])?, at(encrypted, &[2])?, password)?;
    let certificate = at(&certificates, &[0, 0, 1, 0, 1, 0])?.to_vec();
    let keys = at(safe, &[1, 1, 0, 0, 0, 1, 0])?;
    let key = decrypt(at(keys, &[0])?, at(keys, &[1])?, password)?;
    Some((certificate, key))
}
