//! A quote and its pure rules: drafted, sent, then accepted, declined, withdrawn or run out; revised as a new version.

use serde::{Deserialize, Serialize};

use super::{
    Line, Totals, VIEW,
    line::{Rounding, totals},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Month, Result, Whose},
    choices,
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PlainTally, Tally, record},
    features::{
        clients::Client,
        leads::Lead,
        people::{Department, User},
    },
    ui::badge::Tone,
};

choices! {
    pub enum Status {
        Draft: "draft", "Draft";
        Sent: "sent", "Sent";
        Accepted: "accepted", "Accepted";
        Declined: "declined", "Declined";
        Withdrawn: "withdrawn", "Withdrawn";
        /// Never stored: what a sent quote is after the day it was valid until.
        Expired: "expired", "Expired";
    }
}

impl Status {
    pub fn code(self) -> u8 {
        Status::ALL.iter().position(|s| *s == self).unwrap_or(9) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Status::Sent => Tone::Azure,
            Status::Accepted => Tone::Success,
            Status::Declined => Tone::Danger,
            Status::Expired => Tone::Warning,
            _ => Tone::Stone,
        }
    }
}

choices! {
    /// How the client said yes.
    pub enum Way {
        Portal: "portal", "In the portal";
        Phone: "phone", "By phone";
        Mail: "mail", "By mail";
        Meeting: "meeting", "In a meeting";
    }
}

/// Who said yes: a typed name, a drawn path, or both.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    pub name: String,
    /// `M` and `L` in a box of 600 by 160.
    #[serde(default)]
    pub path: String,
    #[serde(default)]
    pub way: Way,
    #[serde(default)]
    pub note: String,
    pub at: Moment,
    /// The network address it came from; never shown to the client.
    #[serde(default)]
    pub address: String,
}

/// A version that was sent and then revised.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    pub revision: u32,
    pub sent_at: Option<Moment>,
    #[serde(default)]
    pub valid_until: Option<Day>,
    #[serde(default)]
    pub title: String,
    pub lines: Vec<Line>,
    pub totals: Totals,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub terms: String,
    #[serde(default)]
    pub declined: String,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    /// As in the quote.
    #[serde(default)]
    pub tax_per_rate: bool,
}

impl Revision {
    pub fn rounding(&self) -> Rounding {
        match self.tax_per_rate {
            true => Rounding::PerRate,
            false => Rounding::PerLine,
        }
    }
}

/// A quote as its client knows it: what was sent last, whatever is being written now.
#[derive(Debug, Clone)]
pub struct ClientQuote {
    pub quote: Quote,
    /// A newer version is being written, so this one can't be answered any more.
    pub being_revised: bool,
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Quote {
    #[serde(skip)]
    pub id: Id<Quote>,
    #[serde(skip)]
    pub version: u64,
    #[serde(default)]
    pub lead: Option<Id<Lead>>,
    pub client: Id<Client>,
    pub title: String,
    /// The agent who quotes.
    pub owner: Id<User>,
    pub department: Id<Department>,
    pub status: Status,
    pub revision: u32,
    #[serde(default)]
    pub lines: Vec<Line>,
    #[serde(default)]
    pub note: String,
    #[serde(default)]
    pub terms: String,
    #[serde(default)]
    pub valid_until: Option<Day>,
    #[serde(default)]
    pub sent_at: Option<Moment>,
    #[serde(default)]
    pub decided_at: Option<Moment>,
    /// Who pressed the button: the client's user, or staff who recorded it.
    #[serde(default)]
    pub decided_by: Option<Id<User>>,
    #[serde(default)]
    pub signature: Option<Signature>,
    /// Why it was declined.
    #[serde(default)]
    pub declined: String,
    #[serde(default)]
    pub past: Vec<Revision>,
    /// Whether this version went out with tax rounded over each rate; one that went out before stays as it is.
    #[serde(default)]
    pub tax_per_rate: bool,
    pub created_at: Moment,
    pub touched: Moment,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STATUS: Index = Index::scoped(2);
/// Sent ones by the last day on which they hold.
pub const SENT_UNTIL: Index = Index::scoped(5);
pub const BY_CLIENT: Index = Index::plain(3);
pub const BY_LEAD: Index = Index::plain(4);
/// By what they come to, tax included.
pub const BY_VALUE: Index = Index::scoped(6);
/// By the last day on which they hold; those without one come last.
pub const BY_VALID: Index = Index::scoped(7);
pub const STATUS: Facet = Facet::by(1, BY_STATUS);
pub const OWNER: Facet = Facet::carried(2);
pub const CLIENT: Facet = Facet::by(3, BY_CLIENT);
pub const COUNT: Tally = Tally::scoped(1);
pub const GROSS: Tally = Tally::scoped(2);
/// Months of departments and people: quotes sent, accepted, declined.
pub const FIGURES: PlainTally = Tally::plain(3);

/// What `FIGURES` counts.
pub mod figure {
    pub const SENT: u8 = 0;
    pub const ACCEPTED: u8 = 1;
    pub const DECLINED: u8 = 2;
    pub const ACCEPTED_NET: u8 = 3;
}

impl Quote {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let mut places = vec![
            Placement::Person(self.owner.raw()),
            Placement::Department(self.department.raw()),
        ];
        // The client sees what was sent, never what is still being written (`known`).
        if self.was_sent() {
            places.push(Placement::Client(self.client.raw()));
        }
        places
    }

    fn declare(&self, to: &mut Declares) {
        let status = || Key::new().byte(self.status.code());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TOUCHED, Key::new().signed(self.touched.0));
        to.index(BY_STATUS, status().signed(self.touched.0));
        to.index(BY_VALUE, Key::new().signed(self.totals().gross.0));
        let last = self.valid_until.map_or(i64::MAX, |day| i64::from(day.0));
        to.index(BY_VALID, Key::new().signed(last));
        to.facet(STATUS, status());
        to.facet(OWNER, Key::new().id(self.owner));
        to.facet(CLIENT, Key::new().id(self.client));
        if let (Status::Sent, Some(last)) = (self.status, self.valid_until) {
            to.index(SENT_UNTIL, Key::new().signed(i64::from(last.0)));
        }
        // Newest first, as pages show them.
        to.index(
            BY_CLIENT,
            Key::new().id(self.client).signed(-self.created_at.0),
        );
        if let Some(lead) = self.lead {
            to.index(BY_LEAD, Key::new().id(lead).signed(-self.created_at.0));
        }
        let whose = [
            Whose::Person(self.owner.raw()),
            Whose::Department(self.department.raw()),
        ];
        if let Some(sent) = self.sent_at {
            to.figure(FIGURES, whose, (figure::SENT, Month::at(sent)), 1);
        }
        match (self.status, self.decided_at.map(Month::at)) {
            (Status::Accepted, Some(month)) => {
                to.figure(FIGURES, whose, (figure::ACCEPTED, month), 1);
                let net = self.totals().net.0;
                to.figure(FIGURES, whose, (figure::ACCEPTED_NET, month), net);
            }
            (Status::Declined, Some(month)) => {
                to.figure(FIGURES, whose, (figure::DECLINED, month), 1);
            }
            _ => {}
        }
        to.tally(COUNT, status(), 1);
        to.tally(GROSS, status(), self.totals().gross.0);
        to.words(&self.title);
    }

    /// Whether the client has ever got it, in this version or one before.
    pub fn was_sent(&self) -> bool {
        self.sent_at.is_some() || self.past.iter().any(|past| past.sent_at.is_some())
    }

    pub fn is_being_revised(&self) -> bool {
        self.status == Status::Draft && !self.past.is_empty()
    }

    /// What the client may know of it: the version sent last. None while nothing was sent.
    pub fn known(&self) -> Option<ClientQuote> {
        if self.sent_at.is_some() {
            return Some(ClientQuote {
                quote: self.clone(),
                being_revised: false,
            });
        }
        let last = self.past.iter().rev().find(|past| past.sent_at.is_some())?;
        let status = match self.status {
            Status::Draft if last.declined.is_empty() => Status::Sent,
            Status::Draft => Status::Declined,
            other => other,
        };
        let title = match last.title.as_str() {
            "" => self.title.clone(),
            title => title.to_owned(),
        };
        let quote = Quote {
            status,
            title,
            revision: last.revision,
            lines: last.lines.clone(),
            note: last.note.clone(),
            terms: last.terms.clone(),
            valid_until: last.valid_until,
            sent_at: last.sent_at,
            decided_at: last.decided_at,
            declined: last.declined.clone(),
            tax_per_rate: last.tax_per_rate,
            ..self.clone()
        };
        Some(ClientQuote {
            quote,
            being_revised: self.is_being_revised(),
        })
    }

    pub fn totals(&self) -> Totals {
        totals(&self.lines, self.rounding())
    }

    /// What of it goes out from here on is rounded over each rate.
    pub fn rounding(&self) -> Rounding {
        match self.sent_at.is_none() || self.tax_per_rate {
            true => Rounding::PerRate,
            false => Rounding::PerLine,
        }
    }

    /// The status as of a day: a sent quote runs out by itself.
    pub fn standing(&self, today: Day) -> Status {
        match (self.status, self.valid_until) {
            (Status::Sent, Some(last)) if last < today => Status::Expired,
            (status, _) => status,
        }
    }

    pub fn is_open(&self, today: Day) -> bool {
        self.standing(today) == Status::Sent
    }

    /// Every verb ends with it. Always later than before, so that the undo of an edit is refused once the quote moved
    /// on: a quote that was sent is never changed behind the client's back.
    pub fn touch(&mut self, at: Moment) {
        self.touched = Moment(at.0.max(self.touched.0 + 1));
    }

    pub fn must_be_draft(&self) -> Result<()> {
        match self.status {
            Status::Draft => Ok(()),
            Status::Sent | Status::Declined => Err(Error::conflict(format!(
                "This quote is {}, so it stays as the client knows it. Revise it to write a new version.",
                self.status.label().to_lowercase()
            ))),
            status => Err(Error::conflict(format!(
                "This quote is {} and stays as it is. Write a new one from the lead.",
                status.label().to_lowercase()
            ))),
        }
    }

    /// What is missing before it can go out, in words for the button.
    pub fn unready(&self, has_contact: bool, today: Day) -> Option<&'static str> {
        if self.lines.is_empty() {
            return Some("Add at least one item first.");
        }
        if self.totals().gross.0 <= 0 {
            return Some("The total is zero. Put prices on the items first.");
        }
        if !has_contact {
            return Some("The client has no contact yet. Add one on the client's page first.");
        }
        if self.valid_until.is_some_and(|last| last < today) {
            return Some("The day it is valid until has passed. Choose today or later.");
        }
        None
    }

    /// To the client: valid until the day chosen, or for the days that the house lets quotes stand.
    pub fn send(&mut self, has_contact: bool, today: Day, days: i32, at: Moment) -> Result<()> {
        self.must_be_draft()?;
        if let Some(why) = self.unready(has_contact, today) {
            return Err(Error::conflict(why));
        }
        self.valid_until.get_or_insert(today + days.max(1));
        self.status = Status::Sent;
        self.sent_at = Some(at);
        self.tax_per_rate = true;
        self.touch(at);
        Ok(())
    }

    /// A new version to write; what the client saw is kept.
    pub fn revise(&mut self, at: Moment) -> Result<()> {
        if !matches!(self.status, Status::Sent | Status::Declined) {
            return Err(Error::conflict(format!(
                "Only a quote that was sent, declined or has expired is revised; this one is {}.",
                self.status.label().to_lowercase()
            )));
        }
        let totals = self.totals();
        self.past.push(Revision {
            totals,
            tax_per_rate: self.tax_per_rate,
            revision: self.revision,
            sent_at: self.sent_at.take(),
            valid_until: self.valid_until.take(),
            title: self.title.clone(),
            lines: self.lines.clone(),
            note: self.note.clone(),
            terms: self.terms.clone(),
            declined: std::mem::take(&mut self.declined),
            decided_at: self.decided_at.take(),
        });
        self.revision += 1;
        self.status = Status::Draft;
        self.decided_by = None;
        self.touch(at);
        Ok(())
    }

    pub fn withdraw(&mut self, at: Moment) -> Result<()> {
        if !matches!(self.status, Status::Draft | Status::Sent) {
            return Err(Error::conflict(format!(
                "This quote is {}, so there is nothing to withdraw.",
                self.status.label().to_lowercase()
            )));
        }
        self.status = Status::Withdrawn;
        self.touch(at);
        Ok(())
    }

    /// What keeps the client from answering it, if anything does.
    fn must_wait_for_answer(&self, today: Day) -> Result<()> {
        match (self.standing(today), self.valid_until) {
            (Status::Sent, _) => Ok(()),
            (Status::Expired, Some(last)) => Err(Error::conflict(format!(
                "This quote was valid until {}. Ask for a new one.",
                last.long()
            ))),
            (Status::Draft, _) if self.is_being_revised() => Err(Error::conflict(
                "This quote is being revised right now. Wait for the new version, then answer that one.",
            )),
            (Status::Draft, _) => Err(Error::conflict("This quote has not been sent yet.")),
            (status, _) => Err(Error::conflict(format!(
                "This quote is {} already.",
                status.label().to_lowercase()
            ))),
        }
    }

    pub fn accept(
        &mut self,
        by: Id<User>,
        signature: Signature,
        today: Day,
        at: Moment,
    ) -> Result<()> {
        self.must_wait_for_answer(today)?;
        if signature.name.is_empty() && signature.path.is_empty() {
            return Err(Error::field(
                "name",
                "Type your full name, or sign in the box.",
            ));
        }
        self.status = Status::Accepted;
        self.signature = Some(signature);
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.touch(at);
        Ok(())
    }

    pub fn decline(&mut self, by: Id<User>, reason: String, today: Day, at: Moment) -> Result<()> {
        self.must_wait_for_answer(today)?;
        self.status = Status::Declined;
        self.declined = reason;
        self.decided_at = Some(at);
        self.decided_by = Some(by);
        self.touch(at);
        Ok(())
    }
}

record!(Quote, Kind::new(24, "quotes", "QT").starting_at(501).filing(4), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Money;

    const TODAY: Day = Day(20_000);

    fn draft() -> Quote {
        Quote {
            client: Id::new(101),
            owner: Id::new(7),
            revision: 1,
            lines: vec![Line {
                title: "Website".into(),
                quantity: 1000,
                price: Money(100_000),
                ..Line::default()
            }],
            ..Quote::default()
        }
    }

    fn sent() -> Quote {
        let mut quote = draft();
        quote.send(true, TODAY, 14, Moment(5)).unwrap();
        quote
    }

    fn signed() -> Signature {
        Signature {
            name: "Naomi Frost".into(),
            ..Signature::default()
        }
    }

    #[test]
    fn a_client_sees_only_what_was_sent() {
        let client = Placement::Client(101);
        assert!(!draft().placement().contains(&client));
        let mut quote = sent();
        assert!(quote.placement().contains(&client));
        assert!(draft().known().is_none());
        quote.title = "As sent".into();
        quote.revise(Moment(6)).unwrap();
        quote.title = "As it is being written".into();
        quote.lines.clear();
        quote.note = "Not yet".into();
        assert!(
            quote.placement().contains(&client),
            "what was sent stays readable"
        );
        let known = quote.known().unwrap();
        assert!(known.being_revised);
        assert_eq!(
            (
                known.quote.title.as_str(),
                known.quote.lines.len(),
                known.quote.note.as_str()
            ),
            ("As sent", 1, "")
        );
        assert_eq!(
            (known.quote.revision, known.quote.status),
            (1, Status::Sent)
        );
        let no = quote
            .decline(Id::new(9), "No".into(), TODAY, Moment(6))
            .unwrap_err();
        assert!(no.to_string().contains("being revised"), "{no}");
        quote.withdraw(Moment(7)).unwrap();
        let known = quote.known().unwrap();
        assert_eq!(
            (
                known.quote.title.as_str(),
                known.quote.status,
                known.being_revised
            ),
            ("As sent", Status::Withdrawn, false)
        );
    }

    #[test]
    fn it_goes_out_whole_or_not_at_all() {
        let mut empty = Quote::default();
        assert!(empty.send(true, TODAY, 14, Moment(1)).is_err());
        let mut free = draft();
        free.lines[0].discount = 10_000;
        assert!(free.send(true, TODAY, 14, Moment(1)).is_err());
        assert!(draft().send(false, TODAY, 14, Moment(1)).is_err());
        let mut late = draft();
        late.valid_until = Some(TODAY + -1);
        assert!(late.send(true, TODAY, 14, Moment(1)).is_err());
        assert_eq!(sent().valid_until, Some(TODAY + 14));
        assert!(sent().send(true, TODAY, 14, Moment(9)).is_err());
        assert!(sent().must_be_draft().is_err());
    }

    #[test]
    fn it_runs_out_and_then_nobody_accepts_it() {
        let mut quote = sent();
        assert_eq!(quote.standing(TODAY + 14), Status::Sent);
        assert_eq!(quote.standing(TODAY + 15), Status::Expired);
        assert!(
            quote
                .accept(Id::new(9), signed(), TODAY + 15, Moment(9))
                .is_err()
        );
        assert!(
            quote
                .decline(Id::new(9), "Late".into(), TODAY + 15, Moment(9))
                .is_err()
        );
        assert_eq!(quote.status, Status::Sent);
        quote
            .accept(Id::new(9), signed(), TODAY + 14, Moment(9))
            .unwrap();
        assert_eq!(quote.standing(TODAY + 99), Status::Accepted);
        assert!(
            quote
                .decline(Id::new(9), "No".into(), TODAY, Moment(9))
                .is_err()
        );
        assert!(quote.revise(Moment(9)).is_err() && quote.withdraw(Moment(9)).is_err());
    }

    #[test]
    fn nobody_accepts_without_a_name_or_a_signature() {
        let mut quote = sent();
        assert!(
            quote
                .accept(Id::new(9), Signature::default(), TODAY, Moment(9))
                .is_err()
        );
        let drawn = Signature {
            path: "M1 2L3 4".into(),
            ..Signature::default()
        };
        quote.accept(Id::new(9), drawn, TODAY, Moment(9)).unwrap();
    }

    #[test]
    fn a_revision_keeps_what_the_client_saw() {
        let mut quote = sent();
        quote
            .decline(Id::new(9), "Too dear".into(), TODAY, Moment(9))
            .unwrap();
        quote.revise(Moment(10)).unwrap();
        assert_eq!(
            (quote.revision, quote.status, quote.past.len()),
            (2, Status::Draft, 1)
        );
        assert_eq!(quote.past[0].declined, "Too dear");
        assert_eq!(quote.past[0].sent_at, Some(Moment(5)));
        assert_eq!(
            (quote.sent_at, quote.valid_until, quote.decided_by),
            (None, None, None)
        );
    }

    #[test]
    fn what_was_given_keeps_its_tax_and_what_is_written_anew_is_rounded_per_rate() {
        let mut quote = sent();
        quote.lines = [5555, 1111]
            .map(|price| Line {
                quantity: 1000,
                price: Money(price),
                tax: 2300,
                ..Line::default()
            })
            .to_vec();
        assert_eq!(quote.totals().tax, Money(1533));
        // As one lies there that went out before.
        quote.tax_per_rate = false;
        assert_eq!(quote.totals().tax, Money(1534));
        quote.revise(Moment(9)).unwrap();
        assert_eq!(quote.totals().tax, Money(1533));
        assert_eq!(quote.past[0].totals.tax, Money(1534));
        assert_eq!(quote.known().unwrap().quote.totals().tax, Money(1534));
        quote.send(true, TODAY, 14, Moment(10)).unwrap();
        assert_eq!(quote.totals().tax, Money(1533));
    }

    #[test]
    fn touched_always_moves_on() {
        let mut quote = draft();
        quote.touch(Moment(5));
        quote.touch(Moment(5));
        assert_eq!(quote.touched, Moment(6));
    }
}
