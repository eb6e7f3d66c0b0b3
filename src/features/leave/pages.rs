//! Asking for leave, one leave, and how much there is.

use maud::{Markup, html};

use super::{
    Allowance, AllowanceForm, Cancel, EnterForm, Leave, LeaveForm, LeaveKind, Status,
    actions::{ALLOW, CANCEL},
    allowance::{Allowances, Balance, USUAL},
    count::words,
};
use crate::{
    base::{Choice, Id, Moment, Result},
    data::{Record, Visit},
    features::{
        approvals, form_key,
        people::{Directory, User},
    },
    ui::prelude::*,
    web::{Filled, Page},
};

pub const ALLOWANCES_AT: &str = "/leave-allowances";

/// What somebody has of a year, beside the form and beside a leave.
fn balance(visit: &Visit, user: Id<User>, year: i16) -> Result<Markup> {
    let held = Balance::of(visit, user, year)?;
    Ok(html! {
        (Section::new(format!("Vacation in {year}"), html! {
            (Facts::new()
                .fact("Allowance", words(held.allowed))
                .fact("Taken", words(held.taken))
                .fact("Asked for", words(held.asked))
                .strong("Left", words(held.left())))
        }))
    })
}

pub fn new(visit: &Visit, form: &Filled<LeaveForm>) -> Result<Page> {
    let today = visit.today();
    let body = html! {
        (Head::new("Ask for leave"))
        (record(html! {
            form class="stack" method="post" action="/leave" data-once {
                (hidden("_key", form_key()))
                (form.summary())
                (form.choice::<LeaveKind>("kind", "Kind").required())
                (fields_two(html! {
                    (form.date("from", "First day").required())
                    (form.date("until", "Last day").optional().hint("Empty: the first day alone."))
                }))
                (form.tick("half_first", "The first day begins at noon"))
                (form.tick("half_last", "The last day ends at noon"))
                (form.text("note", "What they should know").optional())
                (buttons(html! {
                    (Button::submit("Ask for leave").primary())
                    (Button::link("Back", "/leave"))
                }))
            }
        }, balance(visit, Id::new(visit.actor.person), today.date().year())?))
    };
    Ok(Page::new("Ask for leave", body)
        .under("Leave", "/leave")
        .styles(&["record", "extra"])
        .status(form.status()))
}

/// The same for somebody else.
pub fn enter(form: &Filled<EnterForm>) -> Result<Page> {
    let body = html! {
        (Head::new("Enter leave").fact("For somebody who can't, or was ill"))
        (record(html! {
            form class="stack" method="post" action="/leave/enter" data-once {
                (hidden("_key", form_key()))
                (form.summary())
                (form.record("user", "Person", User::KIND.prefix).required())
                (form.choice::<LeaveKind>("kind", "Kind").required())
                (fields_two(html! {
                    (form.date("from", "First day").required())
                    (form.date("until", "Last day").optional().hint("Empty: the first day alone."))
                }))
                (form.tick("half_first", "The first day begins at noon"))
                (form.tick("half_last", "The last day ends at noon"))
                (form.text("note", "What they should know").optional())
                (buttons(html! {
                    (Button::submit("Enter leave").primary())
                    (Button::link("Back", "/leave"))
                }))
            }
        }, html! {
            (Section::new("What follows", html! {
                p class="mute" { "They are told. It is decided as if they had asked, by anybody but them; where you would be asked alone, it stands at once." }
            }))
        }))
    };
    Ok(Page::new("Enter leave", body)
        .under("Leave", "/leave")
        .styles(&["record", "extra"])
        .status(form.status()))
}

pub fn one(visit: &Visit, leave: &Leave, form: &Filled<Cancel>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let mine = leave.user.raw() == visit.actor.person;
    // What one is away for already, a lead cancels.
    let begun = mine && leave.status == Status::Approved && leave.from <= today;
    let asked = approvals::waiting_about(visit, leave)?;
    let at = |at: Moment| at.show(visit.at, &visit.tz);
    let decided = leave.decided_at.map(|when| {
        let by = leave.decided_by.map_or("", |by| names.name(by));
        format!("{} by {by}", at(when))
    });
    let day = |day: crate::base::Day, half: bool, words: &str| match half {
        true => format!("{}, {words}", day.show(today)),
        false => day.show(today),
    };
    let facts = Facts::new()
        .fact("Person", who(names.name(leave.user)))
        .fact("Kind", leave.kind.label())
        .fact("First day", day(leave.from, leave.half_first, "from noon"))
        .fact("Last day", day(leave.until, leave.half_last, "until noon"))
        .fact("Length", leave.length())
        .fact("Status", badge(leave.status.tone(), leave.status.label()))
        .fact("Asked", at(leave.asked_at))
        .maybe("Decided", decided)
        .maybe("Note", (!leave.note.is_empty()).then_some(&leave.note))
        .maybe(
            "Why it won’t be",
            (!leave.reason.is_empty()).then_some(&leave.reason),
        );
    let body = html! {
        (Head::new(leave.name()).fact(names.name(leave.user).to_owned()).actions(html! {
            @if let Some(waits) = asked.first() {
                (Button::link(if mine { "Who decides" } else { "Decide" }, format!("/approvals/{}", waits.id)).icon(Icon::Approve))
            }
        }))
        (record(html! {
            div data-live-id="leave" { (facts) }
            @if leave.stands() && !begun && visit.may(&CANCEL, leave) {
                (Section::new("Cancel", html! {
                    form class="stack" method="post" action=(format!("/leave/{}/cancel", leave.id)) data-once {
                        (form.summary())
                        (form.version(leave.version))
                        (form.text("reason", "Reason").hint(if mine { "Whoever decides reads it." } else { "They are told." }))
                        (buttons(Button::submit("Cancel the leave").danger()))
                    }
                }))
            }
        }, html! { @if leave.kind.counts() && leave.status != Status::Cancelled { (balance(visit, leave.user, leave.from.date().year())?) } }))
    };
    Ok(Page::new(leave.name(), body)
        .under("Leave", "/leave")
        .styles(&["record", "extra"])
        .live(format!("leave:{}", leave.id.raw()))
        .status(form.status()))
}

pub fn allowances(visit: &Visit, form: &Filled<AllowanceForm>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let known = visit.cached::<Allowances>()?;
    let mut all: Vec<&Allowance> = known.0.iter().collect();
    all.retain(|held| visit.may(&ALLOW, *held));
    all.sort_by_key(|held| (held.user.is_some(), held.user, std::cmp::Reverse(held.year)));
    let rows = all.iter().map(|held| {
        let whose = held.user.map_or("Everybody else", |user| names.name(user));
        Row::new()
            .cell(whose.to_owned())
            .number(held.year.to_string())
            .number(words(i64::from(held.half_days)))
            .number(match held.carried {
                0 => String::new(),
                carried => words(i64::from(carried)),
            })
    });
    let rows: Vec<Row> = rows.collect();
    let year = visit.today().date().year();
    let typed_year = form.value("year").map_or(year.to_string(), str::to_owned);
    let body = html! {
        (Head::new("Leave allowances").fact("Days of vacation a year"))
        (record(html! {
            div data-live-id="allowances" {
                @if rows.is_empty() {
                    (Empty::quiet("As Atrium starts", format!("Everybody has {} of vacation a year until somebody says otherwise here.", words(i64::from(USUAL)))).plain())
                } @else {
                    div class="scroll" {
                        (Table::rows()
                            .caption("Days of vacation a year")
                            .column(Column::new("Whose"))
                            .column(Column::number("From the year"))
                            .column(Column::number("A year"))
                            .column(Column::number("Carried over"))
                            .body(rows))
                    }
                }
            }
        }, html! {
            (Section::new("Set an allowance", html! {
                form class="stack" method="post" action=(ALLOWANCES_AT) data-once {
                    (hidden("_key", form_key()))
                    (form.summary())
                    (form.record("user", "Person", User::KIND.prefix).optional().hint("Empty: everybody who has none of their own."))
                    (form.number("year", "From the year").required().value(typed_year))
                    (form.text("days", "Days a year").required().hint("Such as 25 or 25.5."))
                    (form.text("carried", "Carried over").optional().hint("From the year before, for this year alone."))
                    (buttons(Button::submit("Save allowance").primary()))
                }
            }))
        }))
    };
    Ok(Page::new("Leave allowances", body)
        .under("Leave", "/leave")
        .styles(&["record", "list", "empty", "extra"])
        .live("leave-allowances")
        .status(form.status()))
}
