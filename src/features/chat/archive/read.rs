//! Taking a room in that another house (or this one) wrote out, or the rooms of another chat. Nothing is stored before every
//! byte is as the manifest says and the manifest is as it was signed; of another chat, before all of it was read.

use std::io::{Cursor, Read, Seek};

use serde::de::DeserializeOwned;
use serde_json::Value;
use zip::ZipArchive;

use super::{
    ALL, FILES, FORMAT, FileRow, MANIFEST, Manifest, ONE, PEOPLE, POSTS, PersonRow, PostRow, ROOM,
    RoomRow, SIGNATURE, store::store, workspace,
};
use crate::{
    base::{Error, Id, Result},
    data::{Checkpoint, Visit, proof},
    features::chat::ChatRoom,
    web::Upload,
};

/// Bytes of a list in the archive at most, and of a file.
pub(super) const MOST: u64 = 2 << 30;
/// All files of one archive together, in bytes.
pub(super) const MOST_FILES: u64 = 20 << 30;

/// What was taken in.
#[derive(Debug)]
pub struct Taken {
    /// One for an archive of a room, one for each channel of another chat.
    pub rooms: Vec<Id<ChatRoom>>,
    pub posts: usize,
    pub files: usize,
    /// Of the files, as they were kept: what the archive says of them is only said.
    pub bytes: u64,
    /// People who weren't known here: they are stored as inactive.
    pub people: usize,
    /// The key that signed the archive; the export of another chat is signed by nobody.
    pub key: Option<String>,
}

pub(super) fn broken(why: impl std::fmt::Display) -> Error {
    Error::conflict(format!(
        "This is no whole archive of rooms: {why}. Nothing was taken in."
    ))
}

pub(super) struct Open<R: Read + Seek> {
    pub zip: ZipArchive<R>,
}

impl<R: Read + Seek> Open<R> {
    fn bytes(&mut self, path: &str) -> Result<Vec<u8>> {
        self.bytes_up_to(path, MOST)
    }

    /// The first bytes of a file in it, at most so many.
    pub fn bytes_up_to(&mut self, path: &str, most: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let entry = self.zip.by_name(path);
        let mut entry = entry
            .map_err(|_| broken(format!("{path} is missing")))?
            .take(most);
        entry.read_to_end(&mut bytes).map_err(broken)?;
        Ok(bytes)
    }

    fn rows<T: DeserializeOwned>(&mut self, path: &str) -> Result<Vec<T>> {
        let bytes = self.bytes(path)?;
        let lines = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_slice(line).map_err(|e| broken(format!("{path}: {e}"))))
            .collect()
    }

    /// The manifest, when it is as it was signed, by `key` where one is expected; and who signed it.
    fn manifest(&mut self, key: Option<&str>) -> Result<(Manifest, String)> {
        let text = self.bytes(MANIFEST)?;
        let text = String::from_utf8(text).map_err(broken)?;
        let signed: Value = serde_json::from_slice(&self.bytes(SIGNATURE)?).map_err(broken)?;
        let checkpoint: Checkpoint =
            serde_json::from_value(signed["checkpoint"].clone()).map_err(broken)?;
        checkpoint.verify(key)?;
        let mut seal = proof::Seal::default();
        seal.line(&text);
        proof::verify_seal(
            &checkpoint,
            &seal,
            signed["seal"].as_str().unwrap_or_default(),
        )?;
        let manifest: Manifest = serde_json::from_str(&text).map_err(broken)?;
        let is_known = [ONE, ALL].contains(&manifest.atrium.as_str());
        if !is_known || manifest.format != FORMAT {
            return Err(broken(format!("it is of format {}", manifest.format)));
        }
        Ok((manifest, checkpoint.key))
    }

    /// Holds every entry against what the manifest says of it, and takes none beside them.
    fn verify(&mut self, manifest: &Manifest) -> Result<()> {
        if self.zip.len() != manifest.entries.len() + 2 {
            return Err(broken("it holds something else than its manifest says"));
        }
        for row in &manifest.entries {
            let entry = self.zip.by_name(&row.path);
            let entry = entry.map_err(|_| broken(format!("{} is missing", row.path)))?;
            let mut hasher = blake3::Hasher::new();
            let mut limited = entry.take(row.size.saturating_add(1));
            let size = std::io::copy(&mut limited, &mut hasher).map_err(broken)?;
            if size != row.size || hasher.finalize().to_hex().as_str() != row.blake3 {
                return Err(broken(format!("{} is not as it was written", row.path)));
            }
        }
        Ok(())
    }
}

/// Takes a room in, or those of another chat, as Atrium itself or as whoever may. People are found by their addresses; who
/// isn't known is stored as inactive.
///
/// # Errors
/// A conflict when the archive isn't whole, or was signed by another key than is expected.
pub fn take_in(visit: &Visit, from: impl Read + Seek, key: Option<&str>) -> Result<Taken> {
    let zip = ZipArchive::new(from).map_err(broken)?;
    let mut open = Open { zip };
    if workspace::is_one(&open) {
        return match key {
            None => take_in_all(visit, open),
            Some(_) => Err(Error::field(
                "key",
                "This is the export of another chat, which nobody signed. Leave the key empty.",
            )),
        };
    }
    let (manifest, key) = open.manifest(key)?;
    open.verify(&manifest)?;
    let mut taken = Taken {
        rooms: Vec::new(),
        posts: 0,
        files: 0,
        bytes: 0,
        people: 0,
        key: Some(key),
    };
    match manifest.atrium == ALL {
        true => each_room(visit, &mut open, &manifest, &mut taken)?,
        false => one_room(visit, &mut open, manifest.house, &mut taken)?,
    }
    Ok(taken)
}

/// A room, every byte of whose archive was held against its manifest.
fn one_room(
    visit: &Visit,
    open: &mut Open<impl Read + Seek>,
    house: String,
    taken: &mut Taken,
) -> Result<()> {
    let room: Vec<RoomRow> = open.rows(ROOM)?;
    let room = room
        .into_iter()
        .next()
        .ok_or_else(|| broken("it names no room"))?;
    let people: Vec<PersonRow> = open.rows(PEOPLE)?;
    let posts: Vec<PostRow> = open.rows(POSTS)?;
    let files: Vec<FileRow> = open.rows(FILES)?;
    let room = workspace::Room {
        row: room,
        people,
        posts,
        files,
    };
    store(visit, open, (room, house), taken)
}

/// Each room of an archive of archives. All of them are looked at before the first is stored, and each is signed as the
/// whole is.
fn each_room(
    visit: &Visit,
    open: &mut Open<impl Read + Seek>,
    manifest: &Manifest,
    taken: &mut Taken,
) -> Result<()> {
    let key = taken.key.clone();
    let rooms = || {
        let paths = manifest.entries.iter().map(|row| row.path.as_str());
        paths.filter(|path| path.ends_with(".zip"))
    };
    for look in [true, false] {
        for path in rooms() {
            let zip = ZipArchive::new(Cursor::new(open.bytes(path)?)).map_err(broken)?;
            let mut room = Open { zip };
            let (of, _) = room.manifest(key.as_deref())?;
            if of.atrium != ONE {
                return Err(broken(format!("{path} is no room")));
            }
            match look {
                true => room.verify(&of)?,
                false => one_room(visit, &mut room, of.house, taken)?,
            }
        }
    }
    Ok(())
}

/// Each channel of another chat as a room.
fn take_in_all(visit: &Visit, mut open: Open<impl Read + Seek>) -> Result<Taken> {
    let mut taken = Taken {
        rooms: Vec::new(),
        posts: 0,
        files: 0,
        bytes: 0,
        people: 0,
        key: None,
    };
    for room in workspace::rooms(&mut open)? {
        let from = "the export of another chat".to_owned();
        store(visit, &mut open, (room, from), &mut taken)?;
    }
    Ok(taken)
}

/// The same of a file that was sent, which has to be signed by the key that is named, or by the house's own; the export of
/// another chat is signed by nobody.
///
/// # Errors
/// On `file` when nothing was sent.
pub fn take_in_given(visit: &Visit, given: Option<&Upload>, key: &str) -> Result<Taken> {
    let given = given.ok_or_else(|| Error::field("file", "Choose the archive."))?;
    let mut bytes = Vec::new();
    visit.store().file(&given.file)?.read_to_end(&mut bytes)?;
    let zip = ZipArchive::new(Cursor::new(&bytes)).map_err(broken)?;
    let key = match key.trim() {
        "" if workspace::is_one(&Open { zip }) => None,
        "" => Some(visit.store().checkpoint(visit.at)?.key),
        key => Some(key.to_owned()),
    };
    take_in(visit, Cursor::new(bytes), key.as_deref())
}
