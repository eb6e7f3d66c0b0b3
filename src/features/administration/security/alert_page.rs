//! One alert, as a page.

use super::{
    actions::HANDLE,
    alert::{Alert, Stage},
    pages::tone,
};
use crate::{
    base::{Choice, Moment, Result},
    data::Visit,
    features::people::Directory,
    ui::prelude::*,
    web::{Filled, Page, link},
};
use maud::{Markup, html};

pub fn one(
    visit: &Visit,
    alert: &Alert,
    form: &Filled<super::forms::Closing>,
    history: Markup,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let home = format!("/alerts/{}", alert.id);
    let may = visit.may(&HANDLE, alert);
    let shown = |at: Moment| at.show(visit.at, &visit.tz);
    let main = html! {
        @if may && alert.stage != Stage::Closed {
            (Section::new("Close", html! {
                form class="stack" method="post" action=(format!("{home}/close")) data-once {
                    (form.banner())
                    (form.version(alert.version))
                    (form.area("note", "What it was").required().hint("Such as: their new laptop; they called and confirmed it."))
                    (buttons(Button::submit("Close").primary()))
                }
            }))
        }
        @if !alert.note.is_empty() { (Section::new("What it was", html! { p { (alert.note) } })) }
        (Section::new("History", history))
    };
    let aside = html! {
        (Facts::new()
            .fact("Rule", alert.rule.label())
            .fact("About", match alert.user {
                Some(user) => link(visit, user.as_ref(), names.name(user)),
                None => html! { (alert.subject) },
            })
            .fact("Times", alert.count)
            .fact("First", shown(alert.first))
            .fact("Last", shown(alert.last))
            .maybe("Looked at by", alert.by.map(|by| names.name(by).to_owned())))
    };
    let body = html! {
        (Head::new(alert.text.as_str()).fact(id(alert.id.to_string())).fact(badge(tone(alert.rule), alert.stage.label())).actions(html! {
            @if let Some(user) = alert.user { (Button::link("Their sessions", format!("/security?show=sessions&q={}", crate::web::request::percent(names.name(user))))) }
            @if may && alert.stage == Stage::Open {
                (post_button(&format!("{home}/see"), hidden("version", alert.version), Button::submit("Seen").icon(Icon::Eye)))
            }
        }))
        (record(main, aside))
    };
    Ok(Page::new(alert.rule.label(), body)
        .under("Security", "/security")
        .styles(&["extra", "record", "thread"])
        .live(format!("alerts:{}", alert.id.raw()))
        .at(home)
        .status(form.status()))
}
