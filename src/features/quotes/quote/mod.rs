//! A quote and its pure rules: drafted, sent, then accepted, declined, withdrawn or run out; revised as a new version.
//! `rules` has what may be done with it when.

mod rules;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::{
    Line, Totals, VIEW,
    line::{Rounding, totals},
};
use crate::{
    access::Placement,
    base::{Choice, Day, Id, Moment, Month, Whose, language::Language},
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
    /// In which language its paper is: the client's when it was first sent; nothing until then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
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
}

record!(Quote, Kind::new(24, "quotes", "QT").starting_at(501).filing(4), view: VIEW);
