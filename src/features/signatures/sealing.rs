//! What sealing a paper needs.

use super::{
    certificate,
    pictures::read,
    request::SignatureRequest,
    seal::{SEAL_KEY, SealKey},
    time_stamps::Clock,
};
use data_encoding::HEXLOWER;

use aws_lc_rs::digest::{Context, SHA256};

use crate::{
    base::{Error, Moment, Result, if_found, language},
    data::Visit,
    extract::{Appendix, Failure, Worker},
    features::{clients, settings::CurrentSettings},
};
use std::io::Read;

pub fn worker(visit: &Visit) -> Result<std::sync::Arc<Worker>> {
    visit.store().service::<Worker>().ok_or_else(|| {
        Error::conflict(
            "Nothing here reads files at the moment, so nothing can be prepared or sealed. Try again once the server runs as usual.",
        )
    })
}

/// SHA-256 of a file in the vault.
pub fn hash_of(file: &mut dyn Read) -> Result<String> {
    let mut context = Context::new(&SHA256);
    let mut piece = vec![0; 64 << 10];
    loop {
        match file.read(&mut piece)? {
            0 => break,
            got => context.update(&piece[..got]),
        }
    }
    Ok(HEXLOWER.encode(context.finish().as_ref()))
}

/// SHA-256 of bytes.
pub fn hash_bytes(bytes: &[u8]) -> String {
    let mut context = Context::new(&SHA256);
    context.update(bytes);
    HEXLOWER.encode(context.finish().as_ref())
}

/// What the house seals with, once there is something.
pub fn seal_key(visit: &Visit) -> Result<Option<SealKey>> {
    let system = visit.unchecked_as_system("the house seals with it, and nobody reads it");
    if_found(system.find(SEAL_KEY))
}

/// A file of a request, whole.
pub fn bytes_of(visit: &Visit, file: &crate::data::FileRef) -> Result<Vec<u8>> {
    read(visit, file, MOST_BYTES * 2)
}

/// What follows the bytes of the file with what everybody gave by then, and the certificate, which says by which clock; in the
/// language of the client that it is for, whoever signs last.
///
/// # Errors
/// `Conflict`, in words, for a file to which nothing can be added.
pub fn appended(
    visit: &Visit,
    worker: &Worker,
    request: &SignatureRequest,
    original: &[u8],
    clock: &Clock,
) -> Result<Vec<u8>> {
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let language = match request.client {
        Some(client) => clients::language(visit, client)?,
        None => language::Language::English,
    };
    let drawings =
        language::in_language(language, || certificate::drawings(request, &house, clock))?;
    let appendix = Appendix {
        over: drawings.over,
        by: house,
        reason: format!("Signed by all of {}", request.signers.len()),
        at: pdf_moment(visit.at),
    };
    worker
        .append(&mut &*original, &drawings.bytes, appendix)
        .map_err(|failure| match failure {
            Failure::Lasting(why) => {
                Error::conflict(format!("This document can't be signed here. {why}"))
            }
            Failure::Passing(why) => Error::Unavailable(why),
        })
}

/// `D:20260604101500Z`
pub fn pdf_moment(at: Moment) -> String {
    let digits = at.rfc3339();
    let digits = digits.bytes().take(19).filter(u8::is_ascii_digit);
    let digits: String = digits.map(char::from).collect();
    format!("D:{digits}Z")
}

/// The largest file that is signed.
pub const MOST_BYTES: u64 = 30 << 20;
