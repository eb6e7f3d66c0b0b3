//! The page of a draft.

use maud::html;
use serde_json::json;

use super::{Drafted, LogSeveral, of_week};
use crate::{
    base::{Day, Result, time},
    data::{Json, Visit},
    features::{
        form_key,
        time::grid::{Week, why_over},
        timesheets::monday,
    },
    ui::{dayrule, prelude::*},
    web::{Filled, Page},
};

/// What speaks for a line, in words: `10:05 Hand in a task, 10:20 Post`.
fn because(drafted: &Drafted) -> String {
    let facts = drafted.line.facts.iter();
    let facts = facts.map(|(minute, what)| format!("{} {what}", dayrule::clock(*minute)));
    let below = Some(drafted.below.clone()).filter(|below| !below.is_empty());
    let words: Vec<String> = below.into_iter().chain(facts).collect();
    words.join(", ")
}

pub fn page(visit: &Visit, day: Option<Day>, form: &Filled<LogSeveral>) -> Result<Page> {
    let today = visit.today();
    let monday = monday(day.unwrap_or(today));
    let week = Week::of(visit, monday, None, false)?;
    let lines = of_week(visit, &week)?;
    let sum: i64 = lines.iter().map(|drafted| drafted.line.minutes).sum();
    let back = format!("/time?week={}", monday.iso());
    let rows = lines.iter().enumerate().map(|(at, drafted)| {
        let (line, title) = (&drafted.line, drafted.place.title());
        let name = |field: &str| format!("rows.{at}.{field}");
        let typed = |field: &str, otherwise: String| match form.is_refused() {
            true => form.value(&name(field)).unwrap_or_default().to_owned(),
            false => otherwise,
        };
        let ticked = !form.is_refused() || form.value(&name("take")).is_some();
        Row::new()
            .cell(html! {
                (hidden(&name(line.on.word()), &line.on))
                (hidden(&name("day"), line.day.iso()))
                (Tick::new(name("take"), line.day.show(today)).checked(ticked))
            })
            .cell(two_line_link(&line.on.path(), title, because(drafted)))
            .cell(
                form.text(&name("minutes"), "Time")
                    .bare()
                    .value(typed("minutes", time_typed(line.minutes))),
            )
            .cell(html! {
                (form.text(&name("note"), "What was done")
                    .bare()
                    .value(typed("note", String::new()))
                    .placeholder("What was done"))
                (why_over(form, &name("over_budget")))
            })
            .cell(
                Button::submit("Log")
                    .small()
                    .label(format!("Log {} on {}", time::minutes(line.minutes), title))
                    .value("only", at.to_string()),
            )
    });
    let rows: Vec<Row> = rows.collect();
    let body = html! {
        (Head::new("Draft of the week")
            .fact(format!("{} to {}", monday.show(today), (monday + 6).show(today)))
            .fact(time::minutes(sum)))
        (remark("From what you did on tasks, tickets and projects, less what is logged already. Only you see it, and nothing of it is kept before you log it."))
        @if rows.is_empty() {
            (Empty::quiet("Nothing to draft", if week.open { "What you do on tasks, tickets and projects in this week comes here, as far as it isn't logged." } else { "This week isn't written any more." })
                .actions(Button::link("Back to the week", back.as_str())))
        } @else {
            form class="stack" method="post" action="/time/draft" data-once {
                (form.summary())
                (hidden("_key", form_key()))
                (hidden("week", monday.iso()))
                div class="scroll" {
                    (Table::rows()
                        .caption("Time that is proposed, line by line")
                        .column(Column::new("Day"))
                        .column(Column::new("Work"))
                        .column(Column::new("Time"))
                        .column(Column::new("What was done"))
                        .column(Column::unseen("Log this line"))
                        .body(rows))
                }
                (buttons(html! {
                    (Button::submit("Log what is ticked").primary().icon(Icon::Check))
                    (Button::link("Back to the week", back.as_str()))
                }))
            }
        }
    };
    Ok(Page::new("Draft of the week", body)
        .under("Timesheet", back)
        .styles(&["list", "empty", "extra"])
        .status(form.status()))
}

fn time_typed(minutes: i64) -> String {
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// A line as programs read it.
pub fn sent(visit: &Visit, drafted: &Drafted) -> Json {
    let line = &drafted.line;
    let mut body = Json::default();
    let (on, word) = (line.on.to_string(), line.on.word());
    for name in ["task", "project", "ticket"] {
        body.insert(name, (name == word).then(|| on.clone()));
    }
    body.insert("title", drafted.place.title());
    body.insert("day", line.day.iso());
    body.insert("minutes", line.minutes);
    let at = |minute: i64| crate::base::Moment::at(line.day, minute, &visit.tz).rfc3339();
    let facts = line.facts.iter();
    let facts: Vec<_> = facts
        .map(|(minute, what)| json!({ "at": at(*minute), "what": what }))
        .collect();
    body.insert("facts", facts);
    body
}
