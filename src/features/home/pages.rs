//! My day as a page.

use maud::{Markup, Render, html};

use super::today;
use crate::{
    base::{Moment, Result, time},
    data::Visit,
    features::day::{Hours, Line, Number, Part, Workday, first},
    ui::{
        chart::spark,
        dayrule::{Mark, dayrule},
        prelude::*,
    },
    web::{Page, Reply},
};

pub fn day(visit: &Visit) -> Result<Reply> {
    let day = today::of(visit)?;
    // Whoever has nothing to do is told how things go, also where others' turns and news stand already.
    let to_do = [Part::Now, Part::Today, Part::Next];
    let idle = to_do.iter().all(|part| day.of(*part).next().is_none());
    let explained = match idle {
        true => Some(first::explained(visit, &today::arrives(visit))?),
        false => None,
    };
    let body = html! {
        div data-live-id="day-head" { (head(visit, &day)) }
        // One region: parts come and go with what they hold.
        div data-live-id="day" {
            (numbers(&day))
            @if !today::is_empty(&day) {
                @if let Some(hours) = &day.hours { (rule(visit, &day, hours)) }
                (parts(visit, &day))
            }
            @if let Some(explained) = &explained { (explained) }
        }
    };
    let page = Page::new("My day", body)
        .styles(&["time", "chart", "list", "empty", "form"])
        .scripts(&["inbox"]);
    Ok(today::live(visit, page).into())
}

/// What there is to decide and to do stands wide; whose turn it is and what was told beside it.
fn parts(visit: &Visit, day: &Workday) -> Markup {
    let part = |part, title: &str| section(visit, day, part, title);
    let mut wide = vec![
        part(Part::Now, "Now"),
        part(Part::Today, "Today"),
        part(Part::Next, "Next"),
    ];
    let mut narrow = vec![
        part(Part::Waiting, "Waiting for others"),
        part(Part::News, "Recently in your inbox"),
    ];
    for side in [&mut wide, &mut narrow] {
        side.retain(|section| !section.0.is_empty());
    }
    if wide.is_empty() && !narrow.is_empty() {
        wide.push(narrow.remove(0));
    }
    let stacked = |sections: &[Markup]| html! { @for section in sections { (section) } };
    match narrow.is_empty() {
        true => html! { div class="stack l" { (stacked(&wide)) } },
        false => wide_narrow(stacked(&wide), stacked(&narrow)),
    }
}

fn section(visit: &Visit, day: &Workday, part: Part, title: &str) -> Markup {
    let lines: Vec<&Line> = day.of(part).collect();
    if lines.is_empty() {
        return html! {};
    }
    let rows = html! {
        ul class="list turns" {
            @for (n, line) in lines.iter().enumerate() { (line.row(visit, part == Part::Now && n == 0)) }
        }
    };
    let section = Section::new(title, rows);
    match part {
        Part::Now => section.small(lines.len()).render(),
        Part::News => section
            .action(Button::link("Inbox", "/inbox").small().quiet())
            .render(),
        Part::Waiting => section.small("whose turn it is, and since when").render(),
        Part::Today | Part::Next => section.render(),
    }
}

fn numbers(day: &Workday) -> Markup {
    if day.numbers.is_empty() {
        return html! {};
    }
    stats(day.numbers.iter().map(stat))
}

fn stat(number: &Number) -> Stat {
    let stat = Stat::new(number.name, number.value.as_str()).href(number.href.as_str());
    let stat = match &number.change {
        Some((tone, words)) => stat.change(*tone, words.as_str()),
        None => stat,
    };
    let stat = match number.note.is_empty() {
        true => stat,
        false => stat.note(number.note.as_str()),
    };
    match number.trend.len() {
        0 | 1 => stat,
        _ => {
            let values: Vec<f64> = number.trend.iter().map(|value| *value as f64).collect();
            stat.trend(spark(Tone::Info, &values))
        }
    }
}

/// Morning until noon, afternoon until six.
fn greeting(hour: i8) -> &'static str {
    match hour {
        5..12 => "Good morning",
        12..18 => "Good afternoon",
        _ => "Good evening",
    }
}

fn head(visit: &Visit, day: &Workday) -> Markup {
    let hello = format!(
        "{}, {}",
        greeting(visit.at.hour(&visit.tz)),
        first_name(&visit.actor.name)
    );
    let mut head = Head::new(hello).fact(visit.today().long());
    if !today::is_empty(day) {
        head = head.fact(today::sentence(day));
    }
    for fact in &day.facts {
        head = head.fact(fact.as_str());
    }
    head.actions(html! {
        @if day.hours.is_some() { (Button::link("Log time", "/time").icon(Icon::Hours)) }
    })
    .render()
}

// ── the rule ──

fn minute_of_day(visit: &Visit, at: Moment) -> i64 {
    at.minute_of(visit.today(), &visit.tz)
}

fn rule(visit: &Visit, day: &Workday, hours: &Hours) -> Markup {
    let marks = marks(visit, day);
    let due: Vec<&str> = marks.iter().map(|mark| mark.text.as_str()).collect();
    let label = format!(
        "Today: {} logged{}{}{}. It is {}.",
        time::minutes(hours.logged),
        if hours.loose {
            ", what was typed in drawn where there is room"
        } else {
            ""
        },
        if due.is_empty() { "" } else { "; due " },
        due.join(", "),
        visit.at.clock(&visit.tz),
    );
    dayrule(&label, &hours.slots, &marks, minute_of_day(visit, visit.at))
}

/// What falls due at an hour of today, as far apart as their words need.
fn marks(visit: &Visit, day: &Workday) -> Vec<Mark> {
    const APART: i64 = 110;
    let mut due: Vec<&(Moment, String)> = day
        .lines
        .iter()
        .filter_map(|line| line.at.as_ref())
        .filter(|(due, _)| due.day(&visit.tz) == visit.today())
        .collect();
    due.sort_by_key(|(due, _)| *due);
    let mut marks: Vec<Mark> = Vec::new();
    for (due, text) in due {
        let at = minute_of_day(visit, *due);
        if marks.last().is_none_or(|last| at - last.at >= APART) {
            let tone = if *due < visit.at {
                Tone::Danger
            } else {
                Tone::Warning
            };
            marks.push(Mark {
                at,
                tone,
                text: format!("{text} by {}", due.clock(&visit.tz)),
            });
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hour_is_greeted() {
        assert_eq!(greeting(5), "Good morning");
        assert_eq!(greeting(12), "Good afternoon");
        assert_eq!(greeting(18), "Good evening");
        assert_eq!(greeting(0), "Good evening");
    }
}
