//! How work went, in rows, and the tasks behind a row.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    LoadQuery,
    figures::{By, Figures, Finished, Group, groups, past},
    pages::{hours, task_name},
};
use crate::{
    base::{Choice, Day, Result, text},
    data::Visit,
    features::{
        lists::KeptPage,
        people::Directory,
        projects::{VIEW_TASKS, parts},
    },
    ui::prelude::*,
    web::{Form, Page, Reader, Request, Told, form::Optional},
};

const PERIODS: [(&str, &str, i32); 4] = [
    ("30", "30 days", 30),
    ("90", "90 days", 90),
    ("180", "180 days", 180),
    ("360", "360 days", 360),
];
/// Tasks that are shown of a row.
const MOST: usize = 200;

/// Of whom, over how long, and in which rows.
#[derive(Debug, Clone, Default)]
pub struct FiguresQuery {
    pub whose: LoadQuery,
    pub days: i32,
    pub by: By,
}

impl Form for FiguresQuery {
    fn read(f: &mut Reader) -> Self {
        let whose = LoadQuery::read(f);
        let days = f.word("days", "Days", &["30", "90", "180", "360"]);
        let found = PERIODS.iter().find(|(key, ..)| Some(*key) == days);
        FiguresQuery {
            whose,
            days: found.map_or(90, |(.., days)| *days),
            by: f.choice("by", "Rows", Optional).unwrap_or_default(),
        }
    }
}

impl FiguresQuery {
    fn from(&self, visit: &Visit) -> Day {
        visit.today() + -self.days
    }

    pub fn groups(&self, visit: &Visit) -> Result<Vec<Group>> {
        let all = past(visit, &self.whose, self.from(visit))?;
        let names = Directory::of(visit)?;
        Ok(groups(&names, &all, self.by))
    }
}

fn share(rate: Option<i64>) -> String {
    rate.map_or("-".to_owned(), |rate| format!("{rate}%"))
}

fn days(tenths: Option<i64>) -> String {
    tenths.map_or("-".to_owned(), |tenths| {
        format!("{}.{} days", tenths / 10, tenths % 10)
    })
}

fn row(figures: &Figures, row: Row) -> Row {
    row.number(share(figures.utilisation()))
        .number(figures.done.to_string())
        .number(share(figures.accuracy()))
        .number(days(figures.cycle_tenths()))
        .number(share(figures.rework()))
        .number(share(figures.punctual()))
}

pub fn page(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: FiguresQuery = request.filters();
    let all = asked.groups(visit)?;
    let today = visit.today();
    let names = Directory::of(visit)?;
    let chosen = request.query("of").filter(|key| !key.is_empty());
    let with = |name: &str, value: &str| request.with_query(name, Some(value));
    let ways: Vec<(String, &str, bool)> = By::ALL
        .iter()
        .map(|by| (with("by", by.key()), by.label(), *by == asked.by))
        .collect();
    let ways: Vec<_> = ways
        .iter()
        .map(|(href, label, now)| (None, *label, href.as_str(), *now))
        .collect();
    let periods: Vec<(String, &str, bool)> = PERIODS
        .iter()
        .map(|(key, label, days)| (with("days", key), *label, *days == asked.days))
        .collect();
    let periods: Vec<_> = periods
        .iter()
        .map(|(href, label, now)| (None, *label, href.as_str(), *now))
        .collect();
    let rows = all.iter().map(|group| {
        let to = with("of", &group.key);
        row(
            &group.figures,
            Row::new().name(html! { a class="link" href=(to) { (group.name) } }),
        )
    });
    let mut sum = Figures::default();
    for group in &all {
        sum.add(&group.figures);
    }
    let kept = KeptPage::of(visit, request, "load/figures")?;
    let behind = chosen.and_then(|key| all.iter().find(|group| group.key == key));
    let body = html! {
        (Head::new("How work went")
            .fact(format!("{} to {}", asked.from(visit).show(today), today.show(today)))
            .fact(text::count(usize::try_from(sum.done).unwrap_or(0), "task finished", "tasks finished")))
        @if !kept.tabs.is_empty() {
            (tabs("Show", [Tab::new("Everybody", "/load/figures").current(!kept.held)].into_iter().chain(kept.tabs)))
        }
        (bar(html! { (segments("Rows", &ways)) (segments("Time", &periods)) }, html! { (kept.buttons) (Button::link("Load", "/load").quiet()) }))
        (kept.dialogs)
        div class="stack" data-live-id="figures" data-kinds="tasks time-entries" {
            @if all.is_empty() {
                (Empty::quiet("Nothing was done then", "Finished tasks and booked time of the people whose load you see are told here."))
            } @else {
                (Table::rows()
                    .caption("How work went")
                    .columns([Column::new("Of"), Column::number("Utilisation"), Column::number("Finished"), Column::number("Took of estimate"), Column::number("Cycle time"), Column::number("Came back"), Column::number("On time")])
                    .body(rows))
                (fold(Icon::Help, "How these numbers are made", html! {
                    div class="read t12" { p {
                        "Utilisation is billed time of the time that people were there, for those whose time you see. Took of estimate is all time booked on finished tasks of their estimates. "
                        "Cycle time is counted in working days, from the first on which time was booked on a task. Came back are tasks that a review returned at least once. On time are those done by the day they were due."
                    } }
                }))
            }
            @if let Some(group) = behind { (tasks_of(visit, &names, group, today)) }
        }
    };
    Ok(Page::new("How work went", body)
        .under("Load", "/load")
        .styles(&["list", "empty", "record"]))
}

/// The tasks behind a row.
fn tasks_of(visit: &Visit, names: &Directory, group: &Group, today: Day) -> Markup {
    let seen = |held: &&Finished| visit.may(&VIEW_TASKS, &held.task);
    let shown: Vec<&Finished> = group.finished.iter().filter(seen).take(MOST).collect();
    let left = group.finished.len() - shown.len();
    let rows = shown.iter().map(|held| {
        let task = &held.task;
        let done = task.done_at.map(|at| at.day(&visit.tz));
        Row::new()
            .name(task_name(visit, task))
            .cell(names.name(held.user))
            .cell(done.map_or(String::new(), |day| day.show(today)))
            .cell(parts::due_day(task.due, false, today))
            .number(hours(i64::from(task.estimate.unwrap_or(0))))
            .number(hours(held.took))
            .number(days(held.cycle.map(|days| days * 10)))
            .number(task.returns.to_string())
    });
    html! {
        (Section::new(group.name.as_str(), html! {
            (Table::rows()
                .caption("The tasks behind it")
                .columns([Column::new("Task"), Column::new("Who"), Column::new("Done"), Column::new("Due"), Column::number("Estimate"), Column::number("Took"), Column::number("Cycle"), Column::number("Came back")])
                .body(rows))
            @if left > 0 { p class="dim t12" { (text::count(left, "more task", "more tasks")) " counted in, which are not shown here." } }
        }).small(text::count(group.finished.len(), "task", "tasks")))
    }
}

pub fn told(group: &Group) -> Value {
    let figures = &group.figures;
    json!({
        "of": group.key, "name": group.name, "finished": figures.done,
        "capacity_minutes": figures.capacity, "logged_minutes": figures.logged,
        "billable_minutes": figures.billable, "utilisation_percent": figures.utilisation(),
        "estimated_minutes": figures.estimate, "took_minutes": figures.took,
        "took_percent": figures.accuracy(), "cycle_tenths_of_days": figures.cycle_tenths(),
        "came_back_percent": figures.rework(), "on_time_percent": figures.punctual(),
    })
}

pub const TOLD: Told = Told::Object(&[(
    "rows",
    Told::List(&Told::Object(&[
        ("of", Told::Text),
        ("name", Told::Text),
        ("finished", Told::Number),
        ("capacity_minutes", Told::Number),
        ("logged_minutes", Told::Number),
        ("billable_minutes", Told::Number),
        ("utilisation_percent", Told::Number),
        ("estimated_minutes", Told::Number),
        ("took_minutes", Told::Number),
        ("took_percent", Told::Number),
        ("cycle_tenths_of_days", Told::Number),
        ("came_back_percent", Told::Number),
        ("on_time_percent", Told::Number),
    ])),
)]);
