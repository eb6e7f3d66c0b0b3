//! Making a room, and all the rooms one may go to.

use maud::{Markup, html};

use super::super::{
    ChatRoom, EditRoom, NewRoom, RoomType,
    actions::{CREATE, VIEW_POLICIES},
    list::Called,
    room::{BY_NAME, MOST_DIRECT},
};
use crate::{
    base::Result,
    data::{Key, Query, Record, Visit},
    features::{form_key, people::Directory, projects::Project},
    ui::prelude::*,
    web::{Filled, Page, Request, pages_around, reply::find_here},
};

pub fn new(visit: &Visit, form: &Filled<NewRoom>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let me = visit.actor.person;
    let people = names.staff().into_iter().filter(|user| user.id.raw() != me);
    let chosen: Vec<&str> = form.values("people").collect();
    let body = html! {
        (Head::new("New room"))
        form class="stack read" method="post" action="/rooms" data-once {
            (form.summary())
            (hidden("_key", form_key()))
            (form.text("name", "Name").optional().hint(format!("Without a name it is the direct room of the people below, at most {MOST_DIRECT} with you: nobody else comes into it.")))
            (form.text("topic", "Topic").optional().hint("What it is for, in a line."))
            (form.record("project", "For a project", Project::KIND.prefix).optional().hint("It is archived when the project is closed."))
            (who(people.map(|user| (user.id.to_string(), user.name.as_str(), user.title.as_str())), &chosen, form.problems.of("people")))
            (buttons(html! { (Button::submit("Make the room").primary()) (Button::link("Cancel", "/chat")) }))
        }
    };
    Ok(Page::new("New room", body)
        .under("Chat", "/chat")
        .styles(&["extra", "list", "talk", "chat"])
        .status(form.status()))
}

/// People to tick.
pub fn who<'a>(
    people: impl Iterator<Item = (String, &'a str, &'a str)>,
    chosen: &[&str],
    wrong: Option<&str>,
) -> Markup {
    html! {
        fieldset class="people" {
            legend { "People" }
            @if let Some(why) = wrong { p class="err" { (why) } }
            ul class="list" {
                @for (id, name, title) in people {
                    li { label class="tick" {
                        input type="checkbox" name="people" value=(id) checked[chosen.contains(&id.as_str())];
                        (Avatar::person(name).small()) span class="grow" { (name) } span class="dim t12" { (title) }
                    } }
                }
            }
        }
    }
}

pub fn edit(visit: &Visit, room: &ChatRoom, form: &Filled<EditRoom>) -> Result<Page> {
    let names = Directory::of(visit)?;
    let called = Called::of(visit, &names, room);
    let here = format!("/chat/{}", room.number());
    let body = html! {
        (Head::new(format!("Change {}", called.name)))
        form class="stack read" method="post" action=(format!("/rooms/{}", room.number())) data-once {
            (form.summary())
            (form.version(room.version))
            @if room.how == RoomType::Group { (form.text("name", "Name").required()) }
            (form.text("topic", "Topic").optional().hint("What it is for, in a line."))
            @if room.how == RoomType::Group {
                (form.record("project", "For a project", Project::KIND.prefix).optional().hint("It is archived when the project is closed."))
            }
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", here.as_str())) }))
        }
    };
    Ok(Page::new(format!("Change {}", called.name), body)
        .under("Chat", "/chat")
        .under(called.name, here)
        .styles(&["extra", "float"])
        .status(form.status()))
}

/// The rooms one is in, archived ones as well.
pub fn all(visit: &Visit, request: &Request) -> Result<Page> {
    let names = Directory::of(visit)?;
    let archived = request.query("show") == Some("archived");
    let query = Query::by(BY_NAME)
        .under(Key::new().byte(u8::from(archived)))
        .words(request.query("q").unwrap_or_default())
        .page(request.page(50));
    let page = visit.list::<ChatRoom>(query)?;
    let rows = page.rows.iter().map(|room| {
        let called = Called::of(visit, &names, room);
        Row::new()
            .id(room.number())
            .name_link(
                &format!("/chat/{}", room.number()),
                called.name.as_str(),
                called.about.as_str(),
            )
            .cell(crate::base::Choice::label(room.how))
            .number(room.members.len())
            .cell(room.since.show(visit.at, &visit.tz))
    });
    let body = html! {
        (Head::new("Rooms").actions(html! {
            @if visit.may_somewhere(&VIEW_POLICIES) { (Button::link("Keeping rooms", "/chat/policies")) }
            @if visit.may_somewhere(&CREATE) { (Button::link("New room", "/chat/new").icon(Icon::Plus).primary()) }
        }))
        (bar(
            segments("Show", &[(None, "In use", "/chat/rooms", !archived), (None, "Archived", "/chat/rooms?show=archived", archived)]),
            find_here(request, "Find a room"),
        ))
        div data-live-id="rows" {
            @if page.rows.is_empty() {
                (Empty::quiet("No rooms", "Rooms that you are in stand here. The rooms of projects, tasks, tickets and clients are on their pages."))
            } @else {
                (Table::rows().columns([Column::new("Room"), Column::new("Kind"), Column::number("People"), Column::new("Since")]).body(rows.collect::<Vec<_>>()))
            }
        }
        (pages_around(request, page.rows.len(), &page))
    };
    Ok(Page::new("Rooms", body)
        .under("Chat", "/chat")
        .styles(&["list", "empty", "extra"])
        .lists::<ChatRoom>(visit))
}
