//! The grid of a week: what each task, project as a whole, ticket or internal work has on each day, to be written by keyboard
//! while the week is open.

use maud::{Markup, html};

use super::{
    place::{Place, categories},
    week::{DAYS, MOST, WeekForm, as_shown},
};
use crate::{
    base::{Day, Error, Id, Result, if_found, time},
    data::{Key, Query, Visit},
    features::{
        form_key,
        leave::Absences,
        people::Directory,
        projects::{ENTRIES_OF_USER, TaskStatus, TimeEntry, WorkOn},
        tasks,
        timesheets::{Locked, Timesheet},
    },
    ui::prelude::*,
    web::{Filled, Form},
};

/// Entries of one week that are read.
const MOST_ENTRIES: usize = 1_000;
/// Tasks of one's own without time that a week starts with.
const AT_HAND: usize = 6;
/// Where the grid's form is posted from elsewhere on the page.
pub const FORM: &str = "week";
const START_FORM: &str = "start-timer";

/// An entry with what it is for.
pub struct Filed {
    pub entry: TimeEntry,
    pub place: Option<Place>,
}

/// A row of the grid.
struct Row {
    on: WorkOn,
    /// None where it is gone.
    place: Option<Place>,
    /// What stands below its title.
    below: String,
}

/// One's own week, as the page shows it.
pub struct Week {
    pub monday: Day,
    pub filed: Vec<Filed>,
    pub sheet: Option<Timesheet>,
    /// Work with time in it first.
    rows: Vec<Row>,
    /// Whether anything of it may be written.
    pub open: bool,
    /// The last day that is locked, where one of the week is.
    locked: Option<Day>,
    /// What internal work there is to choose from.
    pub categories: Vec<String>,
    /// Minutes that each day is worked, what the person is away taken off.
    plan: [i64; 7],
    /// Whether the house works on it, whoever is away.
    works: [bool; 7],
}

/// The visitor's entries of the seven days from `monday` on.
pub(super) fn entries(visit: &Visit, monday: Day) -> Result<Vec<TimeEntry>> {
    let mut all = Vec::new();
    for day in 0..7 {
        let key = Key::new()
            .number(visit.actor.person)
            .signed(i64::from((monday + day).0));
        let list = Query::own(ENTRIES_OF_USER, key).limit(MOST_ENTRIES);
        all.extend(visit.list::<TimeEntry>(list)?.rows);
    }
    Ok(all)
}

impl Row {
    fn of(visit: &Visit, on: WorkOn, place: Option<Place>) -> Result<Row> {
        let below = place.as_ref().map(|place| place.below(visit));
        let below = below.transpose()?.unwrap_or_default();
        Ok(Row { on, place, below })
    }
}

impl Week {
    /// The week of a Monday; `more` gets a row too, and `last` brings those of the week before.
    pub fn of(visit: &Visit, monday: Day, more: Option<WorkOn>, last: bool) -> Result<Week> {
        let filed = entries(visit, monday)?
            .into_iter()
            .map(|entry| {
                let place = Place::of(visit, &entry)?;
                Ok(Filed { entry, place })
            })
            .collect::<Result<Vec<_>>>()?;
        let names = Directory::of(visit)?;
        let me = names.users.get(&visit.actor.person);
        let department = me.and_then(|me| me.departments.first()).copied();
        let calendar = Directory::calendar_of(visit, department.unwrap_or_default())?;
        let lock = visit.cached::<Locked>()?;
        let away = visit.cached::<Absences>()?;
        let works = std::array::from_fn(|n| calendar.is_working(day_of(monday, n)));
        let sheet =
            crate::features::timesheets::of_week(visit, Id::new(visit.actor.person), monday)?;
        let all_locked = lock.0.must_not_hold(monday + 6).is_err();
        let open = sheet.as_ref().is_none_or(Timesheet::is_open) && !all_locked;
        let mut week = Week {
            monday,
            rows: Vec::new(),
            open,
            locked: lock.0.until.filter(|until| *until >= monday),
            plan: std::array::from_fn(|n| {
                let gone = away.halves_on(Id::new(visit.actor.person), day_of(monday, n));
                match works[n] {
                    true => calendar.length * i64::from(2 - gone) / 2,
                    false => 0,
                }
            }),
            works,
            categories: categories(visit)?,
            filed,
            sheet,
        };
        week.find_rows(visit, more, last)?;
        Ok(week)
    }

    fn find_rows(&mut self, visit: &Visit, more: Option<WorkOn>, last: bool) -> Result<()> {
        for held in &self.filed {
            let on = held.entry.on();
            if !self.rows.iter().any(|row| row.on == on) {
                let place = held.place.clone();
                self.rows.push(Row::of(visit, on, place)?);
            }
        }
        if !self.open {
            return Ok(());
        }
        let mut wanted: Vec<Place> = Vec::new();
        if last {
            for entry in entries(visit, self.monday + -7)? {
                wanted.extend(Place::of(visit, &entry)?);
            }
            wanted.retain(Place::is_open);
        }
        if let Some(on) = more {
            wanted.extend(found(Place::find(visit, on))?);
        }
        let at_hand = tasks::mine(visit, 4 * AT_HAND)?;
        let begun = at_hand
            .into_iter()
            .filter(|task| task.state == TaskStatus::InProgress);
        let begun = begun.map(|task| Place::Task(Box::new(task)));
        wanted.extend(begun.take(AT_HAND));
        for place in wanted {
            let on = place.on();
            if self.rows.len() >= MOST || self.rows.iter().any(|row| row.on == on) {
                continue;
            }
            self.rows.push(Row::of(visit, on, Some(place))?);
        }
        Ok(())
    }

    pub fn total(&self) -> i64 {
        let minutes = self.filed.iter().map(|held| i64::from(held.entry.minutes));
        minutes.sum()
    }

    pub fn billable(&self) -> i64 {
        let billable = self.filed.iter().filter(|held| held.entry.billable);
        billable.map(|held| i64::from(held.entry.minutes)).sum()
    }

    pub fn planned(&self) -> i64 {
        self.plan.iter().sum()
    }

    /// Whether anybody works in it at all: without hours there is nothing to go beyond.
    pub fn is_worked(&self) -> bool {
        self.works.contains(&true)
    }

    /// What a row has on each day.
    fn days_of(&self, on: &WorkOn) -> [u32; 7] {
        let mut days = [0; 7];
        for held in self.filed.iter().filter(|held| held.entry.on() == *on) {
            let place = usize::try_from(held.entry.day - self.monday).unwrap_or(usize::MAX);
            if let Some(day) = days.get_mut(place) {
                *day += held.entry.minutes;
            }
        }
        days
    }

    fn day(&self, place: usize) -> Day {
        day_of(self.monday, place)
    }

    /// Minutes that a day of it is worked.
    pub fn planned_on(&self, day: Day) -> i64 {
        let place = usize::try_from(day - self.monday).unwrap_or(usize::MAX);
        self.plan.get(place).copied().unwrap_or(0)
    }

    /// Minutes that are logged on a day, on one piece of work or on all.
    pub fn logged(&self, day: Day, on: Option<&WorkOn>) -> i64 {
        let of_day = self.filed.iter().map(|held| &held.entry);
        of_day
            .filter(|entry| entry.day == day && on.is_none_or(|on| entry.on() == *on))
            .map(|entry| i64::from(entry.minutes))
            .sum()
    }

    /// Whether time is written on a day of it.
    pub fn is_written(&self, visit: &Visit, day: Day) -> bool {
        self.open && day <= visit.today() && self.locked.is_none_or(|until| day > until)
    }
}

/// Names to choose from.
pub fn chosen(names: &[String]) -> Vec<(&str, &str)> {
    let names = names.iter();
    names.map(|name| (name.as_str(), name.as_str())).collect()
}

fn day_of(monday: Day, place: usize) -> Day {
    monday + i32::try_from(place).unwrap_or_default()
}

/// What isn't there, or isn't internal work any more, gets no row.
fn found(place: Result<Place>) -> Result<Option<Place>> {
    match place {
        Err(Error::Invalid(_)) => Ok(None),
        other => if_found(other),
    }
}

fn clock(minutes: i64) -> String {
    match minutes {
        0 => String::new(),
        minutes => format!("{}:{:02}", minutes / 60, minutes % 60),
    }
}

fn or_dot(minutes: i64) -> String {
    match clock(minutes) {
        none if none.is_empty() => "·".into(),
        clock => clock,
    }
}

/// The grid, as a form while anything of the week may be written.
pub fn grid(visit: &Visit, week: &Week, form: &Filled<WeekForm>) -> Markup {
    html! {
        div data-live-id="week" {
            @if week.open {
                form id=(FORM) method="post" action="/time/week" data-once data-week {
                    (form.summary())
                    (hidden("_key", form_key()))
                    (hidden("week", week.monday.iso()))
                    (table(visit, week, Some(form)))
                    (why_over(form, "over_budget"))
                    div class="bar mt" {
                        (form.record("add", "Other work", &WorkOn::prefixes()).bare().placeholder("A task, a project or a ticket"))
                        @if !week.categories.is_empty() {
                            (form.select("add_category", "Internal work").bare().nothing("Or internal work").options(chosen(&week.categories)))
                        }
                        (Button::submit("Save week").icon(Icon::Check))
                        span class="dim t12" { "Type 1.5, 1:30, 90m or 9-11:15. Arrow keys move between cells, Enter saves, Ctrl Enter starts a timer on the row." }
                    }
                }
                form id=(START_FORM) method="post" action="/time/start" data-once { (hidden("back", "/time")) }
            } @else { (table(visit, week, None)) }
        }
    }
}

/// Where the reason for time beyond a budget is typed, once one is asked for.
pub fn why_over<F: Form>(form: &Filled<F>, name: &str) -> Markup {
    html! {
        @if asks_why(form, name) { (form.text(name, WHY_OVER).hint(WHO_READS)) }
    }
}

pub const WHY_OVER: &str = "Why over the budget";
pub const WHO_READS: &str = "Whoever manages the project reads it.";

/// Whether that was asked for, or said.
pub fn asks_why<F: Form>(form: &Filled<F>, name: &str) -> bool {
    form.problems.of(name).is_some() || form.value(name).is_some_and(|why| !why.is_empty())
}

fn table(visit: &Visit, week: &Week, form: Option<&Filled<WeekForm>>) -> Markup {
    let today = visit.today();
    let sums: [i64; 7] = std::array::from_fn(|n| week.logged(week.day(n), None));
    // Days off without time stay away, unless they are today.
    let shown: Vec<usize> = (0..7)
        .filter(|n| week.works[*n] || sums[*n] > 0 || week.day(*n) == today)
        .collect();
    let is_today = |place: usize| week.day(place) == today;
    html! {
        table class="week rows" {
            caption class="vh" { "Minutes by work and day" }
            thead { tr {
                th scope="col" { "Work" }
                @for n in &shown { th scope="col" class="center" data-today[is_today(*n)] { (week.day(*n).date().strftime("%a %-d").to_string()) } }
                th scope="col" class="num" { "Week" }
                th scope="col" { span class="vh" { "Timer" } }
            } }
            tbody {
                @for (at, Row { on, place, below }) in week.rows.iter().enumerate() {
                    @let days = week.days_of(on);
                    @let title = place.as_ref().map_or("A task", Place::title);
                    tr {
                        th scope="row" {
                            (two_line_link(&on.path(), title, format!("{on}, {below}")))
                            @if form.is_some() {
                                (hidden(&format!("rows.{at}.{}", on.word()), on))
                                (hidden(&format!("rows.{at}.shown"), as_shown(&days)))
                            }
                        }
                        @for n in &shown {
                            td data-today[is_today(*n)] {
                                @match form {
                                    Some(form) if week.is_written(visit, week.day(*n)) => {
                                        (cell(form, &format!("rows.{at}.{}", DAYS[*n].0), &format!("{title}, {}", DAYS[*n].1), days[*n]))
                                    }
                                    _ => (or_dot(i64::from(days[*n]))),
                                }
                            }
                        }
                        td class="num med" data-sum { (or_dot(days.iter().map(|minutes| i64::from(*minutes)).sum())) }
                        td class="num" {
                            @if form.is_some() && place.as_ref().is_some_and(Place::is_open) {
                                (Button::square_submit(Icon::Play, format!("Start timer on {title}")).small().form(START_FORM).value(on.word(), on.to_string()))
                            }
                        }
                    }
                }
                @if week.rows.is_empty() {
                    tr { td colspan=(shown.len() + 3) class="dim" { "No time yet. Choose a task, a project or a ticket below, or start a timer on one." } }
                }
            }
            tfoot {
                tr {
                    th scope="row" { "Total" }
                    @for n in &shown { td class="center" data-today[is_today(*n)] data-total { (or_dot(sums[*n])) } }
                    td class="num" data-sum { (or_dot(sums.iter().sum())) }
                    td {}
                }
                tr class="dim" {
                    th scope="row" { "Left to reach plan" }
                    @for n in &shown { td class="center dim" data-today[is_today(*n)] { (left(week.plan[*n] - sums[*n])) } }
                    td class="num dim" { (left(week.planned() - sums.iter().sum::<i64>())) }
                    td {}
                }
            }
        }
    }
}

fn left(minutes: i64) -> String {
    match minutes > 0 {
        true => clock(minutes),
        false => "met".into(),
    }
}

fn cell(form: &Filled<WeekForm>, name: &str, label: &str, minutes: u32) -> Markup {
    let there = clock(i64::from(minutes));
    let value = match form.is_refused() {
        true => form.value(name).unwrap_or_default().to_owned(),
        false => there,
    };
    html! {
        (form.text(name, label).bare().value(value).placeholder("·").autocomplete("off"))
    }
}

/// `1:30 of 37:30`, above the grid.
pub fn of_plan(week: &Week) -> String {
    let total = time::minutes(week.total());
    match week.planned() {
        0 => total,
        planned => format!("{total} of {}", time::minutes(planned)),
    }
}
