//! Before the view: what it means and why it is wanted. After: who looked as whom, and what they opened.

use maud::{Markup, html};

use super::{
    View,
    forms::{Trial, Why},
    view,
};
use crate::{
    base::{Result, text},
    data::{Key, Query, Visit},
    features::{
        form_key,
        people::{Directory, Role, User},
    },
    ui::prelude::*,
    web::{Filled, Page, Request},
};

fn terms(whom: &str) -> Markup {
    html! {
        p { "You will see Atrium exactly as " (whom) " does, for half an hour or until you end it." }
        ul {
            li { "Nothing can be changed, exported or downloaded meanwhile." }
            li { "What you open is written into the journal, with your name and the reason." }
        }
    }
}

pub fn view_as(person: &User, form: &Filled<Why>) -> Page {
    let home = format!("/users/{}", person.id);
    let body = html! {
        (Head::new(format!("View as {}", person.name)).avatar(Avatar::person(person.name.as_str()).large()))
        form class="stack read" method="post" action=(format!("{home}/view-as")) data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (terms(&person.name))
            (form.text("reason", "Why").required().hint("Such as: they don't find the ticket they were given.").autocomplete("off"))
            (buttons(html! { (Button::submit("View as them").primary().icon(Icon::Eye)) (Button::link("Keep things as they are", home.as_str())) }))
        }
    };
    Page::new(format!("View as {}", person.name), body)
        .under("People", "/users")
        .under(person.name.as_str(), home)
        .styles(&["extra"])
        .status(form.status())
}

pub fn try_role(visit: &Visit, role: &Role, form: &Filled<Trial>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let home = format!("/roles/{}", role.id);
    let body = html! {
        (Head::new(format!("Try as {}", role.name)))
        form class="stack read" method="post" action=(format!("{home}/try")) data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (terms(&format!("somebody with the role {} and no other", role.name)))
            @if role.department.is_none() {
                (form.select("department", "As if they belonged to").nothing("Your own departments").options(names.departments.values().map(|d| (d.id, d.name.as_str()))))
            }
            (form.text("reason", "Why").required().hint("Such as: checking what the new role opens.").autocomplete("off"))
            (buttons(html! { (Button::submit("Try it").primary().icon(Icon::Eye)) (Button::link("Keep things as they are", home.as_str())) }))
        }
    };
    Ok(Page::new(format!("Try as {}", role.name), body)
        .under("Roles", "/roles")
        .under(role.name.as_str(), home)
        .styles(&["extra"])
        .status(form.status()))
}

/// As whom, in words.
pub fn whom(names: &Directory, view: &View) -> String {
    match (view.user, view.role) {
        (Some(user), _) => names.name(user).to_owned(),
        (None, Some(role)) => names
            .roles
            .get(&role.raw())
            .map_or("a role".into(), |role| format!("the role {}", role.name)),
        (None, None) => "somebody".into(),
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let now = request.query("show") != Some("ended");
    let page = visit.list::<View>(
        Query::by(view::BY_TIME)
            .under(Key::new().byte(u8::from(!now)))
            .descending(true)
            .page(request.page(50)),
    )?;
    let names = Directory::of(visit)?;
    let rows = page.rows.iter().map(|view| {
        Row::new()
            .id(format!("v-{}", view.id.raw()))
            .name_link(
                &format!("/views/{}", view.id),
                format!("{} as {}", names.name(view.by), whom(&names, view)),
                view.reason.as_str(),
            )
            .cell(view.started.show(visit.at, &visit.tz))
            .number(view.opened.len())
    });
    let body = html! {
        (Head::new("Views"))
        (tabs("Show", [Tab::new("Now", "/views").current(now), Tab::new("Ended", "/views?show=ended").current(!now)]))
        div data-live-id="rows" {
            @if page.rows.is_empty() {
                (Empty::quiet("Nobody looks as somebody else", "An administrator's view as another person, or as a role, stands here with its reason and what was opened."))
            } @else {
                (Table::rows().column(Column::new("Who as whom")).column(Column::new("Since")).column(Column::number("Opened")).body(rows))
            }
        }
        (pager(page.rows.len(), None, page.next.as_deref().map(|next| request.with_query("after", Some(next))).as_deref()))
    };
    Ok(Page::new("Views", body).styles(&["list"]).live("views"))
}

pub fn one(visit: &Visit, view: &View, history: Markup) -> Result<Page> {
    let names = Directory::of(visit)?;
    let title = format!("{} as {}", names.name(view.by), whom(&names, view));
    let main = html! {
        (Section::new("Opened", html! {
            @if view.opened.is_empty() { p class="dim" { "Nothing so far." } }
            @else { (list_tight(html! { @for path in &view.opened { li { code { (path) } } } })) }
        }).small(text::count(view.opened.len(), "page", "pages")).live("opened"))
        (Section::new("History", history))
    };
    let shown = |at: crate::base::Moment| at.show(visit.at, &visit.tz);
    let aside = html! {
        (Facts::new()
            .fact("Why", view.reason.as_str())
            .fact("Began", shown(view.started))
            .fact(if view.ended.is_some() { "Ended" } else { "Ends" }, shown(view.ended.unwrap_or(view.until)))
            .fact("In session", view.session))
    };
    let body = html! {
        (Head::new(title.as_str()).fact(id(view.id.to_string())))
        (record(main, aside))
    };
    Ok(Page::new(title, body)
        .under("Views", "/views")
        .styles(&["record", "thread", "list"])
        .live(format!("views:{}", view.id.raw())))
}
