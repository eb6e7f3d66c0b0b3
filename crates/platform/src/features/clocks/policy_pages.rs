//! One policy with its versions and a preview, and its editor.

use maud::{Markup, html};

use super::{
    HoursOf, PauseReason, Policy, PolicyVersion, Promises, Restart, Whom,
    actions::{EDIT_POLICY, RETIRE_POLICY},
    forms::{NewPolicy, PolicyForm, STEPS, in_words, known_words},
    pages::{counted_by, holds_for, kept, ladder_in_words, share},
    policy::OF_POLICY,
    preview,
};
use crate::{
    base::{Choice, Id, Moment, Result},
    data::{Key, Record, Visit},
    features::{
        clients::Client,
        form_key, history,
        people::Directory,
        settings::{Category, Priority},
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request},
};

pub fn policy(visit: &Visit, request: &Request, held: &Policy) -> Result<Page> {
    let promises = Promises::of(visit)?;
    let at = format!("/slas/{}", held.id);
    let show = |at: Moment| at.show(visit.at, &visit.tz);
    let key = Key::new().id(held.id);
    let versions: Vec<PolicyVersion> = visit.related(held, OF_POLICY, key, 20)?;
    let names = Directory::of(visit)?;
    let examples = preview::examples(visit, held)?;
    let figures = kept(visit, held.id)?;
    let labels =
        |labels: Vec<&'static str>| (!labels.is_empty()).then(|| labels.join(", ").to_lowercase());
    let facts = Facts::new()
        .fact("Promises", held.target.label())
        .fact("Holds for", holds_for(visit, held)?)
        .strong("Time", in_words(held.minutes))
        .fact(
            "Counted by",
            counted_by(&promises, held.hours, held.calendar),
        )
        .maybe(
            "Told",
            (!held.ladder.is_empty()).then(|| ladder_in_words(&held.ladder)),
        )
        .maybe(
            "Stands still for",
            labels(held.pauses.iter().map(|held| held.label()).collect()),
        )
        .maybe(
            "Begins anew when",
            labels(held.restarts.iter().map(|held| held.label()).collect()),
        )
        .fact("Kept in 3 months", share(figures));
    let rows = examples
        .iter()
        .map(|(from, due)| Row::new().name(show(*from)).cell(show(*due)));
    let past = versions.iter().map(|version| {
        Row::new()
            .name(version.number.to_string())
            .cell(in_words(version.minutes))
            .cell(counted_by(&promises, version.hours, version.calendar))
            .cell(ladder_in_words(&version.ladder))
            .cell(names.name(version.by))
            .dim(show(version.at))
    });
    let main = html! {
        (Section::new("What it promises", facts).live("facts"))
        (Section::new("Preview", Table::tight().column(Column::new("Begins")).column(Column::new("Is due")).body(rows)).small("with nothing holding it up").live("preview"))
        (Section::new("Versions", html! {
            div class="scroll" {
                (Table::tight()
                    .column(Column::new("Version")).column(Column::new("Time")).column(Column::new("Counted by"))
                    .column(Column::new("Told")).column(Column::new("By")).column(Column::new("At")).body(past))
            }
        }).small("open clocks keep the one that they began with").live("versions"))
    };
    let body = html! {
        (Head::new(held.name.as_str()).fact(id(held.number())).fact(if held.retired { "retired" } else { "in use" }).actions(html! {
            @if visit.may(&RETIRE_POLICY, held) && !held.standard {
                @if held.retired { (post_button(&format!("{at}/restore"), html! {}, Button::submit("Use again"))) }
                @else { (post_button(&format!("{at}/retire"), html! {}, Button::submit("Retire"))) }
            }
            @if visit.may(&EDIT_POLICY, held) { (Button::link("Edit", format!("{at}/edit")).icon(Icon::Edit).key("e")) }
        }))
        (record(main, Section::new("History", history::of(visit, held, request)?).live("history")))
    };
    Ok(Page::new(held.name.as_str(), body)
        .under("Settings", "/settings")
        .under("Service policies", "/slas")
        .styles(&["record", "extra", "list", "thread"])
        .live(format!("slas:{}", held.id.raw())))
}

pub fn new_policy(visit: &Visit, form: &Filled<NewPolicy>) -> Result<Page> {
    let head = html! { (form.select("target", "Promises").options(preview::targets()).required()) };
    let page = editor(visit, "/slas", "New service policy", (&head, false), form)?;
    Ok(page
        .under("Settings", "/settings")
        .under("Service policies", "/slas"))
}

pub fn edit_policy(visit: &Visit, held: &Policy, form: &Filled<PolicyForm>) -> Result<Page> {
    let at = format!("/slas/{}", held.id);
    let to = format!("{at}/edit");
    let head = html! { (form.version(held.version)) };
    let page = editor(visit, &to, held.name.as_str(), (&head, held.standard), form)?;
    Ok(page
        .under("Settings", "/settings")
        .under("Service policies", "/slas")
        .under(held.name.as_str(), at.as_str())
        .at(to))
}

fn ticks<F: Form>(
    form: &Filled<F>,
    name: &'static str,
    label: &str,
    words: &[(String, String)],
) -> Markup {
    html! {
        (hidden(name, ""))
        (Field::new(name, label.to_owned()).error(form.problems.of(name)).around_group(html! {
            @for (key, text) in words {
                (Tick::new(name, text.as_str()).value(key.as_str()).checked(form.values(name).any(|held| held == key)))
            }
        }))
    }
}

fn words_of<C: Choice>() -> Vec<(String, String)> {
    let each = C::ALL.iter();
    each.map(|held| (held.key().to_owned(), held.label().to_owned()))
        .collect()
}

fn owned(words: Vec<(&'static str, &'static str)>) -> Vec<(String, String)> {
    let each = words.into_iter();
    each.map(|(key, label)| (key.to_owned(), label.to_owned()))
        .collect()
}

fn editor<F: Form>(
    visit: &Visit,
    to: &str,
    title: &str,
    (head, standard): (&Markup, bool),
    form: &Filled<F>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let promises = Promises::of(visit)?;
    let departments = names.open_departments();
    let departments: Vec<(String, String)> = departments
        .iter()
        .map(|held| (held.id.to_string(), held.name.clone()))
        .collect();
    let mut clients: Vec<(String, String)> = Vec::new();
    for number in form.values("clients").filter(|held| !held.is_empty()) {
        if let Some(client) = Id::<Client>::parse(number) {
            let title = visit.title_of(client.as_ref())?;
            clients.push((
                number.to_owned(),
                title.unwrap_or_else(|| number.to_owned()),
            ));
        }
    }
    let calendars = promises.calendars.iter().filter(|held| !held.retired);
    let body = html! {
        (Head::new(title))
        form class="stack read" method="post" action=(to) data-once {
            (hidden("_key", form_key()))
            (form.summary())
            (head)
            (form.text("name", "Name").required())
            @if !standard {
                (Section::new("Holds for", html! {
                    div class="stack s" {
                        (ticks(form, "priorities", "Priorities", &words_of::<Priority>()))
                        (ticks(form, "kinds", "Kinds", &owned(known_words(|kind| (kind.kinds)()))))
                        (ticks(form, "stages", "Stages", &owned(known_words(|kind| (kind.stages)()))))
                        (ticks(form, "categories", "Categories", &words_of::<Category>()))
                        (ticks(form, "departments", "Departments", &departments))
                        @if !clients.is_empty() { (ticks(form, "clients", "Clients", &clients)) }
                        (Input::record("clients", "One more client", Client::KIND.prefix).id("clients-more").error(form.problems.of("clients")).optional())
                        (form.number("order", "Order").hint("Of several policies that hold, the one with the smallest is meant."))
                    }
                }).small("nothing ticked in a row is anything"))
            }
            (Section::new("Promises", html! {
                div class="stack s" {
                    (form.text("minutes", "Time").required().hint("Working time, such as 2h, 90m or 16h."))
                    (fields_two(html! {
                        (form.choice::<HoursOf>("hours", "Counted by the hours of"))
                        (form.select("calendar", "Calendar").nothing("None").options(calendars.map(|held| (held.id.to_string(), held.name.clone()))))
                    }))
                    (ticks(form, "pauses", "Stands still for", &words_of::<PauseReason>()))
                    (ticks(form, "restarts", "Begins anew when", &words_of::<Restart>()))
                }
            }))
            (Section::new("Ladder", ladder(form)).small("Clear a row to take it away"))
            (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", "/slas")) }))
        }
    };
    Ok(Page::new(title.to_owned(), body)
        .styles(&["form", "extra"])
        .status(form.status()))
}

/// The steps that were sent or stored, and two to write into.
fn ladder<F: Form>(form: &Filled<F>) -> Markup {
    let named = |n: usize, part: &str| format!("ladder.{n}.{part}");
    let written = |n: &usize| {
        form.value(&named(*n, "percent"))
            .is_some_and(|held| !held.is_empty())
    };
    let used = (0..STEPS).rev().find(written).map_or(0, |n| n + 1);
    html! {
        @if let Some(why) = form.problems.of("ladder") { (Banner::error(why)) }
        (hidden("ladder", ""))
        div class="stack s" {
            @for n in 0..(used + 2).min(STEPS) {
                (fields_three(html! {
                    (form.number(&named(n, "percent"), &format!("Step {}, % of the time", n + 1)).optional())
                    (Field::new(named(n, "tell"), "Tell").error(form.problems.of(&named(n, "tell"))).around_group(html! {
                        @for whom in Whom::ALL {
                            (Tick::new(named(n, "tell"), whom.label()).value(whom.key())
                                .checked(form.values(&named(n, "tell")).any(|held| held == whom.key())))
                        }
                    }))
                    (form.select(&named(n, "reassign"), "Give it to").nothing("Nobody else")
                        .options(Whom::ALL.iter().map(|held| (held.key(), held.label()))))
                }))
            }
        }
    }
}
