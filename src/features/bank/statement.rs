//! A statement that came in: which account, which days, by which file, and how many of its lines were new.

use serde::{Deserialize, Serialize};

use super::{
    account::BankAccount,
    actions::VIEW,
    line::{BankLine, COUNTED, LineStatus},
    parse::Format,
};
use crate::{
    access::Placement,
    base::{Day, Id, Moment, Money, Result},
    data::{BY_NUMBER, Declares, Index, Key, Kind, Visit, record},
    features::{people::User, quotes::sheet::dated},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BankStatement {
    #[serde(skip)]
    pub id: Id<BankStatement>,
    #[serde(skip)]
    pub version: u64,
    pub account: Id<BankAccount>,
    pub format: Format,
    /// What the bank calls it; empty where it doesn't.
    #[serde(default)]
    pub number: String,
    /// What the file was called.
    #[serde(default)]
    pub file_name: String,
    #[serde(default)]
    pub from: Option<Day>,
    #[serde(default)]
    pub until: Option<Day>,
    /// What stood on the account before and after it, where the file says so.
    #[serde(default)]
    pub opening: Option<Money>,
    #[serde(default)]
    pub closing: Option<Money>,
    /// Lines that came in with it, those that were there already, and entries that are none (not booked yet, of no amount).
    pub lines: u32,
    #[serde(default)]
    pub known: u32,
    #[serde(default)]
    pub passed_over: u32,
    pub by: Id<User>,
    pub at: Moment,
}

pub const BY_TIME: Index = Index::scoped(1);
pub const OF_ACCOUNT: Index = Index::plain(2);

impl BankStatement {
    fn title(&self) -> String {
        match (self.from, self.until) {
            (Some(from), Some(until)) if from == until => format!("Statement of {}", dated(from)),
            (Some(from), Some(until)) => format!("{} to {}", dated(from), dated(until)),
            _ => self.file_name.clone(),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TIME, Key::new().signed(self.at.0));
        to.index(OF_ACCOUNT, Key::new().id(self.account).signed(-self.at.0));
        to.words(&format!("{} {}", self.number, self.file_name));
    }

    /// How many of its lines stand so.
    ///
    /// # Errors
    /// When the store can't be read.
    pub fn counted(&self, visit: &Visit, status: LineStatus) -> Result<i64> {
        let key = Key::new().id(self.id).byte(status.code());
        visit.tally::<BankLine>(COUNTED, key)
    }

    /// What it is called in a heading.
    pub fn called(&self) -> String {
        self.title()
    }
}

record!(BankStatement, Kind::new(235, "bank-statements", "BST"), view: VIEW);
