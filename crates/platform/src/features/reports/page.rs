//! The home of reports as a page.

use maud::{Markup, html};

use super::report::{Area, Report, of};
use crate::{
    base::{Choice, Result, text},
    data::Visit,
    features::day::Number,
    ui::{chart::spark, prelude::*},
    web::Page,
};

/// # Errors
/// When the store can't be read.
pub fn home(visit: &Visit) -> Result<Page> {
    let all = of(visit)?;
    let body = html! {
        (Head::new("Reports").fact(match all.len() {
            0 => "how things go, of whatever you may see".to_owned(),
            count => text::count(count, "report", "reports"),
        }))
        @if all.is_empty() {
            (Empty::quiet("No reports for you yet", "How sales, service, work and money go stands here for whoever may see it. A role that opens one of them is given by whoever looks after people."))
        } @else {
            div class="stack l" {
                @for area in Area::ALL { (section(*area, &all)) }
            }
        }
    };
    Ok(Page::new("Reports", body).styles(&["list", "empty", "chart"]))
}

fn section(area: Area, all: &[Report]) -> Markup {
    let held: Vec<&Report> = all.iter().filter(|report| report.area == area).collect();
    if held.is_empty() {
        return html! {};
    }
    let rows = held.iter().map(|report| {
        let row = Row::new().name_link(&report.href, report.name.as_str(), report.tells);
        match &report.number {
            Some(number) => row.number(value(number)).cell(trend(number)),
            None => row
                .number(html! { span class="dim" { "nothing yet" } })
                .cell(html! {}),
        }
    });
    let table = Table::rows()
        .caption(area.label())
        .columns([
            Column::new("Report"),
            Column::number("Now"),
            Column::new("Six months"),
        ])
        .body(rows);
    html! { (Section::new(area.label(), table)) }
}

/// The number, below it what it is and how it stood before.
fn value(number: &Number) -> Markup {
    let note = match number.note.is_empty() {
        true => number.name.to_owned(),
        false => format!("{} · {}", number.name, number.note),
    };
    two_line(
        html! {
            b { (number.value) }
            @if let Some((tone, words)) = &number.change { " " (Badge::new(*tone, words.as_str()).bare()) }
        },
        note,
    )
}

fn trend(number: &Number) -> Markup {
    let values: Vec<f64> = number.trend.iter().map(|value| *value as f64).collect();
    spark(Tone::Info, &values)
}
