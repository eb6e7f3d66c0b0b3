//! What a playbook comes to where nobody's time is short: rows with their days over weekends and waiting times.

use maud::{Markup, html};

use super::{
    super::{
        Playbook,
        actions::CREATE,
        layout::{Answers, sketch},
        outline::{Level, Outline},
        published::Published,
    },
    framed,
};
use crate::{
    base::{Choice, Day, Result, time},
    data::Visit,
    features::{form_key, people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{Page, Request, form::Refused},
};

/// Answers as the address gives them: `a0`, `a1`, in the order of the questions.
pub fn answers(outline: &Outline, given: impl Fn(&str) -> Option<String>) -> Answers {
    let questions = outline.questions.iter().enumerate();
    let answered = questions.filter_map(|(at, question)| {
        let answer = given(&format!("a{at}"))?;
        let known = question.answers.contains(&answer);
        known.then(|| (question.title.clone(), answer))
    });
    answered.collect()
}

/// The fields with which a preview is asked for.
pub fn asking(outline: &Outline, start: Day, answers: &Answers) -> Markup {
    html! {
        (Input::date("start", "First day").value(start.iso()))
        @for (at, question) in outline.questions.iter().enumerate() {
            (Select::new(format!("a{at}"), question.title.as_str())
                .options(question.answers.iter().map(|answer| (answer.as_str(), answer.as_str())))
                .maybe_value(answers.get(&question.title)))
        }
    }
}

fn comes_to(visit: &Visit, outline: &Outline, request: &Request, here: &str) -> Result<Markup> {
    let calendar = CurrentSettings::of(visit)?.0.calendar();
    let names = Directory::of(visit)?;
    let start = request
        .query("start")
        .and_then(Day::parse)
        .unwrap_or(visit.today());
    let answers = answers(outline, |name| request.query(name).map(str::to_owned));
    let draft = sketch(outline, &answers, start, &calendar);
    let today = visit.today();
    let tops = draft
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.level == Level::Milestone);
    let minutes: u32 = tops.map(|(at, _)| draft.minutes(at)).sum();
    let finish = draft.finish().unwrap_or(start);
    let rows = draft.rows.iter().enumerate().map(|(at, row)| {
        let role = names.department_by_key(&row.role).map_or(row.role.as_str(), |held| held.name.as_str());
        Row::new()
            .name(html! {
                span class="step" data-depth=(row.level.depth()) {
                    (row.title)
                    @if row.critical && row.level == Level::Task { " " (badge(Tone::Danger, "critical")) }
                }
            })
            .dim(role)
            .number(format!("{} h", time::hours(i64::from(draft.minutes(at)))))
            .cell(row.start.show(today))
            .cell(row.due.show(today))
    });
    Ok(html! {
        form class="bar" method="get" action=(here) {
            (asking(outline, start, &answers))
            (Button::submit("Show"))
        }
        (stats([
            Stat::new("Hours", format!("{} h", time::hours(i64::from(minutes)))),
            Stat::new("Ends", finish.show(today)).note(format!("{} working days", calendar.between(start, finish + 1))),
            Stat::new("Rows", draft.rows.len()),
        ]))
        (Table::rows()
            .columns([Column::new("Step"), Column::new("Department"), Column::number("Estimate"), Column::new("Starts"), Column::new("Ends")])
            .body(rows))
    })
}

pub fn preview(visit: &Visit, book: &Playbook, request: &Request) -> Result<Page> {
    let here = format!("/playbooks/{}/preview", book.id);
    let body = comes_to(visit, &book.outline(), request, &here)?;
    Ok(framed(visit, book, "preview", body, &Refused::default())?
        .styles(&["list", "chart", "outline"]))
}

/// One that comes with Atrium: what it comes to, and the way to make it the house's own.
pub fn shipped(visit: &Visit, book: &Published, request: &Request) -> Result<Page> {
    let here = format!("/playbooks/shipped/{}", book.key);
    let head = Head::new(book.name.as_str())
        .mark(tag(book.category.tone(), book.category.label()))
        .fact("comes with Atrium")
        .actions(html! {
            @if visit.may_somewhere(&CREATE) {
                form method="post" action="/playbooks" data-once {
                    (hidden("_key", form_key())) (hidden("name", &book.name)) (hidden("category", book.category.key()))
                    (hidden("summary", &book.summary)) (hidden("from", &book.key))
                    (Button::submit("Make it ours").primary().icon(Icon::Edit))
                }
            }
        });
    let body = html! {
        (head)
        p class="mute read" { (book.summary) }
        (comes_to(visit, &book.outline, request, &here)?)
    };
    Ok(Page::new(book.name.as_str(), body)
        .under("Playbooks", "/playbooks")
        .styles(&["extra", "list", "chart", "outline"]))
}
