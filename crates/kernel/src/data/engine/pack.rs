//! Reading MessagePack maps without decoding them: field names with the byte ranges of their values.
//! The journal keeps changed fields as these raw ranges, which costs no decoding on the write path.

use crate::base::{Error, Result};

/// The fields of a top-level map, in order.
pub fn fields(bytes: &[u8]) -> Result<Vec<(&str, &[u8])>> {
    let mut at = 0;
    let count = map_len(bytes, &mut at)?;
    // What is damaged may say any count.
    let mut out = Vec::with_capacity(count.min(bytes.len()));
    for _ in 0..count {
        let name_at = at;
        skip(bytes, &mut at)?;
        let name = string(&bytes[name_at..at])?;
        let from = at;
        skip(bytes, &mut at)?;
        out.push((name, &bytes[from..at]));
    }
    Ok(out)
}

/// The items of a list, in order; None when it is something else, or nothing.
pub fn items(bytes: &[u8]) -> Result<Option<Vec<&[u8]>>> {
    let mut at = 1;
    let count = match bytes.first() {
        Some(head @ 0x90..=0x9f) => usize::from(head & 0x0f),
        Some(0xdc) => usize::from(u16::from_be_bytes(take(bytes, &mut at)?)),
        Some(0xdd) => u32::from_be_bytes(take(bytes, &mut at)?) as usize,
        _ => return Ok(None),
    };
    let mut out = Vec::new();
    for _ in 0..count {
        let from = at;
        skip(bytes, &mut at)?;
        out.push(&bytes[from..at]);
    }
    Ok(Some(out))
}

/// Builds a list back from its items.
pub fn list(items: &[&[u8]]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(5 + items.iter().map(|item| item.len()).sum::<usize>());
    let count = u32::try_from(items.len()).map_err(Error::internal)?;
    match count {
        n @ 0..=15 => out.push(0x90 | n as u8),
        n @ 16..=0xffff => {
            out.push(0xdc);
            out.extend((n as u16).to_be_bytes());
        }
        n => {
            out.push(0xdd);
            out.extend(n.to_be_bytes());
        }
    }
    out.extend(items.iter().copied().flatten());
    Ok(out)
}

/// Builds a map back from raw fields.
pub fn build<V: AsRef<[u8]>>(fields: &[(&str, V)]) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(256);
    match fields.len() {
        n @ 0..=15 => out.push(0x80 | n as u8),
        n if n <= 0xffff => {
            out.push(0xde);
            out.extend((n as u16).to_be_bytes());
        }
        _ => return Err(Error::internal("a record has too many fields")),
    }
    for (name, value) in fields {
        rmp_serde::encode::write(&mut out, name)?;
        out.extend_from_slice(value.as_ref());
    }
    Ok(out)
}

fn broken() -> Error {
    Error::internal("a stored record is not readable MessagePack")
}

fn take<const N: usize>(bytes: &[u8], at: &mut usize) -> Result<[u8; N]> {
    let part = bytes.get(*at..*at + N).ok_or_else(broken)?;
    *at += N;
    part.try_into().map_err(|_| broken())
}

fn byte(bytes: &[u8], at: &mut usize) -> Result<u8> {
    Ok(take::<1>(bytes, at)?[0])
}

fn map_len(bytes: &[u8], at: &mut usize) -> Result<usize> {
    match byte(bytes, at)? {
        head @ 0x80..=0x8f => Ok(usize::from(head & 0x0f)),
        0xde => Ok(usize::from(u16::from_be_bytes(take(bytes, at)?))),
        0xdf => Ok(u32::from_be_bytes(take(bytes, at)?) as usize),
        _ => Err(broken()),
    }
}

fn string(bytes: &[u8]) -> Result<&str> {
    let head = match bytes.first().ok_or_else(broken)? {
        0xa0..=0xbf => 1,
        0xd9 => 2,
        0xda => 3,
        0xdb => 5,
        _ => return Err(broken()),
    };
    std::str::from_utf8(bytes.get(head..).ok_or_else(broken)?).map_err(|_| broken())
}

/// Steps over one value of any type.
fn skip(bytes: &[u8], at: &mut usize) -> Result<()> {
    let mut pending = 1usize;
    while pending > 0 {
        pending -= 1;
        let plain = match byte(bytes, at)? {
            0x00..=0x7f | 0xe0..=0xff | 0xc0 | 0xc2 | 0xc3 => 0,
            head @ 0x80..=0x8f => {
                pending += usize::from(head & 0x0f) * 2;
                0
            }
            head @ 0x90..=0x9f => {
                pending += usize::from(head & 0x0f);
                0
            }
            head @ 0xa0..=0xbf => usize::from(head & 0x1f),
            0xc4 | 0xd9 => usize::from(byte(bytes, at)?),
            0xc5 | 0xda => usize::from(u16::from_be_bytes(take(bytes, at)?)),
            0xc6 | 0xdb => u32::from_be_bytes(take(bytes, at)?) as usize,
            0xc7 => usize::from(byte(bytes, at)?) + 1,
            0xc8 => usize::from(u16::from_be_bytes(take(bytes, at)?)) + 1,
            0xc9 => u32::from_be_bytes(take(bytes, at)?) as usize + 1,
            0xcc | 0xd0 => 1,
            0xcd | 0xd1 | 0xd4 => 2,
            0xd5 => 3,
            0xca | 0xce | 0xd2 => 4,
            0xd6 => 5,
            0xcb | 0xcf | 0xd3 => 8,
            0xd7 => 9,
            0xd8 => 17,
            0xdc => {
                pending += usize::from(u16::from_be_bytes(take(bytes, at)?));
                0
            }
            0xdd => {
                pending += u32::from_be_bytes(take(bytes, at)?) as usize;
                0
            }
            0xde => {
                pending += usize::from(u16::from_be_bytes(take(bytes, at)?)) * 2;
                0
            }
            0xdf => {
                pending += u32::from_be_bytes(take(bytes, at)?) as usize * 2;
                0
            }
            0xc1 => return Err(broken()),
        };
        *at += plain;
        if *at > bytes.len() {
            return Err(broken());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;

    #[derive(Serialize)]
    struct Sample {
        title: String,
        lines: Vec<Option<i64>>,
        nested: std::collections::BTreeMap<String, Vec<u8>>,
        none: Option<u8>,
        big: u64,
        float: f64,
    }

    #[test]
    fn takes_a_record_apart_and_puts_it_back() {
        let sample = Sample {
            title: "x".repeat(300),
            lines: vec![Some(-1), None, Some(1 << 40)],
            nested: [("a".to_owned(), vec![1, 2])].into(),
            none: None,
            big: u64::MAX,
            float: 0.5,
        };
        let bytes = rmp_serde::to_vec_named(&sample).unwrap();
        let parts = fields(&bytes).unwrap();
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["title", "lines", "nested", "none", "big", "float"]);
        assert_eq!(build(&parts).unwrap(), bytes);
        for cut in 0..bytes.len() {
            assert!(fields(&bytes[..cut]).is_err(), "cut at {cut}");
        }
    }

    #[test]
    fn takes_a_list_apart_and_puts_it_back() {
        for length in [0usize, 1, 15, 16, 300, 70_000] {
            let bytes = rmp_serde::to_vec(&vec![("x", length); length]).unwrap();
            let parts = items(&bytes).unwrap().unwrap();
            assert_eq!(parts.len(), length);
            assert_eq!(list(&parts).unwrap(), bytes);
            assert!(length == 0 || items(&bytes[..bytes.len() - 1]).is_err());
        }
        for other in [&[][..], &[0xc0], &[0x80], b"\xa1x"] {
            assert_eq!(items(other).unwrap(), None);
        }
    }
}
