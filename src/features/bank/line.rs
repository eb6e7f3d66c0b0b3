//! One movement of an account, once, whichever statements have it. It stays as the bank says it; what is booked of it follows from
//! its matches (`matched`), and whether it is to be ignored somebody says.

use serde::{Deserialize, Serialize};

use super::{account::BankAccount, actions::VIEW, statement::BankStatement};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Moment, Money, Result},
    choices,
    data::{BY_NUMBER, Change, Declares, Facet, Index, Key, Kind, PlainTally, Tally, record},
    features::people::User,
    ui::badge::Tone,
};

choices! {
    /// Where it stands. Matched is worked out: all of it is booked.
    pub enum LineStatus {
        Waiting: "waiting", "Waiting";
        Matched: "matched", "Matched";
        Ignored: "ignored", "Ignored";
    }
}

impl LineStatus {
    pub fn code(self) -> u8 {
        LineStatus::ALL
            .iter()
            .position(|held| *held == self)
            .unwrap_or(9) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            LineStatus::Waiting => Tone::Warning,
            LineStatus::Matched => Tone::Success,
            _ => Tone::Stone,
        }
    }
}

choices! {
    /// Which way it went.
    pub enum Direction {
        In: "in", "Came in";
        Out: "out", "Went out";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BankLine {
    #[serde(skip)]
    pub id: Id<BankLine>,
    #[serde(skip)]
    pub version: u64,
    pub account: Id<BankAccount>,
    /// The statement that it came with first.
    pub statement: Id<BankStatement>,
    /// Its place in that one, from 0.
    pub place: u32,
    /// What it is known by in its account.
    pub key: String,
    pub day: Day,
    #[serde(default)]
    pub value_day: Option<Day>,
    /// In the account's currency; less than nothing went out.
    pub amount: Money,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub number: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub reference: String,
    #[serde(default)]
    pub end_to_end: String,
    /// One of the same day and amount that came in another form, with or without the bank's reference: perhaps the same.
    #[serde(default)]
    pub alike: Option<Id<BankLine>>,
    // What became of it.
    /// What of it is booked, whichever way it went: worked out of its matches.
    #[serde(default)]
    pub booked: Money,
    #[serde(default)]
    pub status: LineStatus,
    /// Why it is ignored; empty where it isn't.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub ignored_by: Option<Id<User>>,
    #[serde(default)]
    pub ignored_at: Option<Moment>,
}

/// The newest day first, read backwards.
pub const BY_DAY: Index = Index::scoped(1);
pub const BY_STATUS: Index = Index::scoped(2);
/// Those of a statement, in its order.
pub const OF_STATEMENT: Index = Index::plain(3);
/// A movement of an account is there once.
pub const ONCE: Index = Index::unique(4);
/// Those of an account, a day and an amount.
pub const SAME: Index = Index::plain(5);
pub const STATUS: Facet = Facet::by(1, BY_STATUS);
pub const ACCOUNT: Facet = Facet::carried(2);
pub const STATEMENT: Facet = Facet::by(3, OF_STATEMENT);
pub const DIRECTION: Facet = Facet::carried(4);
pub const COUNT: Tally = Tally::scoped(1);
/// By statement and status.
pub const COUNTED: PlainTally = Tally::plain(2);

impl BankLine {
    fn title(&self) -> String {
        match self.name.as_str() {
            "" => crate::base::text::shorten(&self.text, 60),
            name => name.to_owned(),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        let day = i64::from(self.day.0);
        let status = || Key::new().byte(self.status.code());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_DAY, Key::new().signed(day));
        to.index(BY_STATUS, status().signed(day));
        let place = Key::new().id(self.statement).number(u64::from(self.place));
        to.index(OF_STATEMENT, place);
        to.index(ONCE, once(self.account, &self.key));
        to.index(SAME, same(self.account, self.day, self.amount));
        to.facet(STATUS, status());
        to.facet(ACCOUNT, Key::new().id(self.account));
        to.facet(STATEMENT, Key::new().id(self.statement));
        to.facet(DIRECTION, Key::new().text(self.direction().key()));
        to.tally(COUNT, status(), 1);
        let counted = Key::new().id(self.statement).byte(self.status.code());
        to.tally(COUNTED, counted, 1);
        to.words(&self.said());
    }

    pub fn direction(&self) -> Direction {
        match self.amount < Money::ZERO {
            true => Direction::Out,
            false => Direction::In,
        }
    }

    /// Everything that the bank says of it in words.
    pub fn said(&self) -> String {
        format!(
            "{} {} {} {}",
            self.name, self.text, self.end_to_end, self.reference
        )
    }

    /// How much moved, whichever way.
    pub fn size(&self) -> Money {
        Money(self.amount.0.abs())
    }

    /// What of it is still to be booked.
    pub fn left(&self) -> Money {
        self.size() - self.booked
    }

    /// # Errors
    /// A conflict, where it is matched or ignored.
    pub fn must_wait(&self) -> Result<()> {
        match self.status {
            LineStatus::Waiting => Ok(()),
            LineStatus::Ignored => Err(Error::conflict(
                "This line is ignored. Let it wait again first.",
            )),
            _ => Err(Error::conflict(
                "This line is matched already. Take the match back first.",
            )),
        }
    }

    /// With what is booked of it by now.
    ///
    /// # Errors
    /// A conflict, where more is booked than moved, and where something is booked of what is ignored.
    pub fn settle(&mut self, booked: Money) -> Result<()> {
        if booked > self.size() {
            return Err(Error::conflict(format!(
                "{} is matched with something else since. Take that back first.",
                self.id
            )));
        }
        if booked > Money::ZERO && !self.reason.is_empty() {
            return Err(Error::conflict(format!("{} is ignored since.", self.id)));
        }
        self.booked = booked;
        self.status = match self.reason.is_empty() {
            false => LineStatus::Ignored,
            true if booked == self.size() => LineStatus::Matched,
            true => LineStatus::Waiting,
        };
        Ok(())
    }

    fn says_what(&self, other: &BankLine) -> bool {
        let said = |held: &BankLine| {
            let of = (held.account, held.statement, held.key.clone());
            let moved = (held.day, held.value_day, held.amount);
            let words = (held.name.clone(), held.number.clone(), held.text.clone());
            let by = (held.reference.clone(), held.end_to_end.clone());
            (of, moved, words, by)
        };
        said(self) == said(other)
    }
}

pub fn once(account: Id<BankAccount>, key: &str) -> Key {
    Key::new().id(account).text(key)
}

pub fn same(account: Id<BankAccount>, day: Day, amount: Money) -> Key {
    Key::new()
        .id(account)
        .signed(i64::from(day.0))
        .signed(amount.0)
}

/// Held wherever a line is written, Undo among it: it stays as the bank said it, and while something of it is booked.
///
/// # Errors
/// A conflict that says what to do instead.
pub fn stays(_: &mut Change<'_, '_>, was: Option<&BankLine>, is: Option<&BankLine>) -> Result<()> {
    match (was, is) {
        (Some(was), Some(is)) if !is.says_what(was) => {
            Err(Error::conflict("A line stays as the bank said it."))
        }
        (Some(was), None) if was.booked > Money::ZERO => Err(Error::conflict(format!(
            "Something of {} is booked. Take its match back first.",
            was.id
        ))),
        _ => Ok(()),
    }
}

record!(BankLine, Kind::new(236, "bank-lines", "BLN"), view: VIEW);
