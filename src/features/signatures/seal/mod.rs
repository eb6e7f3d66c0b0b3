//! The house's seal: what is appended to a signed PDF so that whoever has the file sees who sealed it and that nothing was
//! changed since (PAdES-B-B, ETSI EN 319 142-1; PAdES-B-T where an authority stamped the time on it), and how such a file is
//! held against it.

mod cms;
pub(super) mod digest;
mod key;
mod ranges;
mod stamp;

use digest::digest_of;

use data_encoding::HEXLOWER;

pub use cms::Seen;
pub use digest::hash;
pub use key::{SEAL_KEY, SealKey};
pub use ranges::Covered;
#[cfg(test)]
pub use stamp::tests::Authority as Stub;
pub use stamp::{Asked, Stamp};

use crate::base::{Error, Result, der};

/// Whether a text can be a hash as `hash` writes it.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// A file that was sealed, and the hash of what its seal covers.
pub struct Sealed {
    pub bytes: Vec<u8>,
    pub covered: String,
}

/// Seals a PDF, behind which `appended` leaves room for it.
///
/// # Errors
/// When what is appended has no such room.
pub fn seal(key: &SealKey, original: &[u8], appended: &[u8]) -> Result<Sealed> {
    seal_with(key, original, appended, |_| None)
}

/// The same with a time stamp on it, which `stamp` gives for the signature, where there is one.
///
/// # Errors
/// As `seal`.
pub fn seal_with(
    key: &SealKey,
    original: &[u8],
    appended: &[u8],
    stamp: impl FnOnce(&[u8]) -> Option<Vec<u8>>,
) -> Result<Sealed> {
    let mut bytes = [original, appended].concat();
    let covered = ranges::fill_in(&mut bytes, original.len())
        .ok_or_else(|| Error::internal("what is appended to a PDF has no room for a seal"))?;
    let digest = digest_of(&covered.parts(&bytes));
    let signed = cms::sign(key, &digest, stamp)?;
    covered
        .put(&mut bytes, &signed)
        .ok_or_else(|| Error::internal("a seal is larger than its place"))?;
    let found = look(key, &bytes);
    match found {
        Some(held) if held.seen == Seen::Holds && held.whole => Ok(Sealed {
            bytes,
            covered: HEXLOWER.encode(&digest),
        }),
        _ => Err(Error::internal("a PDF that was sealed doesn't hold")),
    }
}

/// What a file says of its seal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub seen: Seen,
    /// Whether it covers all of the file but itself.
    pub whole: bool,
}

/// Holds a file against the house's seal; None where it carries none.
pub fn look(key: &SealKey, bytes: &[u8]) -> Option<Look> {
    let covered = Covered::last_of(bytes)?;
    let seal = covered.seal(bytes)?;
    Some(Look {
        seen: cms::look(key, &seal, &digest_of(&covered.parts(bytes))),
        whole: covered.reaches(bytes.len()),
    })
}

/// The same of a seal by itself, with the hash of what it covers, both in hexadecimal.
pub fn look_at(key: &SealKey, seal: &str, covered: &str) -> Option<Seen> {
    let mut seal = HEXLOWER.decode(seal.as_bytes()).ok()?;
    // A place for a seal is filled up with zeros, of which more or fewer may have come along.
    seal.extend([0; 64]);
    let (seal, rest) = der::first(&seal)?;
    if rest.iter().any(|byte| *byte != 0) {
        return None;
    }
    let covered = HEXLOWER.decode(covered.as_bytes()).ok()?;
    Some(cms::look(key, seal.whole, &covered))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Moment;

    /// A file with room for a seal, as small as it can be.
    fn with_room() -> (Vec<u8>, Vec<u8>) {
        let original = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n".to_vec();
        let mut appended =
            b"2 0 obj\n<</Type/Sig/ByteRange[0 9999999999 9999999999 9999999999]/Contents<"
                .to_vec();
        appended.extend(vec![b'0'; 2 * crate::extract::SEAL_ROOM]);
        appended.extend(b">/Name(Juniper)>>\nendobj\n%%EOF");
        (original, appended)
    }

    fn key() -> SealKey {
        SealKey::make("Juniper & Hale", Moment(1_790_000_000_000)).unwrap()
    }

    #[test]
    fn a_seal_holds_and_is_one_houses() {
        let (original, appended) = with_room();
        let (key, other) = (key(), key());
        let sealed = seal(&key, &original, &appended).unwrap();
        assert!(sealed.bytes.starts_with(&original));
        let found = look(&key, &sealed.bytes).unwrap();
        assert_eq!((found.seen, found.whole), (Seen::Holds, true));
        assert_eq!(look(&other, &sealed.bytes).unwrap().seen, Seen::Others);
        let longer = [sealed.bytes.as_slice(), b"\n% more"].concat();
        let found = look(&key, &longer).unwrap();
        assert_eq!((found.seen, found.whole), (Seen::Holds, false));
        assert_eq!(look(&key, &original), None);
        assert!(seal(&key, &original, b"no room").is_err());
    }

    #[test]
    fn a_stamped_seal_holds_as_well() {
        let (original, appended) = with_room();
        let key = key();
        let authority = Stub::new(true);
        let sealed = seal_with(&key, &original, &appended, |signature| {
            let asked = Asked::of(signature);
            let answer = authority.answer(&asked.query, "20260921141320Z");
            let stamp = asked.read(&answer, Moment(1_790_000_000_000)).unwrap();
            Some(stamp.token)
        });
        let bytes = sealed.unwrap().bytes;
        let found = look(&key, &bytes).unwrap();
        assert_eq!((found.seen, found.whole), (Seen::Holds, true));
        let plain = seal(&key, &original, &appended).unwrap().bytes;
        assert_ne!(plain, bytes);
    }

    #[test]
    fn whatever_something_is_called_it_is_sealed() {
        let (original, appended) = with_room();
        let key = key();
        for called in [
            "/Contents<0000",
            "/ByteRange[0 9999999999 9999999999 9999999999]",
            "/ByteRange[0 9999999999 9999999999 9999999999]/Contents<0000>",
        ] {
            let title = format!("9 0 obj\n<</Title({called})>>\nendobj\n");
            let appended = [title.as_bytes(), &appended].concat();
            let sealed = seal(&key, &original, &appended).unwrap();
            let found = look(&key, &sealed.bytes).unwrap();
            assert_eq!((found.seen, found.whole), (Seen::Holds, true), "{called}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]
        #[test]
        fn any_byte_that_is_altered_is_seen(at in 0usize..100_000, bit in 0u8..8) {
            let (original, appended) = with_room();
            let key = key();
            let sealed = seal(&key, &original, &appended).unwrap().bytes;
            let covered = Covered::last_of(&sealed).unwrap();
            let lengths: usize = covered.parts(&sealed).iter().map(|part| part.len()).sum();
            // A place within what is covered.
            let at = at % lengths;
            let first = covered.parts(&sealed)[0].len();
            let at = if at < first { at } else { at - first + covered.second() };
            let mut altered = sealed.clone();
            altered[at] ^= 1 << bit;
            let found = look(&key, &altered);
            proptest::prop_assert!(
                !found.is_some_and(|held| held.seen == Seen::Holds && held.whole),
                "byte {} bit {}", at, bit
            );
        }

        #[test]
        fn what_is_no_seal_breaks_nothing(bytes in proptest::collection::vec(0u8.., 0..400)) {
            let key = key();
            proptest::prop_assert_ne!(cms::look(&key, &bytes, &[0; 32]), Seen::Holds);
            let file = [b"/ByteRange[0 3 9 4]".as_slice(), &bytes].concat();
            proptest::prop_assert!(!look(&key, &file).is_some_and(|held| held.seen == Seen::Holds));
        }
    }
}
