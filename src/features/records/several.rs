//! Several records at once: some of their fields set to one value, each record by its own rules and the rights that its own
//! deed needs. All or none: which of them may not be changed is said, each with the reason, and one Undo takes all back.

use maud::{Markup, html};
use serde_json::{Value, json};

use crate::{
    access::{Action, policy},
    base::{Day, Error, Id, Result, text},
    data::{Change, Entity, Field, FieldKind, Held, Record, Visit},
    features::people::{Department, Directory, User},
    ui::prelude::*,
    web::{
        Reply, Request, Route, Told,
        form::{Form, Optional, Reader},
    },
};

/// More than this nobody looks through.
const MOST: usize = 500;

/// A record of which several are changed at once: the fields that say so (`Field::for_several`).
pub trait Several: Entity + Sized {
    /// The deed that sets a field of one.
    fn deed(field: &Field) -> Action;

    /// What holds for the values alone, before any record is looked at.
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

/// The values that fields are set to, as they are stored.
#[derive(Debug, Clone, Default)]
pub struct Set(Vec<(&'static Field, Value)>);

impl Set {
    pub fn of(&self, key: &str) -> Option<&Value> {
        let found = self.0.iter().find(|(field, _)| field.key == key);
        found.map(|(_, value)| value)
    }

    /// The record that is set in a field.
    pub fn id<R: Record>(&self, key: &str) -> Option<Id<R>> {
        self.of(key).and_then(Value::as_u64).map(Id::new)
    }

    pub fn day(&self, key: &str) -> Option<Day> {
        let day = self.of(key)?.as_i64()?;
        i32::try_from(day).ok().map(Day)
    }

    fn put<R: Record>(&self, record: &R) -> Result<R> {
        let mut stored = serde_json::to_value(record).map_err(Error::internal)?;
        for (field, value) in &self.0 {
            stored[field.stored] = value.clone();
        }
        let mut with: R = serde_json::from_value(stored).map_err(Error::internal)?;
        with.set_id(record.id());
        with.set_version(record.version());
        Ok(with)
    }
}

/// What was ticked, and what is set.
#[derive(Debug, Clone)]
pub struct SetSeveral<R: Entity> {
    pub keys: Vec<Id<R>>,
    pub set: Set,
}

fn fields<R: Entity>() -> impl Iterator<Item = &'static Field> {
    R::INFO.fields.iter().filter(|field| field.for_several)
}

impl<R: Several> Form for SetSeveral<R> {
    fn read(f: &mut Reader) -> Self {
        let mut keys: Vec<Id<R>> = f.ids("keys", R::INFO.many);
        keys.sort_unstable();
        keys.dedup();
        let mut set = Vec::new();
        for field in fields::<R>() {
            set.extend(value(f, field).map(|value| (field, value)));
        }
        let one = R::INFO.one.to_lowercase();
        if keys.is_empty() {
            f.problem("keys", format!("Tick at least one {one}."));
        } else if keys.len() > MOST {
            let many = R::INFO.many.to_lowercase();
            f.problem("keys", format!("At most {MOST} {many} at once."));
        } else if set.is_empty() && f.problems.is_empty() {
            let labels: Vec<String> = fields::<R>().map(|f| f.label.to_lowercase()).collect();
            let said = format!("Say what to change: {}.", labels.join(", "));
            let first = fields::<R>().next().map_or("keys", |field| field.key);
            f.problem(first, said);
        }
        SetSeveral {
            keys,
            set: Set(set),
        }
    }
}

/// A value as it is stored; nothing where the field stays as it is.
fn value(f: &mut Reader, field: &Field) -> Option<Value> {
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
        FieldKind::Day => f.day(name, label, Optional).map(|day| day.0.into()),
        FieldKind::Money => f.money(name, label, Optional).map(|money| money.0.into()),
        FieldKind::Minutes => f.minutes(name, label, Optional).map(Into::into),
        FieldKind::Percent => f.whole(name, label, Optional, 0..=100).map(Into::into),
        FieldKind::Text => {
            let text = f.text(name, label, Optional, 120);
            (!text.is_empty()).then(|| text.into())
        }
        _ => None,
    }
}

/// Sets fields of several records; how many.
///
/// # Errors
/// With each of them that may not be changed, and why; then none is.
pub fn several<R: Several>(visit: &Visit, form: SetSeveral<R>) -> Result<usize> {
    R::check(visit, &form.set)?;
    for (field, value) in &form.set.0 {
        works_here(visit, field, value)?;
    }
    let mut deeds: Vec<Action> = Vec::new();
    for (field, _) in &form.set.0 {
        let deed = R::deed(field);
        if !deeds.contains(&deed) {
            deeds.push(deed);
        }
    }
    let Some(first) = deeds.first().copied() else {
        return Ok(0);
    };
    visit.act(first, move |change| {
        let mut changed = Vec::new();
        let mut refused = Refused::default();
        for id in form.keys {
            match one(change, id, &form.set, &deeds[1..]) {
                Ok(record) => changed.push(record),
                Err(why) => refused.add(id.to_string(), why)?,
            }
        }
        refused.or_none()?;
        R::tell(change, &changed, &form.set)?;
        Ok(changed.len())
    })
}

fn one<R: Several>(
    change: &mut Change<'_, '_>,
    id: Id<R>,
    set: &Set,
    besides: &[Action],
) -> Result<R> {
    let mut held = change.subject(id)?;
    let before = (*held).clone();
    for deed in besides {
        let placement = change.placement(&before)?;
        if !change.allowed(deed, id.as_ref(), &placement) {
            let why = policy::explain(&change.actor, deed, Some(&placement));
            return Err(Error::Forbidden(why));
        }
        if let Some(refusal) = change.in_other_hands(deed, &before)? {
            return Err(Error::Forbidden(refusal));
        }
    }
    *held = set.put(&before)?;
    R::settle(change, &before, &mut held)?;
    change.put(&held)?;
    Ok(held.into_record())
}

/// Work goes to somebody who works here.
fn works_here(visit: &Visit, field: &Field, value: &Value) -> Result<()> {
    let person = matches!(field.kind, FieldKind::Record(plural) if plural == User::KIND.plural);
    let names = Directory::of(visit)?;
    let here = names
        .staff()
        .iter()
        .any(|user| value.as_u64() == Some(user.id.raw()));
    match person && !here {
        true => Err(Error::field(field.key, "Choose somebody who works here.")),
        false => Ok(()),
    }
}

/// Those that may not be changed, each with the reason.
#[derive(Default)]
struct Refused {
    words: Vec<String>,
    /// Whether it is for want of a right alone.
    forbidden: bool,
}

impl Refused {
    /// # Errors
    /// What isn't about this one.
    fn add(&mut self, number: String, why: Error) -> Result<()> {
        let forbidden = matches!(why, Error::Forbidden(_) | Error::NotFound);
        self.forbidden = forbidden && (self.words.is_empty() || self.forbidden);
        match why {
            Error::Forbidden(why) | Error::Conflict(why) => {
                self.words.push(match why.contains(&number) {
                    true => why,
                    false => format!("{number}: {why}"),
                });
                Ok(())
            }
            Error::NotFound => {
                self.words.push(format!("{number} is not there."));
                Ok(())
            }
            Error::Invalid(problems) => {
                self.words.push(format!("{number}: {problems}"));
                Ok(())
            }
            other => Err(other),
        }
    }

    fn or_none(self) -> Result<()> {
        /// More reasons than this nobody reads.
        const SAID: usize = 5;
        let more = self.words.len().saturating_sub(SAID);
        let mut words = self.words;
        words.truncate(SAID);
        let mut said = words.join(" ");
        if more > 0 {
            said.push_str(&format!(" And {more} more."));
        }
        match (said.is_empty(), self.forbidden) {
            (true, _) => Ok(()),
            (false, true) => Err(Error::Forbidden(said)),
            (false, false) => Err(Error::Conflict(said)),
        }
    }
}

/// The ways to it, for whoever may do `action` at all.
pub fn several_routes<R: Several>(action: Action, summary: &'static str) -> Vec<Route> {
    let at = format!("/{}/bulk", R::KIND.plural);
    vec![
        Route::post(&at, action, change_several::<R>),
        Route::api_post::<SetSeveral<R>>(&at, action, summary, |visit, _, form| {
            Ok(Reply::json(json!({ "changed": several(visit, form)? })))
        })
        .tells(Told::Object(&[("changed", Told::Number)])),
    ]
}

/// Comes back to the list that they were ticked in.
fn change_several<R: Several>(visit: &Visit, request: &Request) -> Result<Reply> {
    let list = format!("/{}", R::KIND.plural);
    let ours = |to: &&str| {
        let rest = to.strip_prefix(&list).map(|rest| rest.chars().next());
        matches!(rest, Some(None | Some('?' | '/')))
            && to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
    };
    let to = request.field("back").filter(ours).unwrap_or(&list);
    let filled = request.fill::<SetSeveral<R>>();
    Ok(match filled.attempt(|form| several(visit, form))? {
        Ok(count) => {
            let (one, many) = (R::INFO.one.to_lowercase(), R::INFO.many.to_lowercase());
            let said = format!("{} changed", text::count(count, &one, &many));
            Reply::go(to).toast(said, visit.wrote())
        }
        Err(refused) => {
            let why = refused.general.clone();
            Reply::go(to).toast(why.unwrap_or_else(|| refused.problems.to_string()), None)
        }
    })
}

/// The controls for a bar of several: one for each field, which stays as it is where nothing is chosen.
pub fn controls<R: Several>(visit: &Visit) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let mut staff = Vec::new();
    for user in names.staff() {
        let name = match R::load(visit, user.id)? {
            Some(open) => format!("{}, {open} open", user.name),
            None => user.name.clone(),
        };
        staff.push((user.id.to_string(), name));
    }
    let control = |field: &Field| {
        let (name, label) = (field.key, field.label);
        let leave = format!("Leave the {}", label.to_lowercase());
        let select = || {
            Select::new(name, label)
                .id(format!("several-{name}"))
                .nothing(&leave)
                .bare()
        };
        match field.kind {
            FieldKind::Record(plural) if plural == User::KIND.plural => html! {
                (select().options(staff.iter().map(|(id, name)| (id, name.as_str()))))
            },
            FieldKind::Record(_) => html! {
                (select().options(names.open_departments().iter().map(|held| (held.id.to_string(), held.name.clone()))))
            },
            FieldKind::Choice(words) => html! { (select().options(words())) },
            FieldKind::Day => {
                html! { (Input::date(name, label).id(format!("several-{name}")).bare()) }
            }
            _ => html! { (Input::text(name, label).id(format!("several-{name}")).bare()) },
        }
    };
    Ok(html! {
        @for field in fields::<R>() { (control(field)) }
        (Button::submit("Apply").primary().small())
    })
}
