//! Tasks on the days on which they are due: a month or a week of whatever the list may be asked for. An entry dropped on
//! another day is due then.

use maud::{Markup, Render, html};

use super::{
    Task,
    actions::EDIT,
    query::{Show, TaskQuery},
};
use crate::{
    base::{Day, Result},
    data::Visit,
    features::{
        lists::{self, Around},
        projects::parts::{address, named_face},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Page, Reply, Request},
};

/// Entries that one page reads at most.
const MOST: usize = 500;
/// Entries of a day that a month draws.
const OF_A_DAY: usize = 5;

/// The days that are shown.
struct Span {
    on: Day,
    week: bool,
}

impl Span {
    fn asked(visit: &Visit, request: &Request) -> Span {
        Span {
            on: request
                .query("on")
                .and_then(Day::parse)
                .unwrap_or_else(|| visit.today()),
            week: request.query("span") == Some("week"),
        }
    }

    /// The Monday with which it begins, and how many days there are: whole weeks.
    fn days(&self) -> (Day, i32) {
        let monday = |day: Day| day + -i32::from(day.weekday());
        if self.week {
            return (monday(self.on), 7);
        }
        let first = monday(self.first());
        let last = self.first().plus_months(1) + -1;
        (first, monday(last) + 7 - first)
    }

    fn first(&self) -> Day {
        self.on + (1 - i32::from(self.on.date().day()))
    }

    fn before(&self) -> Day {
        match self.week {
            true => self.on + -7,
            false => self.first().plus_months(-1),
        }
    }

    fn after(&self) -> Day {
        match self.week {
            true => self.on + 7,
            false => self.first().plus_months(1),
        }
    }

    fn title(&self) -> String {
        match self.week {
            true => {
                let week = self.on.date().iso_week_date().week();
                let (first, _) = self.days();
                format!("Week {week}, from {}", first.long())
            }
            false => self.on.date().strftime("%B %Y").to_string(),
        }
    }

    fn is_outside(&self, day: Day) -> bool {
        let (of, shown) = (day.date(), self.on.date());
        !self.week && (of.month(), of.year()) != (shown.month(), shown.year())
    }
}

pub fn page(
    around: &Around<'_>,
    request: &Request,
    (head, switch, add): (Markup, Markup, Markup),
    asked: &TaskQuery,
) -> Result<Reply> {
    let visit = around.visit;
    let span = Span::asked(visit, request);
    let (first, count) = span.days();
    let query = asked.between(first, first + (count - 1)).query(visit)?;
    let (mut tasks, mut cut) = (Vec::new(), false);
    if let Some(query) = query {
        let found = visit.list(query.limit(MOST))?;
        cut = found.next.is_some();
        tasks = found.rows;
    }
    tasks.retain(|task| asked.states.contains(&task.state) || task.counts() || task.requested);
    let days = days(around, request, &span, &tasks)?;
    let here = |name: &str, value: &str| request.with_query(name, Some(value));
    let spans = [request.with_query("span", None), here("span", "week")];
    let spans = segments(
        "Days",
        &[
            (None, "Month", spans[0].as_str(), !span.week),
            (None, "Week", spans[1].as_str(), span.week),
        ],
    );
    let tab = |(show, key, name): (Show, &str, &'static str)| {
        let current = asked.show == Some(show) && request.query("saved").is_none();
        Tab::new(name, format!("/tasks?show={key}&view=calendar")).current(current)
    };
    let kept = lists::kept_as::<Task>(visit, request, "calendar")?;
    let tabs_drawn = Show::ALL.into_iter().map(tab).chain(kept);
    let (keep, keeps) = lists::keeping::<Task>(visit, request, &[("view", "calendar")])?;
    let shown = html! {
        (calendar_head(&span.title(), &here("on", &span.before().iso()), &request.with_query("on", None), &here("on", &span.after().iso())))
        @if cut { (Banner::info(format!("Only the first {MOST} of these days are shown. Narrow them by a filter, or look at a week."))) }
        div data-live-id="calendar" data-kinds="tasks" { (calendar("/tasks/reschedule", &days, visit.today(), span.week)) }
        @if tasks.is_empty() { p class="dim" { "Nothing is due on these days." } }
    };
    let body = html! {
        (head)
        (answering("views", tabs("Show", tabs_drawn)))
        (bar(html! { (switch) (spans) (divider()) (answering("chips", lists::chips::<Task>(around, request)?)) }, html! { (answering("keep", keep)) }))
        (answering("menus", html! { (lists::menus::<Task>(around, request)?) (keeps) }))
        (answering("list", shown))
        (add)
    };
    Ok(Page::new("Tasks", body)
        .styles(&[
            "calendar", "list", "empty", "record", "thread", "extra", "plan",
        ])
        .scripts(&["drag-board"])
        .lists::<Task>(visit)
        .into())
}

fn days(
    around: &Around<'_>,
    request: &Request,
    span: &Span,
    tasks: &[Task],
) -> Result<Vec<CalendarDay>> {
    let visit = around.visit;
    let working = CurrentSettings::of(visit)?.0.calendar();
    let (first, count) = span.days();
    let mut days = Vec::new();
    for day in (0..count).map(|ahead| first + ahead) {
        let week = request.with_query("on", Some(&day.iso()));
        let separator = if week.contains('?') { '&' } else { '?' };
        let week = match request.query("span") {
            Some("week") => week,
            _ => format!("{week}{separator}span=week"),
        };
        let here: Vec<&Task> = tasks.iter().filter(|task| task.due == Some(day)).collect();
        let most = if span.week { MOST } else { OF_A_DAY };
        days.push(CalendarDay {
            day,
            entries: here
                .iter()
                .take(most)
                .map(|task| entry(around, task))
                .collect(),
            more: (here.len() > most).then(|| (here.len() - most, week.clone())),
            off: !working.is_working(day),
            outside: span.is_outside(day),
            href: week,
        });
    }
    Ok(days)
}

fn entry(around: &Around<'_>, task: &Task) -> Entry {
    let visit = around.visit;
    let late = task.state.is_open() && task.due.is_some_and(|due| due < visit.today());
    let whose = task
        .assignee
        .map_or("nobody", |user| around.names.name(user));
    Entry {
        id: task.id.to_string(),
        version: task.version.to_string(),
        href: address(visit, task),
        title: task.title.clone(),
        state_icon: task.state_icon(),
        tone: late.then_some(Tone::Danger),
        who: match task.assignee {
            Some(_) => named_face(&around.names, task.assignee).render(),
            None => html! {},
        },
        label: format!(
            "{}{}, {whose}",
            task.title,
            if late { ", late" } else { "" }
        ),
        panel: true,
        fixed: !visit.may(&EDIT, task) || !task.state.is_open(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(on: &str, week: bool) -> Span {
        let on = Day::parse(on).unwrap();
        Span { on, week }
    }

    #[test]
    fn a_month_is_whole_weeks() {
        let june = span("2026-06-17", false);
        let (first, count) = june.days();
        assert_eq!((first.iso().as_str(), count), ("2026-06-01", 35));
        assert_eq!(june.title(), "June 2026");
        assert!(june.is_outside(Day::parse("2026-07-01").unwrap()));
        assert_eq!(june.after().iso(), "2026-07-01");
        assert_eq!(june.before().iso(), "2026-05-01");
        // Four weeks to the day.
        assert_eq!(span("2027-02-10", false).days().1, 28);
        assert_eq!(span("2026-08-31", false).days().1, 42);
    }

    #[test]
    fn a_week_begins_on_monday() {
        let week = span("2026-06-17", true);
        assert_eq!(week.days(), (Day::parse("2026-06-15").unwrap(), 7));
        assert_eq!(week.after().iso(), "2026-06-24");
        assert!(week.title().starts_with("Week 25"));
    }
}
