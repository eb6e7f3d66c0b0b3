//! A room as one file: what was said in it with everything that hangs on it and the files that came along, to be read by
//! people and taken in by another house.
//!
//! ```text
//! posts.jsonl      each post, in the order in which they came, with its signs and what it said before
//! people.jsonl     whoever it names, by their addresses
//! files.jsonl      the files, each with its place in the archive
//! files/1 ...      their bytes
//! index.html       the same to read
//! room.json        what the room is called, and who was in it
//! manifest.json    every one of these with its size and hash (BLAKE3)
//! manifest.sig     the house's signature over the manifest, by the key that signs its journal
//! ```
//!
//! Posts are numbered from 1 and people are known by their addresses, so that nothing depends on the numbers of a house: a
//! room that was taken in and is exported again has the same rows.
//!
//! The rooms of a project go as one archive of such archives (`all`).
//!
//! The export of another chat is taken in as well, made rows of this kind (`workspace`).

mod all;
mod marks;
mod opened;
mod pack;
mod read;
mod rows;
mod store;
mod workspace;
mod write;

use serde::{Deserialize, Serialize};

use crate::features::conversation::{Audience, Channel};

pub use all::export_all;
pub use opened::Taken;
pub use read::{take_in, take_in_given};
pub use write::export;

const FORMAT: u32 = 1;

/// What the manifest says that it is of: one room, or the archives of several.
const ONE: &str = "room";
const ALL: &str = "rooms";

const POSTS: &str = "posts.jsonl";
const PEOPLE: &str = "people.jsonl";
const FILES: &str = "files.jsonl";
const PAGE: &str = "index.html";
const ROOM: &str = "room.json";
const MANIFEST: &str = "manifest.json";
const SIGNATURE: &str = "manifest.sig";

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct RoomRow {
    name: String,
    topic: String,
    /// As it was in the house that it came from.
    number: String,
    /// Whoever was in it, by their addresses; nobody where a record is what people talked on.
    #[serde(default)]
    members: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PersonRow {
    email: String,
    name: String,
}

/// What somebody did to a post, and when (milliseconds since 1970).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct DeedRow {
    by: String,
    at: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SignRow {
    by: String,
    sign: String,
    at: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EarlierRow {
    by: String,
    text: String,
    from: i64,
    until: i64,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct PostRow {
    n: u32,
    by: String,
    from_client: bool,
    at: i64,
    audience: Audience,
    channel: Option<Channel>,
    /// Markdown; people are named by their addresses: `@{mei@example.org}`.
    text: String,
    reply_to: Option<u32>,
    quote: Option<u32>,
    /// People it names, by their addresses.
    mentions: Vec<String>,
    edited: Option<i64>,
    removed: Option<DeedRow>,
    pinned: Option<DeedRow>,
    files: Vec<u32>,
    signs: Vec<SignRow>,
    earlier: Vec<EarlierRow>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct FileRow {
    n: u32,
    name: String,
    file_name: String,
    media_type: String,
    by: String,
    at: i64,
    /// The client reads it as well.
    shared: bool,
    path: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct EntryRow {
    path: String,
    size: u64,
    blake3: String,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Manifest {
    atrium: String,
    format: u32,
    /// The house that it came from, and when.
    house: String,
    at: i64,
    posts: u32,
    entries: Vec<EntryRow>,
}

/// The text of a post with one kind of mark in place of another: `with` is given what stands between the braces.
fn remarked(text: &str, mut with: impl FnMut(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("@{") {
        let (before, mark) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = mark.find('}') else {
            rest = mark;
            break;
        };
        match with(&mark[2..end]) {
            Some(new) => out.push_str(&new),
            None => out.push_str(&mark[..=end]),
        }
        rest = &mark[end + 1..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_put_in_place_of_marks() {
        let with = |mark: &str| match mark {
            "U-1" => Some("@{mei@example.org}".to_owned()),
            "D-2" => Some("@Web".to_owned()),
            _ => None,
        };
        for (text, told) in [
            ("plain", "plain"),
            ("@{U-1}, please", "@{mei@example.org}, please"),
            ("a @{D-2} b @{U-1}", "a @Web b @{mei@example.org}"),
            ("@{U-9} stays", "@{U-9} stays"),
            ("cut @{U-1", "cut @{U-1"),
            ("", ""),
        ] {
            assert_eq!(remarked(text, with), told);
        }
    }
}
