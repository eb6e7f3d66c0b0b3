//! Policies and calendars with a preview, and what is next to be missed.

use maud::{Markup, html};

use super::{
    BusinessCalendar, Clock, HoursOf, Left, OF_POLICIES, Policy, Promises, Step, Target,
    actions::{MAKE_CALENDAR, MAKE_POLICY, VIEW, VIEW_CALENDARS, VIEW_POLICIES},
    calendar::WEEK,
    clock::{figure, policy_key},
    forms::{ClockQuery, PreviewQuery, in_words, known_words},
    preview,
};
use crate::{
    base::{Choice, Id, Month, Result},
    data::Visit,
    features::{
        people::Directory,
        settings::{self, Priority},
    },
    ui::prelude::*,
    web::{Page, Request, link, pages_around},
};

const ROWS: usize = 50;
/// Months whose figures stand beside a policy.
const MONTHS: i64 = 3;

/// What a policy holds for, in words.
pub(super) fn holds_for(visit: &Visit, policy: &Policy) -> Result<String> {
    if policy.standard {
        return Ok("everything else".into());
    }
    let names = Directory::of(visit)?;
    let word = |known: Vec<(&'static str, &'static str)>, key: &String| {
        let found = known.iter().find(|(held, _)| held == key);
        found.map_or_else(|| key.clone(), |(_, label)| label.to_lowercase())
    };
    let mut parts: Vec<String> = Vec::new();
    let mut say = |each: Vec<String>| {
        if !each.is_empty() {
            parts.push(each.join(" or "));
        }
    };
    say(policy
        .priorities
        .iter()
        .map(|held| held.label().to_lowercase())
        .collect());
    let kinds = || known_words(|kind| (kind.kinds)());
    say(policy.kinds.iter().map(|key| word(kinds(), key)).collect());
    let stages = || known_words(|kind| (kind.stages)());
    say(policy
        .stages
        .iter()
        .map(|key| word(stages(), key))
        .collect());
    say(policy
        .categories
        .iter()
        .map(|held| held.label().to_owned())
        .collect());
    say(policy
        .departments
        .iter()
        .map(|id| names.department(*id).to_owned())
        .collect());
    let mut clients = Vec::new();
    for client in &policy.clients {
        let title = visit.title_of(client.as_ref())?;
        clients.push(title.unwrap_or_else(|| client.to_string()));
    }
    say(clients);
    Ok(parts.join(", "))
}

pub(super) fn counted_by(
    promises: &Promises,
    hours: HoursOf,
    calendar: Option<Id<BusinessCalendar>>,
) -> String {
    let held = calendar.and_then(|id| promises.calendar(id));
    match (hours, held) {
        (HoursOf::Calendar, Some(held)) => held.name.clone(),
        (HoursOf::Department, _) => "its department's hours".into(),
        _ => "the house's hours".into(),
    }
}

/// "at 80 % the owner, at 150 % the department manager, who gets it".
pub(super) fn ladder_in_words(ladder: &[Step]) -> String {
    let steps = ladder.iter().map(|step| {
        let whom: Vec<String> = step
            .tell
            .iter()
            .map(|held| held.label().to_lowercase())
            .collect();
        let given = step
            .reassign
            .map(|whom| format!("goes to the {}", whom.label().to_lowercase()));
        let parts: Vec<String> = [(!whom.is_empty()).then(|| whom.join(" and ")), given]
            .into_iter()
            .flatten()
            .collect();
        format!("{} % {}", step.percent, parts.join(", "))
    });
    steps.collect::<Vec<_>>().join("; ")
}

/// Kept and missed of the last months.
pub(super) fn kept(visit: &Visit, policy: Id<Policy>) -> Result<(i64, i64)> {
    let now = Month::at(visit.at);
    let mut sums = (0, 0);
    for month in (0..MONTHS).map(|ago| now.before(ago)) {
        sums.0 += visit.tally::<Clock>(OF_POLICIES, policy_key(policy, figure::KEPT, month))?;
        sums.1 += visit.tally::<Clock>(OF_POLICIES, policy_key(policy, figure::MISSED, month))?;
    }
    Ok(sums)
}

pub(super) fn share((kept, missed): (i64, i64)) -> String {
    match kept + missed {
        0 => "-".into(),
        all => format!("{} % of {all}", kept * 100 / all),
    }
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let promises = Promises::of(visit)?;
    let may_make = visit.may_somewhere(&MAKE_POLICY);
    let mut parts = Vec::new();
    for target in Target::ALL {
        parts.push((*target, of_target(visit, &promises, *target)?));
    }
    let body = html! {
        (Head::new("Service policies").fact("What is promised, by when, and who is told").actions(html! {
            @if visit.may_somewhere(&VIEW) { (Button::link("Next to be missed", "/clocks").icon(Icon::Hours)) }
            @if may_make { (Button::link("New policy", "/slas/new").primary().icon(Icon::Plus).key("n")) }
        }))
        (Section::new("Try", trial(visit, request)?).small("what a promise would come to").live("try"))
        @for (target, rows) in &parts {
            (Section::new(target.label(), rows).live(format!("target-{}", target.key())))
        }
        (calendars(visit, &promises)?)
    };
    Ok(Page::new("Service policies", body)
        .under("Settings", "/settings")
        .styles(&["extra", "list", "form"])
        .live("slas"))
}

fn of_target(visit: &Visit, promises: &Promises, target: Target) -> Result<Markup> {
    let mut rows = Vec::new();
    for held in promises
        .policies
        .iter()
        .filter(|held| held.target == target)
    {
        if visit.may(&VIEW_POLICIES, held) {
            rows.push(
                Row::new()
                    .id(format!("sla-{}", held.id.raw()))
                    .name_link(
                        &format!("/slas/{}", held.id),
                        held.name.as_str(),
                        format!("{} · version {}", held.id, held.number),
                    )
                    .cell(match held.retired {
                        true => "retired".to_owned(),
                        false => holds_for(visit, held)?,
                    })
                    .cell(two_line(
                        in_words(held.minutes),
                        counted_by(promises, held.hours, held.calendar),
                    ))
                    .cell(ladder_in_words(&held.ladder))
                    .cell(share(kept(visit, held.id)?)),
            );
        }
    }
    Ok(html! {
        @if rows.is_empty() { p class="dim" { "Nothing is promised here." } }
        @else {
            div class="scroll" {
                (Table::rows()
                    .column(Column::new("Policy"))
                    .column(Column::new("Holds for"))
                    .column(Column::new("Time"))
                    .column(Column::new("Told"))
                    .column(Column::new("Kept, 3 months"))
                    .body(rows))
            }
        }
    })
}

/// What something would be promised, asked of the address.
fn trial(visit: &Visit, request: &Request) -> Result<Markup> {
    let asked = request.asked::<PreviewQuery>();
    let found = match asked.value("target").is_some_and(|held| !held.is_empty()) {
        true => {
            let query: PreviewQuery = request.filters();
            Some(preview::promise(visit, &query)?)
        }
        false => None,
    };
    let names = Directory::of(visit)?;
    let departments = names.open_departments();
    Ok(html! {
        form class="stack" method="get" action="/slas" {
            (fields_three(html! {
                (asked.select("target", "Promise").options(preview::targets()))
                (asked.select("kind", "Kind").nothing("Any").options(known_words(|kind| (kind.kinds)())))
                (asked.select("priority", "Priority").nothing("Normal").options(Priority::ALL.iter().map(|held| (held.key(), held.label()))))
            }))
            (fields_three(html! {
                (asked.select("department", "Department").nothing("None").options(departments.iter().map(|held| (held.id.to_string(), held.name.clone()))))
                (asked.date("day", "Begins on").optional())
                (Input::time("time", "At").value(asked.value("time").unwrap_or("09:00")).error(asked.problems.of("time")))
            }))
            (buttons(Button::submit("Try").small()))
        }
        @match found {
            None => {},
            Some(None) => (Banner::info("Nothing is promised for that.")),
            Some(Some(found)) => {
                (Banner::info(html! { (found.in_words(visit)) " By " (link(visit, found.policy.id.as_ref(), found.policy.name.as_str())) ", " (in_words(found.policy.minutes)) "." }))
            }
        }
    })
}

fn calendars(visit: &Visit, promises: &Promises) -> Result<Markup> {
    if !visit.may_somewhere(&VIEW_CALENDARS) {
        return Ok(html! {});
    }
    let rows = promises.calendars.iter().map(|held| {
        let days: Vec<String> = (0u8..)
            .zip(WEEK)
            .filter(|(day, _)| !held.of_day(*day).is_empty())
            .map(|(day, (_, label))| format!("{} {}", &label[..3], held.of_day(day)))
            .collect();
        Row::new()
            .id(format!("cal-{}", held.id.raw()))
            .name_link(
                &format!("/calendars/{}", held.id),
                held.name.as_str(),
                if held.retired {
                    "retired".to_owned()
                } else {
                    held.id.to_string()
                },
            )
            .cell(days.join(", "))
            .cell(match held.zone.as_str() {
                "" => "the house's zone",
                zone => zone,
            })
            .cell(format!("{} days off", held.holidays.len()))
    });
    let rows: Vec<Row> = rows.collect();
    let action = html! {
        @if visit.may_somewhere(&MAKE_CALENDAR) { (Button::link("New calendar", "/calendars/new").small().icon(Icon::Plus)) }
    };
    let body = html! {
        p class="dim" {
            "The house works as its "
            @if visit.may_somewhere(&settings::VIEW) { a class="link" href="/settings/calendar" { "calendar" } } @else { "calendar" }
            " says, and a department as its own hours say. A policy may be counted by one of these instead."
        }
        @if rows.is_empty() { p class="dim" { "No further calendar yet." } }
        @else {
            div class="scroll" {
                (Table::rows()
                    .column(Column::new("Calendar"))
                    .column(Column::new("Hours"))
                    .column(Column::new("Zone"))
                    .column(Column::new("Holidays"))
                    .body(rows))
            }
        }
    };
    Ok(
        html! { (Section::new("Business calendars", body).action(action).id("calendars").live("calendars")) },
    )
}

/// What is next to be missed, of everything that this person sees.
pub fn clocks(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: ClockQuery = request.filters();
    let found = visit.list(asked.query(visit).page(request.page(ROWS)))?;
    let names = Directory::of(visit)?;
    let mut rows = Vec::new();
    for clock in &found.rows {
        let left = Left::of(visit, clock)?;
        let title = visit.title_of(clock.subject)?;
        let number = visit.store().schema().number(clock.subject);
        rows.push(
            Row::new()
                .id(format!("ck-{}", clock.id.raw()))
                .name_link(
                    &visit.address(clock.subject),
                    title.unwrap_or_else(|| number.clone()),
                    number,
                )
                .cell(clock.target.label())
                .cell(match clock.owner.is_none() {
                    true => html! { span class="dim" { "nobody yet" } },
                    false => who(names.name(clock.owner)),
                })
                .cell(names.department(clock.department))
                .cell(due_toned(left.tone, left.left))
                .dim(
                    clock
                        .due
                        .map_or_else(String::new, |due| due.show(visit.at, &visit.tz)),
                ),
        );
    }
    let chosen = |target: &Target| asked.targets.contains(target);
    let body = html! {
        (Head::new("Next to be missed").fact("Promises whose time runs, the first to run out first"))
        (tabs("Promises", [Tab::new("All", "/clocks").current(asked.targets.is_empty())].into_iter().chain(
            Target::ALL.iter().map(|target| Tab::new(target.label(), format!("/clocks?target={}", target.key())).current(chosen(target))))))
        div data-live-id="clocks" {
            @if rows.is_empty() {
                (Empty::quiet("Nothing runs out", "Promises to clients and among colleagues come here while their time runs."))
            } @else {
                div class="scroll" {
                    (Table::rows()
                        .column(Column::new("Of"))
                        .column(Column::new("Promise"))
                        .column(Column::new("In the hands of"))
                        .column(Column::new("Department"))
                        .column(Column::new("Left"))
                        .column(Column::new("Due"))
                        .body(rows))
                }
                (pages_around(request, found.rows.len(), &found))
            }
        }
    };
    Ok(Page::new("Next to be missed", body)
        .styles(&["list", "extra"])
        .lists::<Clock>(visit))
}
