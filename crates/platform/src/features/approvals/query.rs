//! What a list of approvals may be asked for, by its page, the API and the copy as CSV alike.

use super::{
    Approval, Status, approval,
    approval::{BY_MANAGER, BY_STATUS, facet},
};
use crate::{
    base::{Choice, Result},
    data::{BY_NUMBER as NUMBERED, Key, Query, Visit},
    features::{approvables, people::Whom, settings::Category},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct ApprovalQuery {
    /// Any of these; those that wait, where none is named.
    pub statuses: Vec<Status>,
    /// Any of these, likewise of the others.
    pub kinds: Vec<String>,
    pub categories: Vec<Category>,
    /// Who is asked to decide.
    pub managers: Vec<Whom>,
    /// Beginnings of words of the title.
    pub words: String,
    pub by_number: bool,
}

/// Those that are over, by one word.
const DECIDED: &str = "decided";

impl Form for ApprovalQuery {
    fn read(f: &mut Reader) -> Self {
        let known: Vec<&'static str> = Status::ALL
            .iter()
            .map(|status| status.key())
            .chain([DECIDED])
            .collect();
        let mut statuses = Vec::new();
        for word in f.words("status", "Status", &known) {
            match Status::from_key(word) {
                Some(status) => statuses.push(status),
                None => statuses.extend(Status::ALL.iter().filter(|s| **s != Status::Waiting)),
            }
        }
        f.tell("Those that wait, where nothing is said.");
        let mine = f.flag("mine", "Mine");
        let mut managers = Whom::all(f, "manager", "Who decides");
        if mine {
            managers.push(Whom::Me);
        }
        let kinds = f.all("kind", "Matter");
        // Asked only once there is something: what is described is described before all kinds are known.
        let unknown = |kind: &String| !approvables().iter().any(|known| known.key == *kind);
        if kinds.iter().any(unknown) {
            f.problem("kind", "Choose kinds of the list.");
        }
        ApprovalQuery {
            statuses,
            kinds,
            categories: f.choices("category", "Service", Optional),
            managers,
            words: f.text("q", "Words of the title", Optional, 200),
            by_number: f.by_number(&["status", "mine"]),
        }
    }
}

impl ApprovalQuery {
    /// What waits comes by when it is due; where only decided ones are asked for, what was decided last comes first.
    pub fn query(&self, visit: &Visit) -> Query<Approval> {
        let statuses = match self.statuses.is_empty() {
            true => vec![Status::Waiting],
            false => self.statuses.clone(),
        };
        let over = |status: &Status| u8::from(*status != Status::Waiting);
        let half = |half: u8| statuses.iter().any(|status| over(status) == half);
        let halves: Vec<u8> = [0, 1].into_iter().filter(|n| half(*n)).collect();
        let mut query = match self.managers.as_slice() {
            _ if self.by_number => Query::by(NUMBERED),
            [one] => Query::by(BY_MANAGER)
                .under_any(halves.iter().map(|half| one.key(visit).byte(*half)))
                .descending(halves == [1]),
            _ => Query::by(BY_STATUS)
                .under_any(halves.iter().map(|half| Key::new().byte(*half)))
                .descending(halves == [1]),
        };
        if !self.by_number {
            query = query.any(facet::STATUS, statuses.iter().map(|s| facet::word(*s)));
        }
        if !self.kinds.is_empty() {
            query = query.any(
                facet::KIND,
                self.kinds.iter().map(|kind| Key::new().text(kind)),
            );
        }
        if !self.categories.is_empty() {
            let categories = self.categories.iter().map(|held| facet::word(*held));
            query = query.any(facet::CATEGORY, categories);
        }
        if !self.managers.is_empty() {
            let managers = self.managers.iter().map(|manager| manager.key(visit));
            query = query
                .any(facet::MANAGER, managers)
                .near(Whom::place(&self.managers, visit));
        }
        query.words(&self.words)
    }
}

/// How many wait for the person's decision.
pub fn waiting_for_me(visit: &Visit) -> Result<usize> {
    let count =
        visit.tally::<Approval>(approval::WAITING, Key::new().number(visit.actor.person))?;
    Ok(usize::try_from(count).unwrap_or(0))
}
