//! A conversation with a mailbox (IMAP, RFC 3501): the server is who it should be, nobody listens in, and what lies in one
//! folder is read without being marked. `imap-proto` reads what a response says; how long one is, and how long it is
//! waited for, is bounded here, whatever the server sends.

mod said;

use std::{
    io::{Read, Write},
    net::TcpStream,
    panic::catch_unwind,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use rustls::{ClientConnection, StreamOwned, pki_types::ServerName};

use self::said::{Said, announced, find_line_end, quoted, understood};
use super::{Destination, Range, http};
use crate::base::text;

/// How long the server may be silent.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long one command may take in all, however busily the server answers.
const LONGEST: Duration = Duration::from_secs(120);
/// What is listened to of one answer, beside a mail that was asked for.
const MOST_ANSWER: usize = 2 << 20;
const PIECE: usize = 16 << 10;

/// Which mailbox, and how one comes to it: by TLS from the first byte, in no other way.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    pub host: &'a str,
    pub port: u16,
    pub user: &'a str,
    pub password: &'a str,
    /// A file of certificates instead of the machine's.
    pub roots: Option<&'a Path>,
}

/// A folder as the server says that it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Folder {
    /// Numbers of mails hold as long as this is the same.
    pub validity: u32,
    /// The number that the next mail gets; nothing where the server doesn't say it.
    pub next: Option<u32>,
    pub mails: u32,
}

/// An open way to a mailbox.
pub struct Line {
    io: StreamOwned<ClientConnection, TcpStream>,
    /// What came and wasn't looked at.
    ahead: Vec<u8>,
    commands: u32,
    place: String,
}

/// Opens it, as far as the server takes the name and the password.
///
/// # Errors
/// Why not, in words for whoever looks after mail.
pub fn open(way: &Way<'_>) -> Result<Line, String> {
    let place = format!("{}, port {}", way.host, way.port);
    let to = Destination {
        purpose: "the mailbox",
        host: way.host,
        port: way.port,
        range: Range::Named,
    };
    let tcp = to.connect(PATIENCE).map_err(|e| in_words(&e, &place))?;
    let name = ServerName::try_from(way.host.to_owned()).map_err(|e| e.to_string())?;
    let config = Arc::new(http::config(way.roots)?);
    let tls = ClientConnection::new(config, name).map_err(|e| e.to_string())?;
    let mut line = Line {
        io: StreamOwned::new(tls, tcp),
        ahead: Vec::new(),
        commands: 0,
        place,
    };
    let until = Instant::now() + LONGEST;
    match line.hear(0, until)? {
        Said::Bye(said) => return Err(line.wrong(&format!("It said: {said}"))),
        Said::Over(..) | Said::GoOn => return Err(line.strange()),
        _ => {}
    }
    line.log_in(way.user, way.password)?;
    Ok(line)
}

impl Line {
    fn log_in(&mut self, user: &str, password: &str) -> Result<(), String> {
        let plain = |text: &str| text.bytes().all(|b| (b' '..=b'~').contains(&b));
        let done = match plain(user) && plain(password) {
            true => self.ask(&format!("LOGIN {} {}", quoted(user), quoted(password)), 0),
            // What isn't ASCII goes as it is only in this way (RFC 4616).
            false => {
                let known = format!("\0{user}\0{password}");
                let known = data_encoding::BASE64.encode(known.as_bytes());
                self.ask_with("AUTHENTICATE PLAIN", Some(&known), 0)
            }
        }?;
        match done {
            (true, _, _) => Ok(()),
            (false, said, _) => Err(format!(
                "The server at {} doesn't take the user name and the password. It said: {said}",
                self.place
            )),
        }
    }

    /// Opens a folder. Nothing in it is marked by that.
    ///
    /// # Errors
    /// In words, when there is no such folder.
    pub fn select(&mut self, folder: &str) -> Result<Folder, String> {
        let (done, said, heard) = self.ask(&format!("SELECT {}", quoted(folder)), 0)?;
        if !done {
            return Err(format!(
                "The server at {} opens no folder {folder}. It said: {said}",
                self.place
            ));
        }
        let mut found = Folder::default();
        for said in heard {
            match said {
                Said::Validity(validity) => found.validity = validity,
                Said::Next(next) => found.next = Some(next),
                Said::Exists(mails) => found.mails = mails,
                _ => {}
            }
        }
        Ok(found)
    }

    /// The numbers of mails from one up to another (or to the end), in their order; only unread ones where that is asked.
    pub fn numbers(
        &mut self,
        from: u32,
        to: Option<u32>,
        unread: bool,
    ) -> Result<Vec<u32>, String> {
        let to_text = to.map_or_else(|| "*".into(), |to| to.to_string());
        let unread = if unread { " UNSEEN" } else { "" };
        let heard = self.must(
            &format!("UID SEARCH UID {from}:{to_text}{unread} UNDELETED"),
            0,
        )?;
        let mut found = Vec::new();
        for said in heard {
            if let Said::Found(numbers) = said {
                found.extend(numbers);
            }
        }
        // `9:*` names the last mail also where its number is smaller.
        found.retain(|number| *number >= from && to.is_none_or(|to| *number <= to));
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// How many bytes a mail has; nothing when it is gone.
    pub fn size(&mut self, number: u32) -> Result<Option<u32>, String> {
        let heard = self.must(&format!("UID FETCH {number} (UID RFC822.SIZE)"), 0)?;
        Ok(heard.into_iter().find_map(|said| match said {
            Said::Mail { uid, size, .. } if uid == Some(number) => size,
            _ => None,
        }))
    }

    /// A mail as it lies there, of at most so many bytes, without marking it as read; nothing when it is gone.
    pub fn fetch(&mut self, number: u32, most: usize) -> Result<Option<Vec<u8>>, String> {
        let heard = self.must(&format!("UID FETCH {number} (UID BODY.PEEK[])"), most)?;
        Ok(heard.into_iter().find_map(|said| match said {
            Said::Mail { uid, whole, .. } if uid == Some(number) => whole,
            _ => None,
        }))
    }

    /// Marks a mail as read; whether the server did.
    pub fn mark_read(&mut self, number: u32) -> Result<bool, String> {
        let (done, ..) = self.ask(&format!("UID STORE {number} +FLAGS.SILENT (\\Seen)"), 0)?;
        Ok(done)
    }

    /// Moves a mail into another folder; whether the server did.
    pub fn move_to(&mut self, number: u32, folder: &str) -> Result<bool, String> {
        let (done, ..) = self.ask(&format!("UID MOVE {number} {}", quoted(folder)), 0)?;
        Ok(done)
    }

    pub fn close(mut self) {
        // How the server says good-bye changes nothing.
        let _ = self.ask("LOGOUT", 0);
    }

    /// A command that has to be done.
    fn must(&mut self, command: &str, most: usize) -> Result<Vec<Said>, String> {
        let (done, said, heard) = self.ask(command, most)?;
        match done {
            true => Ok(heard),
            false => Err(self.wrong(&format!("It said: {said}"))),
        }
    }

    /// Whether a command was done, what the server said to it, and what it told meanwhile; of it one part may have
    /// `most` bytes.
    fn ask(&mut self, command: &str, most: usize) -> Result<(bool, String, Vec<Said>), String> {
        self.ask_with(command, None, most)
    }

    /// The same, with what the server waits for in the middle.
    fn ask_with(
        &mut self,
        command: &str,
        mut rest: Option<&str>,
        most: usize,
    ) -> Result<(bool, String, Vec<Said>), String> {
        self.commands += 1;
        let name = format!("A{}", self.commands);
        let until = Instant::now() + LONGEST;
        self.say(&format!("{name} {command}\r\n"))?;
        let (mut heard, mut room) = (Vec::new(), MOST_ANSWER + most);
        loop {
            match self.hear_within(most, &mut room, until)? {
                Said::Over(of, done, said) if of == name => return Ok((done, said, heard)),
                Said::Over(..) => return Err(self.strange()),
                Said::GoOn => match rest.take() {
                    Some(rest) => self.say(&format!("{rest}\r\n"))?,
                    None => return Err(self.strange()),
                },
                Said::Bye(said) if !command.starts_with("LOGOUT") => {
                    return Err(self.wrong(&format!("It ended the conversation: {said}")));
                }
                Said::Nothing | Said::Bye(_) => {}
                said => heard.push(said),
            }
        }
    }

    fn say(&mut self, words: &str) -> Result<(), String> {
        let sent = self.io.write_all(words.as_bytes());
        sent.and_then(|()| self.io.flush())
            .map_err(|e| in_words(&e, &self.place))
    }

    fn hear(&mut self, most: usize, until: Instant) -> Result<Said, String> {
        self.hear_within(most, &mut (MOST_ANSWER + most), until)
    }

    /// The next response, which together with those before it takes no more than there is room.
    fn hear_within(
        &mut self,
        most: usize,
        room: &mut usize,
        until: Instant,
    ) -> Result<Said, String> {
        let whole = self.response(most, *room, until)?;
        *room = room
            .checked_sub(whole.len())
            .ok_or_else(|| self.too_much())?;
        // A parser that stumbles over what a server says hasn't understood it.
        let read = catch_unwind(|| understood(&whole));
        match read {
            Ok(Some(said)) => Ok(said),
            // What is told beside what was asked may be of an extension that nobody here asked for.
            Ok(None) if whole.starts_with(b"* ") => Ok(Said::Nothing),
            _ => Err(self.strange()),
        }
    }

    /// The bytes of one response: a line, and as often as it ends in `{n}`, n bytes and a line more.
    fn response(&mut self, most: usize, room: usize, until: Instant) -> Result<Vec<u8>, String> {
        let mut from = 0;
        loop {
            let end = loop {
                match find_line_end(&self.ahead[from..]) {
                    Some(at) => break from + at + 2,
                    _ if self.ahead.len() > room => return Err(self.too_much()),
                    _ => self.more(until)?,
                }
            };
            match announced(&self.ahead[from..end - 2]) {
                None => return Ok(self.ahead.drain(..end).collect()),
                Some(count) if count > most.max(MOST_ANSWER / 8) || end + count > room => {
                    return Err(self.too_much());
                }
                Some(count) => {
                    while self.ahead.len() < end + count {
                        self.more(until)?;
                    }
                    from = end + count;
                }
            }
        }
    }

    fn more(&mut self, until: Instant) -> Result<(), String> {
        if Instant::now() > until {
            return Err(format!(
                "The server at {} takes too long for an answer.",
                self.place
            ));
        }
        let mut piece = [0; PIECE];
        match self.io.read(&mut piece) {
            Ok(0) => Err(self.wrong("It hung up")),
            Ok(count) => {
                self.ahead.extend_from_slice(&piece[..count]);
                Ok(())
            }
            Err(e) => Err(in_words(&e, &self.place)),
        }
    }

    fn wrong(&self, why: &str) -> String {
        format!("The mailbox at {} can't be read. {why}", self.place)
    }

    fn strange(&self) -> String {
        self.wrong("What it answers makes no sense.")
    }

    fn too_much(&self) -> String {
        self.wrong("It answers with more than was asked for.")
    }
}

fn in_words(e: &std::io::Error, place: &str) -> String {
    use std::io::ErrorKind;
    let why = text::clean_line(&e.to_string());
    match e.kind() {
        ErrorKind::PermissionDenied => format!("Nothing was fetched: {why}."),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => {
            format!("The server at {place} doesn't answer.")
        }
        ErrorKind::ConnectionRefused => format!("Nobody answers at {place}: connection refused."),
        _ if why.contains("certificate") => format!(
            "The server at {place} can't prove that it is the one meant, so nothing was said to it: {why}."
        ),
        _ if why.contains("lookup") || why.contains("ame or service") => {
            format!("There is no machine called so: {place}.")
        }
        _ => format!("Speaking with the server at {place} failed: {why}."),
    }
}
