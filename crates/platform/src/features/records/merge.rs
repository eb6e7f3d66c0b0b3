//! Two records that are one: which of them stays is said by the address, and field by field whose value. What belongs to the
//! other goes over to it, and the other is gone; one Undo takes all of it back.

use maud::{Markup, html};
use serde_json::Value;

use super::pairs::problems_of;
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Change, Entity, Field, Held, Ref, Visit},
    features::{declared, form_key, history::Words},
    ui::prelude::*,
    web::{
        Filled, Page, Reply, Request, Route,
        form::{Form, Reader, Required},
    },
};

/// Brings what hangs on one record of any kind over to another one: from, to. Each room says it of its own records.
pub type Bring = fn(&mut Change<'_, '_>, Ref, Ref) -> Result<()>;

/// A record that can turn out to be another's double.
pub trait Merged: Entity {
    const MERGE: Action;
    /// What it is edited with: its rules hold for what is mixed of two.
    type Form: Form;

    /// What holds for the one that stays, beside what hangs on the one that is gone.
    ///
    /// # Errors
    /// With why they can't be one.
    fn absorb(change: &mut Change<'_, '_>, kept: &mut Held<Self>, gone: &Held<Self>) -> Result<()>;
}

/// With which other, and the fields whose value is the other's.
#[derive(Debug, Clone)]
pub struct Merge<R: Entity> {
    pub with: Option<Id<R>>,
    pub take: Vec<String>,
    pub version: Option<u64>,
}

impl<R: Entity> Form for Merge<R> {
    fn read(f: &mut Reader) -> Self {
        let form = Merge {
            with: f.id("with", "The other one", Required),
            take: f.all("take", "Fields of the other one"),
            version: f.version(),
        };
        let known = |key: &str| written::<R>().any(|field| field.key == key);
        if let Some(unknown) = form.take.iter().find(|key| !known(key)) {
            let why = format!("{unknown} is no field that can be taken.");
            f.problem("take", why);
        }
        form
    }
}

fn written<R: Entity>() -> impl Iterator<Item = &'static Field> {
    let fields = R::INFO.fields.iter();
    fields.filter(|field| field.form().is_some() && !field.at_first)
}

/// The one that stays with what is taken of the other, each as this person saw it.
struct Mixed<R> {
    record: R,
    versions: (u64, u64),
}

impl<R: Merged> Mixed<R> {
    fn of(visit: &Visit, id: Id<R>, with: Id<R>, take: &[String]) -> Result<Mixed<R>> {
        let kept = visit.find_for(&R::MERGE, id)?;
        let gone = visit.find_for(&R::MERGE, with)?;
        let mut stored = serde_json::to_value(&kept).map_err(Error::internal)?;
        let mut other = serde_json::to_value(&gone).map_err(Error::internal)?;
        for field in written::<R>().filter(|field| take.iter().any(|key| key == field.key)) {
            if !visit.reads(field, kept.as_ref())? || !visit.reads(field, gone.as_ref())? {
                let why = format!("{} is not yours to read, so it stays.", field.label);
                return Err(Error::field("take", why));
            }
            stored[field.stored] = other[field.stored].take();
        }
        let mut record: R = serde_json::from_value(stored).map_err(Error::internal)?;
        record.set_id(id);
        record.set_version(kept.version());
        if !take.is_empty() {
            let problems = problems_of::<R, R::Form>(visit, &record)?;
            if !problems.is_empty() {
                return Err(Error::field("take", problems.to_string()));
            }
        }
        Ok(Mixed {
            record,
            versions: (kept.version(), gone.version()),
        })
    }
}

/// Makes one of two.
///
/// # Errors
/// When this person may not do it to either, or they can't be one.
pub fn merge<R: Merged>(visit: &Visit, id: Id<R>, form: Merge<R>) -> Result<()> {
    let Some(with) = form.with.filter(|with| *with != id) else {
        return Err(Error::field("with", "Choose another one."));
    };
    // A retry is answered, though by then the other one is gone.
    let mixed = match visit.was_answered()? {
        true => None,
        false => {
            let kept = visit.find_for::<R>(&R::MERGE, id)?;
            if form.version.is_some_and(|seen| seen != kept.version()) {
                return Err(Error::Stale);
            }
            Some(Mixed::of(visit, id, with, &form.take)?)
        }
    };
    visit.act(R::MERGE, move |change| {
        let mut kept = change.subject_at(id, form.version)?;
        let gone = change.subject(with)?;
        let mixed = mixed.filter(|mixed| mixed.versions == (kept.version(), gone.version()));
        *kept = mixed.ok_or(Error::Stale)?.record;
        R::absorb(change, &mut kept, &gone)?;
        change.put(&kept)?;
        for bring in declared().hangs.iter() {
            bring(change, gone.as_ref(), kept.as_ref())?;
        }
        change.delete(&gone)
    })
}

/// The page on which it is said, and the deed.
pub fn merge_routes<R: Merged>(summary: &'static str) -> Vec<Route> {
    let at = format!("/{}/{{id}}/merge", R::KIND.plural);
    vec![
        Route::page(&at, R::MERGE, |visit, request| {
            let record = visit.find_for::<R>(&R::MERGE, request.id("id")?)?;
            let asked = match request.query("with") {
                Some(_) => request.asked_named::<Merge<R>>(visit)?,
                None => Filled::blank(&[]),
            };
            Ok(page(visit, &record, &asked)?.into())
        }),
        Route::post(&at, R::MERGE, run::<R>),
        Route::api_post::<Merge<R>>(&at, R::MERGE, summary, |visit, request, form| {
            let id: Id<R> = request.id("id")?;
            merge(visit, id, form)?;
            Ok(Reply::json(visit.json(&visit.find(id)?)?))
        })
        .of::<R>(),
    ]
}

fn run<R: Merged>(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<R> = request.id("id")?;
    let with = request.field("with").and_then(Id::<R>::parse);
    match request
        .fill::<Merge<R>>()
        .attempt(|form| merge(visit, id, form))?
    {
        Ok(()) => {
            let number = with.map(|with| with.to_string()).unwrap_or_default();
            let said = format!("{number} is part of this one now");
            Ok(Reply::go(visit.address(id.as_ref())).toast(said, visit.wrote()))
        }
        Err(refused) => Ok(page(visit, &visit.find(id)?, &refused)?.into()),
    }
}

fn page<R: Merged>(visit: &Visit, record: &R, form: &Filled<Merge<R>>) -> Result<Page> {
    let here = visit.address(record.as_ref());
    let other = match form.value("with").and_then(Id::<R>::parse) {
        Some(id) if id != record.id() => Some(visit.find(id)),
        _ => None,
    };
    let (other, missing) = match other {
        Some(Ok(other)) => (Some(other), false),
        Some(Err(Error::NotFound)) => (None, true),
        Some(Err(why)) => return Err(why),
        None => (None, false),
    };
    let one = R::INFO.one.to_lowercase();
    let body = html! {
        (Head::new(format!("Merge {}", record.title())).fact(id(record.number())))
        (form.summary())
        @if missing { (Banner::error(format!("There is no such {one}."))) }
        @match other {
            None => {
                form class="stack read" method="get" action=(format!("{here}/merge")) {
                    p { "Another " (one) " that is the same one as this: what was said, filed and shared with it comes here, and it is gone." }
                    (form.record("with", "The other one", R::KIND.prefix).required().autofocus())
                    (buttons(html! { (Button::submit("Look at both").primary()) (Button::link("Keep things as they are", here.as_str())) }))
                }
            }
            Some(other) => (both(visit, record, &other, form, &here)?),
        }
    };
    let title = format!("Merge {}", record.title());
    Ok(Page::new(title, body)
        .under(R::INFO.many, format!("/{}", R::KIND.plural))
        .under(record.title(), here)
        .styles(&["list", "extra"])
        .status(form.status()))
}

/// The fields in which they differ, each with a tick for the other's value.
fn both<R: Merged>(
    visit: &Visit,
    record: &R,
    other: &R,
    form: &Filled<Merge<R>>,
    here: &str,
) -> Result<Markup> {
    let words = Words::of(visit)?;
    let held = serde_json::to_value(record).map_err(Error::internal)?;
    let theirs = serde_json::to_value(other).map_err(Error::internal)?;
    let mut rows = Vec::new();
    for field in written::<R>() {
        let of = |stored: &Value| stored.get(field.stored).cloned().unwrap_or_default();
        let (mine, theirs) = (of(&held), of(&theirs));
        let reads = visit.reads(field, record.as_ref())? && visit.reads(field, other.as_ref())?;
        if mine == theirs || !reads {
            continue;
        }
        let taken = form.values("take").any(|key| key == field.key);
        let said = words.say(&field.kind, &theirs);
        rows.push(
            Row::new()
                .name(field.label)
                .cell(words.say(&field.kind, &mine))
                .cell(Tick::new("take", said).value(field.key).checked(taken)),
        );
    }
    Ok(html! {
        form class="stack" method="post" action=(format!("{here}/merge")) data-once {
            (hidden("_key", form_key()))
            (hidden("with", other.number()))
            (form.version(record.version()))
            p { (other.number()) " " (other.title()) " becomes a part of " (record.number()) ", and is gone. Tick what is right of the other one." }
            @if rows.is_empty() { (Banner::info("They say the same.")) }
            @else { (Table::rows().column(Column::new("Field")).column(Column::new("Stays")).column(Column::new("Take instead")).body(rows)) }
            (buttons(html! { (Button::submit("Merge").primary()) (Button::link("Keep both", here)) }))
        }
    })
}
