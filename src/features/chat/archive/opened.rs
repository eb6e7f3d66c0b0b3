//! An archive that is open, how much one may hold, and what was taken in of it.

use super::{super::room::ChatRoom, ALL, FORMAT, MANIFEST, Manifest, ONE, SIGNATURE};
use zip::ZipArchive;

use serde_json::Value;

use serde::de::DeserializeOwned;

use crate::{
    base::{Error, Id, Result},
    data::{Checkpoint, proof},
};
use std::io::{Read, Seek};

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
    pub(super) fn bytes(&mut self, path: &str) -> Result<Vec<u8>> {
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

    pub(super) fn rows<T: DeserializeOwned>(&mut self, path: &str) -> Result<Vec<T>> {
        let bytes = self.bytes(path)?;
        let lines = bytes
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_slice(line).map_err(|e| broken(format!("{path}: {e}"))))
            .collect()
    }

    /// The manifest, when it is as it was signed, by `key` where one is expected; and who signed it.
    pub(super) fn manifest(&mut self, key: Option<&str>) -> Result<(Manifest, String)> {
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
    pub(super) fn verify(&mut self, manifest: &Manifest) -> Result<()> {
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
