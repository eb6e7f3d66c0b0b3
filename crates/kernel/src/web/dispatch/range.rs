//! A part of a file, as browsers ask for it when they play a film or go on with a download (RFC 9110, 14).

/// Which bytes of a file are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    All,
    /// From here on, so many.
    Part(u64, u64),
    /// Bytes that it doesn't have.
    Nothing,
}

/// What a request asks for of a file of so many bytes that goes by `tag`: several parts at once, other units, and what
/// can't be read are no reason not to give the whole, and neither is a part of what the file was before.
pub(super) fn wanted(range: Option<&str>, if_range: Option<&str>, size: u64, tag: &str) -> Wanted {
    match range {
        Some(range) if if_range.is_none_or(|held| held == tag) => {
            part(range, size).unwrap_or(Wanted::All)
        }
        _ => Wanted::All,
    }
}

fn part(range: &str, size: u64) -> Option<Wanted> {
    let (unit, range) = range.split_once('=')?;
    let (from, to) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || to.contains(',') {
        return None;
    }
    let number = |text: &str| -> Option<u64> {
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        // More than can be counted is more than there is.
        digits.then(|| text.parse().unwrap_or(u64::MAX))
    };
    let (from, to) = (from.trim(), to.trim());
    let (from, until) = match (number(from), number(to)) {
        (Some(from), Some(to)) if from <= to => (from, to.saturating_add(1).min(size)),
        (Some(from), None) if to.is_empty() => (from, size),
        // The last so many.
        (None, Some(last)) if from.is_empty() => (size.saturating_sub(last), size),
        _ => return None,
    };
    Some(match from < until {
        true => Wanted::Part(from, until - from),
        false => Wanted::Nothing,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_its_header_says() {
        let of = |range: &str| wanted(Some(range), None, 100, "\"t\"");
        assert_eq!(of("bytes=0-9"), Wanted::Part(0, 10));
        assert_eq!(of("Bytes= 90-"), Wanted::Part(90, 10));
        assert_eq!(of("bytes=-30"), Wanted::Part(70, 30));
        assert_eq!(of("bytes=-300"), Wanted::Part(0, 100));
        assert_eq!(of("bytes=99-500"), Wanted::Part(99, 1));
        assert_eq!(of("bytes=0-99999999999999999999999"), Wanted::Part(0, 100));
        for beyond in ["bytes=100-", "bytes=100-200", "bytes=-0"] {
            assert_eq!(of(beyond), Wanted::Nothing, "{beyond}");
        }
        for odd in [
            "bytes=5-2",
            "bytes=a-b",
            "bytes=0-1,5-6",
            "lines=0-1",
            "bytes",
            "bytes=-",
            "bytes=1",
            "bytes=+1-2",
        ] {
            assert_eq!(of(odd), Wanted::All, "{odd}");
        }
        assert_eq!(
            wanted(Some("bytes=0-"), None, 0, ""),
            Wanted::Nothing,
            "an empty file"
        );
    }

    #[test]
    fn a_part_of_what_it_was_before_is_not_given() {
        let held = |tag| wanted(Some("bytes=0-9"), Some(tag), 100, "\"t\"");
        assert_eq!(held("\"t\""), Wanted::Part(0, 10));
        for other in ["\"u\"", "W/\"t\"", "Mon, 30 Nov 2026 09:00:00 GMT"] {
            assert_eq!(held(other), Wanted::All);
        }
        assert_eq!(wanted(None, Some("\"t\""), 100, "\"t\""), Wanted::All);
    }
}
