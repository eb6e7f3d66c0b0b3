//! A request for signatures over one version of a document, and its rules: who signs when, and how it ends.

use serde::{Deserialize, Serialize};

use super::{
    accepted_quote::AcceptedQuote,
    actions::VIEW,
    field::{FieldKind, Placed},
    signer::{Given, Signer, State},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Result, time},
    choices,
    data::{BY_NUMBER, Declares, Facet, FileRef, Index, Key, Kind, PartOf, record},
    extract::PageSize,
    features::{
        clients::Client,
        documents::{Document, Version},
        people::User,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Status {
        Draft: "draft", "Being prepared";
        Open: "open", "Waits for signatures";
        Sealed: "sealed", "Signed and sealed";
        Declined: "declined", "Declined";
        Expired: "expired", "Expired";
        Cancelled: "cancelled", "Cancelled";
    }
}

impl Status {
    pub fn tone(self) -> Tone {
        match self {
            Status::Open => Tone::Murex,
            Status::Sealed => Tone::Success,
            Status::Declined => Tone::Danger,
            Status::Expired => Tone::Warning,
            Status::Draft | Status::Cancelled | Status::Unknown => Tone::Stone,
        }
    }
}

/// The file that everybody signed, as it was sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedFile {
    pub file: FileRef,
    /// SHA-256 of it, and of what its seal covers.
    pub hash: String,
    pub covered: String,
    /// SHA-256 of the certificate.
    pub certificate: String,
    pub at: Moment,
    /// Who outside stamped the time on it, where anybody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stamped: Option<StampedBy>,
}

/// A time-stamp authority that stamped a seal, and when by its clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampedBy {
    pub at: Moment,
    pub by: String,
    /// SHA-256 of its certificate.
    pub certificate: String,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SignatureRequest {
    #[serde(skip)]
    pub id: Id<SignatureRequest>,
    #[serde(skip)]
    pub version: u64,
    pub document: Id<Document>,
    /// The version that is signed, as a record and as people count.
    pub of: Id<Version>,
    pub number: u64,
    /// The document's name when it was asked.
    pub name: String,
    pub client: Option<Id<Client>>,
    pub file: FileRef,
    /// SHA-256 of that file.
    pub hash: String,
    pub pages: Vec<PageSize>,
    pub status: Status,
    pub sender: Id<User>,
    pub message: String,
    /// One after the other; otherwise all at once.
    pub in_order: bool,
    pub signers: Vec<Signer>,
    pub fields: Vec<Placed>,
    /// The last day on which it can be signed.
    pub expires: Day,
    /// Days between reminders; 0 where there are none.
    pub every: u32,
    pub made_at: Moment,
    pub sent_at: Option<Moment>,
    /// When the next reminder is due, and when it expires.
    pub remind_at: Option<Moment>,
    pub expires_at: Option<Moment>,
    pub ended_at: Option<Moment>,
    /// Why it was declined or cancelled.
    pub reason: String,
    pub sealed: Option<SealedFile>,
    /// The quote that is accepted with the last signature, where it is one that is signed.
    #[serde(default)]
    pub quote: Option<AcceptedQuote>,
}

/// By when something was last done, the latest first.
pub const BY_MOVED: Index = Index::scoped(1);
pub const OF_DOCUMENT: Index = Index::plain(2);
/// The file as it was sealed, what its seal covers, and the file as it was before.
pub const BY_HASH: Index = Index::unique(3);
pub const BY_COVERED: Index = Index::plain(4);
pub const BY_ORIGINAL: Index = Index::plain(5);
/// Those that wait for somebody, by who.
pub const BY_TURN: Index = Index::plain(6);
pub const STATUS: Facet = Facet::carried(1);
pub const SENDER: Facet = Facet::carried(2);
pub const CLIENT: Facet = Facet::carried(3);

/// What is due by itself.
pub const REMINDS: u8 = 1;
pub const EXPIRES: u8 = 2;

impl SignatureRequest {
    fn title(&self) -> String {
        format!("signatures on {}", self.name)
    }

    /// With whoever sent it, and from then on with those who sign.
    fn placement(&self) -> Vec<Placement> {
        let mut people = vec![self.sender.raw()];
        if self.sent_at.is_some() {
            people.extend(self.signers.iter().map(|signer| signer.user.raw()));
        }
        people.sort_unstable();
        people.dedup();
        people.into_iter().map(Placement::Person).collect()
    }

    /// Whoever sees the document sees what is asked about it; a client's people once it is sent.
    fn part_of(&self) -> Option<PartOf> {
        let draft = self.sent_at.is_none();
        Some(PartOf::new(self.document.as_ref()).staff_only(draft))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_MOVED, Key::new().latest(self.moved().0));
        to.index(
            OF_DOCUMENT,
            Key::new().id(self.document).latest(self.made_at.0),
        );
        to.facet(STATUS, Key::new().text(self.status.key()));
        to.facet(SENDER, Key::new().id(self.sender));
        if let Some(client) = self.client {
            to.facet(CLIENT, Key::new().id(client));
        }
        if let Some(sealed) = &self.sealed {
            to.index(BY_HASH, Key::new().text(&sealed.hash));
            to.index(BY_COVERED, Key::new().text(&sealed.covered));
            to.index(BY_ORIGINAL, Key::new().text(&self.hash));
        }
        if self.status == Status::Open {
            for signer in self.whose_turn() {
                to.index(
                    BY_TURN,
                    Key::new().id(signer.user).signed(i64::from(self.expires.0)),
                );
            }
            if let Some(at) = self.remind_at {
                to.wake(at, REMINDS);
            }
            if let Some(at) = self.expires_at {
                to.wake(at, EXPIRES);
            }
        }
        to.words(&self.name);
    }

    pub fn moved(&self) -> Moment {
        let signed = self.signers.iter().filter_map(|signer| signer.at);
        let each = [Some(self.made_at), self.sent_at, self.ended_at];
        let all = each.into_iter().flatten().chain(signed);
        all.max().unwrap_or(self.made_at)
    }

    pub fn signer(&self, person: u64) -> Option<(usize, &Signer)> {
        let mut each = self.signers.iter().enumerate();
        each.find(|(_, signer)| signer.user.raw() == person)
    }

    /// Those who can sign now.
    pub fn whose_turn(&self) -> Vec<&Signer> {
        let waiting = self.signers.iter().filter(|held| held.is_waiting());
        match self.in_order {
            true => waiting.take(1).collect(),
            false => waiting.collect(),
        }
    }

    pub fn signed(&self) -> usize {
        let signed = self.signers.iter();
        signed.filter(|held| held.state == State::Signed).count()
    }

    /// The fields of one signer, by their places in the request.
    pub fn fields_of(&self, signer: usize) -> impl Iterator<Item = (usize, &Placed)> {
        let each = self.fields.iter().enumerate();
        each.filter(move |(_, field)| field.signer as usize == signer + 1)
    }

    pub fn must_be_draft(&self) -> Result<()> {
        match self.status {
            Status::Draft => Ok(()),
            _ => Err(Error::conflict(
                "This request was sent. What is signed doesn't change any more: cancel it and make another.",
            )),
        }
    }

    fn must_be_open(&self) -> Result<()> {
        let why = match self.status {
            Status::Open => return Ok(()),
            Status::Draft => "This request was not sent yet.",
            Status::Sealed => {
                "Everybody has signed, and the document is sealed. A seal can't be taken back."
            }
            Status::Declined => "This request was declined.",
            Status::Expired => "The time for this request is over.",
            Status::Cancelled | Status::Unknown => "This request was cancelled.",
        };
        Err(Error::conflict(why))
    }

    /// Goes out to those who sign. Whoever has no place for a signature gets one at the foot of the last page.
    pub fn send(&mut self, at: Moment, expires_at: Moment) -> Result<()> {
        self.must_be_draft()?;
        if self.signers.is_empty() {
            return Err(Error::conflict("Say first who signs."));
        }
        if expires_at <= at {
            return Err(Error::conflict(
                "Its last day is over. Choose a later one first.",
            ));
        }
        let last = u32::try_from(self.pages.len()).unwrap_or(1);
        for n in 0..self.signers.len() {
            let signs = |held: &Placed| held.kind == FieldKind::Signature;
            if !self.fields_of(n).any(|(_, field)| signs(field)) {
                self.fields.push(Placed::usual(n, last));
            }
        }
        self.status = Status::Open;
        self.sent_at = Some(at);
        self.expires_at = Some(expires_at);
        self.plan_reminder(at);
        Ok(())
    }

    /// The next reminder, if there is one before it ends.
    pub fn plan_reminder(&mut self, at: Moment) {
        let next = at.plus(i64::from(self.every) * time::DAY);
        let before = self.expires_at.is_none_or(|end| next < end);
        self.remind_at = (self.every > 0 && before).then_some(next);
    }

    /// Whether somebody may sign or decline now.
    pub fn must_be_turn_of(&self, person: u64, at: Moment) -> Result<usize> {
        let (n, signer) = self.signer(person).ok_or_else(|| {
            Error::Forbidden("You are not among those who are asked to sign this.".into())
        })?;
        self.must_be_open()?;
        if self.expires_at.is_some_and(|end| end <= at) {
            return Err(Error::conflict("The time for this request is over."));
        }
        if signer.state == State::Signed {
            return Err(Error::conflict("You have signed this already."));
        }
        if !self
            .whose_turn()
            .iter()
            .any(|held| held.user == signer.user)
        {
            let first = self.whose_turn().first().map(|held| held.name.clone());
            return Err(Error::conflict(format!(
                "It is not your turn yet: {} signs before you.",
                first.unwrap_or_else(|| "somebody else".into())
            )));
        }
        Ok(n)
    }

    /// Somebody signs; whether all have.
    pub fn sign(&mut self, person: u64, given: Given, at: Moment) -> Result<bool> {
        let n = self.must_be_turn_of(person, at)?;
        for (place, text) in &given.texts {
            let fits =
                |field: &Placed| field.kind == FieldKind::Text && field.signer as usize == n + 1;
            match self.fields.get_mut(*place).filter(|field| fits(field)) {
                Some(field) => field.text.clone_from(text),
                None => return Err(Error::field("texts", "There is no such field of yours.")),
            }
        }
        let empty = self
            .fields_of(n)
            .find(|(_, field)| field.kind == FieldKind::Text && field.text.is_empty());
        if let Some((_, field)) = empty {
            return Err(Error::field(
                "texts",
                format!("Fill in your field on page {}.", field.page),
            ));
        }
        if let Some(signer) = self.signers.get_mut(n) {
            signer.sign(given, at);
        }
        self.plan_reminder(at);
        Ok(self.signers.iter().all(|held| held.state == State::Signed))
    }

    pub fn decline(&mut self, person: u64, reason: &str, at: Moment) -> Result<()> {
        let n = self.must_be_turn_of(person, at)?;
        if let Some(signer) = self.signers.get_mut(n) {
            signer.state = State::Declined;
            signer.at = Some(at);
        }
        self.end(Status::Declined, at);
        self.reason = reason.to_owned();
        Ok(())
    }

    pub fn cancel(&mut self, reason: &str, at: Moment) -> Result<()> {
        if self.status != Status::Draft {
            self.must_be_open()?;
        }
        self.end(Status::Cancelled, at);
        self.reason = reason.to_owned();
        Ok(())
    }

    pub fn end(&mut self, status: Status, at: Moment) {
        self.status = status;
        self.ended_at = Some(at);
        self.remind_at = None;
    }

    /// Everybody who is asked, but for one.
    pub fn others(&self, but: u64) -> Vec<&Signer> {
        let each = self.signers.iter();
        each.filter(|signer| signer.user.raw() != but).collect()
    }
}

record!(SignatureRequest, Kind::new(240, "signature-requests", "SIG").filing(2), view: VIEW, part_of: SignatureRequest::part_of);

#[cfg(test)]
mod tests;
