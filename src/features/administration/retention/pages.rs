//! The page of retention.

use maud::{Markup, html};

use super::{
    HERE,
    forms::{CLASSES, RetentionForm, days},
};
use crate::{
    base::{Result, text},
    data::Visit,
    features::{
        administration::settings::{one_of_settings, settings_page},
        settings::{RETAIN, RETENTION_DAYS, Retention},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

pub fn page(
    visit: &Visit,
    request: &Request,
    held: &Retention,
    form: &Filled<RetentionForm>,
) -> Result<Page> {
    let content = match visit.may_somewhere(&RETAIN) {
        true => fields(form),
        false => facts(held),
    };
    let page = settings_page(
        visit,
        HERE,
        Section::new("Retention", html! { (content) (for_ever()) })
            .small("What piles up by itself goes when its time is over"),
        one_of_settings(visit, request, held)?,
    )?;
    Ok(page.live("retention").status(form.status()))
}

fn fields(form: &Filled<RetentionForm>) -> Markup {
    let bounds = format!(
        "{} to {} days.",
        RETENTION_DAYS.start(),
        RETENTION_DAYS.end()
    );
    html! {
        form class="stack read" method="post" action=(HERE) data-once {
            (form.summary())
            (hidden("version", form.value("version").unwrap_or_default()))
            p class="mute" { "Days that each is kept; left empty, for ever. " (bounds) " Once a day what is over goes, and doesn't come back." }
            @for (name, label, when) in CLASSES { (form.number(name, label).optional().hint(when)) }
            (buttons(html! {
                (Button::submit("Save").primary())
                (Button::link("Keep things as they are", HERE))
            }))
        }
    }
}

/// For those who may look and not change.
fn facts(held: &Retention) -> Markup {
    let mut facts = Facts::new();
    for ((_, label, _), days) in CLASSES.iter().zip(days(held)) {
        facts = facts.fact(
            *label,
            days.map_or("For ever".into(), |days| {
                text::count(days as usize, "day", "days")
            }),
        );
    }
    html! { (facts) }
}

fn for_ever() -> Markup {
    html! {
        p class="mute mt" {
            "Leads, clients, tickets, projects, time and documents are never removed for their age, nor is the journal: it proves what was done. "
            "How many snapshots are kept is said under " a class="link" href="/settings/snapshots" { "Snapshots" } ". "
            "Answers to retried requests go after thirty days, files that nothing names after thirty days too."
        }
    }
}
