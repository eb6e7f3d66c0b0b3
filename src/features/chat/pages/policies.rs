//! What holds for rooms: all there are, whoever is in them, what the house says for each type, and taking in a room that was
//! written out. What was said in a room isn't shown here.

use maud::{Markup, html};

use super::super::{
    Circle, DefaultsForm, ImportForm, Policies, RoomPolicy, RoomType,
    actions::{HOLD, IMPORT, KEEP},
    policy::{BY_NAME, RoomDefaults},
};
use crate::{
    base::{Choice, Result},
    data::{Query, Record, Visit},
    features::{form_key, people::Directory},
    ui::prelude::*,
    web::{Filled, Page, Request, pages_around, reply::find_here},
};

/// Forms of the page that were refused.
pub struct Refused {
    import: Filled<ImportForm>,
    rule: Option<Filled<DefaultsForm>>,
}

impl Refused {
    pub fn none() -> Refused {
        Refused {
            import: Filled::blank(&[]),
            rule: None,
        }
    }

    pub fn import(import: Filled<ImportForm>) -> Refused {
        Refused { import, rule: None }
    }

    pub fn rule(rule: Filled<DefaultsForm>) -> Refused {
        Refused {
            rule: Some(rule),
            ..Refused::none()
        }
    }

    fn status(&self) -> u16 {
        let rule = self.rule.as_ref().map_or(200, Filled::status);
        self.import.status().max(rule)
    }
}

/// What a room is called for whoever isn't in it; whose a direct one is, only for whoever may hold it.
fn called(visit: &Visit, names: &Directory, policy: &RoomPolicy) -> Result<String> {
    Ok(match policy.how {
        Some(RoomType::Direct) if visit.may(&HOLD, policy) => {
            let people = policy.people.iter().map(|id| names.name(*id));
            people.collect::<Vec<_>>().join(", ")
        }
        Some(RoomType::Direct) => format!("Direct messages of {} people", policy.people.len()),
        Some(_) => policy.name.clone(),
        None => {
            let number = visit.store().schema().number(policy.of);
            visit.title_of(policy.of)?.unwrap_or(number)
        }
    })
}

fn kept(policies: &Policies, policy: &RoomPolicy) -> String {
    let words = policy.words(&policies.house);
    words.unwrap_or_else(|| "kept for ever".into())
}

pub fn all(visit: &Visit, request: &Request, refused: &Refused) -> Result<Page> {
    let (names, policies) = (Directory::of(visit)?, visit.cached::<Policies>()?);
    let query = Query::by(BY_NAME)
        .words(request.query("q").unwrap_or_default())
        .page(request.page(50));
    let page = visit.list::<RoomPolicy>(query)?;
    let schema = visit.store().schema();
    let mut rows = Vec::new();
    for policy in &page.rows {
        let number = schema.number(policy.of);
        let how = policy.how.map_or("Of a record", Choice::label);
        let name = called(visit, &names, policy)?;
        rows.push(
            Row::new()
                .id(number.clone())
                .name_link(&visit.address(policy.as_ref()), name, number.as_str())
                .cell(how)
                .cell(kept(&policies, policy))
                .cell(policy.hold.as_ref().map_or("", |hold| hold.reason.as_str())),
        );
    }
    let may_keep = visit.may_somewhere(&KEEP);
    let body = html! {
        (Head::new("Keeping rooms"))
        @if may_keep { (rule(&policies.house, refused.rule.as_ref())) }
        (bar(html! {}, find_here(request, "Find a room")))
        div data-live-id="rows" {
            @if rows.is_empty() {
                (Empty::quiet("No rooms", "Every room stands here with how long it is kept, also those that you aren't in."))
            } @else {
                (Table::rows().columns([Column::new("Room"), Column::new("Kind"), Column::new("How long"), Column::new("Why it is held")]).body(rows))
            }
        }
        (pages_around(request, page.rows.len(), &page))
        @if visit.may_somewhere(&IMPORT) { (import(&refused.import)) }
    };
    Ok(Page::new("Keeping rooms", body)
        .under("Chat", "/chat")
        .styles(&["list", "empty", "form", "extra"])
        .live("room-policies")
        .status(refused.status()))
}

/// What the house says for all rooms of a type.
fn rule(house: &RoomDefaults, refused: Option<&Filled<DefaultsForm>>) -> Markup {
    let days = |days: Option<u32>| days.map(|days| days.to_string()).unwrap_or_default();
    let blank = Filled::<DefaultsForm>::blank(&[
        ("groups", days(house.groups)),
        ("direct", days(house.direct)),
        ("departments", days(house.departments)),
        ("inviting", house.inviting.key().into()),
    ]);
    let form = refused.unwrap_or(&blank);
    html! {
        (Section::new("For all rooms", html! {
            form class="stack read" method="post" action="/room-defaults" data-once {
                (form.summary())
                (hidden("_key", form_key()))
                p class="mute" { "For how many days what is said is kept, where a room says nothing else. Empty: for ever. The conversations of projects, tasks, tickets and clients are kept with them." }
                (form.number("groups", "Days that groups are kept").optional())
                (form.number("direct", "Days that direct messages are kept").optional())
                (form.number("departments", "Days that the rooms of departments are kept").optional())
                (form.choice::<Circle>("inviting", "Who asks others into a group"))
                (buttons(Button::submit("Save")))
            }
        }))
    }
}

fn import(form: &Filled<ImportForm>) -> Markup {
    html! {
        (Section::new("Take rooms in", html! {
            form class="stack read" method="post" action="/chat/import" enctype="multipart/form-data" data-once data-drop="plain" {
                (form.summary())
                (hidden("_key", form_key()))
                p class="mute" { "An archive of a room that this house or another wrote out, or the export of another chat (Slack's form, which most can write): each of its channels becomes a room, direct messages stay out. People are found by their addresses; whoever isn't known here is stored as inactive." }
                (Input::file("file", "Archive").required().error(form.problems.of("file")))
                (form.text("key", "Key").optional().hint("With which it has to be signed, as “atrium journal key” says it where the archive comes from. Empty: with this house's own. The export of another chat has none, and its posts say where they are from."))
                (buttons(Button::submit("Take it in").icon(Icon::Upload)))
            }
        }))
    }
}

/// What holds for one room.
pub fn one(visit: &Visit, request: &Request, refused: Option<&str>) -> Result<Page> {
    let policy: RoomPolicy = visit.find(request.id("id")?)?;
    let (names, policies) = (Directory::of(visit)?, visit.cached::<Policies>()?);
    let name = called(visit, &names, &policy)?;
    let number = visit.store().schema().number(policy.of);
    let to = |verb: &str| format!("/room-policies/{}/{verb}", policy.number());
    let title = format!("What holds for {name}");
    let body = html! {
        (Head::new(title.as_str()).fact(number.as_str()).fact(policy.how.map_or("Of a record", Choice::label)))
        @if let Some(why) = refused { (Banner::error(why)) }
        p data-live-id="kept" { "What is said here is " (kept(&policies, &policy)) "." }
        @if visit.may(&KEEP, &policy) { (keep(&policy, &policies, &to("keep"))) }
        @if visit.may(&HOLD, &policy) { (hold(visit, &policy, &names, &to("hold"))) }
    };
    Ok(Page::new(title, body)
        .under("Chat", "/chat")
        .under("Keeping rooms", "/chat/policies")
        .styles(&["form", "extra"])
        .live(format!("room-policies:{}", policy.id.raw())))
}

fn keep(policy: &RoomPolicy, policies: &Policies, to: &str) -> Markup {
    let days = policy.days.map(|days| days.to_string());
    let house = RoomPolicy {
        days: None,
        for_ever: false,
        hold: None,
        ..policy.clone()
    };
    let house = format!("Empty: as the house says, {}.", kept(policies, &house));
    let circles = || {
        Circle::ALL
            .iter()
            .map(|circle| (circle.key(), circle.label()))
    };
    html! {
        (Section::new("Rules", html! {
            form class="stack read" method="post" action=(to) data-once {
                (hidden("_key", form_key()))
                (Input::number("days", "Days that what is said is kept").maybe_value(days.as_deref()).optional().hint(house))
                (Tick::new("for_ever", "For ever, whatever the house says").checked(policy.for_ever))
                @if policy.how.is_some() {
                    (Select::new("posting", "Who writes").maybe_value(Some(policy.posting.key())).options(circles()))
                }
                @if policy.how == Some(RoomType::Group) {
                    (Select::new("inviting", "Who asks others in").maybe_value(policy.inviting.map(Circle::key))
                        .nothing("As the house says").options(circles()))
                }
                (buttons(Button::submit("Save").primary()))
            }
        }))
    }
}

fn hold(visit: &Visit, policy: &RoomPolicy, names: &Directory, to: &str) -> Markup {
    html! {
        (Section::new("Legal hold", html! {
            @if let Some(hold) = &policy.hold {
                p { "Held by " (names.name(hold.by)) ", " (hold.at.show(visit.at, &visit.tz)) ": " (hold.reason) }
            }
            form class="stack read" method="post" action=(to) data-once {
                (hidden("_key", form_key()))
                @if policy.hold.is_none() { (hidden("hold", "on")) }
                (Input::text("reason", "Reason").required())
                (buttons(Button::submit(if policy.hold.is_some() { "End the legal hold" } else { "Hold for legal reasons" })))
            }
        }))
    }
}
