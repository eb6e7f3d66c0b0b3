//! The control socket: commands given on the shell while the server runs are done by the server.
//! It lies in the data folder, readable by its owner only, and speaks one line of JSON each way.

use std::{
    fs,
    io::{BufRead, BufReader, ErrorKind, Write},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::Path,
    sync::Arc,
    time::Duration,
};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{
    ask::{Reply, path},
    data::perform,
    on_store::OnStore,
};
use crate::{
    base::{Error, Result},
    data::Store,
    jobs::{Job, Next, Supervisor, Turn, once},
};

/// Has the supervisor listen until the process ends.
pub fn listen(data: &Path, jobs: &Supervisor) -> Result<()> {
    let path = path(data);
    // The folder is locked by us, so a socket that is left is nobody's.
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600))?;
    listener.set_nonblocking(true)?;
    jobs.add(Box::new(Control {
        socket: listener,
        heard: 0,
    }));
    Ok(())
}

/// How long it takes at most to notice that one is to stop.
const PAUSE: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 500_000_000,
};

/// The job that listens. It keeps its worker, because somebody at the shell waits; each command is a job of its own, so
/// that none waits for another.
struct Control {
    socket: UnixListener,
    heard: u64,
}

impl Job for Control {
    fn name(&self) -> &str {
        "commands at the shell"
    }

    fn run(&mut self, turn: &Turn<'_>) -> Result<Next> {
        let jobs: Arc<Supervisor> = turn
            .store
            .service()
            .ok_or_else(|| Error::internal("nobody does what the shell asks for"))?;
        while !turn.stopping() {
            poll(
                &mut [PollFd::new(&self.socket, PollFlags::IN)],
                Some(&PAUSE),
            )
            .map_err(Error::internal)?;
            match self.socket.accept() {
                Ok((stream, _)) => {
                    self.heard += 1;
                    jobs.add(once(format!("shell command {}", self.heard), move |turn| {
                        if let Err(error) = answer(stream, turn.store) {
                            tracing::warn!(%error, "a control command failed");
                        }
                        Ok(())
                    }));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Err(Error::internal(error)),
            }
        }
        Ok(Next::Done)
    }
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
