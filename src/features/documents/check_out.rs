//! Taking a document out, so that two people don't write over each other: whoever has it out adds versions, nobody else
//! does until it is returned. It ends when its person returns it or adds a version, or when whoever looks after documents
//! ends it with a reason; by itself it never ends, its person is reminded instead.

use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::{
    Document,
    actions::{BREAK, CHECK_IN, CHECK_OUT},
    notices,
};
use crate::{
    access::Tier,
    base::{Error, Id, Moment, Result, time},
    data::{Change, Field, Held, Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
    },
    ui::prelude::*,
    web::form::{Form, Optional, Reader, Required},
};

/// What a document waits for that is out: that its person is reminded.
pub const STILL_OUT: u8 = 2;
/// Somebody is reminded of what they have out so often.
const REMINDED: i64 = 7 * time::DAY;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CheckOut {
    pub by: Id<User>,
    pub at: Moment,
    #[serde(default)]
    pub note: String,
    /// When its person is reminded next.
    pub remind: Moment,
}

pub const FIELDS: &[Field] = &[
    Field::person("by", "By"),
    Field::moment("at", "Since"),
    Field::text("note", "Note"),
    Field::moment("remind", "Reminded").internal(),
];

/// Taking one out, with what for.
#[derive(Debug, Clone)]
pub struct CheckOutForm {
    pub note: String,
    pub version: Option<u64>,
}

impl Form for CheckOutForm {
    fn read(f: &mut Reader) -> Self {
        CheckOutForm {
            note: f.text("note", "What for", Optional, 300),
            version: f.version(),
        }
    }
}

/// Ending somebody else's, with why.
#[derive(Debug, Clone)]
pub struct BreakForm {
    pub reason: String,
}

impl Form for BreakForm {
    fn read(f: &mut Reader) -> Self {
        BreakForm {
            reason: f.text("reason", "Reason", Required, 500),
        }
    }
}

impl Document {
    /// Whether this person is the one who has it out.
    pub fn is_out_with(&self, person: u64) -> bool {
        let out = self.out.as_ref();
        out.is_some_and(|out| out.by.raw() == person)
    }

    fn check_out(&mut self, by: Id<User>, note: String, at: Moment) -> Result<()> {
        self.must_be_live()?;
        if self.out.is_some() {
            return Err(Error::conflict("You have this document out already."));
        }
        self.out = Some(CheckOut {
            by,
            at,
            note,
            remind: at.plus(REMINDED),
        });
        self.goes_at = None;
        Ok(())
    }
}

/// Refuses what would get in the way of somebody else who has it out, naming them and since when.
///
/// # Errors
/// `Conflict`.
pub fn must_be_free(change: &mut Change<'_, '_>, document: &Document) -> Result<()> {
    let Some(out) = &document.out else {
        return Ok(());
    };
    if out.by.raw() == change.actor.person {
        return Ok(());
    }
    let since = out.at.show(change.at, &change.tz);
    if change.actor.tier == Tier::Client {
        return Err(Error::conflict(format!(
            "This document is being worked on since {since}. Try again later."
        )));
    }
    let name = Directory::person_in(change, out.by)?.map(|user| user.name);
    let name = name.as_deref().unwrap_or("Somebody");
    Err(Error::conflict(format!(
        "{name} has had {} out since {since}. Nobody else changes its file until it is returned.",
        document.id
    )))
}

pub fn take_out(visit: &Visit, id: Id<Document>, form: CheckOutForm) -> Result<()> {
    visit.act(CHECK_OUT, move |change| {
        let mut document = change.subject_at(id, form.version)?;
        must_be_free(change, &document)?;
        let by = Id::new(change.actor.person);
        change.note(form.note.as_str());
        let at = change.at;
        document.check_out(by, form.note, at)?;
        if let Some(about) = document.about {
            change.about(about);
        }
        change.put(&document)
    })
}

/// Returns what one has out oneself, without a new version.
pub fn return_it(visit: &Visit, id: Id<Document>) -> Result<()> {
    visit.act(CHECK_IN, move |change| {
        let mut document = change.subject(id)?;
        if document.out.is_none() {
            return Err(Error::conflict("This document is not out."));
        }
        must_be_free(change, &document)?;
        document.out = None;
        change.put(&document)
    })
}

/// Ends the check-out of somebody else, who is told why.
pub fn break_it(visit: &Visit, id: Id<Document>, form: BreakForm) -> Result<()> {
    visit.act(BREAK, move |change| {
        let mut document = change.subject(id)?;
        let Some(out) = document.out.take() else {
            return Err(Error::conflict("This document is not out."));
        };
        change.note(form.reason.as_str());
        change.put(&document)?;
        let words = format!(
            "Your check-out of {} was ended: {}",
            document.name, form.reason
        );
        inbox::notify(
            change,
            out.by,
            &notices::BROKEN,
            Record::as_ref(&*document),
            words,
        )
    })
}

/// Reminds whoever has it out, and says when next.
pub fn remind(change: &mut Change<'_, '_>, mut document: Held<Document>) -> Result<()> {
    let next = change.at.plus(REMINDED);
    let Some(out) = &mut document.out else {
        return Ok(());
    };
    out.remind = next;
    let (by, since) = (out.by, out.at.show(change.at, &change.tz));
    change.put(&document)?;
    let words = format!("You have had {} out since {since}", document.name);
    inbox::notify(
        change,
        by,
        &notices::STILL_OUT,
        Record::as_ref(&*document),
        words,
    )
}

/// Who has it out, and what this person may do about that.
pub fn section(visit: &Visit, document: &Document) -> Result<Markup> {
    let base = format!("/documents/{}", document.id);
    let Some(out) = &document.out else {
        let may = !document.archived && visit.may(&CHECK_OUT, document);
        return Ok(html! {
            div data-live-id="out" {
                @if may {
                    (Section::new("Check out", html! {
                        form class="stack" method="post" action={ (base) "/check-out" } data-once {
                            (hidden("version", document.version))
                            (Input::text("note", "What for").id("check-out-note").optional())
                            (buttons(Button::submit("Check out").icon(Icon::Lock)))
                        }
                    }).small("Nobody else adds a version meanwhile"))
                }
            }
        });
    };
    let names = Directory::of(visit)?;
    let mine = out.by.raw() == visit.actor.person;
    let since = out.at.show(visit.at, &visit.tz);
    Ok(html! {
        div data-live-id="out" {
            (Section::new("Checked out", html! {
                p {
                    @if mine { "You have it out since " (since) "." }
                    @else { b { (names.name(out.by)) } " has it out since " (since) ". Nobody else adds a version until it is returned." }
                }
                @if !out.note.is_empty() { p class="dim" { (out.note) } }
                @if mine && visit.may(&CHECK_IN, document) {
                    (post_button(&format!("{base}/check-in"), html! {}, Button::submit("Return it").icon(Icon::Unlock)))
                } @else if !mine && visit.may(&BREAK, document) {
                    form class="stack" method="post" action={ (base) "/break-check-out" } data-once {
                        (Input::text("reason", "Reason").required())
                        (buttons(Button::submit("End the check-out").danger()))
                    }
                }
            }))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_out_with_one_person() {
        let mut document = Document::default();
        document
            .check_out(Id::new(8), "Prices".into(), Moment(5))
            .unwrap();
        assert!(document.is_out_with(8) && !document.is_out_with(9));
        assert!(
            document
                .check_out(Id::new(8), String::new(), Moment(6))
                .is_err()
        );
        let out = document.out.unwrap();
        assert_eq!((out.at, out.remind), (Moment(5), Moment(5).plus(REMINDED)));
        let mut archived = Document {
            archived: true,
            ..Document::default()
        };
        assert!(
            archived
                .check_out(Id::new(8), String::new(), Moment(6))
                .is_err()
        );
    }
}
