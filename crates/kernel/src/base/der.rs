//! Distinguished encoding (X.690) of the few nested sequences that certificates and signatures are made of: written, and
//! read back strictly, one value after another.

pub const INTEGER: u8 = 0x02;
pub const OCTETS: u8 = 0x04;
pub const NULL: u8 = 0x05;
pub const OBJECT: u8 = 0x06;
pub const BMP: u8 = 0x1e;
pub const SEQUENCE: u8 = 0x30;
pub const SET: u8 = 0x31;
/// A value that stands inside of a tag of its own, and one whose tag is replaced.
pub const INSIDE: u8 = 0xa0;
pub const INSTEAD: u8 = 0x80;

/// A tag, the length, the content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match content.len() {
        short @ 0..=127 => out.push(short as u8),
        long => {
            let bytes = long.to_be_bytes();
            let from = bytes.iter().position(|b| *b != 0).unwrap_or(7);
            out.push(0x80 | (bytes.len() - from) as u8);
            out.extend_from_slice(&bytes[from..]);
        }
    }
    out.extend_from_slice(content);
    out
}

/// Values one after another inside of one.
pub fn all(tag: u8, parts: &[Vec<u8>]) -> Vec<u8> {
    tlv(tag, &parts.concat())
}

/// An object identifier, from its content.
pub fn object(id: &[u8]) -> Vec<u8> {
    tlv(OBJECT, id)
}

pub fn number(value: u32) -> Vec<u8> {
    let bytes = value.to_be_bytes();
    let from = bytes.iter().position(|b| *b != 0).unwrap_or(3);
    let mut content = Vec::new();
    if bytes[from] & 0x80 != 0 {
        content.push(0);
    }
    content.extend_from_slice(&bytes[from..]);
    tlv(INTEGER, &content)
}

/// One value as it stands in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Value<'a> {
    pub tag: u8,
    pub content: &'a [u8],
    /// With its tag and length.
    pub whole: &'a [u8],
}

/// The first value, and what follows it; None for what is no value, or is written in another way than the one there is.
pub fn first(bytes: &[u8]) -> Option<(Value<'_>, &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (length, rest) = rest.split_first()?;
    // Longer tags stand nowhere in what is read here.
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (written, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            if written.first() == Some(&0) {
                return None;
            }
            let value = written
                .iter()
                .fold(0_usize, |sum, byte| sum << 8 | usize::from(*byte));
            if value < 0x80 {
                return None;
            }
            (value, rest)
        }
        _ => return None,
    };
    let (content, after) = rest.split_at_checked(length)?;
    let whole = &bytes[..bytes.len() - after.len()];
    Some((
        Value {
            tag: *tag,
            content,
            whole,
        },
        after,
    ))
}

impl<'a> Value<'a> {
    /// The values inside of it; None where something else is.
    pub fn inside(&self) -> Option<Vec<Value<'a>>> {
        let (mut values, mut rest) = (Vec::new(), self.content);
        while !rest.is_empty() {
            let (value, after) = first(rest)?;
            values.push(value);
            rest = after;
        }
        Some(values)
    }

    /// Its content where it has this tag.
    pub fn of(&self, tag: u8) -> Option<&'a [u8]> {
        (self.tag == tag).then_some(self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_written_as_they_are_read() {
        assert_eq!(tlv(4, &[1; 127])[..2], [4, 127]);
        assert_eq!(tlv(4, &[1; 128])[..3], [4, 0x81, 128]);
        assert_eq!(tlv(4, &[1; 300])[..4], [4, 0x82, 1, 44]);
        assert_eq!(number(0), [2, 1, 0]);
        assert_eq!(number(200), [2, 2, 0, 200]);
        assert_eq!(number(20_000), [2, 2, 0x4e, 0x20]);
    }

    #[test]
    fn what_is_written_in_another_way_is_no_value() {
        for wrong in [
            &[][..],
            &[4],
            &[4, 1],
            &[4, 0x81, 1, 7],
            &[4, 0x82, 0, 200],
            &[4, 0x80, 0, 0],
            &[0x1f, 1, 1],
        ] {
            assert_eq!(first(wrong), None, "{wrong:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read(content in proptest::collection::vec(0u8.., 0..400), after in proptest::collection::vec(0u8.., 0..4)) {
            let written = tlv(OCTETS, &content);
            let bytes = [written.clone(), after.clone()].concat();
            let (value, rest) = first(&bytes).unwrap();
            proptest::prop_assert_eq!(value.of(OCTETS), Some(content.as_slice()));
            proptest::prop_assert_eq!(value.whole, written.as_slice());
            proptest::prop_assert_eq!(rest, after.as_slice());
        }
    }
}
