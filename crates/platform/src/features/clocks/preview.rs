//! What a promise would come to: by which policy, and until when.

use serde_json::{Value, json};

use super::{
    Facts, Policy, Promises,
    forms::{PreviewQuery, known_words},
    hours::hours,
    target::Target,
};
use crate::{
    base::{Choice, Moment, Result},
    data::Visit,
    features::settings::Priority,
    web::Told,
};

/// One answer, of what was asked.
pub struct Promised {
    pub policy: Policy,
    pub from: Moment,
    pub due: Moment,
    /// What it is of, in words: "a high complaint".
    pub of: String,
}

fn word(known: &[(&'static str, &'static str)], key: &str) -> (&'static str, String) {
    let found = known.iter().find(|(held, _)| *held == key);
    found.map_or(("", String::new()), |(key, label)| {
        (*key, label.to_lowercase())
    })
}

/// None where no policy promises that.
pub fn promise(visit: &Visit, asked: &PreviewQuery) -> Result<Option<Promised>> {
    let (kind, kind_word) = word(&known_words(|kind| (kind.kinds)()), &asked.kind);
    let (stage, stage_word) = word(&known_words(|kind| (kind.stages)()), &asked.stage);
    let facts = Facts {
        kind,
        stage,
        priority: Some(asked.priority.unwrap_or(Priority::Normal)),
        client: asked.client.unwrap_or_default(),
        categories: asked.category.into_iter().collect(),
        department: asked.department.unwrap_or_default(),
        ..Facts::default()
    };
    let promises = Promises::of(visit)?;
    let Some(policy) = promises.choose(asked.target.unwrap_or_default(), &facts) else {
        return Ok(None);
    };
    let from = asked.from(visit);
    let terms = policy.terms();
    let counted = hours(visit, terms.hours, terms.calendar, facts.department)?;
    let priority = asked.priority.map(|held| held.label().to_lowercase());
    let named: Vec<String> = [priority.unwrap_or_default(), kind_word, stage_word]
        .into_iter()
        .filter(|word| !word.is_empty())
        .collect();
    Ok(Some(Promised {
        of: named.join(" "),
        policy: policy.clone(),
        from,
        due: counted.after(from, terms.millis()),
    }))
}

impl Promised {
    /// "A high complaint that begins Fri 5 Jun 16:50 is due Mon 8 Jun 10:50."
    pub fn in_words(&self, visit: &Visit) -> String {
        let show = |at: Moment| at.show(visit.at, &visit.tz);
        let of = match self.of.is_empty() {
            true => "What".to_owned(),
            false => format!("What is {} and", self.of),
        };
        format!("{of} begins {} is due {}.", show(self.from), show(self.due))
    }

    pub fn json(&self, visit: &Visit) -> Value {
        json!({
            "policy": self.policy.id.to_string(), "name": self.policy.name,
            "minutes": self.policy.minutes, "begun": self.from.rfc3339(),
            "due": self.due.rfc3339(), "words": self.in_words(visit),
        })
    }
}

pub const TOLD: Told = Told::Object(&[
    ("policy", Told::Record),
    ("name", Told::Text),
    ("minutes", Told::Counted(crate::base::Unit::Minutes)),
    ("begun", Told::Moment),
    ("due", Told::Moment),
    ("words", Told::Text),
]);

/// What a policy by itself would come to at the moments that people ask about: late on a Friday, and in the middle of
/// a working day.
pub fn examples(visit: &Visit, policy: &Policy) -> Result<Vec<(Moment, Moment)>> {
    let today = visit.today();
    let friday = today + i32::from((11 - today.weekday()) % 7);
    let terms = policy.terms();
    let counted = hours(
        visit,
        terms.hours,
        terms.calendar,
        policy.departments.first().copied().unwrap_or_default(),
    )?;
    let at = |day, minutes| Moment::at(day, minutes, counted.zone());
    let moments = [visit.at, at(friday, 16 * 60 + 50), at(friday + 3, 10 * 60)];
    let due = |from| (from, counted.after(from, terms.millis()));
    Ok(moments.into_iter().map(due).collect())
}

/// The targets that records have, for choices.
pub fn targets() -> impl Iterator<Item = (&'static str, &'static str)> {
    Target::ALL.iter().map(|held| (held.key(), held.label()))
}
