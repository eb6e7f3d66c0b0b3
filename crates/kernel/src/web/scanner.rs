//! A virus scanner beside Atrium (clamd), asked about every file before anybody can get it. Where one is configured and
//! doesn't answer, nothing is taken in.
//!
//! Spoken is clamd's INSTREAM: the file goes over a socket of this machine in pieces, each with its length before it;
//! the answer is a line that ends in OK, or in FOUND after the name of what was found.

use std::{
    fmt,
    io::{self, Read, Write},
    net::SocketAddr,
    path::PathBuf,
    time::Duration,
};

use crate::jobs::egress::{self, Destination, Range};

/// Where it listens: on this machine, so that no file leaves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scanner {
    Socket(PathBuf),
    Loopback(SocketAddr),
}

/// What it said of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    Clean,
    /// What it calls it.
    Found(String),
}

/// How long it may be silent: a large archive takes a while to be looked through.
const PATIENCE: Duration = Duration::from_secs(120);
const PIECE: usize = 64 << 10;
/// More than this is no answer of a scanner's.
const LONGEST_ANSWER: u64 = 4096;

trait Line: Read + Write {}
impl<T: Read + Write> Line for T {}

impl Scanner {
    /// Reads `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
    pub fn read(text: &str) -> Result<Scanner, String> {
        if let Some(path) = text
            .strip_prefix("unix:")
            .filter(|path| path.starts_with('/'))
        {
            return Ok(Scanner::Socket(path.into()));
        }
        match text.strip_prefix("tcp:").map(str::parse::<SocketAddr>) {
            Some(Ok(address)) if address.ip().is_loopback() => Ok(Scanner::Loopback(address)),
            Some(Ok(address)) => Err(format!(
                "{address} is another machine; files are scanned on this one, such as tcp:127.0.0.1:3310"
            )),
            _ => Err(format!(
                "{text} is neither unix:/run/clamav/clamd.ctl nor tcp:127.0.0.1:3310"
            )),
        }
    }

    fn connect(&self, patience: Duration) -> io::Result<Box<dyn Line>> {
        Ok(match self {
            Scanner::Socket(path) => Box::new(egress::connect_local(path, Some(patience))?),
            Scanner::Loopback(address) => {
                let to = Destination {
                    purpose: "the virus scanner",
                    host: &address.ip().to_string(),
                    port: address.port(),
                    range: Range::ThisMachine,
                };
                Box::new(to.connect(patience)?)
            }
        })
    }

    /// Whether it is there; whoever asks doesn't want to wait.
    pub fn answers(&self) -> io::Result<()> {
        let mut line = self.connect(Duration::from_secs(2))?;
        line.write_all(b"zPING\0")?;
        match answer(&mut line)?.as_str() {
            "PONG" => Ok(()),
            other => Err(io::Error::other(format!("it answers {other:?}"))),
        }
    }

    /// Has a file looked at, whole.
    pub fn scan(&self, mut file: impl Read) -> io::Result<Finding> {
        let mut line = self.connect(PATIENCE)?;
        line.write_all(b"zINSTREAM\0")?;
        let mut piece = vec![0; PIECE];
        loop {
            let got = file.read(&mut piece)?;
            let length = u32::try_from(got).map_err(io::Error::other)?;
            line.write_all(&length.to_be_bytes())?;
            if got == 0 {
                break;
            }
            line.write_all(&piece[..got])?;
        }
        line.flush()?;
        let said = answer(&mut line)?;
        let verdict = said.strip_prefix("stream: ").unwrap_or(&said);
        match verdict.strip_suffix(" FOUND") {
            Some(what) => Ok(Finding::Found(crate::base::text::shorten(what, 80))),
            None if verdict == "OK" => Ok(Finding::Clean),
            None => Err(io::Error::other(format!("it answers {said:?}"))),
        }
    }
}

fn answer(line: &mut Box<dyn Line>) -> io::Result<String> {
    let mut said = Vec::new();
    line.take(LONGEST_ANSWER).read_to_end(&mut said)?;
    let said = String::from_utf8_lossy(&said);
    Ok(said.trim_matches(['\0', '\n', '\r', ' ']).to_owned())
}

impl fmt::Display for Scanner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Scanner::Socket(path) => write!(f, "unix:{}", path.display()),
            Scanner::Loopback(address) => write!(f, "tcp:{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_listens_on_this_machine() {
        let read = |text: &str| Scanner::read(text).map(|scanner| scanner.to_string());
        for fine in [
            "unix:/run/clamav/clamd.ctl",
            "tcp:127.0.0.1:3310",
            "tcp:[::1]:3310",
        ] {
            assert_eq!(read(fine).as_deref(), Ok(fine));
        }
        for bad in [
            "tcp:10.0.0.9:3310",
            "tcp:localhost",
            "clamd.ctl",
            "unix:clamd.ctl",
            "",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
