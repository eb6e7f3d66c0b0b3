//! A mail that came in, as the child reads it: who wrote what in answer to what, whether a program wrote it, and where in it
//! the files lie that came with it. The files themselves are taken out by whoever holds the mail.

use mail_parser::decoders::{base64::base64_decode, quoted_printable::quoted_printable_decode};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivedMail {
    /// Without its brackets; empty where it has none.
    pub message_id: String,
    /// The Message-IDs of what it answers, the nearest first.
    pub answers: Vec<String>,
    /// The address of whoever wrote it, in lower case; empty where it names none, or several.
    pub from: String,
    pub from_name: String,
    /// Whom it came to, in lower case, also as the servers on its way noted it.
    pub to: Vec<String>,
    pub subject: String,
    /// What it says, with all that it quotes.
    pub text: String,
    /// By which sign it is known as a program's; nothing for a person's.
    pub automatic: Option<String>,
    pub bounce: Option<Bounce>,
    pub files: Vec<EnclosedFile>,
    /// Files beyond those.
    pub more_files: usize,
}

/// A server's report of a mail that it couldn't deliver (RFC 3464).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bounce {
    /// Message-IDs of the mails that it tells of.
    pub of: Vec<String>,
    /// Whether the address takes nothing, rather than nothing now.
    pub lasting: bool,
    /// What the last server said.
    pub said: String,
}

/// A file within a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnclosedFile {
    pub name: String,
    /// From which byte of the mail to which.
    pub from: u32,
    pub to: u32,
    pub written: Written,
}

/// How a file is written in a mail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Written {
    #[default]
    Plain,
    QuotedPrintable,
    Base64,
}

/// What a mail's parts are at most, by letters and by how many they are.
pub(super) const MOST_LINE: usize = 1_000;
pub(super) const MOST_TEXT: usize = 400_000;
pub(super) const MOST_NAMED: usize = 100;
pub(super) const MOST_FILES: usize = 20;

impl EnclosedFile {
    /// The file itself, out of the mail; nothing where it can't be read.
    pub fn bytes(&self, mail: &[u8]) -> Option<Vec<u8>> {
        let written = mail.get(self.from as usize..self.to as usize)?;
        match self.written {
            Written::Plain => Some(written.to_vec()),
            Written::QuotedPrintable => quoted_printable_decode(written),
            Written::Base64 => base64_decode(written),
        }
    }
}

impl ReceivedMail {
    /// Whether it keeps to what a mail may say here: the child has looked at somebody's file.
    pub(super) fn is_sound(&self) -> bool {
        let line =
            |text: &str| text.chars().count() <= MOST_LINE && !text.chars().any(char::is_control);
        let bounce = self.bounce.as_ref();
        let named = bounce.map_or(&[][..], |bounce| &bounce.of);
        let lines = [&self.message_id, &self.from, &self.from_name, &self.subject];
        lines.into_iter().all(|text| line(text))
            && self
                .answers
                .iter()
                .chain(&self.to)
                .chain(named)
                .all(|text| line(text))
            && [self.answers.len(), self.to.len(), named.len()]
                .iter()
                .all(|n| *n <= MOST_NAMED)
            && self.automatic.as_deref().is_none_or(line)
            && bounce.is_none_or(|bounce| line(&bounce.said))
            && self.files.len() <= MOST_FILES
            && self
                .files
                .iter()
                .all(|file| line(&file.name) && file.from <= file.to)
            && self.text.chars().count() <= MOST_TEXT
    }
}
