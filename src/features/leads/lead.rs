//! A lead and its pure rules: stages, what gates them, and the score with its reasons.

use serde::{Deserialize, Serialize};

use super::{Import, VIEW};
use crate::{
    access::Reach,
    base::{Choice, Day, Error, Id, Moment, Money, Result, text},
    choices,
    data::{Declares, Index, Key, Kind, Tally, record},
    features::{
        clients::Client,
        people::{Department, User},
        settings::Category,
    },
    ui::badge::Tone,
};

choices! {
    pub enum Stage {
        New: "new", "New";
        Contacted: "contacted", "Contacted";
        Qualified: "qualified", "Qualified";
        Quoted: "quoted", "Quote sent";
        Negotiation: "negotiation", "Negotiation";
        Won: "won", "Won";
        Lost: "lost", "Lost";
    }
}

impl Stage {
    /// The stages of a lead that is still in play, as the board shows them.
    pub const OPEN: [Stage; 5] = [
        Stage::New,
        Stage::Contacted,
        Stage::Qualified,
        Stage::Quoted,
        Stage::Negotiation,
    ];

    pub fn is_open(self) -> bool {
        Stage::OPEN.contains(&self)
    }

    pub fn code(self) -> u8 {
        Stage::ALL.iter().position(|s| *s == self).unwrap_or(7) as u8
    }

    pub fn tone(self) -> Tone {
        match self {
            Stage::Won => Tone::Laurel,
            Stage::Lost => Tone::Stone,
            _ => Tone::Pool,
        }
    }
}

choices! {
    pub enum Source {
        Yelp: "yelp", "Yelp";
        Website: "website", "Website";
        Referral: "referral", "Referral";
        Client: "client", "Existing client";
        Call: "call", "Cold call";
        Event: "event", "Event";
        Import: "import", "List";
        Other: "other", "Other";
    }
}

choices! {
    /// What qualification found out about a matter.
    pub enum Answer {
        Open: "open", "Not asked yet";
        Yes: "yes", "Yes";
        Partly: "partly", "Partly";
        No: "no", "No";
    }
}

choices! {
    pub enum LostReason {
        Price: "price", "Too expensive";
        NoAnswer: "no_answer", "No answer";
        Competitor: "competitor", "Chose a competitor";
        NoNeed: "no_need", "No need any more";
        NotNow: "not_now", "Not now, later perhaps";
        Unfit: "unfit", "Not a fit for us";
        Duplicate: "duplicate", "Duplicate";
    }
}

/// Budget, authority, need and time: what a closer asks.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Qualification {
    pub budget: Answer,
    pub authority: Answer,
    pub need: Answer,
    pub time: Answer,
}

impl Qualification {
    pub fn each(&self) -> [(&'static str, Answer); 4] {
        [
            ("Budget", self.budget),
            ("Authority", self.authority),
            ("Need", self.need),
            ("Time", self.time),
        ]
    }

    fn asked(&self) -> bool {
        self.each()
            .iter()
            .all(|(_, answer)| *answer != Answer::Open)
    }
}

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

    /// The score and how it came about: points and the reason for each.
    pub fn score_reasons(&self) -> Vec<(i32, String)> {
        let mut reasons = Vec::new();
        for (what, answer) in self.qualification.each() {
            match answer {
                Answer::Yes => reasons.push((15, format!("{what}: yes"))),
                Answer::Partly => reasons.push((8, format!("{what}: partly"))),
                Answer::No => reasons.push((-10, format!("{what}: no"))),
                Answer::Open | Answer::Unknown => {}
            }
        }
        match self.value.0 {
            500_000.. => reasons.push((15, "Worth $5,000 or more".into())),
            200_000.. => reasons.push((8, "Worth $2,000 or more".into())),
            _ => {}
        }
        match self.source {
            Source::Referral | Source::Client => {
                reasons.push((12, format!("Source: {}", self.source.label())))
            }
            Source::Website => reasons.push((8, "Came by the website".into())),
            Source::Yelp => reasons.push((4, "Found on Yelp".into())),
            _ => {}
        }
        if !self.email.is_empty() && !self.phone.is_empty() {
            reasons.push((6, "Phone and e-mail known".into()));
        }
        if self.categories.len() > 1 {
            reasons.push((5, "Wants more than one service".into()));
        }
        if self.stage >= Stage::Contacted && self.stage.is_open() {
            reasons.push((6, "Has been talked to".into()));
        }
        reasons
    }

    /// Puts what is worked out from the rest in order; every verb ends with it.
    pub fn settle(&mut self, at: Moment) {
        let sum: i32 = self.score_reasons().iter().map(|(points, _)| points).sum();
        self.score = sum.clamp(0, 100) as u32;
        self.touched = at;
    }

    fn enter(&mut self, stage: Stage, at: Moment) {
        if self.stage != stage {
            self.stage = stage;
            self.entered = at;
        }
    }

    /// What stands between the lead and the next hand, each with whether it is met.
    pub fn gate(&self) -> Vec<(&'static str, bool)> {
        vec![
            (
                "Company and a contact are known",
                !self.company.is_empty() && !self.contact.is_empty(),
            ),
            (
                "Phone or e-mail is known",
                !self.phone.is_empty() || !self.email.is_empty(),
            ),
            ("What they wish is written down", !self.wish.is_empty()),
            ("A category is chosen", !self.categories.is_empty()),
            (
                "Budget, authority, need and time were asked",
                self.qualification.asked(),
            ),
        ]
    }

    pub fn missing(&self) -> Vec<&'static str> {
        self.gate()
            .into_iter()
            .filter(|(_, met)| !met)
            .map(|(what, _)| what)
            .collect()
    }

    fn must_be_open(&self) -> Result<()> {
        if self.stage.is_open() {
            Ok(())
        } else {
            Err(Error::conflict(format!(
                "This lead is {}. Reopen it first.",
                self.stage.label().to_lowercase()
            )))
        }
    }

    pub fn contact_made(&mut self, at: Moment) {
        if self.stage == Stage::New {
            self.enter(Stage::Contacted, at);
        }
    }

    pub fn qualify(&mut self, found: Qualification, by: Id<User>, at: Moment) -> Result<()> {
        self.must_be_open()?;
        self.qualification = found;
        self.closer.get_or_insert(by);
        self.contact_made(at);
        if self.missing().is_empty() && self.stage < Stage::Qualified {
            self.enter(Stage::Qualified, at);
        }
        Ok(())
    }

    /// From the closer to the agent who quotes.
    pub fn hand_over(&mut self, agent: Id<User>, at: Moment) -> Result<()> {
        self.must_be_open()?;
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(Error::conflict(format!(
                "Before the hand-over: {}.",
                missing.join("; ").to_lowercase()
            )));
        }
        self.enter(self.stage.max(Stage::Qualified), at);
        self.closer.get_or_insert(self.owner);
        self.agent = Some(agent);
        self.owner = agent;
        Ok(())
    }

    /// Back to the closer, with a reason.
    pub fn hand_back(&mut self, at: Moment) -> Result<Id<User>> {
        self.must_be_open()?;
        let closer = self
            .closer
            .filter(|closer| *closer != self.owner)
            .ok_or_else(|| Error::conflict("There is nobody before you to return it to."))?;
        self.owner = closer;
        self.enter(Stage::Contacted, at);
        Ok(closer)
    }

    /// A free move on the board, as far as the stages' gates allow.
    pub fn move_to(&mut self, stage: Stage, at: Moment) -> Result<()> {
        self.must_be_open()?;
        match stage {
            Stage::Won => Err(Error::conflict(
                "A lead is won when the client accepts a quote.",
            )),
            Stage::Lost => Err(Error::conflict("Say why it is lost on the lead's page.")),
            Stage::Qualified | Stage::Quoted | Stage::Negotiation if !self.missing().is_empty() => {
                Err(Error::conflict(format!(
                    "Not qualified yet: {}.",
                    self.missing().join("; ").to_lowercase()
                )))
            }
            Stage::Quoted | Stage::Negotiation if self.stage < Stage::Quoted => {
                Err(Error::conflict("A quote has to be sent first."))
            }
            stage => {
                self.enter(stage, at);
                Ok(())
            }
        }
    }

    pub fn quoted(&mut self, client: Id<Client>, at: Moment) {
        self.client = Some(client);
        if self.stage.is_open() && self.stage < Stage::Quoted {
            self.enter(Stage::Quoted, at);
        }
    }

    pub fn won(&mut self, at: Moment) {
        self.enter(Stage::Won, at);
        self.lost = None;
    }

    pub fn lose(&mut self, reason: LostReason, at: Moment) -> Result<()> {
        self.must_be_open()?;
        self.enter(Stage::Lost, at);
        self.lost = Some(reason);
        Ok(())
    }

    pub fn reopen(&mut self, at: Moment) -> Result<()> {
        if self.stage != Stage::Lost {
            return Err(Error::conflict("Only a lost lead can be reopened."));
        }
        self.enter(Stage::Contacted, at);
        self.lost = None;
        Ok(())
    }
}

/// The last nine digits: what two spellings of a number share.
pub fn phone_key(phone: &str) -> String {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    digits[digits.len().saturating_sub(9)..].to_owned()
}

record!(Lead, Kind::new(20, "leads", "LD").starting_at(1001), view: VIEW);

#[cfg(test)]
mod tests {
    use super::*;

    fn whole() -> Lead {
        Lead {
            company: "Alder Creek Veterinary".into(),
            contact: "Naomi Frost".into(),
            phone: "+1 (210) 555-0100".into(),
            wish: "A site with booking".into(),
            categories: vec![Category::Web],
            owner: Id::new(7),
            qualification: Qualification {
                budget: Answer::Yes,
                authority: Answer::Yes,
                need: Answer::Yes,
                time: Answer::Partly,
            },
            ..Lead::default()
        }
    }

    #[test]
    fn an_unqualified_lead_is_not_handed_over() {
        let mut lead = Lead {
            company: "X".into(),
            ..Lead::default()
        };
        let why = lead
            .hand_over(Id::new(2), Moment(1))
            .unwrap_err()
            .to_string();
        assert!(
            why.contains("contact are known") && why.contains("budget"),
            "{why}"
        );
        assert_eq!(lead.stage, Stage::New);
    }

    #[test]
    fn the_hand_over_can_be_returned() {
        let mut lead = whole();
        lead.hand_over(Id::new(9), Moment(1)).unwrap();
        assert_eq!((lead.owner, lead.stage), (Id::new(9), Stage::Qualified));
        assert_eq!(lead.hand_back(Moment(2)).unwrap(), Id::new(7));
        assert_eq!((lead.owner, lead.stage), (Id::new(7), Stage::Contacted));
    }

    #[test]
    fn the_board_cannot_win_or_skip() {
        let mut lead = whole();
        assert!(lead.move_to(Stage::Won, Moment(1)).is_err());
        assert!(lead.move_to(Stage::Quoted, Moment(1)).is_err());
        lead.move_to(Stage::Qualified, Moment(1)).unwrap();
        lead.lose(LostReason::Price, Moment(2)).unwrap();
        assert!(lead.move_to(Stage::New, Moment(3)).is_err());
        lead.reopen(Moment(3)).unwrap();
    }

    #[test]
    fn the_score_is_the_sum_of_its_reasons() {
        let mut lead = whole();
        lead.settle(Moment(1));
        let sum: i32 = lead.score_reasons().iter().map(|(p, _)| p).sum();
        assert_eq!(lead.score as i32, sum);
        assert_eq!(phone_key("+1 (210) 555-0100"), phone_key("210.555.0100"));
    }
}
