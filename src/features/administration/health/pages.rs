//! The page of the health.

use maud::html;

use super::{Check, Grade, actions::REBUILD, checks, grade_of, worst};
use crate::{
    base::{Choice, Result},
    data::Visit,
    jobs::{Status, Supervisor},
    ui::prelude::*,
    web::Page,
};

/// Seconds after which what no deed announces is read again.
const AGAIN: u32 = 10;

fn tone(grade: Grade) -> Tone {
    match grade {
        Grade::Good => Tone::Success,
        Grade::Look => Tone::Warning,
        Grade::Act => Tone::Danger,
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
            .cell(html! {
                (check.advice)
                @if check.key == "search" && visit.may_somewhere(&REBUILD) {
                    (post_button("/health/search", html! {}, Button::submit("Make it anew").small()))
                }
            })
    };
    let jobs = visit.store().service::<Supervisor>();
    let jobs: Vec<Status> = jobs.iter().flat_map(|all| all.status()).collect();
    let job = |job: &Status| {
        let grade = grade_of(job);
        let last = job
            .last_run
            .map_or("not yet".into(), |at| at.show(visit.at, &visit.tz));
        let failed = match &job.last_error {
            Some((at, why)) => format!("{}: {why}", at.show(visit.at, &visit.tz)),
            None => String::new(),
        };
        Row::new()
            .id(format!("j-{}", job.name.replace(' ', "-")))
            .name(job.name.as_str())
            .cell(badge(tone(grade), job.stand.label()))
            .cell(last)
            .cell(job.lag.map_or(String::new(), |lag| lag.to_string()))
            .cell(job.failures.to_string())
            .cell(job.trouble.clone().unwrap_or(failed))
    };
    let body = html! {
        (Head::new("Health").fact(html! { span data-live-id="overall" { (badge(tone(overall), said)) } }))
        div data-live-id="checks" data-watch=(AGAIN) {
            (Table::rows().column(Column::new("What")).column(Column::new("How it stands")).column(Column::new("Verdict"))
                .column(Column::new("What to do")).body(found.iter().map(row)))
        }
        @if !jobs.is_empty() {
            h2 class="mt2" { "What Atrium does by itself" }
            div data-live-id="jobs" data-watch=(AGAIN) {
                (Table::rows().column(Column::new("Job")).column(Column::new("How it stands")).column(Column::new("Last run"))
                    .column(Column::new("Entries behind")).column(Column::new("Failures")).column(Column::new("Last failure"))
                    .body(jobs.iter().map(job)))
            }
        }
    };
    Ok(Page::new("Health", body)
        .styles(&["list"])
        .scripts(&["watch"])
        .live("drills")
        .live("settings:1"))
}
