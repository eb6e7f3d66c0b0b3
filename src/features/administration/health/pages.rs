//! The page of the health.

use maud::html;

use super::{Check, Grade, checks, worst};
use crate::{
    base::{Choice, Result},
    data::Visit,
    ui::prelude::*,
    web::Page,
};

/// Seconds after which what no deed announces is read again.
const AGAIN: u32 = 10;

fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::Good => Tone::Laurel,
        Grade::Look => Tone::Ochre,
        Grade::Act => Tone::Minium,
        Grade::Unknown => Tone::Stone,
    }
}

pub fn page(visit: &Visit) -> Result<Page> {
    let mut found = checks(visit)?;
    let overall = worst(&found);
    // What wants somebody stands first; the rest keeps its order.
    found.sort_by_key(|check| std::cmp::Reverse(check.grade));
    let said = match overall {
        Grade::Good => "All is well",
        Grade::Look => "Something wants a look",
        Grade::Act | Grade::Unknown => "Something must be done now",
    };
    let row = |check: &Check| {
        Row::new()
            .id(format!("h-{}", check.key))
            .name(check.name)
            .cell(check.value.as_str())
            .cell(badge(tone(check.grade), check.grade.label()))
            .cell(check.advice.as_str())
    };
    let body = html! {
        (Head::new("Health").fact(html! { span data-live-id="overall" { (badge(tone(overall), said)) } }))
        div data-live-id="checks" data-watch=(AGAIN) {
            (Table::rows().column(Column::new("What")).column(Column::new("How it stands")).column(Column::new("Verdict"))
                .column(Column::new("What to do")).body(found.iter().map(row)))
        }
    };
    Ok(Page::new("Health", body)
        .styles(&["list"])
        .scripts(&["watch"])
        .live("drills")
        .live("settings:1"))
}
