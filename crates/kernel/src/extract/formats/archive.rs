//! Documents that are archives of parts. What an archive unpacks to is bounded: the number of its parts, the size of each,
//! of all together, and how much less they take while they are packed.

use std::io::{BufReader, Cursor, Read, Take};

use zip::{ZipArchive, read::ZipFile};

const MOST_PARTS: usize = 10_000;
const LARGEST_PART: u64 = 96 << 20;
const MOST_TOGETHER: u64 = 256 << 20;
/// How many times its packed size a large part may be: text that repeats itself stays below it.
const DENSEST: u64 = 300;
/// Parts up to this size may be as dense as they like.
const SMALL: u64 = 8 << 20;

pub struct Archive<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// What may still be unpacked.
    left: u64,
}

type Part<'a, 'b> = BufReader<Take<ZipFile<'a, Cursor<&'b [u8]>>>>;

const BOMB: &str = "It unpacks to more than a document may hold.";
const DAMAGED: &str = "It is damaged: its parts can't be unpacked.";

impl<'b> Archive<'b> {
    pub fn open(bytes: &'b [u8]) -> Result<Archive<'b>, String> {
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        if zip.len() > MOST_PARTS {
            return Err("It has more parts than a document may have.".into());
        }
        let mut together = 0u64;
        for n in 0..zip.len() {
            let part = zip.by_index_raw(n).map_err(|_| DAMAGED)?;
            if part.encrypted() {
                return Err("It is protected by a password.".into());
            }
            let (size, packed) = (part.size(), part.compressed_size().max(1));
            together = together.saturating_add(size);
            if size > SMALL && size / packed > DENSEST {
                return Err(BOMB.into());
            }
        }
        match together > MOST_TOGETHER {
            true => Err(BOMB.into()),
            false => Ok(Archive {
                zip,
                left: MOST_TOGETHER,
            }),
        }
    }

    pub fn has(&self, name: &str) -> bool {
        self.zip.index_for_name(name).is_some()
    }

    pub fn names(&self) -> Vec<String> {
        let names = self.zip.file_names().take(MOST_PARTS);
        names
            .filter_map(|name| name.ok().map(|name| name.into_owned()))
            .collect()
    }

    /// A part to be read, no further than it may go; None when there is none of that name. What its head says of its
    /// size may be a lie.
    pub fn part(&mut self, name: &str) -> Result<Option<Part<'_, 'b>>, String> {
        let Some(n) = self.zip.index_for_name(name) else {
            return Ok(None);
        };
        let most = LARGEST_PART.min(self.left);
        let part = self.zip.by_index(n).map_err(|_| DAMAGED)?;
        self.left = self.left.saturating_sub(part.size());
        Ok(Some(BufReader::new(part.take(most))))
    }

    /// What an OpenDocument says that it is.
    pub fn mimetype(&mut self) -> String {
        let mut said = String::new();
        if let Ok(Some(part)) = self.part("mimetype") {
            let _ = part.take(200).read_to_string(&mut said);
        }
        said.trim().trim_end_matches("-template").to_owned()
    }
}
