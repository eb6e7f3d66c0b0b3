//! What a list of leads may be asked for: by its page, its board, the API and the copy as CSV alike.

use super::lead::{self, Lead, Source, Stage};
use crate::{
    access::Placement,
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
    pub stage: Option<Stage>,
    /// Those that are won or lost, where no stage says so.
    pub closed: bool,
    /// Open and closed ones, by number.
    pub all: bool,
    pub source: Option<Source>,
    pub category: Option<Category>,
    pub owner: Option<Whom>,
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
        f.tell("All are the open and the closed ones, by number. Without it and without a stage, the open ones.");
        if show == Some("all") && sort.is_some_and(|sort| sort != "number") {
            f.problem(
                "sort",
                "The open and the closed ones together come by number.",
            );
        }
        let (sort, ascending) = match sort {
            _ if show == Some("all") => (LeadSort::Number, true),
            Some("number") => (LeadSort::Number, true),
            Some("value") => (LeadSort::Value, false),
            Some("value-up") => (LeadSort::Value, true),
            Some("score") => (LeadSort::Score, false),
            Some("score-up") => (LeadSort::Score, true),
            Some("follow-up") => (LeadSort::FollowUp, true),
            _ => (LeadSort::Touched, false),
        };
        LeadQuery {
            stage: f.choice("stage", "Stage", Optional),
            closed: show == Some("closed"),
            all: show == Some("all"),
            source: f.choice("source", "Source", Optional),
            category: f.choice("category", "Service", Optional),
            owner: Whom::read(f, "owner", "Owner"),
            words: f.text("q", "Words of company or contact", Optional, 200),
            sort,
            ascending,
        }
    }
}

impl LeadQuery {
    pub fn is_filtered(&self) -> bool {
        self.source.is_some()
            || self.category.is_some()
            || self.owner.is_some()
            || !self.words.is_empty()
    }

    pub fn query(&self, visit: &Visit) -> Query<Lead> {
        let closed = self.stage.map_or(self.closed, |stage| !stage.is_open());
        let under = Key::new().byte(u8::from(closed));
        let stage = self.stage.map(|stage| Key::new().byte(stage.code()));
        let mut query = match (self.sort, &stage) {
            (LeadSort::Touched, Some(stage)) => Query::by(lead::BY_STAGE).under(stage.clone()),
            (LeadSort::Touched, None) => Query::by(lead::BY_TOUCHED).under(under),
            (LeadSort::Value, _) => Query::by(lead::BY_VALUE).under(under),
            (LeadSort::Score, _) => Query::by(lead::BY_SCORE).under(under),
            (LeadSort::FollowUp, _) => Query::by(lead::BY_FOLLOW_UP).under(under),
            (LeadSort::Number, _) => Query::by(NUMBERED),
        };
        if self.sort == LeadSort::Number && stage.is_none() && !self.all {
            let of = Stage::ALL.iter().filter(|stage| stage.is_open() != closed);
            query = query.any(lead::STAGE, of.map(|stage| Key::new().byte(stage.code())));
        }
        if let Some(stage) = stage.filter(|_| self.sort != LeadSort::Touched) {
            query = query.facet(lead::STAGE, stage);
        }
        if let Some(source) = self.source {
            query = query.facet(lead::SOURCE, Key::new().text(source.key()));
        }
        if let Some(category) = self.category {
            query = query.facet(lead::SERVICE, Key::new().text(category.key()));
        }
        if let Some(owner) = self.owner {
            let place = Placement::Person(owner.id(visit).raw());
            query = query.facet(lead::OWNER, owner.key(visit)).near(Some(place));
        }
        query.words(&self.words).descending(!self.ascending)
    }
}
