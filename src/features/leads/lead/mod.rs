//! A lead: the record, who sees it and where it is listed. `stage` has the words it is told with, `rules` what gates
//! its way and the score with its reasons.

mod rules;
mod stage;
use serde::{Deserialize, Serialize};

pub use super::alike::phone_key;
use super::{actions::VIEW, alike};
use crate::{
    access::Placement,
    base::{Choice, Day, Id, Moment, Money, Month, Whose, text},
    data::{BY_NUMBER, Declares, Facet, Index, Key, Kind, PlainTally, Tally, record},
    features::{
        clients::Client,
        clocks::NextDue,
        people::{Department, User},
        records::Import,
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
    /// The stages it is through, each with how long it stood there.
    #[serde(default)]
    pub passed: Vec<Passed>,
    /// What is next to be missed of it (`clocked`).
    #[serde(default, rename = "next_clock")]
    pub next: Option<NextDue>,
    pub created_at: Moment,
    /// When it entered its stage, and when anything last happened.
    pub entered: Moment,
    pub touched: Moment,
}

pub const BY_TOUCHED: Index = Index::scoped(1);
pub const BY_STAGE: Index = Index::scoped(2);
pub const BY_VALUE: Index = Index::scoped(3);
pub const BY_SCORE: Index = Index::scoped(4);
/// Those without a day to follow up come last.
pub const BY_FOLLOW_UP: Index = Index::scoped(5);
pub const BY_COMPANY: Index = Index::plain(6);
pub const BY_EMAIL: Index = Index::plain(7);
pub const BY_PHONE: Index = Index::plain(8);
pub const BY_CLIENT: Index = Index::plain(9);
pub const STAGE: Facet = Facet::by(1, BY_STAGE);
pub const SOURCE: Facet = Facet::new(2);
pub const SERVICE: Facet = Facet::new(3);
pub const OWNER: Facet = Facet::carried(4);
pub const COUNT: Tally = Tally::scoped(1);
pub const VALUE: Tally = Tally::scoped(2);
/// Months of departments and people: what was won and lost, and how long stages took.
pub const FIGURES: PlainTally = Tally::plain(3);
/// Open leads in each one's hands.
pub const OPEN: PlainTally = Tally::plain(4);

/// What `FIGURES` counts; of stages, their code is added.
pub mod figure {
    pub const WON: u8 = 0;
    pub const LOST: u8 = 1;
    pub const WON_VALUE: u8 = 2;
    pub const STAGES: u8 = 20;
    pub const STAGE_HOURS: u8 = 40;
}

/// A stage that a lead is through.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Passed {
    pub stage: Stage,
    pub at: Moment,
    pub hours: u32,
}

impl Lead {
    fn title(&self) -> String {
        self.company.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        let hands = [Some(self.owner), self.closer, self.agent];
        Placement::people(hands.into_iter().flatten())
            .chain([Placement::Department(self.department.raw())])
            .collect()
    }

    fn declare(&self, to: &mut Declares) {
        let open = u8::from(!self.stage.is_open());
        let stage = || Key::new().byte(self.stage.code());
        to.index(BY_NUMBER, Key::new());
        to.index(BY_TOUCHED, Key::new().byte(open).signed(self.touched.0));
        to.index(BY_STAGE, stage().signed(self.touched.0));
        to.index(BY_VALUE, Key::new().byte(open).signed(self.value.0));
        to.index(
            BY_SCORE,
            Key::new().byte(open).number(u64::from(self.score)),
        );
        let follow_up = self.follow_up.filter(|_| self.stage.is_open());
        let day = follow_up.map_or(i64::MAX, |day| i64::from(day.0));
        to.index(BY_FOLLOW_UP, Key::new().byte(open).signed(day));
        to.facet(STAGE, stage());
        to.facet(SOURCE, Key::new().text(self.source.key()));
        for category in &self.categories {
            to.facet(SERVICE, Key::new().text(category.key()));
        }
        to.facet(OWNER, Key::new().id(self.owner));
        let facts = alike::facts(&self.company, &self.city, &self.phone, &self.email).filed();
        to.index_with(
            BY_COMPANY,
            Key::new().text(&text::fold(&self.company)),
            facts.clone(),
        );
        if !self.email.is_empty() {
            to.index_with(BY_EMAIL, Key::new().text(&self.email), facts.clone());
        }
        if !self.phone.is_empty() {
            to.index_with(BY_PHONE, Key::new().text(&phone_key(&self.phone)), facts);
        }
        if let Some(client) = self.client {
            to.index(BY_CLIENT, Key::new().id(client));
        }
        let department = Whose::Department(self.department.raw());
        let whose = [Whose::Person(self.owner.raw()), department];
        let month = Month::at(self.entered);
        match self.stage {
            Stage::Won => {
                to.figure(FIGURES, whose, (figure::WON, month), 1);
                to.figure(FIGURES, whose, (figure::WON_VALUE, month), self.value.0);
            }
            Stage::Lost => to.figure(FIGURES, whose, (figure::LOST, month), 1),
            _ => {}
        }
        for passed in &self.passed {
            let (code, month) = (passed.stage.code(), Month::at(passed.at));
            to.figure(FIGURES, [department], (figure::STAGES + code, month), 1);
            let hours = i64::from(passed.hours);
            to.figure(
                FIGURES,
                [department],
                (figure::STAGE_HOURS + code, month),
                hours,
            );
        }
        to.tally(COUNT, stage(), 1);
        to.tally(VALUE, stage(), self.value.0);
        if self.stage.is_open() {
            to.tally(OPEN, Key::new().id(self.owner), 1);
        }
        to.words(&self.company);
        to.words(&self.contact);
    }
}

record!(Lead, Kind::new(20, "leads", "LD").starting_at(1001).filing(6), view: VIEW, hands: Lead::hands);
