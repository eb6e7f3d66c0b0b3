//! Taking a room in that another house (or this one) wrote out, or the rooms of another chat. Nothing is stored before every
//! byte is as the manifest says and the manifest is as it was signed; of another chat, before all of it was read.

use std::io::{Cursor, Read, Seek};

use zip::ZipArchive;

use super::{
    ALL, FILES, FileRow, Manifest, ONE, PEOPLE, POSTS, PersonRow, PostRow, ROOM, RoomRow,
    opened::{Open, Taken, broken},
    store::store,
    workspace,
};
use crate::{
    base::{Error, Result},
    data::Visit,
    web::Upload,
};

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
