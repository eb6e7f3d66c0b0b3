//! "Shared with" on a record's page, the form, and one's own shares.

use maud::{Markup, html};

use super::{
    actions::{GIVE, TAKE_BACK},
    forms::NewShare,
};
use crate::{
    base::Result,
    data::{Record, Ref, Share, Visit},
    features::{
        form_key, inbox,
        people::{Directory, VIEW_ROLES},
    },
    ui::prelude::*,
    web::{Filled, Page, Request, pages_around},
};

fn how(visit: &Visit, share: &Share) -> String {
    let what = if share.edit { "to edit" } else { "to see" };
    match share.until {
        Some(day) => format!("{what}, until {}", day.show(visit.today())),
        None => what.into(),
    }
}

fn removal(share: &Share, name: &str) -> Markup {
    html! {
        (post_button(&format!("/shares/{}/take-back", share.id), html! {},
            Button::square_submit(Icon::X, format!("Take the share with {name} back")).small().quiet()))
    }
}

/// With whom the record is shared; nothing at all where that says nothing and nothing could be done.
pub fn section<R: Record>(visit: &Visit, record: &R) -> Result<Markup> {
    let of = record.as_ref();
    let names = Directory::of(visit)?;
    let shares: Vec<Share> = visit
        .shares_of(of)?
        .into_iter()
        .filter(|share| share.holds(visit.at))
        .collect();
    let may = visit.may(&GIVE, record);
    let explains = visit.may_somewhere(&VIEW_ROLES);
    let follow = inbox::follow_button(visit, of)?;
    if shares.is_empty() && !may && !explains {
        return Ok(follow);
    }
    let shared = list_tight(html! { @for share in &shares { li {
        span class="grow" { (who(names.name_of(share.to))) " " span class="dim t12" { (how(visit, share)) } }
        @if visit.may(&TAKE_BACK, record) || [share.by, share.to].contains(&visit.actor.person) {
            (removal(share, names.name_of(share.to)))
        }
    } } });
    Ok(html! {
        (follow)
        div class="no-print" {
            (Section::new("Shared with", html! {
                @if shares.is_empty() { p class="dim" { "Nobody beside those whose work it is." } } @else { (shared) }
                @if may || explains {
                    div class="mt row" {
                        @if may { (Button::link("Share", format!("/shares/new?record={}", record.number())).small().icon(Icon::Users)) }
                        @if explains { (Button::link("Who may what", format!("/permissions?record={}", record.number())).small().quiet().icon(Icon::Shield)) }
                    }
                }
            }).live("shared-with"))
        }
    })
}

pub fn new(visit: &Visit, of: Ref, form: &Filled<NewShare>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let number = visit.store().schema().number(of);
    let title = visit.title_of(of)?.unwrap_or_default();
    let home = visit.address(of);
    let people = names
        .staff()
        .into_iter()
        .filter(|user| user.id.raw() != visit.actor.person && !user.superadmin);
    let body = html! {
        (Head::new(format!("Share {number}")).fact(title.as_str()))
        form class="stack read" method="post" action="/shares" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (hidden("record", number.as_str()))
            (form.select("person", "Person").nothing("Choose a colleague").options(people.map(|user| (user.id, user.name.as_str()))).required())
            (form.tick("edit", "They may edit it too"))
            @if let Some(why) = form.problems.of("edit") { p class="err" { (why) } }
            (form.date("until", "Until").optional().hint("The last day on which they see it. Empty: until somebody takes it back."))
            p class="mute" { "They find it in their lists and in their inbox. They see no more of what lies around it than their roles show them." }
            (buttons(html! { (Button::submit("Share").primary()) (Button::link("Keep things as they are", home.as_str())) }))
        }
    };
    Ok(Page::new(format!("Share {number}"), body)
        .under(title, home)
        .styles(&["extra"])
        .status(form.status()))
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let page = super::ops::holding(visit, request.page(50))?;
    let names = Directory::of(visit)?;
    let mut rows = Vec::new();
    for share in &page.rows {
        let Some(title) = visit.title_of(share.of)? else {
            continue;
        };
        let number = visit.store().schema().number(share.of);
        rows.push(
            Row::new()
                .id(format!("sh-{}", share.id.raw()))
                .name_link(&visit.address(share.of), title, number.as_str())
                .cell(names.name_of(share.by))
                .cell(names.name_of(share.to))
                .cell(how(visit, share))
                .cell(html! { @if [share.by, share.to].contains(&visit.actor.person) { (removal(share, names.name_of(share.to))) } }),
        );
    }
    let body = html! {
        (Head::new("Shared"))
        div data-live-id="rows" {
            @if rows.is_empty() {
                (Empty::quiet("Nothing is shared", "Records that colleagues share with you, and those you share, stand here. Share one on its page."))
            } @else {
                (Table::rows().column(Column::new("Record")).column(Column::new("By")).column(Column::new("With")).column(Column::new("How")).column(Column::unseen("Do")).body(rows))
            }
        }
        (pages_around(request, page.rows.len(), &page))
    };
    Ok(Page::new("Shared", body).styles(&["list"]).live("shares"))
}
