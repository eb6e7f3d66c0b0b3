//! Whether a snapshot is whole, without unpacking it: for the doctor, who writes nothing.

use std::{
    fs::File,
    io::{BufReader, Seek, SeekFrom},
    path::Path,
};

use age::stream::StreamReader;

use super::{
    End, Head, OpenHead,
    frames::{Ahead, FrameReader},
    not_a_snapshot, open_head,
};
use crate::{
    base::{Error, Result},
    data::engine::keys::{Unlock, identities},
};

/// What its open line says, and the rest decrypted.
pub(super) fn decrypted(
    path: &Path,
    unlock: &Unlock,
) -> Result<(OpenHead, StreamReader<BufReader<File>>)> {
    let (open, reader) = open_head(path)?;
    let opened = identities(&open.slots, unlock)?;
    let decryptor = age::Decryptor::new(reader).map_err(|e| not_a_snapshot(path, e))?;
    let stream = decryptor
        .decrypt(opened.iter().map(|i| i as &dyn age::Identity))
        .map_err(|_| {
            let names: Vec<&str> = open.slots.iter().map(|slot| slot.name.as_str()).collect();
            Error::Unavailable(format!(
                "This key does not open {}. It can be opened with: {}.",
                path.display(),
                names.join(", ")
            ))
        })?;
    Ok((open, stream))
}

/// Whether it opens and its end is there: the encryption says of the last piece that it is the last. One that was cut
/// short, by whatever, is found at once, however large it is.
pub fn ends_well(path: &Path, unlock: &Unlock) -> Result<()> {
    let (_, mut stream) = decrypted(path, unlock)?;
    stream
        .seek(SeekFrom::End(0))
        .map(drop)
        .map_err(|e| not_a_snapshot(path, format!("it is damaged or cut short ({e})")))
}

/// Reads all of it: every byte is as it was written, and the content what its end says.
pub fn read_whole(path: &Path, unlock: &Unlock) -> Result<()> {
    let (open, stream) = decrypted(path, unlock)?;
    let mut frames = FrameReader::new(Ahead::of(stream)?, path);
    let head: Head = frames.expect_json(b'H')?;
    if !open.is_of(&head) {
        return Err(not_a_snapshot(path, "its open line is another snapshot's"));
    }
    for tag in [b'T', b'Z', b'R', b'F', b'D'].iter().cycle() {
        if frames.ends()? {
            break;
        }
        frames.take_if(*tag)?;
    }
    let hash_before = frames.peeked_hash()?;
    let end: End = frames.expect_json(b'E')?;
    if end.hash != hash_before {
        return Err(not_a_snapshot(path, "its content is not what its end says"));
    }
    frames.expect_end()
}
