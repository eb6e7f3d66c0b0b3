//! Asks the server that has the data folder, over its socket in it, to do what a command wants.

use serde::{Deserialize, Serialize};

use super::on_store::OnStore;
use crate::{
    base::{Error, Result},
    jobs::egress,
};
use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
};

pub fn path(data: &Path) -> PathBuf {
    data.join("control.sock")
}

/// Asks the server that has the data open; None when none does.
pub fn ask(data: &Path, command: &OnStore) -> Result<Option<String>> {
    let Ok(mut stream) = egress::connect_local(&path(data), None) else {
        return Ok(None);
    };
    let mut text = serde_json::to_string(command).map_err(Error::internal)?;
    text.push('\n');
    stream.write_all(text.as_bytes())?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    let reply: Reply = serde_json::from_str(&line)
        .map_err(|_| Error::Unavailable("The running server did not answer.".into()))?;
    if reply.done {
        Ok(Some(reply.text))
    } else {
        Err(Error::Conflict(reply.text))
    }
}

#[derive(Serialize, Deserialize)]
pub struct Reply {
    pub(super) done: bool,
    pub(super) text: String,
}
