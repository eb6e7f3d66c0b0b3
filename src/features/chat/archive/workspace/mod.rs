//! The export of another chat, in the form that most of them write and read: people and channels, and for each channel a
//! folder with a file for each day.
//!
//! ```text
//! users.json                        people, by their ids
//! channels.json, groups.json        channels: open ones, and those of some people
//! general/2026-05-01.json ...       what was said in one that day
//! __uploads/F1/brief.pdf ...        files by their ids, where the export has them
//! ```
//!
//! Each channel in which something was said becomes a room, by the rows of an archive of our own; what people wrote to each
//! other directly stays out. Nobody signed it, so each post says that it is of another chat.

mod written;

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{Read, Seek},
};

use serde::de::DeserializeOwned;

use super::{
    DeedRow, FileRow, MANIFEST, PersonRow, PostRow, RoomRow, SignRow,
    marks::markdown_of,
    opened::{MOST_FILES, Open, broken},
};
use crate::{
    base::Result,
    features::conversation::{Audience, Channel},
    web::uploads::{UNKNOWN, sniff},
};
use written::{Folder, Message, Person, Pin, SIGNS, Signed, moment, nowhere, row_of};

const PEOPLE: &str = "users.json";
const CHANNELS: [&str; 2] = ["channels.json", "groups.json"];
const UPLOADS: &str = "__uploads/";
/// Bytes of all that was said, at most.
const MOST_TEXT: u64 = 512 << 20;
/// By which a file is known.
const HEAD: u64 = 8 << 10;

/// What is said by what happens (who came, who was made what) is nobody's words.
const SAID: [&str; 5] = [
    "bot_message",
    "file_share",
    "me_message",
    "reply_broadcast",
    "thread_broadcast",
];

/// A channel as the rows of a room.
pub(super) struct Room {
    pub row: RoomRow,
    pub people: Vec<PersonRow>,
    pub posts: Vec<PostRow>,
    pub files: Vec<FileRow>,
}

/// Whether it is the export of another chat, and no archive of ours.
pub(super) fn is_one<R: Read + Seek>(open: &Open<R>) -> bool {
    let has = |path: &str| open.zip.index_for_name(path).is_some();
    has(PEOPLE) && CHANNELS.iter().any(|path| has(path)) && !has(MANIFEST)
}

/// All of it, read before anything is stored.
pub(super) fn rooms<R: Read + Seek>(open: &mut Open<R>) -> Result<Vec<Room>> {
    let names = open
        .zip
        .file_names()
        .filter_map(|name| Some(name.ok()?.into_owned()));
    let names: Vec<String> = names.collect();
    let mut export = Export {
        open,
        left: MOST_TEXT,
        people: HashMap::new(),
        days: days_of(&names),
        files: HashMap::new(),
    };
    export.find_files(&names)?;
    for person in export.list::<Person>(PEOPLE)? {
        let row = row_of(&person);
        export.people.insert(person.id, row);
    }
    let mut rooms = Vec::new();
    for path in CHANNELS {
        if !names.iter().any(|name| name == path) {
            continue;
        }
        for folder in export.list::<Folder>(path)? {
            rooms.extend(export.room(folder)?);
        }
    }
    match rooms.is_empty() {
        true => Err(broken("nothing was said in any of its channels")),
        false => Ok(rooms),
    }
}

/// The files of days by their folders, in order.
fn days_of(names: &[String]) -> HashMap<String, Vec<String>> {
    let mut days: HashMap<String, Vec<String>> = HashMap::new();
    for name in names {
        if let Some((folder, day)) = name.split_once('/')
            && day.ends_with(".json")
            && !day.contains('/')
        {
            days.entry(folder.to_owned())
                .or_default()
                .push(name.clone());
        }
    }
    for held in days.values_mut() {
        held.sort_unstable();
    }
    days
}

struct Export<'o, R: Read + Seek> {
    open: &'o mut Open<R>,
    /// Bytes that may still be read.
    left: u64,
    people: HashMap<String, PersonRow>,
    days: HashMap<String, Vec<String>>,
    /// Paths of files, by their ids.
    files: HashMap<String, String>,
}

impl<R: Read + Seek> Export<'_, R> {
    fn list<T: DeserializeOwned>(&mut self, path: &str) -> Result<Vec<T>> {
        let bytes = self.open.bytes_up_to(path, self.left + 1)?;
        self.left = self
            .left
            .checked_sub(bytes.len() as u64)
            .ok_or_else(|| broken("it is larger than what is taken in at once"))?;
        serde_json::from_slice(&bytes).map_err(|e| broken(format!("{path}: {e}")))
    }

    fn find_files(&mut self, names: &[String]) -> Result<()> {
        let mut all = 0u64;
        for name in names {
            let inside = name
                .strip_prefix(UPLOADS)
                .and_then(|rest| rest.split_once('/'));
            let Some((id, file)) = inside else { continue };
            if file.is_empty() {
                continue;
            }
            let entry = self.open.zip.by_name(name).map_err(broken)?;
            all = all.saturating_add(entry.size());
            self.files.insert(id.to_owned(), name.clone());
        }
        match all > MOST_FILES {
            true => Err(broken("its files are larger than what is taken in at once")),
            false => Ok(()),
        }
    }

    /// A channel, when something was said in it.
    fn room(&mut self, folder: Folder) -> Result<Option<Room>> {
        let held = [&folder.name, &folder.id];
        let paths = held.into_iter().find_map(|name| self.days.remove(name));
        let mut said: BTreeMap<i64, Message> = BTreeMap::new();
        for path in paths.unwrap_or_default() {
            for message in self.list::<Message>(&path)? {
                let words = message.subtype.as_deref();
                let is_said = words.is_none_or(|words| SAID.contains(&words));
                if let Some(at) = moment(&message.ts).filter(|_| is_said) {
                    said.insert(at, message);
                }
            }
        }
        let pins = folder.pins.iter();
        let pins = pins.filter_map(|pin| Some((moment(&pin.id)?, pin)));
        let mut making = Making {
            pins: pins.collect(),
            ..Making::default()
        };
        for (at, message) in said {
            self.post(&mut making, at, message)?;
        }
        if making.posts.is_empty() {
            return Ok(None);
        }
        let words = [folder.topic, folder.purpose].into_iter().flatten();
        let topic = words
            .filter_map(|words| words.value)
            .find(|words| !words.is_empty());
        let members = folder.members.iter().filter_map(|id| self.people.get(id));
        Ok(Some(Room {
            row: RoomRow {
                name: folder.name,
                topic: topic.unwrap_or_default(),
                number: folder.id,
                members: members.map(|person| person.email.clone()).collect(),
            },
            people: making.people.into_values().collect(),
            posts: making.posts,
            files: making.files,
        }))
    }

    /// Whoever said it: a program by its name.
    fn author(&mut self, message: &Message) -> PersonRow {
        let person = message.user.as_ref().or(message.bot_id.as_ref());
        let id = person
            .or(message.username.as_ref())
            .map_or("unknown", |id| id);
        let name = message.username.as_deref().unwrap_or("Somebody");
        let unknown = || PersonRow {
            email: nowhere(id),
            name: name.to_owned(),
        };
        self.people
            .entry(id.to_owned())
            .or_insert_with(unknown)
            .clone()
    }

    fn post(&mut self, making: &mut Making<'_>, at: i64, message: Message) -> Result<()> {
        let by = making.with(&self.author(&message));
        let attached = message.attachments.iter();
        let attached =
            attached.filter_map(|held| held.text.as_deref().or(held.fallback.as_deref()));
        let words = match message.text.as_deref().unwrap_or_default() {
            "" => attached.collect::<Vec<_>>().join("\n"),
            words => words.to_owned(),
        };
        let mut mentions = Vec::new();
        let mut text = markdown_of(&words, &self.people, &mut mentions);
        mentions.sort_unstable();
        mentions.dedup();
        for person in self.people.values() {
            if mentions.contains(&person.email) {
                making.with(person);
            }
        }
        let mut files = Vec::new();
        for sent in message.files {
            let name = sent.name.or(sent.title).unwrap_or_else(|| "File".into());
            match self.file(making, (&by, at), &sent.id, &name)? {
                Some(n) => files.push(n),
                None => text.push_str(&format!("\n\n_The file {name} didn't come along._")),
            }
        }
        if text.is_empty() && files.is_empty() {
            return Ok(());
        }
        let n = u32::try_from(making.posts.len() + 1).map_err(broken)?;
        let root = message.thread_ts.as_deref().and_then(moment);
        let reply_to = root.filter(|root| *root != at);
        let signs = self.signs(making, at, &message.reactions);
        let pinned = making.pins.get(&at).copied();
        let pinned = pinned.map(|pin| DeedRow {
            by: match pin.user.as_ref().and_then(|id| self.people.get(id)) {
                Some(person) => making.with(person),
                None => by.clone(),
            },
            at: pin.created.saturating_mul(1_000),
        });
        making.numbers.insert(at, n);
        making.posts.push(PostRow {
            n,
            by,
            from_client: false,
            at: at / 1_000,
            audience: Audience::Staff,
            channel: Some(Channel::Chat),
            text: text.trim().to_owned(),
            reply_to: reply_to.and_then(|root| making.numbers.get(&root).copied()),
            quote: None,
            mentions,
            edited: message
                .edited
                .and_then(|edited| moment(&edited.ts))
                .map(|at| at / 1_000),
            removed: None,
            pinned,
            files,
            signs,
            earlier: Vec::new(),
        });
        Ok(())
    }

    /// The signs that are known here, each once for each person.
    fn signs(&self, making: &mut Making<'_>, at: i64, given: &[Signed]) -> Vec<SignRow> {
        let (mut rows, mut once) = (Vec::new(), HashSet::new());
        for held in given {
            let name = held.name.split("::").next().unwrap_or_default();
            let Some((_, sign)) = SIGNS.iter().find(|(known, _)| *known == name) else {
                continue;
            };
            for person in held.users.iter().filter_map(|id| self.people.get(id)) {
                let by = making.with(person);
                if once.insert((by.clone(), *sign)) {
                    rows.push(SignRow {
                        by,
                        sign: (*sign).to_owned(),
                        at: at / 1_000,
                    });
                }
            }
        }
        rows
    }

    /// The number of a file that came along and that may be kept here.
    fn file(
        &mut self,
        making: &mut Making<'_>,
        (by, at): (&str, i64),
        id: &str,
        name: &str,
    ) -> Result<Option<u32>> {
        let Some(path) = self.files.get(id) else {
            return Ok(None);
        };
        // One file that many messages cite is kept once.
        if let Some(row) = making.files.iter().find(|row| row.path == *path) {
            return Ok(Some(row.n));
        }
        let first = self.open.bytes_up_to(path, HEAD)?;
        let media_type = sniff(&first, name);
        // What runs, or what nobody knows, is taken nowhere.
        if media_type == UNKNOWN {
            return Ok(None);
        }
        let n = u32::try_from(making.files.len() + 1).map_err(broken)?;
        making.files.push(FileRow {
            n,
            name: name.to_owned(),
            file_name: name.to_owned(),
            media_type: media_type.to_owned(),
            by: by.to_owned(),
            at: at / 1_000,
            shared: false,
            path: path.clone(),
        });
        Ok(Some(n))
    }
}

/// A room while its rows are made.
#[derive(Default)]
struct Making<'f> {
    posts: Vec<PostRow>,
    files: Vec<FileRow>,
    /// Whoever says something or is named, by their addresses.
    people: BTreeMap<String, PersonRow>,
    /// Numbers of posts, by when they were said.
    numbers: HashMap<i64, u32>,
    pins: HashMap<i64, &'f Pin>,
}

impl Making<'_> {
    /// Their address, with which they are among the room's people.
    fn with(&mut self, person: &PersonRow) -> String {
        let held = self.people.entry(person.email.to_lowercase());
        held.or_insert_with(|| person.clone()).email.clone()
    }
}
