//! A lead: the record, who sees it and where it is listed. `stage` has the words it is told with, `rules` what gates
//! its way and the score with its reasons.

mod rules;
mod stage;
use serde::{Deserialize, Serialize};

use super::{Import, VIEW};
use crate::{
    access::Reach,
    base::{Day, Id, Moment, Money, text},
    data::{Declares, Index, Key, Kind, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::Category,
    },
};
pub use stage::{Answer, LostReason, Qualification, Source, Stage};
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Lead {
    #[serde(skip)]
    pub id: Id<Lead>,
    #[serde(skip)]
    pub version: u64,
    pub company: String,
    #[serde(default)]
    pub contact: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub website: String,
    #[serde(default)]
    pub city: String,
    pub source: Source,
    #[serde(default)]
    pub categories: Vec<Category>,
    #[serde(default)]
    pub wish: String,
    #[serde(default)]
    pub value: Money,
    pub stage: Stage,
    /// In whose hands it is now.
    pub owner: Id<User>,
    /// Who qualified it, and who quotes.
    #[serde(default)]
    pub closer: Option<Id<User>>,
    #[serde(default)]
    pub agent: Option<Id<User>>,
    pub department: Id<Department>,
    #[serde(default)]
    pub qualification: Qualification,
    /// What the closer found out, in their words.
    #[serde(default)]
    pub found_out: String,
    pub score: u32,
    #[serde(default)]
    pub follow_up: Option<Day>,
    #[serde(default)]
    pub lost: Option<LostReason>,
    /// The client it became.
    #[serde(default)]
    pub client: Option<Id<Client>>,
    /// The import it came by.
    #[serde(default)]
    pub import: Option<Id<Import>>,
    pub created_at: Moment,
    /// When it entered its stage, and when anything last happened.
    pub entered: Moment,
    pub touched: Moment,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STAGE: Index = Index::scoped(2);
pub const BY_VALUE: Index = Index::scoped(3);
pub const BY_SCORE: Index = Index::scoped(4);
pub const BY_FOLLOW_UP: Index = Index::scoped(5);
pub const BY_COMPANY: Index = Index::plain(6);
pub const BY_EMAIL: Index = Index::plain(7);
pub const BY_PHONE: Index = Index::plain(8);
pub const BY_CLIENT: Index = Index::plain(9);
pub const BY_IMPORT: Index = Index::plain(10);
pub const COUNT: Tally = Tally::scoped(1);
pub const VALUE: Tally = Tally::scoped(2);

impl Lead {
    fn title(&self) -> String {
        self.company.clone()
    }

    fn reach(&self) -> Vec<Reach> {
        let hands = [Some(self.owner), self.closer, self.agent];
        Reach::people(hands.into_iter().flatten())
            .chain([Reach::Department(self.department.raw())])
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        let open = u8::from(!self.stage.is_open());
        let stage = || Key::new().byte(self.stage.code());
        to.index(BY_TOUCHED, Key::new().byte(open).signed(self.touched.0));
        to.index(BY_STAGE, stage().signed(self.touched.0));
        to.index(BY_VALUE, Key::new().byte(open).signed(self.value.0));
        to.index(
            BY_SCORE,
            Key::new().byte(open).number(u64::from(self.score)),
        );
        if let Some(day) = self.follow_up.filter(|_| self.stage.is_open()) {
            to.index(BY_FOLLOW_UP, Key::new().signed(i64::from(day.0)));
        }
        to.index(BY_COMPANY, Key::new().text(&text::fold(&self.company)));
        if !self.email.is_empty() {
            to.index(BY_EMAIL, Key::new().text(&self.email));
        }
        if !self.phone.is_empty() {
            to.index(BY_PHONE, Key::new().text(&phone_key(&self.phone)));
        }
        if let Some(client) = self.client {
            to.index(BY_CLIENT, Key::new().id(client));
        }
        if let Some(import) = self.import {
            to.index(BY_IMPORT, Key::new().id(import));
        }
        to.tally(COUNT, stage(), 1);
        to.tally(VALUE, stage(), self.value.0);
        to.words(&self.company);
        to.words(&self.contact);
    }
}
/// The last nine digits: what two spellings of a number share.
pub fn phone_key(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(9)..].to_owned()
}

record!(Lead, Kind::new(20, "leads", "LD").starting_at(1001), view: VIEW);
