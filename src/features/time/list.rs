//! All time that somebody may see, in rows: whose, on what, when, with the hours that all of it comes to; and several
//! entries at once billed or not.

use maud::html;

use super::{
    TimeEntry,
    actions::{EDIT, EXPORT},
    ops::{about, must_be_billed_to_somebody, must_be_bookable, must_have_room},
    place::categories,
    query::TimeQuery,
};
use crate::{
    access::Action,
    base::{Error, Id, Money, Result, time},
    data::{Change, Field, Held, Query, Visit, Word},
    features::{
        lists::{self, Adds, Around, Filter, Frame, ListTab, Listed, Named, Shown},
        projects::{self, INTERNAL, Project, Task},
        rates,
        records::{self, Several},
        tickets::Ticket,
    },
    ui::prelude::*,
    web::{Reply, Request},
};

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let today = visit.today();
    let monday = today + -i32::from(today.weekday());
    let first = today + (1 - i32::from(today.date().day()));
    let week = format!("from={}", monday.iso());
    let month = format!("from={}", first.iso());
    let nothing = |title: &str, words: &str| {
        Empty::quiet(title, words).actions(Button::link("Open the timesheet", "/time"))
    };
    let frame = Frame {
        head: html! {
            (Head::new("Time").actions(html! {
                (Button::link("Timesheet", "/time").icon(Icon::Calendar))
                @if visit.may_somewhere(&rates::VIEW) { (Button::link("Rates", "/rates")) }
            }))
        },
        tabs: vec![
            ListTab::new("All", ""),
            ListTab::new("Mine", "user=me").nothing(nothing(
                "No time of yours yet",
                "What you log by timer or by hand comes here, the newest day first.",
            )),
            ListTab::new("This week", week).nothing(nothing(
                "Nothing logged this week",
                "Start a timer on a task, or log what was done on the timesheet.",
            )),
            ListTab::new("This month", month).nothing(nothing(
                "Nothing logged this month",
                "Start a timer on a task, or log what was done on the timesheet.",
            )),
            ListTab::new("Not billable", "billable=no").nothing(nothing(
                "Everything is billable",
                "Time that isn't billed to a client comes here.",
            )),
        ],
        nothing: html! {
            (nothing("No time logged yet", "Time that you log, and that of people you lead, comes together in this list."))
        },
        several: records::controls::<TimeEntry>(visit)?,
        ..Frame::default()
    };
    lists::page::<TimeEntry>(visit, request, frame)
}

fn yes_no() -> Vec<Word> {
    vec![("yes", "Yes"), ("no", "No")]
}

/// What it was for, as far as the person may see that.
fn title(visit: &Visit, entry: &TimeEntry) -> Result<String> {
    let on = entry.on();
    Ok(on.title(visit)?.unwrap_or_else(|| on.to_string()))
}

impl Listed for TimeEntry {
    type Asked = TimeQuery;
    const EXPORT: Action = EXPORT;
    const FILTERS: &'static [Filter] = &[
        Filter::people("user", "Person"),
        Filter::day("from", "From"),
        Filter::day("until", "Until"),
        Filter::words("billable", "Billable", yes_no),
        Filter::record::<Project>("project", "Project"),
        Filter::record::<Task>("task", "Task"),
        Filter::record::<Ticket>("ticket", "Ticket"),
        Filter::few("category", "Internal work", |around| {
            let names = categories(around.visit).unwrap_or_default();
            names.into_iter().map(|name| (name.clone(), name)).collect()
        }),
    ];
    const SUMMED: Option<&'static str> = Some("minutes");
    const ADDS: Adds = Adds::Minutes;

    fn columns() -> Vec<Shown<TimeEntry>> {
        vec![
            Shown::<TimeEntry>::new("user", "Person", |around, entry| {
                Ok(who_first(around.names.name(entry.user)))
            }),
            Shown::<TimeEntry>::new("project", "Project or client", |around, entry| {
                if entry.is_internal() {
                    return Ok(html! { (INTERNAL) });
                }
                Ok(html! { (entry.work_of(around.visit)?) })
            })
            .dim(),
            Shown::<TimeEntry>::new("day", "Day", |around, entry| {
                Ok(html! { (entry.day.show(around.visit.today())) })
            })
            .sorts(&[("", Sort::Descending), ("day", Sort::Ascending)]),
            Shown::<TimeEntry>::new("billable", "Billable", |_, entry| {
                Ok(
                    html! { @if !entry.billable { (Badge::new(Tone::Stone, "Not billable").bare()) } },
                )
            }),
            Shown::<TimeEntry>::new("minutes", "Time", |_, entry| {
                Ok(html! {
                    @if entry.started.is_some() { (badge(Tone::Info, "running")) }
                    @else { (time::minutes(i64::from(entry.minutes))) }
                })
            })
            .number(),
        ]
    }

    fn named(&self, around: &Around<'_>) -> Result<Named> {
        let title = title(around.visit, self)?;
        Ok(Named::new(
            format!("/time-entries/{}", self.id),
            &title,
            self.note.as_str(),
        ))
    }

    fn query(visit: &Visit, asked: &TimeQuery) -> Result<Option<Query<TimeEntry>>> {
        asked.query(visit).map(Some)
    }

    /// Minutes.
    fn value(&self) -> Money {
        Money(i64::from(self.minutes))
    }
}

impl Several for TimeEntry {
    const IN_BAR: &'static [&'static str] = &["billable"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<TimeEntry>>> {
        lists::matching(visit, query, most)
    }

    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn settle(
        change: &mut Change<'_, '_>,
        before: &TimeEntry,
        entry: &mut Held<TimeEntry>,
    ) -> Result<()> {
        must_be_bookable(change, before)?;
        if before.started.is_some() {
            return Err(Error::conflict("The timer still runs. Stop it first."));
        }
        if let Err(Error::Invalid(problems)) = must_be_billed_to_somebody(entry, entry.billable) {
            return Err(Error::conflict(problems.to_string()));
        }
        // What is billed from now on uses a budget of money, as it would on its own page.
        let more = projects::Adds::of(entry).beyond(projects::Adds::of(before));
        let over = must_have_room(change, entry, more, ("billable", "billable"), "");
        over.map_err(|e| match e {
            Error::Invalid(problems) => Error::conflict(problems.to_string()),
            other => other,
        })?;
        about(change, entry);
        Ok(())
    }
}
