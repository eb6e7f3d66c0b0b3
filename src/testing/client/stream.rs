//! Server-sent events: an open stream, and the parser that makes events of its bytes.

use std::{
    io::{self, ErrorKind, Write},
    time::{Duration, Instant},
};

use super::{
    Client,
    chunked::Chunked,
    connect::Tls,
    wire::{Framing, Wire},
};

/// One server-sent event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The last id the server has sent, in this event or before it.
    pub id: Option<String>,
    /// "message" when the server names none.
    pub event: String,
    pub data: String,
}
impl Client {
    /// Open a stream of server-sent events on a connection of its own. Panics
    /// unless the server answers 200.
    #[track_caller]
    pub fn open_stream(&mut self, path: &str) -> Stream {
        match self.try_open_stream(path, &[]) {
            Ok(stream) => stream,
            Err(e) => panic!("GET https://{}{path}: {e}", self.host),
        }
    }

    /// As [`Client::open_stream`], with headers such as `Last-Event-ID` and
    /// giving the error instead of panicking.
    pub fn try_open_stream(&mut self, path: &str, headers: &[(&str, &str)]) -> io::Result<Stream> {
        let mut all = vec![("accept", "text/event-stream")];
        all.extend_from_slice(headers);
        let message = self.compose("GET", path, &all, &[])?;
        let mut wire = self.connect()?;
        wire.stream.write_all(&message)?;
        wire.stream.flush()?;
        let head = wire.read_head()?;
        self.keep_cookies(&head.headers);
        if head.status != 200 {
            return Err(io::Error::other(format!(
                "status {} instead of a stream of events",
                head.status
            )));
        }
        let framing = head.framing("GET")?;
        let left = match framing {
            Framing::Length(length) => Some(length),
            _ => None,
        };
        Ok(Stream {
            headers: head.headers,
            wire,
            chunks: matches!(framing, Framing::Chunked).then(Chunked::default),
            left,
            parser: EventParser::default(),
            events: Vec::new(),
        })
    }
}
/// An open stream of server-sent events.
pub struct Stream {
    pub headers: Vec<(String, String)>,
    wire: Wire<Tls>,
    chunks: Option<Chunked>,
    left: Option<u64>,
    parser: EventParser,
    /// Complete events not yet handed out, the latest first.
    events: Vec<Event>,
}

impl Stream {
    /// The next event, or nothing when none comes in time or the stream is
    /// over; [`Stream::ended`] tells which.
    pub fn next_event(&mut self, timeout: Duration) -> Option<Event> {
        let deadline = Instant::now() + timeout;
        loop {
            if let Some(event) = self.events.pop() {
                return Some(event);
            }
            if self.take_in().is_err() {
                self.wire.ended = true; // not chunked as it should be
            }
            if !self.events.is_empty() {
                continue;
            }
            if self.ended() {
                return None;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return None;
            }
            let wait = left.max(Duration::from_millis(1));
            if self.wire.stream.sock.set_read_timeout(Some(wait)).is_err() {
                self.wire.ended = true;
                return None;
            }
            match self.wire.fill() {
                Ok(_) => {}
                Err(e) if matches!(e.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                    return None;
                }
                Err(_) => self.wire.ended = true,
            }
        }
    }

    /// The server has ended the stream or the connection is gone.
    pub fn ended(&self) -> bool {
        self.wire.ended || self.left == Some(0) || self.chunks.as_ref().is_some_and(Chunked::done)
    }

    fn take_in(&mut self) -> io::Result<()> {
        if self.wire.buffer.is_empty() {
            return Ok(());
        }
        let bytes = std::mem::take(&mut self.wire.buffer);
        let mut found = Vec::new();
        if let Some(chunks) = &mut self.chunks {
            let mut plain = Vec::new();
            chunks.push(&bytes, &mut plain)?;
            self.parser.push(&plain, &mut found);
        } else {
            if let Some(left) = &mut self.left {
                *left = left.saturating_sub(bytes.len() as u64);
            }
            self.parser.push(&bytes, &mut found);
        }
        found.reverse();
        self.events = found;
        Ok(())
    }
}

/// Turns bytes into events, however the bytes are cut.
#[derive(Debug, Default)]
struct EventParser {
    line: Vec<u8>,
    after_return: bool,
    begun: bool,
    id: Option<String>,
    event: String,
    data: Option<String>,
}

impl EventParser {
    fn push(&mut self, bytes: &[u8], out: &mut Vec<Event>) {
        for byte in bytes {
            // A line ends with \n, \r or both.
            let after_return = std::mem::replace(&mut self.after_return, *byte == b'\r');
            match byte {
                b'\n' if after_return => {}
                b'\n' | b'\r' => {
                    let line = std::mem::take(&mut self.line);
                    self.take_line(&String::from_utf8_lossy(&line), out);
                }
                _ => self.line.push(*byte),
            }
        }
    }

    fn take_line(&mut self, line: &str, out: &mut Vec<Event>) {
        let line = if std::mem::replace(&mut self.begun, true) {
            line
        } else {
            line.strip_prefix('\u{feff}').unwrap_or(line)
        };
        if line.is_empty() {
            let event = std::mem::take(&mut self.event);
            if let Some(data) = self.data.take() {
                out.push(Event {
                    id: self.id.clone(),
                    event: if event.is_empty() {
                        "message".to_owned()
                    } else {
                        event
                    },
                    data,
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            _ => {} // a comment, retry, or something of the future
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn events_are_parsed_however_they_are_cut() {
        let bytes = "\u{feff}: hello\n\nid: 7\nevent: note\ndata: one\ndata:two\n\n\
            data\r\rretry: 5\r\nid\r\ndata: ü:x\r\n\r\nevent: empty\n\ndata: cut";
        let event = |id: Option<&str>, event: &str, data: &str| Event {
            id: id.map(str::to_owned),
            event: event.to_owned(),
            data: data.to_owned(),
        };
        let expected = [
            event(Some("7"), "note", "one\ntwo"),
            event(Some("7"), "message", ""),
            event(Some(""), "message", "ü:x"),
        ];
        for piece in 1..bytes.len() {
            let mut parser = EventParser::default();
            let mut found = Vec::new();
            for part in bytes.as_bytes().chunks(piece) {
                parser.push(part, &mut found);
            }
            assert_eq!(found, expected, "cut into {piece}");
        }
    }
}
