//! Which bytes of a PDF its seal covers: all but the seal itself, which stands between two ranges in hexadecimal.

use data_encoding::{HEXLOWER_PERMISSIVE, HEXUPPER};

use crate::{base::der, extract::SEAL_ROOM};

/// What a place that waits for its ranges says.
const WAITS: &[u8] = b"/ByteRange[0 9999999999 9999999999 9999999999]";
const RANGE: &[u8] = b"/ByteRange";
const CONTENTS: &[u8] = b"/Contents";
/// What stands between two ranges is no longer than this.
const MOST: usize = 64 << 10;

/// The first range begins the file; the gap goes from its end to the beginning of the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    gap: usize,
    second: usize,
    end: usize,
}

fn found(bytes: &[u8], text: &[u8], from: usize) -> Option<usize> {
    let rest = bytes.get(from..)?;
    let at = rest.windows(text.len()).position(|held| held == text)?;
    Some(from + at)
}

/// Where a place for a seal begins: its ranges, and behind them at once the seal, all zeros. Nothing else that is appended
/// (a name, a title) is so long, whatever stands in it.
fn places(bytes: &[u8], from: usize) -> Vec<(usize, usize)> {
    let mut found_at = Vec::new();
    let mut at = from;
    while let Some(range) = found(bytes, WAITS, at) {
        at = range + WAITS.len();
        // The seal stands between angle brackets, which belong to the gap.
        let gap = at + CONTENTS.len();
        let room = bytes.get(gap..gap + 2 * SEAL_ROOM + 2).unwrap_or_default();
        let zeros = room
            .strip_prefix(b"<")
            .and_then(|room| room.strip_suffix(b">"));
        let is_place = bytes[at..].starts_with(CONTENTS)
            && zeros.is_some_and(|zeros| zeros.iter().all(|byte| *byte == b'0'));
        if is_place {
            found_at.push((range, gap));
        }
    }
    found_at
}

/// Says in the place that waits for it what will be covered; `from` is where what was appended begins.
pub fn fill_in(bytes: &mut [u8], from: usize) -> Option<Covered> {
    let [(range, gap)] = places(bytes, from)[..] else {
        return None;
    };
    let second = gap + 2 * SEAL_ROOM + 2;
    let covered = Covered {
        gap,
        second,
        end: bytes.len(),
    };
    let said = format!("/ByteRange[0 {gap} {second} {}", covered.end - second);
    let width = WAITS.len() - 1;
    let said = format!("{said:<width$}]");
    if said.len() != WAITS.len() {
        return None;
    }
    bytes[range..range + WAITS.len()].copy_from_slice(said.as_bytes());
    Some(covered)
}

impl Covered {
    /// As the last of a file's seals says; None where none says anything that can be.
    pub fn last_of(bytes: &[u8]) -> Option<Covered> {
        let at = bytes.windows(RANGE.len()).rposition(|held| held == RANGE)?;
        let rest = bytes[at + RANGE.len()..].trim_ascii_start();
        let rest = rest.strip_prefix(b"[")?;
        let end = rest.iter().take(200).position(|byte| *byte == b']')?;
        let text = std::str::from_utf8(&rest[..end]).ok()?;
        let numbers: Vec<usize> = text
            .split_ascii_whitespace()
            .map(str::parse)
            .collect::<Result<_, _>>()
            .ok()?;
        let [0, gap, second, length] = numbers[..] else {
            return None;
        };
        let end = second.checked_add(length)?;
        let sound = gap < second && second - gap <= MOST && end <= bytes.len();
        sound.then_some(Covered { gap, second, end })
    }

    pub fn parts<'b>(&self, bytes: &'b [u8]) -> [&'b [u8]; 2] {
        [&bytes[..self.gap], &bytes[self.second..self.end]]
    }

    /// Where the second range begins.
    pub fn second(&self) -> usize {
        self.second
    }

    /// Whether nothing follows the second range.
    pub fn reaches(&self, length: usize) -> bool {
        self.end == length
    }

    /// What stands in the gap, without the zeros that fill it up.
    pub fn seal(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let held = bytes.get(self.gap..self.second)?;
        let held = held.strip_prefix(b"<")?.strip_suffix(b">")?;
        let held = HEXLOWER_PERMISSIVE.decode(held).ok()?;
        let (value, rest) = der::first(&held)?;
        rest.iter()
            .all(|byte| *byte == 0)
            .then(|| value.whole.to_vec())
    }

    /// Puts a seal into the gap; None where it is too large.
    pub fn put(&self, bytes: &mut [u8], seal: &[u8]) -> Option<()> {
        let text = HEXUPPER.encode(seal);
        let into = bytes.get_mut(self.gap + 1..self.second - 1)?;
        into.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_that_cannot_be_are_none() {
        for wrong in [
            "no range",
            "/ByteRange[0 5 3 4]",
            "/ByteRange[1 5 8 4]",
            "/ByteRange[0 5 8 4000]",
            "/ByteRange[0 5 8 18446744073709551615]",
            "/ByteRange[0 5 8]",
            "/ByteRange[0 5 -8 4]",
            "/ByteRange",
        ] {
            assert_eq!(Covered::last_of(wrong.as_bytes()), None, "{wrong}");
        }
        let right = b"/ByteRange [ 0 5 8 4 ] and more";
        assert!(Covered::last_of(right).is_some());
    }
}
