//! What a list of leads may be asked for: by its page, its board, the API and the copy as CSV alike.

use super::lead::{self, Lead, Source, Stage};
use crate::{
    base::Choice,
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{people::Whom, settings::Category},
    web::{
        Form, Reader,
        form::{BY_NUMBER, Optional},
    },
};

#[derive(Debug, Clone, Default)]
pub struct LeadQuery {
    /// Any of these.
    pub stages: Vec<Stage>,
    /// Those that are won or lost, where no stage says so.
    pub closed: bool,
    /// Open and closed ones.
    pub all: bool,
    pub sources: Vec<Source>,
    pub categories: Vec<Category>,
    pub owners: Vec<Whom>,
    /// Beginnings of words of the company and the contact.
    pub words: String,
    pub sort: LeadSort,
    pub ascending: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum LeadSort {
    #[default]
    Touched,
    Value,
    Score,
    /// The earliest first, then those without.
    FollowUp,
    /// Nothing moves in it.
    Number,
}

const SORTS: [&str; 6] = [
    "value",
    "value-up",
    "score",
    "score-up",
    "follow-up",
    "number",
];

impl Form for LeadQuery {
    fn read(f: &mut Reader) -> Self {
        let sort = f.word("sort", "Sort", &SORTS);
        f.tell(BY_NUMBER);
        let show = f.word("show", "Show", &["open", "closed", "all"]);
        f.tell("All are the open and the closed ones, by number unless a sort says otherwise. Without it and without a stage, the open ones.");
        let (sort, ascending) = match sort {
            None if show == Some("all") => (LeadSort::Number, true),
            Some("number") => (LeadSort::Number, true),
            Some("value") => (LeadSort::Value, false),
            Some("value-up") => (LeadSort::Value, true),
            Some("score") => (LeadSort::Score, false),
            Some("score-up") => (LeadSort::Score, true),
            Some("follow-up") => (LeadSort::FollowUp, true),
            _ => (LeadSort::Touched, false),
        };
        LeadQuery {
            stages: f.choices("stage", "Stage", Optional),
            closed: show == Some("closed"),
            all: show == Some("all"),
            sources: f.choices("source", "Source", Optional),
            categories: f.choices("category", "Service", Optional),
            owners: Whom::all(f, "owner", "Owner"),
            words: f.text("q", "Words of company or contact", Optional, 200),
            sort,
            ascending,
        }
    }
}

impl LeadQuery {
    pub fn is_filtered(&self) -> bool {
        !self.sources.is_empty()
            || !self.categories.is_empty()
            || !self.owners.is_empty()
            || !self.words.is_empty()
    }

    /// The stages that are asked for, by name or by what is shown.
    pub fn within(&self) -> Vec<Stage> {
        let shown = |stage: &Stage| self.all || stage.is_open() != self.closed;
        match self.stages.as_slice() {
            [] => Stage::ALL.iter().copied().filter(shown).collect(),
            stages => stages.to_vec(),
        }
    }

    pub fn query(&self, visit: &Visit) -> Query<Lead> {
        let stages = self.within();
        let key = |stage: &Stage| Key::new().byte(stage.code());
        let halves = stages
            .iter()
            .map(|stage| Key::new().byte(u8::from(!stage.is_open())));
        let mut query = match self.sort {
            LeadSort::Touched if self.stages.is_empty() => {
                Query::by(lead::BY_TOUCHED).under_any(halves)
            }
            LeadSort::Touched => Query::by(lead::BY_STAGE).under_any(stages.iter().map(key)),
            LeadSort::Value => Query::by(lead::BY_VALUE).under_any(halves),
            LeadSort::Score => Query::by(lead::BY_SCORE).under_any(halves),
            LeadSort::FollowUp => Query::by(lead::BY_FOLLOW_UP).under_any(halves),
            LeadSort::Number => Query::by(NUMBERED),
        };
        // What the order doesn't say by itself.
        let whole = self.all && self.stages.is_empty();
        let told = match self.sort {
            LeadSort::Touched => true,
            LeadSort::Number => whole,
            _ => self.stages.is_empty(),
        };
        if !told {
            query = query.any(lead::STAGE, stages.iter().map(key));
        }
        if !self.sources.is_empty() {
            let sources = self.sources.iter();
            query = query.any(lead::SOURCE, sources.map(|s| Key::new().text(s.key())));
        }
        if !self.categories.is_empty() {
            let services = self.categories.iter();
            query = query.any(lead::SERVICE, services.map(|c| Key::new().text(c.key())));
        }
        if !self.owners.is_empty() {
            let owners = self.owners.iter().map(|owner| owner.key(visit));
            query = query
                .any(lead::OWNER, owners)
                .near(Whom::place(&self.owners, visit));
        }
        query.words(&self.words).descending(!self.ascending)
    }
}
