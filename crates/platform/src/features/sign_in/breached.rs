//! Passwords that became known in breaches, looked up in a file that whoever runs Atrium keeps: SHA-1 hashes in their
//! order, one in each line, as Have I Been Pwned's downloader writes them. It is searched where it lies, by halves, so
//! that forty gigabytes cost some thirty short reads and no memory. Nothing is asked of anybody outside.

use std::{
    fs::File,
    io,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
};

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};
use data_encoding::HEXUPPER;

use crate::base::{Error, Result};

/// Left with the store by whoever serves it.
pub struct Breached(PathBuf);

/// A SHA-1 in hexadecimal.
const HASH: usize = 40;
/// No line is longer: the hash, a colon, how often it was seen.
const LINE: usize = 80;

impl Breached {
    /// The file has to be there and look like one.
    pub fn open(path: &Path) -> Result<Breached> {
        let refused = |why: &str| {
            Error::conflict(format!(
                "breached_passwords: {} can't be used: {why}",
                path.display()
            ))
        };
        let file = File::open(path).map_err(|e| refused(&e.to_string()))?;
        let mut first = [0; HASH];
        file.read_exact_at(&mut first, 0)
            .map_err(|e| refused(&e.to_string()))?;
        match first.iter().all(u8::is_ascii_hexdigit) {
            true => Ok(Breached(path.to_owned())),
            false => Err(refused("its lines should begin with SHA-1 hashes")),
        }
    }

    /// Whether a password is in it. A file that can't be read now says nothing; whoever runs Atrium is told in the log.
    pub fn knows(&self, password: &str) -> bool {
        match self.find(password) {
            Ok(found) => found,
            Err(error) => {
                tracing::error!(%error, "the file of breached passwords can't be read");
                false
            }
        }
    }

    fn find(&self, password: &str) -> io::Result<bool> {
        let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
        let wanted = HEXUPPER.encode(digest.as_ref());
        let file = File::open(&self.0)?;
        // The line is in [low, high): both are where a line begins.
        let (mut low, mut high) = (0, file.metadata()?.len());
        while low < high {
            let (start, next, hash) = line_at(&file, low + (high - low) / 2, low)?;
            match hash.as_str().cmp(wanted.as_str()) {
                std::cmp::Ordering::Equal => return Ok(true),
                std::cmp::Ordering::Less => low = next,
                std::cmp::Ordering::Greater => high = start,
            }
        }
        Ok(false)
    }
}

/// The line that holds a byte, not before `low`: where it begins, where the next does, and its hash.
fn line_at(file: &File, at: u64, low: u64) -> io::Result<(u64, u64, String)> {
    let from = at.saturating_sub(LINE as u64).max(low);
    let mut bytes = [0; 2 * LINE];
    let mut got = 0;
    while got < bytes.len() {
        match file.read_at(&mut bytes[got..], from + got as u64)? {
            0 => break,
            more => got += more,
        }
    }
    let held = &bytes[..got];
    let middle = usize::try_from(at - from).map_err(io::Error::other)?;
    let before = held[..middle.min(got)].iter().rposition(|b| *b == b'\n');
    let start = before.map_or(0, |newline| newline + 1);
    let line = &held[start..];
    let length = line.iter().position(|b| *b == b'\n');
    let next = start + length.map_or(line.len(), |newline| newline + 1);
    let hash = String::from_utf8_lossy(&line[..line.len().min(HASH)]).to_ascii_uppercase();
    Ok((from + start as u64, from + next as u64, hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file_of(name: &str, passwords: &[&str], seen: bool) -> PathBuf {
        let mut lines: Vec<String> = passwords
            .iter()
            .enumerate()
            .map(|(n, password)| {
                let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
                let hash = HEXUPPER.encode(hash.as_ref());
                match seen {
                    true => format!("{hash}:{}\r\n", 7_u64.pow(n as u32 % 12)),
                    false => format!("{hash}\n"),
                }
            })
            .collect();
        lines.sort();
        let path = std::env::temp_dir().join(format!("atrium-{name}-{}", std::process::id()));
        std::fs::write(&path, lines.concat()).unwrap();
        path
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        let words: Vec<String> = (0..500).map(|n| format!("password {n}")).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        for (name, some, seen) in [
            ("one", &words[..1], false),
            ("plain", &words[..], false),
            ("seen", &words[..], true),
        ] {
            let path = file_of(name, some, seen);
            let breached = Breached::open(&path).unwrap();
            for word in some {
                assert!(breached.knows(word), "{name}: {word}");
            }
            for other in ["another", "password 501", "", "Password 7"] {
                assert!(!breached.knows(other), "{name}: {other}");
            }
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn what_is_no_such_file_is_refused_when_atrium_starts() {
        let path = std::env::temp_dir().join(format!("atrium-no-hashes-{}", std::process::id()));
        std::fs::write(&path, "hunter2\n".repeat(20)).unwrap();
        assert!(Breached::open(&path).is_err());
        std::fs::remove_file(&path).unwrap();
        assert!(Breached::open(&path).is_err());
    }
}
