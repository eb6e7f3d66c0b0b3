//! What may be done to several records at once, as their room declares it.

use serde_json::Value;

use super::{
    bulk_change::BulkChange,
    wanted::{Set, Wanted},
};
use crate::{
    access::Action,
    base::{Day, Id, Result},
    data::{Change, Entity, Field, FieldKind, Held, Record, Visit},
    features::people::{Department, User},
    web::form::{Form, Optional, Reader},
};
use std::collections::BTreeMap;

/// More than this one deed doesn't change: others wait for it meanwhile.
pub const ONE_DEED: usize = 2_000;

/// A record of which several are changed at once: the fields that say so (`Field::for_several`).
pub trait Several: Entity + Sized {
    /// The fields that have a place in the bar below the list, by their keys, the first three at most; the others stand on a
    /// page of their own.
    const IN_BAR: &'static [&'static str];

    /// The deed that sets a field of one.
    fn deed(field: &Field) -> Action;

    /// What is done to several beside setting fields.
    fn deeds() -> &'static [Deed<Self>] {
        &[]
    }

    /// The numbers of what an address of the list finds, `most` at most.
    ///
    /// # Errors
    /// Beside each name that asks for nothing.
    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Self>>>;

    /// Reads the record's own form, whose rules hold for each value by itself.
    fn rules(_: &mut Reader) {}

    /// What else holds for the values alone, before any record is looked at.
    ///
    /// # Errors
    /// Beside the field.
    fn check(_: &Visit, _: &Set) -> Result<()> {
        Ok(())
    }

    /// How many of them somebody has open in hand, where that is counted; it stands beside their name.
    ///
    /// # Errors
    /// When it can't be read.
    fn load(_: &Visit, _: Id<User>) -> Result<Option<i64>> {
        Ok(None)
    }

    /// What must hold for one of them, and what follows in it, once the values are in.
    ///
    /// # Errors
    /// With why this one may not be changed.
    fn settle(change: &mut Change<'_, '_>, before: &Self, held: &mut Held<Self>) -> Result<()>;

    /// Who is told, when all are changed.
    ///
    /// # Errors
    /// When they can't be told.
    fn tell(_: &mut Change<'_, '_>, _: &[Self], _: &Set) -> Result<()> {
        Ok(())
    }
}

/// A deed that is done to each of several.
pub struct Deed<R: Record> {
    /// As forms say it.
    pub key: &'static str,
    /// On its button.
    pub label: &'static str,
    pub action: Action,
    /// Whether it says why.
    pub why: bool,
    /// Whether it is done only to what was looked at, as it was then.
    pub seen: bool,
    pub does: Does<R>,
}

impl<R: Record> Deed<R> {
    pub const fn new(
        key: &'static str,
        label: &'static str,
        action: Action,
        does: Does<R>,
    ) -> Deed<R> {
        Deed {
            key,
            label,
            action,
            why: false,
            seen: false,
            does,
        }
    }

    /// Each says in which version it was looked at, and it isn't done to one that was changed since.
    pub const fn as_seen(mut self) -> Deed<R> {
        self.seen = true;
        self
    }

    /// It isn't done without a reason, which the journal keeps.
    pub const fn with_reason(mut self) -> Deed<R> {
        self.why = true;
        self
    }
}

/// The deed of that key.
pub fn deed_of<R: Several>(key: &str) -> Option<&'static Deed<R>> {
    R::deeds().iter().find(|deed| deed.key == key)
}

/// What was ticked, or what finds all of them, and what is done to them.
#[derive(Debug, Clone)]
pub struct SetSeveral<R: Entity> {
    pub keys: Vec<Id<R>>,
    /// What the list is asked for, as its address says it: all that it finds are meant, whatever is ticked.
    pub matching: Option<String>,
    /// Whether those that may not be changed are left out.
    pub partly: bool,
    pub(super) wanted: Wanted,
}

pub fn fields<R: Entity>() -> impl Iterator<Item = &'static Field> {
    R::INFO.fields.iter().filter(|field| field.for_several)
}

impl<R: Several> Form for SetSeveral<R> {
    fn read(f: &mut Reader) -> Self {
        let mut keys: Vec<Id<R>> = f.ids("keys", R::INFO.many);
        keys.sort_unstable();
        keys.dedup();
        let matching = f.text("matching", "All that match", Optional, 2_000);
        f.tell("What the list is asked for, such as ?stage=new&owner=me: all that it finds are changed, 50,000 at most. More than 2,000 are changed in portions: the answer names the change, which says how far it is. A bare ? is the list as it stands.");
        let partly = f.flag("partly", "Leave out what may not be changed");
        f.tell("Otherwise nothing is changed when one may not be. What is changed in portions leaves it out in any case.");
        let mut set = Vec::new();
        for field in fields::<R>() {
            set.extend(value(f, field).map(|value| (field, value)));
        }
        let (mut deed, mut reason) = (None, String::new());
        let mut seen = BTreeMap::new();
        if !R::deeds().is_empty() {
            let known: Vec<&'static str> = R::deeds().iter().map(|deed| deed.key).collect();
            deed = f.word("deed", "What to do", &known);
            f.tell("Done to each of them, instead of setting fields.");
        }
        if R::deeds().iter().any(|deed| deed.seen) {
            let said = f.all("seen", "As they were looked at");
            f.tell("For deeds that are done only to what was looked at: each of them with the version that was shown, such as DOC-12@7.");
            seen.extend(said.iter().filter_map(|said| {
                let (key, version) = said.split_once('@')?;
                Some((Id::<R>::parse(key)?.raw(), version.parse().ok()?))
            }));
        }
        if R::deeds().iter().any(|deed| deed.why) {
            reason = f.text("reason", "Why", Optional, REASON);
            f.tell("For deeds that aren't done without one.");
        }
        let one = R::INFO.one.to_lowercase();
        if keys.is_empty() && matching.is_empty() {
            f.problem("keys", format!("Tick at least one {one}."));
        } else if keys.len() > MOST && matching.is_empty() {
            let many = R::INFO.many.to_lowercase();
            f.problem("keys", format!("At most {MOST} {many} at once."));
        } else if set.is_empty() && deed.is_none() && f.problems.is_empty() {
            let labels = fields::<R>().map(|field| field.label.to_lowercase());
            let deeds = R::deeds().iter().map(|deed| deed.label.to_lowercase());
            let labels: Vec<String> = labels.chain(deeds).collect();
            let said = format!("Say what to change: {}.", labels.join(", "));
            let first = fields::<R>().next().map_or("keys", |field| field.key);
            f.problem(first, said);
        } else if !matching.is_empty() && deed.and_then(deed_of::<R>).is_some_and(|deed| deed.seen)
        {
            f.problem(
                "matching",
                "This is done only to what was looked at. Tick those instead of all that match.",
            );
        } else if !set.is_empty() && deed.is_some() {
            f.problem("deed", "Set fields, or do this: one after the other.");
        }
        SetSeveral {
            keys,
            matching: Some(matching).filter(|query| !query.is_empty()),
            partly,
            wanted: Wanted {
                set: Set(set),
                deed,
                reason,
                seen,
            },
        }
    }
}

/// What became of several.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub changed: usize,
    /// Those that were left out, each by its number with why.
    pub refused: Vec<(String, String)>,
    /// Where they are too many for one deed: what goes on with them in portions.
    pub begun: Option<Id<BulkChange>>,
}

/// More than this nobody ticks.
pub const MOST: usize = 500;

/// More than this no change takes on, in whatever portions.
pub const AT_ALL: usize = 50_000;

/// What is done to one of several: its rule, what is put, and who is told; the words are why.
pub type Does<R> = fn(&mut Change<'_, '_>, &mut Held<R>, &str) -> Result<()>;

/// Letters of a reason, of a line and of a longer text at most; the record's own form may want fewer.
pub const REASON: usize = 2_000;

pub const LINE: usize = 200;
pub const BLOCK: usize = 8_000;

/// A value as it is stored; nothing where the field stays as it is.
pub fn value(f: &mut Reader, field: &Field) -> Option<Value> {
    let (name, label) = (field.key, field.label);
    match field.kind {
        FieldKind::Record(plural) if plural == User::KIND.plural => {
            let id = f.id::<User>(name, label, Optional);
            id.map(|id| id.raw().into())
        }
        FieldKind::Record(plural) if plural == Department::KIND.plural => {
            let id = f.id::<Department>(name, label, Optional);
            id.map(|id| id.raw().into())
        }
        FieldKind::Choice(words) => {
            let keys: Vec<&'static str> = words().into_iter().map(|(key, _)| key).collect();
            f.word(name, label, &keys).map(Into::into)
        }
        FieldKind::List(FieldKind::Choice(words)) => {
            let keys: Vec<&'static str> = words().into_iter().map(|(key, _)| key).collect();
            let mut chosen = f.words(name, label, &keys);
            f.tell("All that there are from then on.");
            chosen.dedup();
            (!chosen.is_empty()).then(|| chosen.into())
        }
        FieldKind::YesNo => f
            .word(name, label, &["yes", "no"])
            .map(|said| (said == "yes").into()),
        FieldKind::Day => f.day(name, label, Optional).map(|day| day.0.into()),
        FieldKind::Money => f.money(name, label, Optional).map(|money| money.0.into()),
        FieldKind::Minutes => f.minutes(name, label, Optional).map(Into::into),
        FieldKind::Percent => f.whole(name, label, Optional, 0..=100).map(Into::into),
        FieldKind::Text => {
            let text = f.text(name, label, Optional, LINE);
            (!text.is_empty()).then(|| text.into())
        }
        FieldKind::LongText => {
            let text = f.block(name, label, Optional, BLOCK);
            (!text.is_empty()).then(|| text.into())
        }
        _ => None,
    }
}

impl Set {
    /// The day that is set in a field.
    pub fn day(&self, key: &str) -> Option<Day> {
        let day = self.of(key)?.as_i64()?;
        i32::try_from(day).ok().map(Day)
    }
}
