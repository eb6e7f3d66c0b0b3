//! The verbs on files that come piece by piece.

use std::sync::Arc;

use super::{
    UploadSession,
    actions::SEND,
    session::{BY_PERSON, MOST, WAITS},
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Change, Held, Key, Query, Store, Visit},
    web::{
        Sent, Upload, UploadLimit,
        form::{Form, Reader, Required},
    },
};

/// A file that is to come.
#[derive(Debug, Clone, Default)]
pub struct Begun {
    pub name: String,
    /// Bytes of the whole.
    pub size: u64,
}

/// The longest file that can be said; how long one may be the house says.
const LONGEST: i64 = 1 << 44;

impl Form for Begun {
    fn read(f: &mut Reader) -> Self {
        let size = f.whole("size", "Bytes", Required, 1..=LONGEST);
        Begun {
            name: f.text("name", "Name of the file", Required, 180),
            size: size.and_then(|size| u64::try_from(size).ok()).unwrap_or(0),
        }
    }
}

/// Begins a file. Whether it may be given where it is to go is said there; that it is too long is said here.
pub fn begin(visit: &Visit, form: Begun) -> Result<Id<UploadSession>> {
    if let Some(limit) = visit.store().service::<UploadLimit>()
        && form.size > limit.0
    {
        let most = limit.0 >> 20;
        return Err(Error::field(
            "size",
            format!("A file has at most {most} MB here."),
        ));
    }
    let of_mine = Key::new().number(visit.actor.person);
    let mine = Query::own(BY_PERSON, of_mine.clone()).limit(MOST);
    room_beside(visit.list::<UploadSession>(mine)?.rows.len())?;
    visit.act_softly(SEND, move |change| {
        // Once more where nobody else begins one in this moment.
        let mine = change.children::<UploadSession>(BY_PERSON, of_mine)?;
        room_beside(mine.len())?;
        let held = UploadSession {
            by: Id::new(change.actor.person),
            name: form.name,
            size: form.size,
            until: change.at.plus(WAITS),
            ..UploadSession::default()
        };
        Ok(change.insert(held)?.id)
    })
}

/// Whether one more may be on its way beside so many.
fn room_beside(count: usize) -> Result<()> {
    match count < MOST {
        true => Ok(()),
        false => Err(Error::conflict(
            "So many files are on their way already. Send these to their end, or give one up.",
        )),
    }
}

/// Takes the piece that begins at a byte.
pub fn take(visit: &Visit, id: Id<UploadSession>, at: u64, piece: &Upload) -> Result<()> {
    let piece = piece.file.clone();
    visit.act_softly(SEND, move |change| {
        let mut held = change.subject(id)?;
        let now = change.at;
        match held.take(at, piece, now)? {
            true => change.put(&held),
            false => Ok(()),
        }
    })
}

/// It isn't wanted any more, or came to where it belongs.
pub fn discard(visit: &Visit, id: Id<UploadSession>) -> Result<()> {
    visit.act_softly(SEND, move |change| {
        let held = change.subject(id)?;
        gone(change, &held)
    })
}

/// What nobody sent to its end, or to its form, goes.
pub(super) fn expire(change: &mut Change<'_, '_>, held: Held<UploadSession>) -> Result<()> {
    gone(change, &held)
}

fn gone(change: &mut Change<'_, '_>, held: &Held<UploadSession>) -> Result<()> {
    change.give_up_all(&held.pieces)?;
    change.delete(held)
}

/// The pieces of a file that this person has sent to its end, for the form that it belongs to.
///
/// # Errors
/// Beside `file`, where there is none or something of it is still to come.
pub fn sent(store: &Arc<Store>, person: u64, number: &str) -> Result<Sent> {
    let id = Id::<UploadSession>::parse(number);
    let house = Visit::system(store, crate::base::Moment::now(), jiff::tz::TimeZone::UTC);
    let held = match id {
        Some(id) => if_found(house.find(id))?,
        None => None,
    };
    let held = held.filter(|held| held.by.raw() == person);
    let held = held.ok_or_else(|| {
        Error::field(
            "file",
            "What was sent of this file is gone. Choose it again.",
        )
    })?;
    match held.is_whole() {
        true => Ok(Sent {
            name: held.name,
            pieces: held.pieces,
        }),
        false => Err(Error::field(
            "file",
            format!(
                "{} didn't arrive to its end. Send the rest first.",
                held.name
            ),
        )),
    }
}
