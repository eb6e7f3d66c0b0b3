//! Pages of what is signed, as pictures: drawn by the process that reads files when they are first looked at, and kept in the
//! vault, where they are swept once nobody has looked for long.

use std::{
    collections::HashMap,
    io::{Cursor, Read},
    sync::{Arc, Mutex, PoisonError},
};

use super::request::SignatureRequest;
use crate::{
    base::{Error, Moment, Result, time},
    data::{FileRef, Visit},
    extract::{Failure, Worker},
    web::Reply,
};

/// Pictures that are known, and for how long: far shorter than the vault keeps what nothing names.
const MOST: usize = 2_000;
const KNOWN: i64 = time::DAY;
const LARGEST: u64 = 4 << 20;

/// By the name of the file and the number of the page.
#[derive(Default)]
pub struct Pictures(Mutex<HashMap<(String, u32), (FileRef, Moment)>>);

/// A page by its number, from 1.
pub fn page(visit: &Visit, request: &SignatureRequest, number: u32) -> Result<Reply> {
    if number == 0 || number as usize > request.pages.len() {
        return Err(Error::NotFound);
    }
    let store = visit.store();
    let known = store.service::<Pictures>().unwrap_or_else(|| {
        let made = Arc::new(Pictures::default());
        store.provide(made.clone());
        made
    });
    let key = (request.file.name.clone(), number);
    let held = {
        let known = known.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&key).cloned()
    };
    let file = match held {
        Some((file, at)) if visit.at.is_within(KNOWN, at) => file,
        _ => {
            let mut original = store.file(&request.file)?;
            let worker = store.service::<Worker>().ok_or(Error::NotFound)?;
            let picture = worker
                .page(&mut original, number)
                .map_err(|failure| match failure {
                    Failure::Lasting(_) => Error::NotFound,
                    Failure::Passing(why) => Error::Unavailable(why),
                })?;
            let file = store.keep(Cursor::new(picture.bytes), LARGEST)?;
            let mut known = known.0.lock().unwrap_or_else(PoisonError::into_inner);
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(key, (file.clone(), visit.at));
            file
        }
    };
    Ok(Reply::File {
        inline: true,
        file,
        name: format!("page-{number}.jpg"),
        media_type: "image/jpeg".into(),
        kept: false,
    })
}

/// A file of the vault, whole.
pub fn read(visit: &Visit, file: &FileRef, most: u64) -> Result<Vec<u8>> {
    if file.size > most {
        return Err(Error::TooLarge("This file is too large.".into()));
    }
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    Ok(bytes)
}
