//! Handing messages to a collector of logs: syslog over TLS (RFC 5425), each message with its length before it.
//!
//! Syslog says nothing back. So a connection is used for what there is to send and then ended from here, and what was sent
//! counts as taken once the other side closes as well: whoever closes with something unread, or before it came, makes the
//! network reset the connection, and that is waited for. Whatever comes in between has it sent once more.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::{Shutdown, TcpStream},
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use rustls::{ClientConnection, pki_types::ServerName};

use super::{Destination, Range, http};

/// How long the other side may take for a step.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// How long word may be on its way that something wasn't read.
const SETTLES: Duration = Duration::from_millis(200);

/// Who collects.
#[derive(Debug, Clone, Copy)]
pub struct Collector<'a> {
    pub host: &'a str,
    pub port: u16,
    /// A file of certificates instead of the machine's.
    pub roots: Option<&'a Path>,
}

/// Hands all of the messages over, or says in words why it isn't known that they were taken.
pub fn deliver(to: &Collector<'_>, messages: &[String], patience: Duration) -> Result<(), String> {
    let place = format!("{}, port {}", to.host, to.port);
    let destination = Destination {
        purpose: "the log",
        host: to.host,
        port: to.port,
        range: Range::Named,
    };
    let line = destination.connect(patience).map_err(|e| match e.kind() {
        ErrorKind::PermissionDenied => format!("Nothing was sent: {e}."),
        _ => format!("{place} can't be reached: {e}."),
    })?;
    let name = ServerName::try_from(to.host.to_owned())
        .map_err(|e| format!("{} is no name of a server: {e}.", to.host))?;
    let tls = ClientConnection::new(Arc::new(http::config(to.roots)?), name)
        .map_err(|e| format!("TLS can't be spoken with {}: {e}.", to.host))?;
    hand_over(line, tls, messages, patience).map_err(|e| in_words(&e, &place))
}

fn hand_over(
    mut line: TcpStream,
    mut tls: ClientConnection,
    messages: &[String],
    patience: Duration,
) -> io::Result<()> {
    {
        let mut stream = rustls::Stream::new(&mut tls, &mut line);
        for message in messages {
            stream.write_all(framed(message).as_bytes())?;
        }
        stream.flush()?;
    }
    tls.send_close_notify();
    while tls.wants_write() {
        tls.write_tls(&mut line)?;
    }
    line.shutdown(Shutdown::Write)?;
    let until = Instant::now() + patience;
    let mut stream = rustls::Stream::new(&mut tls, &mut line);
    let mut said = [0; 512];
    loop {
        match stream.read(&mut said) {
            Ok(0) => break,
            // Many close without a word.
            Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
            Ok(_) if Instant::now() < until => {}
            Ok(_) => return Err(ErrorKind::TimedOut.into()),
            Err(e) if e.kind() == ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    thread::sleep(SETTLES);
    match line.take_error()? {
        Some(e) => Err(e),
        None => Ok(()),
    }
}

/// A message as it goes over the line: its length in bytes, a blank, itself.
pub fn framed(message: &str) -> String {
    format!("{} {message}", message.len())
}

fn in_words(e: &io::Error, place: &str) -> String {
    match e.kind() {
        ErrorKind::TimedOut | ErrorKind::WouldBlock => format!(
            "{place} took the messages and doesn't close the connection, so it isn't known that they arrived."
        ),
        ErrorKind::InvalidData => format!("{place} isn't trusted, so nothing was sent: {e}."),
        _ => format!("Speaking with {place} failed: {e}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_framed_by_its_bytes() {
        assert_eq!(framed("<13>1 ä"), "8 <13>1 ä");
    }
}
