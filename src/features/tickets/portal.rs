//! A client's requests in the portal: how they stand, the conversation, and what the house needs from them.
//! Nothing of the house's inner life is written here: no notes, price, roles, checkpoints or hours.

use maud::{Markup, html};

use super::{
    Stage, Ticket,
    actions::{ATTACH, RAISE, VIEW},
    checklist::Requirement,
    forms::{RaiseTicket, raised},
    ticket::{BY_TOUCHED, TicketKind},
};
use crate::{
    base::{
        Result,
        language::{self, say},
    },
    data::{Key, Query, Record, Visit},
    features::{
        conversation::Conversation,
        documents::{self, Current, Document, about_key, kind_of, portal_link, size},
        form_key,
        people::Directory,
    },
    said,
    ui::{portal, prelude::*},
    web::{Filled, Page, Request, form::Nothing, reply::Frame},
};

/// The client's requests under way, last touched first.
pub fn for_client(visit: &Visit) -> Result<Vec<Ticket>> {
    of_client(visit, false)
}

fn of_client(visit: &Visit, over: bool) -> Result<Vec<Ticket>> {
    if visit.actor.client.is_none() {
        return Ok(Vec::new());
    }
    let list = Query::by(BY_TOUCHED)
        .under(Key::new().byte(u8::from(over)))
        .limit(200);
    Ok(visit.list::<Ticket>(list)?.rows)
}

/// What the house asked the client for and has not got yet.
pub fn wanted_from_client(visit: &Visit) -> Result<Vec<(Ticket, Requirement)>> {
    let mut wanted = Vec::new();
    if !visit.may_somewhere(&VIEW) {
        return Ok(wanted);
    }
    for ticket in for_client(visit)? {
        for requirement in ticket.requirements.iter().filter(|r| r.waits_for_client()) {
            wanted.push((ticket.clone(), requirement.clone()));
        }
    }
    Ok(wanted)
}

/// The files about a ticket that the client may see.
pub(super) fn documents_for_client(visit: &Visit, ticket: &Ticket) -> Result<Vec<Current>> {
    let mut found: Vec<Document> =
        visit.related(ticket, documents::BY_ABOUT, about_key(ticket.as_ref()), 200)?;
    found.retain(|document| !document.archived);
    Current::all(visit, found)
}

fn word(ticket: &Ticket) -> Markup {
    let tone = match ticket.word_for_client() {
        "Waiting for you" | "Answered" => Tone::Warning,
        "Done" => Tone::Success,
        "Withdrawn" => Tone::Stone,
        _ => Tone::Info,
    };
    badge(tone, language::word(ticket.word_for_client()))
}

fn framed(title: &str, body: Markup) -> Page {
    Page::new(title, body).frame(Frame::Portal).styles(&[
        "portal", "extra", "record", "thread", "list", "form", "float",
    ])
}

pub(super) fn requests(visit: &Visit, form: &Filled<RaiseTicket>, _: &Request) -> Result<Page> {
    let (open, over) = (of_client(visit, false)?, of_client(visit, true)?);
    let row = |ticket: &Ticket| {
        html! {
            (item_link(icon(Icon::Ticket), &format!("/portal/requests/{}", ticket.id), ticket.title.as_str(),
                html! { (ticket.number()) " · " (time(ticket.touched.show(visit.at, &visit.tz), &ticket.touched.rfc3339())) }, word(ticket)))
        }
    };
    let main = html! {
        div data-live-id="requests" {
            @if open.is_empty() {
                (Empty::quiet(say("request-no-open-requests"), say("request-ask-for-help-or-a-change")).plain())
            } @else {
                ul class="list" { @for ticket in &open { (row(ticket)) } }
            }
            @if !over.is_empty() {
                h2 { (say("request-done")) }
                ul class="list" { @for ticket in &over { (row(ticket)) } }
            }
        }
    };
    let aside = html! {
        @if visit.may_somewhere(&RAISE) {
            (Section::new(say("request-new-request"), html! {
                form class="stack" method="post" action="/portal/requests" enctype="multipart/form-data" data-once data-drop="plain" {
                    (hidden("_key", form_key()))
                    (form.banner())
                    (form.select("kind", say("request-kind")).options(raised()))
                    (form.text("title", say("request-subject")).required())
                    (form.area("text", say("request-what-it-is-about")).rows(5).required())
                    (Input::file("file", say("request-files-or-photos")).multiple().optional().error(form.problems.of("file")).hint(say("request-paste-or-drop-them-here-or")))
                    (buttons(Button::submit(say("request-send-the-request")).primary()))
                }
            }).id("new"))
        }
    };
    let body = html! {
        (portal::welcome(say("request-requests"), say("request-what-you-asked-of-us-what")))
        (portal::grid(main, aside))
    };
    Ok(framed(say("request-requests"), body)
        .live("tickets")
        .status(form.status()))
}

pub(super) fn request(
    visit: &Visit,
    ticket: &Ticket,
    refused: Option<&Filled<Nothing>>,
    asked_for: &Request,
) -> Result<Page> {
    // What is wrong with a file is said beside the file.
    let trouble = refused.and_then(|form| {
        let at_field = form.value("key").and(form.problems.of("file"));
        let other = form.problems.iter().next().map(|(_, why)| why.to_owned());
        form.general
            .clone()
            .or(other.filter(|_| at_field.is_none()))
    });
    let names = Directory::of(visit)?;
    let files = documents_for_client(visit, ticket)?;
    let talk = Conversation::of(visit, ticket, &names, asked_for)?
        .empty(say("request-nothing-was-written-yet-your-message"));
    let label = match ticket.kind {
        TicketKind::Onboarding => say("request-write-to-the-team"),
        _ => say("request-write-your-answer"),
    };
    let asked: Vec<&Requirement> = ticket
        .requirements
        .iter()
        .filter(|r| r.asked.is_some())
        .collect();
    let given = asked.iter().filter(|r| !r.waits_for_client()).count();
    // What waits for the client comes before what they might write.
    let main = html! {
        @if let Some(why) = &trouble { (Banner::error(language::translated(why))) }
        @if !asked.is_empty() {
            (Section::new(say("request-what-we-need"), html! {
                ul class="checks" { @for requirement in &asked { (need(visit, ticket, requirement, &files, refused)) } }
            }).small(said!("request-given-of", given = given, asked = asked.len())).live("needs"))
        }
        (talk.log()?)
        (talk.composer(label)?)
    };
    let aside = html! {
        @if !files.is_empty() {
            (Section::new(say("request-files"), html! {
                div class="stack s" { @for document in &files { (one_file(document)) } }
            }).small(said!("part-files", count = files.len())).live("files"))
        }
        (Section::new(say("request-who-has-it"), html! {
            ul class="list" {
                @if ticket.owner.is_none() { li { (say("request-the-team-reads-it-next")) } }
                @else { (portal::contact(names.name(ticket.owner), say("request-answers-you-here"))) }
            }
        }).live("who"))
    };
    let body = html! {
        (portal::back(say("request-requests"), "/portal/requests"))
        div class="row between" data-live-id="head" { h1 { (ticket.title) } (word(ticket)) }
        p class="lede" { (said!("request-opened", number = ticket.number(), at = ticket.created_at.show(visit.at, &visit.tz))) }
        (portal::grid(main, aside))
    };
    let page = framed(&ticket.title, body).live(format!("tickets:{}", ticket.id.raw()));
    Ok(match refused {
        Some(_) => page
            .status(422)
            .at(format!("/portal/requests/{}", ticket.id)),
        None => page,
    })
}

fn one_file(document: &Current) -> Markup {
    let newest = &document.newest;
    file(
        &portal_link(document),
        &kind_of(newest),
        &document.name,
        size(newest.file.size),
    )
}

fn need(
    visit: &Visit,
    ticket: &Ticket,
    requirement: &Requirement,
    files: &[Current],
    refused: Option<&Filled<Nothing>>,
) -> Markup {
    let wrong = refused
        .filter(|form| form.value("key") == Some(requirement.key.as_str()))
        .and_then(|form| form.problems.of("file"));
    let held = requirement
        .document
        .and_then(|id| files.iter().find(|d| d.id == id));
    let done = !requirement.waits_for_client();
    let open = visit.may(&ATTACH, ticket)
        && !requirement.done()
        && !matches!(ticket.stage, Stage::Closed | Stage::Cancelled);
    let check = Check::new(
        format!("need-{}", requirement.key),
        requirement.title.as_str(),
    )
    .done(done)
    .end(html! {
        @if done { span class="dim" { (say("request-received")) } } @else { span class="dim" { (say("request-open")) } }
    });
    let at = format!("need-{}", requirement.key);
    let note = html! {
        @if let Some(document) = held { (one_file(document)) }
        @if !requirement.refused.is_empty() { p { strong { (say("request-send-again")) " " } (requirement.refused) } }
        @if open && done { (fold(Icon::Upload, say("request-send-a-newer-one"), give(ticket, requirement, &at, wrong))) }
        @else if open { (give(ticket, requirement, &at, wrong)) }
    };
    html! { (check.note(note)) }
}

/// The form that gives what was asked for: a file, or a photo. `at` tells its fields from others of the page.
pub(super) fn give(
    ticket: &Ticket,
    requirement: &Requirement,
    at: &str,
    wrong: Option<&str>,
) -> Markup {
    html! {
        form class="stack" method="post" action=(format!("/portal/requests/{}/files", ticket.id)) enctype="multipart/form-data" data-once data-drop="plain" {
            (hidden("key", &requirement.key))
            (hidden("_key", form_key()))
            (Input::file("file", said!("request-file-for", what = requirement.title.as_str())).id(format!("{at}-file")).flag("data-shared").error(wrong))
            (photo(&format!("{at}-photo")))
            (buttons(Button::submit(say("request-upload-the-file")).icon(Icon::Upload)))
        }
    }
}

/// Opens the camera of a phone; elsewhere it chooses a picture.
pub(super) fn photo(id: &str) -> Input {
    Input::file("file", say("give-or-take-a-photo"))
        .id(id)
        .attr("accept", "image/*")
        .attr("capture", "environment")
        .optional()
}
