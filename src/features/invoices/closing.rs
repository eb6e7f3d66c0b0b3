//! Up to which day the books are closed: no payment of such a day is booked or taken back, by whatever deed, Undo among them. What
//! is issued, credited or written off is of the day on which it is done, which is never closed.

use maud::html;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{VIEW, actions::CLOSE};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Result},
    data::{
        Cached, Change, Declares, Entity, EntityInfo, Field, Kind, ReadTx, Record, Store, Visit,
        record,
    },
    ui::prelude::*,
    web::{
        Filled, Page, Reply, Request, Route, Told,
        form::{Form, Optional, Reader},
    },
};

/// One record for the house; nothing is closed before somebody saves one.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BookClosing {
    #[serde(skip)]
    pub id: Id<BookClosing>,
    #[serde(skip)]
    pub version: u64,
    /// The last day that is closed.
    #[serde(default)]
    pub until: Option<Day>,
}

impl BookClosing {
    fn title(&self) -> String {
        "Closed books".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}

    pub fn holds(&self, day: Day) -> bool {
        self.until.is_some_and(|until| day <= until)
    }
}

const FIELDS: &[Field] = &[Field::day("until", "Closed up to")];

impl Entity for BookClosing {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Closed books", "Closed books", Icon::Lock, FIELDS).without_page();
}

record!(BookClosing, Kind::new(238, "book-closing", "BKC"), view: VIEW);

/// As it is now, in memory.
pub struct Closed(pub BookClosing);

impl Cached for Closed {
    const FROM: &'static [Kind] = &[BookClosing::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        let held = read_tx.all::<BookClosing>()?.pop();
        Ok(Closed(held.unwrap_or_default()))
    }
}

/// Refuses what is of a day whose books are closed, inside a guard.
///
/// # Errors
/// A conflict that says up to when.
pub fn must_be_open(change: &mut Change<'_, '_>, day: Day) -> Result<()> {
    let held = match change.cached::<Closed>() {
        Some(known) => known.0.clone(),
        None => change.all::<BookClosing>()?.pop().unwrap_or_default(),
    };
    match held.until.filter(|_| held.holds(day)) {
        None => Ok(()),
        Some(until) => Err(Error::conflict(format!(
            "The books are closed up to {}. Book it on a later day, or have the period opened again.",
            until.long()
        ))),
    }
}

/// Up to when the books are closed; nothing opens every period again.
#[derive(Debug, Clone, Default)]
pub struct CloseForm {
    pub until: Option<Day>,
    pub version: Option<u64>,
}

impl Form for CloseForm {
    fn read(f: &mut Reader) -> Self {
        CloseForm {
            until: f.day("until", "Closed up to", Optional),
            version: f.version(),
        }
    }
}

/// Closes the books of a period, or opens it again.
///
/// # Errors
/// Beside the day, where it isn't over; and where somebody saved in between.
pub fn close(visit: &Visit, form: CloseForm) -> Result<()> {
    if form.until.is_some_and(|until| until >= visit.today()) {
        return Err(Error::field(
            "until",
            "Close a period that is over: choose a day before today.",
        ));
    }
    visit.act(CLOSE, move |change| {
        let mut held = change.only::<BookClosing>(form.version)?;
        held.until = form.until;
        change.put(&held)
    })
}

const AT: &str = "/book-closing";
const CLOSED: Told = Told::Object(&[("until", Told::Text), ("version", Told::Number)]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page(AT, CLOSE, |v, _| page(v, &filled(v)?).map(Into::into)),
        Route::post(AT, CLOSE, save),
        // What Undo leads back to.
        Route::page("/book-closing/{id}", CLOSE, |_, _| Ok(Reply::go(AT))),
        Route::api_get(AT, VIEW, "Up to when the books are closed", |v, _| {
            answer(v)
        })
        .tells(CLOSED),
        Route::api_edit::<CloseForm>(
            AT,
            CLOSE,
            "Close the books of a period, or open it again",
            |v, _| answer(v),
            |v, _| filled(v),
            |v, _, form| close(v, form),
        )
        .tells(CLOSED),
    ]
}

fn answer(visit: &Visit) -> Result<Reply> {
    let closed = visit.cached::<Closed>()?;
    let held = &closed.0;
    let until = held.until.map(|day| day.iso());
    Ok(Reply::json(
        json!({ "until": until, "version": held.version }),
    ))
}

fn filled(visit: &Visit) -> Result<Filled<CloseForm>> {
    let closed = visit.cached::<Closed>()?;
    let until = closed.0.until.map(|day| day.iso()).unwrap_or_default();
    Ok(Filled::blank(&[
        ("until", until),
        ("version", closed.0.version.to_string()),
    ]))
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<CloseForm>()
        .attempt(|form| close(visit, form))?
    {
        Ok(()) => Ok(Reply::go(AT).toast("Saved", visit.wrote())),
        Err(typed) => {
            let version = visit.cached::<Closed>()?.0.version;
            Ok(page(visit, &typed.against(version, &filled(visit)?))?.into())
        }
    }
}

fn page(visit: &Visit, form: &Filled<CloseForm>) -> Result<Page> {
    let closed = visit.cached::<Closed>()?;
    let now = match closed.0.until {
        Some(until) => format!("Closed up to {}", until.long()),
        None => "No period is closed".to_owned(),
    };
    let yesterday = visit.today() + -1;
    let body = html! {
        (Head::new("Closed books").fact(now))
        form class="stack read" method="post" action=(AT) data-once {
            (form.summary())
            (form.version(closed.0.version))
            (form.date("until", "Closed up to").optional().max(yesterday.iso())
                .hint("No payment of this day or an earlier one is booked or taken back, not by a bank statement and not by Undo. Empty opens every period."))
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep it as it is", "/payments")) }))
        }
    };
    Ok(Page::new("Closed books", body)
        .under("Payments", "/payments")
        .styles(&["extra"])
        .status(form.status()))
}
