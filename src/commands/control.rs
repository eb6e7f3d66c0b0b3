//! The control socket: commands given on the shell while the server runs are done by the server.
//! It lies in the data folder, readable by its owner only, and speaks one line of JSON each way.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use serde::{Deserialize, Serialize};

use super::data::{OnStore, perform};
use crate::{
    base::{Error, Result},
    data::Store,
    jobs::egress,
};

fn path(data: &Path) -> PathBuf {
    data.join("control.sock")
}

#[derive(Serialize, Deserialize)]
struct Reply {
    done: bool,
    text: String,
}

/// Listens until the process ends.
pub fn listen(data: &Path, store: &Arc<Store>) -> Result<()> {
    let path = path(data);
    // The folder is locked by us, so a socket that is left is nobody's.
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    let store = store.clone();
    std::thread::Builder::new()
        .name("control".into())
        .spawn(move || {
            for stream in listener.incoming().flatten() {
                if let Err(error) = answer(stream, &store) {
                    tracing::warn!(%error, "a control command failed");
                }
            }
        })?;
    Ok(())
}

fn answer(stream: UnixStream, store: &Arc<Store>) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line)?;
    let command: OnStore = serde_json::from_str(&line).map_err(Error::internal)?;
    let reply = match perform(store, command) {
        Ok(text) => Reply { done: true, text },
        Err(error) => Reply {
            done: false,
            text: error.to_string(),
        },
    };
    let mut text = serde_json::to_string(&reply).map_err(Error::internal)?;
    text.push('\n');
    (&stream).write_all(text.as_bytes())?;
    Ok(())
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
