//! The banner above every page, and the list of those who announce.

use maud::{Markup, html};

use super::{
    Announcement, Matter,
    actions::{ANNOUNCE, WITHDRAW},
    announcement::{BY_UNTIL, Standing},
    forms::NewAnnouncement,
    ops,
};
use crate::{
    access::Tier,
    base::{Choice, Result, language::say, text},
    data::{Query, Visit},
    features::people::Directory,
    said,
    ui::prelude::*,
    web::{Filled, Page, Request, pages_around},
};

pub const HERE: &str = "/announcements";
const ROWS: usize = 50;

/// What stands above every page of this person, until they have acknowledged it.
pub fn banners(visit: &Visit) -> Result<Markup> {
    let standing = Standing::of(visit)?;
    let mut shown = Vec::new();
    for held in standing.now(visit) {
        if !ops::is_acknowledged(visit, held)? {
            shown.push(held);
        }
    }
    Ok(html! {
        @for held in shown {
            (banner(held).action(post_button(&format!("/announcements/{}/acknowledge", held.id), html! {},
                Button::submit(say("announcement-understood")).small().label(said!("announcement-understood-it", text = text::shorten(&held.text, 60))))))
        }
    })
}

fn banner(held: &Announcement) -> Banner {
    match held.matter {
        Matter::Security => Banner::error(held.text.as_str()).icon(Icon::Shield),
        _ => Banner::info(held.text.as_str()).icon(Icon::Bell),
    }
}

pub fn page(visit: &Visit, request: &Request, form: &Filled<NewAnnouncement>) -> Result<Page> {
    let list = Query::<Announcement>::by(BY_UNTIL).descending(true);
    let found = visit.list(list.page(request.page(ROWS)))?;
    let names = Directory::of(visit)?;
    let readers = |held: &Announcement| {
        let all = names.users.values().filter(|user| !user.inactive);
        all.filter(|user| held.is_for(user.tier) && user.id != held.by)
            .count()
    };
    let mut rows = Vec::new();
    for held in &found.rows {
        rows.push(row(visit, held, readers(held), &names)?);
    }
    let body = html! {
        (Head::new("Announcements").fact("What everybody reads above every page"))
        @if visit.may_somewhere(&ANNOUNCE) { (Section::new("Announce", new(form))) }
        div data-live-id="announcements" {
            @if rows.is_empty() {
                (Empty::quiet("Nothing was announced yet", "Maintenance and warnings stand above every page until each person has acknowledged them."))
            } @else {
                div class="scroll" {
                    (Table::rows()
                        .column(Column::new("Announcement"))
                        .column(Column::new("About"))
                        .column(Column::new("Stands"))
                        .column(Column::new("Read by"))
                        .column(Column::unseen("What to do"))
                        .body(rows))
                }
                (pages_around(request, found.rows.len(), &found))
            }
        }
    };
    Ok(Page::new("Announcements", body)
        .under("Settings", "/settings")
        .at(HERE)
        .styles(&["extra", "list"])
        .live("announcements")
        .status(form.status()))
}

fn row(visit: &Visit, held: &Announcement, readers: usize, names: &Directory) -> Result<Row> {
    let stands = match (
        held.withdrawn,
        held.stands(visit.at),
        held.until <= visit.at,
    ) {
        (Some(at), ..) => format!("Taken down {}", at.show(visit.at, &visit.tz)),
        (None, true, _) => format!("Now, until {}", held.until.show(visit.at, &visit.tz)),
        (None, false, true) => format!("Until {}", held.until.show(visit.at, &visit.tz)),
        (None, false, false) => format!(
            "{} to {}",
            held.from.show(visit.at, &visit.tz),
            held.until.show(visit.at, &visit.tz)
        ),
    };
    let whom = if held.to_clients {
        "staff and clients"
    } else {
        "staff"
    };
    let read = ops::read_by(visit, held)?;
    let over = held.withdrawn.is_some() || held.until <= visit.at;
    Ok(Row::new()
        .id(format!("an-{}", held.id.raw()))
        .name(two_line(
            held.text.as_str(),
            format!("{} · for {whom}", names.name(held.by)),
        ))
        .cell(held.matter.label())
        .cell(stands)
        .cell(format!("{read} of {readers}"))
        .cell(html! {
            @if !over && visit.may(&WITHDRAW, held) {
                (post_button(&format!("/announcements/{}/withdraw", held.id), html! {}, Button::submit("Take down").small()))
            }
        }))
}

fn new(form: &Filled<NewAnnouncement>) -> Markup {
    let clock = |name: &str, usual: &str| {
        Input::time(name, "At".to_owned())
            .value(form.value(name).unwrap_or(usual))
            .error(form.problems.of(name))
    };
    html! {
        form class="stack read" method="post" action=(HERE) data-once {
            (form.summary())
            (form.text("text", "What everybody is to know").required().hint("One or two sentences: what happens, when, and what to do."))
            (form.choice::<Matter>("matter", "About"))
            (fields_two(html! {
                (form.date("from_day", "From").optional().hint("Empty is at once."))
                (clock("from_clock", "08:00"))
            }))
            (fields_two(html! {
                (form.date("until_day", "Until").required().error(form.problems.of("until").or(form.problems.of("until_day"))))
                (clock("until_clock", "20:00"))
            }))
            (form.tick("to_clients", "Clients read it in their portal too"))
            (buttons(Button::submit("Announce it").primary()))
        }
    }
}

/// Where somebody of a tier begins.
pub fn first_page(tier: Tier) -> &'static str {
    match tier {
        Tier::Client => "/portal",
        _ => "/",
    }
}
