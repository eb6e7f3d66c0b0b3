//! Reading a response from bytes as they come: its head, and a body by whichever way its end is known.

use std::io::{self, ErrorKind, Read};

use super::chunked::Chunked;

/// No head of a response is longer than this.
pub(super) const MAX_HEAD: usize = 64 * 1024;
/// How the end of a body is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Empty,
    Length(u64),
    Chunked,
    UntilClose,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
}

impl Head {
    pub(super) fn framing(&self, method: &str) -> io::Result<Framing> {
        if method == "HEAD" || matches!(self.status, 204 | 304) {
            return Ok(Framing::Empty);
        }
        if let Some(value) = find_header(&self.headers, "transfer-encoding") {
            return if value.eq_ignore_ascii_case("chunked") {
                Ok(Framing::Chunked)
            } else {
                Err(malformed(&format!("transfer-encoding {value:?}")))
            };
        }
        match find_header(&self.headers, "content-length") {
            Some(value) => match value.parse() {
                Ok(length) => Ok(Framing::Length(length)),
                Err(_) => Err(malformed(&format!("content-length {value:?}"))),
            },
            None => Ok(Framing::UntilClose),
        }
    }
}

/// A connection and what has been read from it but not yet used.
pub(super) struct Wire<S> {
    pub(super) stream: S,
    pub(super) buffer: Vec<u8>,
    pub(super) ended: bool,
}

impl<S: Read> Wire<S> {
    pub(super) fn new(stream: S) -> Wire<S> {
        Wire {
            stream,
            buffer: Vec::new(),
            ended: false,
        }
    }

    /// Nothing of a response has been read.
    pub(super) fn untouched(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Read some more; false at the end of the stream.
    pub(super) fn fill(&mut self) -> io::Result<bool> {
        let mut chunk = [0; 16 * 1024];
        loop {
            match self.stream.read(&mut chunk) {
                Ok(0) => {
                    self.ended = true;
                    return Ok(false);
                }
                Ok(n) => {
                    self.buffer.extend_from_slice(&chunk[..n]);
                    return Ok(true);
                }
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn must_fill(&mut self) -> io::Result<()> {
        if self.fill()? {
            Ok(())
        } else {
            Err(io::Error::new(
                ErrorKind::UnexpectedEof,
                "the connection ended within a response",
            ))
        }
    }

    /// The head of the final response; interim ones (1xx) are passed over.
    pub(super) fn read_head(&mut self) -> io::Result<Head> {
        loop {
            let end = loop {
                if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                    break at + 4;
                }
                if self.buffer.len() > MAX_HEAD {
                    return Err(malformed("the head is too long"));
                }
                self.must_fill()?;
            };
            let head = parse_head(&self.buffer[..end])?;
            self.buffer.drain(..end);
            if !(100..200).contains(&head.status) || head.status == 101 {
                return Ok(head);
            }
        }
    }

    pub(super) fn read_body(&mut self, framing: Framing) -> io::Result<Vec<u8>> {
        match framing {
            Framing::Empty => Ok(Vec::new()),
            Framing::Length(length) => {
                let length = usize::try_from(length).map_err(|_| malformed("body too long"))?;
                while self.buffer.len() < length {
                    self.must_fill()?;
                }
                let rest = self.buffer.split_off(length);
                Ok(std::mem::replace(&mut self.buffer, rest))
            }
            Framing::Chunked => {
                let mut chunks = Chunked::default();
                let mut body = Vec::new();
                loop {
                    let used = chunks.push(&self.buffer, &mut body)?;
                    self.buffer.drain(..used);
                    if chunks.done() {
                        return Ok(body);
                    }
                    self.must_fill()?;
                }
            }
            Framing::UntilClose => {
                loop {
                    match self.fill() {
                        Ok(true) => {}
                        Ok(false) => break,
                        // Closed without TLS's goodbye, as many servers do.
                        Err(e) if e.kind() == ErrorKind::UnexpectedEof => break,
                        Err(e) => return Err(e),
                    }
                }
                self.ended = true;
                Ok(std::mem::take(&mut self.buffer))
            }
        }
    }
}

fn parse_head(bytes: &[u8]) -> io::Result<Head> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.split("\r\n");
    let first = lines.next().unwrap_or("");
    let status = first
        .strip_prefix("HTTP/1.")
        .and_then(|rest| rest.get(1..))
        .and_then(|rest| rest.strip_prefix(' '))
        .and_then(|rest| rest.get(..3))
        .and_then(|code| code.parse().ok())
        .filter(|status| (100..1000).contains(status))
        .ok_or_else(|| malformed(&format!("status line {first:?}")))?;
    let mut headers = Vec::new();
    for line in lines.take_while(|line| !line.is_empty()) {
        match line.split_once(':') {
            Some((name, value)) if !name.is_empty() && !name.contains([' ', '\t']) => {
                headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            _ => return Err(malformed(&format!("header line {line:?}"))),
        }
    }
    Ok(Head { status, headers })
}

pub(super) fn find_header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

pub(super) fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}

pub(super) fn malformed(what: &str) -> io::Error {
    io::Error::new(
        ErrorKind::InvalidData,
        format!("malformed response: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(self.1).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    fn read(bytes: &[u8], method: &str, piece: usize) -> io::Result<(Head, Vec<u8>, Vec<u8>)> {
        let mut wire = Wire::new(Pieces(bytes, piece));
        let head = wire.read_head()?;
        let body = wire.read_body(head.framing(method)?)?;
        Ok((head, body, wire.buffer))
    }

    #[test]
    fn reads_a_body_of_known_length() {
        let bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A:  b \r\n\r\nhelloHTTP";
        for piece in [1, 3, 1000] {
            let (head, body, _) = read(bytes, "GET", piece).unwrap();
            assert_eq!(head.status, 200);
            assert_eq!(find_header(&head.headers, "X-a"), Some("b"));
            assert_eq!(body, b"hello");
        }
        let (_, _, rest) = read(bytes, "GET", 1000).unwrap();
        assert_eq!(rest, b"HTTP");
    }

    #[test]
    fn reads_chunks_with_extensions_and_trailers() {
        let bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
            4;x=y\r\nWiki\r\nA\r\n0123456789\r\n0\r\nX-Sum: 1\r\n\r\nnext";
        for piece in 1..bytes.len() {
            let (_, body, _) = read(bytes, "GET", piece).unwrap();
            assert_eq!(body, b"Wiki0123456789");
        }
        let (_, _, rest) = read(bytes, "GET", 1000).unwrap();
        assert_eq!(rest, b"next");
    }

    #[test]
    fn reads_until_the_end_and_passes_over_interim_responses() {
        let bytes = b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.0 404 \r\n\r\nall of it";
        let (head, body, _) = read(bytes, "GET", 7).unwrap();
        assert_eq!((head.status, &*body), (404, &b"all of it"[..]));
    }

    #[test]
    fn some_responses_have_no_body() {
        let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n";
        assert_eq!(read(head, "HEAD", 9).unwrap().1, b"");
        assert_eq!(read(b"HTTP/1.1 204 No\r\n\r\n", "POST", 9).unwrap().1, b"");
    }

    #[test]
    fn refuses_what_is_cut_short_or_malformed() {
        let kind = |bytes: &[u8]| read(bytes, "GET", 4).unwrap_err().kind();
        assert_eq!(kind(b""), ErrorKind::UnexpectedEof);
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"),
            ErrorKind::UnexpectedEof
        );
        assert_eq!(kind(b"SSH-2.0-x\r\n\r\n"), ErrorKind::InvalidData);
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"),
            ErrorKind::InvalidData
        );
        assert_eq!(
            kind(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"),
            ErrorKind::InvalidData
        );
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        for tail in ["+4\r\nWiki\r\n", "4\r\nWikipedia\r\n", "zz\r\n", "4\nWiki"] {
            assert_eq!(
                kind(format!("{chunked}{tail}").as_bytes()),
                ErrorKind::InvalidData,
                "{tail:?}"
            );
        }
    }
}
