//! Several people at once, as a page.

use super::bulk::{Fate, Looked};
use crate::{
    base::{Choice, Result, text},
    data::Visit,
    features::people::Directory,
    ui::prelude::*,
    web::Page,
};
use maud::html;

pub fn page(visit: &Visit, looked: &Looked, refused: Option<&str>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let form = &looked.form;
    let eligible = looked.eligible();
    let verb = form.deed.label();
    let rows = looked.people.iter().map(|(user, fate)| {
        let (tone, word, why) = match fate {
            Fate::Does(what) => (Tone::Stone, "will be done", what),
            Fate::Already(what) => (Tone::Stone, "nothing to do", what),
            Fate::Refused(why) => (Tone::Danger, "not done", why),
        };
        Row::new()
            .name_link(
                &format!("/users/{}", user.id),
                user.name.as_str(),
                user.title.as_str(),
            )
            .cell(badge(tone, word))
            .cell(why.as_str())
    });
    let fields = html! {
        @for id in &form.people { (hidden("keys", id.to_string())) }
        (hidden("deed", form.deed.key()))
        @if let Some(role) = form.role { (hidden("role", role.to_string())) }
        @if let Some(department) = form.department { (hidden("department", department.to_string())) }
        @if !form.skill.is_empty() { (hidden("skill", form.skill.as_str())) }
    };
    let staff = names.staff();
    let takers = staff.iter().filter(|user| !form.people.contains(&user.id));
    let body = html! {
        (Head::new(verb).fact(format!("{} of {}", eligible.len(), text::count(looked.people.len(), "person", "people"))))
        @if let Some(why) = refused { (Banner::error(why)) }
        (Table::rows().column(Column::new("Name")).column(Column::new("What happens")).column(Column::new("Because")).body(rows))
        @if looked.needs_taker || form.to.is_some() {
            form method="post" action="/users/bulk" class="stack read mt2" {
                (fields)
                (Field::new("to", "Who takes over what they hold open").around(Select::new("to", "Who takes over what they hold open").bare().nothing("nobody yet").options(takers.map(|user| (user.id.to_string(), user.name.clone()))).value(form.to.map(|id| id.to_string()).unwrap_or_default())))
                (buttons(Button::submit("Look again")))
            }
        }
        form method="post" action="/users/bulk/apply" class="mt2" data-once {
            (fields)
            (hidden("_key", crate::features::form_key()))
            @if let Some(to) = form.to { (hidden("to", to.to_string())) }
            (buttons(html! {
                @if eligible.is_empty() { (Button::plain(verb).primary().disabled_because("There is nobody this can be done to.")) }
                @else { (Button::submit(format!("{verb}: {}", text::count(eligible.len(), "person", "people"))).primary()) }
                (Button::link("Keep things as they are", "/users"))
            }))
        }
    };
    Ok(Page::new(verb, body)
        .under("People", "/users")
        .styles(&["list", "extra"])
        .status(if refused.is_some() { 422 } else { 200 }))
}
