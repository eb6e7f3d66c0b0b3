//! What is signed, as it is looked at and read.

use std::io::Read;

use super::request::SignatureRequest;
use crate::{
    base::{Error, Result},
    data::{FileRef, Visit},
    features::documents,
    web::Reply,
};

/// A page as a picture, by its number from 1.
pub fn page(visit: &Visit, request: &SignatureRequest, number: u32) -> Result<Reply> {
    if number == 0 || number as usize > request.pages.len() {
        return Err(Error::NotFound);
    }
    let drawn = documents::drawn_page(visit, &request.file, number)?;
    Ok(drawn.ok_or(Error::NotFound)?.reply(number))
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
