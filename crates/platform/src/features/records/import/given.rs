//! What was given to be taken in.

use super::{
    super::rows::{Rows, text_of},
    Imported,
    choices::Choices,
};
use crate::{
    base::Result,
    data::{FileRef, Visit},
};

/// A link that a row gave out, and is shown once.
pub struct Given {
    pub line: u64,
    pub name: String,
    pub link: String,
    pub mailed: Option<String>,
}

/// Reads a sheet that was sent for one person.
///
/// # Errors
/// With the field `file` when it can't be read.
pub fn read<'v, R: Imported>(
    visit: &'v Visit,
    file: &FileRef,
    choices: Option<&Choices>,
) -> Result<Rows<'v>> {
    let decoded = text_of(visit, file, R::INFO, R::WANTED.bytes)?;
    let chosen = choices.map_or(&[][..], |choices| choices.columns.as_slice());
    Rows::of(visit, R::INFO, R::WANTED, &decoded, chosen)
}
