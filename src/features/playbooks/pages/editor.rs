//! The editor: all steps in one table, and beside it the step that is chosen. Rows are chosen by a click or by `j`, `k` and
//! Enter, moved by dragging, by Alt and the arrows or by the buttons beside them.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    super::{
        Playbook,
        actions::EDIT,
        changes::{self, Became},
        forms::{EditStep, values},
        outline::{Level, Outline, Repeat, Step},
    },
    framed, published,
};
use crate::{
    base::{Choice, Result, time},
    data::Visit,
    features::{form_key, people::Directory, projects::Priority},
    ui::prelude::*,
    web::{Filled, Page, Request, form::Refused},
};

pub fn editor(
    visit: &Visit,
    book: &Playbook,
    request: &Request,
    refused: &Refused,
    form: Option<Filled<EditStep>>,
) -> Result<Page> {
    let outline = book.outline();
    let asked = request.query("step").or(Some(request.capture("step")));
    let chosen = asked.and_then(|key| outline.step(key.parse().ok()?));
    let may = visit.may(&EDIT, book) && !book.retired;
    let names = Directory::of(visit)?;
    let before = published(visit, book)?.map(|edition| edition.outline());
    let changed: BTreeMap<u32, Became> = match &before {
        Some(before) => changes::between(before, &outline)
            .into_iter()
            .map(|difference| (difference.key, difference.became))
            .collect(),
        None => BTreeMap::new(),
    };
    let main = html! {
        @if may { (adders(book, chosen, refused)) }
        @if outline.steps.is_empty() {
            (Empty::first("No steps yet", "A playbook begins with a milestone. Tasks stand below it, and subtasks below a task."))
        } @else {
            (table(book, &outline, chosen, &changed, &names, may))
        }
        @if may {
            form method="post" data-outline-move hidden { (hidden("_key", form_key())) (hidden("how", "")) (hidden("before", "")) }
            (questions(book, &outline, refused))
        }
    };
    let aside = match chosen {
        Some(step) if may => {
            let blank = || Filled::blank(&values(step));
            aside(book, &outline, step, &names, &form.unwrap_or_else(blank))
        }
        Some(step) => told(&outline, step, &names),
        None => html! { p class="dim" { "Choose a step to see what is said of it." } },
    };
    let body = html! { (record(main, html! { div data-live-id="step" { (aside) } })) };
    Ok(framed(visit, book, "", body, refused)?
        .styles(&["record", "outline", "empty", "list"])
        .scripts(&["outline"]))
}

/// A line for each kind of step, which is added behind the one that is chosen.
fn adders(book: &Playbook, chosen: Option<&Step>, refused: &Refused) -> Markup {
    let form = refused.form("add");
    let usual = match chosen.map(|step| step.level) {
        _ if book.steps.is_empty() => Level::Milestone,
        Some(Level::Subtask) => Level::Subtask,
        _ => Level::Task,
    };
    let level = form.value("level").unwrap_or(usual.key());
    html! {
        form class="bar adds" method="post" action=(format!("/playbooks/{}/steps", book.id)) data-once {
            (hidden("_key", form_key()))
            @if let Some(step) = chosen { (hidden("below", step.key)) }
            (form.select("level", "Kind").bare().options(Level::ALL.iter().map(|level| (level.key(), level.label()))).value(level))
            (form.text("title", "Title of a new step").bare().placeholder("A new step").required())
            (Button::submit("Add").icon(Icon::Plus))
            span class="dim t12 grow" {
                @if let Some(step) = chosen { "Behind " (step.title) } @else { "At the end" }
                ". Drag a row, or move it with Alt and the arrows."
            }
        }
    }
}

fn table(
    book: &Playbook,
    outline: &Outline,
    chosen: Option<&Step>,
    changed: &BTreeMap<u32, Became>,
    names: &Directory,
    may: bool,
) -> Markup {
    let here = format!("/playbooks/{}", book.id);
    let total: u32 = (0..outline.steps.len())
        .filter(|at| outline.steps[*at].level == Level::Milestone)
        .map(|at| outline.minutes(at))
        .sum();
    let title = |key: &u32| outline.step(*key).map_or("", |step| step.title.as_str());
    html! {
        table class="rows outline" data-outline=[may.then(|| format!("{here}/steps"))] {
            thead { tr {
                th scope="col" { "Step" } th scope="col" { "Department, skill" } th class="num" scope="col" { "Estimate" }
                th class="num" scope="col" { "Starts" } th class="num" scope="col" { "Days" } th scope="col" { "After" } th scope="col" { "Only if" }
            } }
            tbody data-live-id="steps" {
                @for (at, step) in outline.steps.iter().enumerate() {
                    @let became = changed.get(&step.key);
                    @let current = chosen.is_some_and(|chosen| chosen.key == step.key);
                    tr data-row data-step=(step.key) data-depth=(step.level.depth()) data-current[current] data-changed[became.is_some()] {
                        th scope="row" {
                            span class="row" {
                                (icon_small(if step.level == Level::Milestone { Icon::Milestone } else { Icon::Task }))
                                a href=(format!("{here}?step={}", step.key)) aria-current=[current.then_some("true")] data-open { (step.title) }
                                @match became {
                                    Some(Became::Added) => (badge(Tone::Success, "new")),
                                    Some(Became::Changed(_)) => (badge(Tone::Warning, "changed")),
                                    Some(Became::Moved) => (badge(Tone::Info, "moved")),
                                    _ => {}
                                }
                                @if step.repeat != Repeat::Once { (tag(Tone::Info, changes::repeats(step))) }
                            }
                        }
                        td {
                            (names.department_by_key(&step.role).map_or(step.role.as_str(), |held| held.name.as_str()))
                            @if !step.skill.is_empty() { span class="dim" { ", " (step.skill) } }
                        }
                        td class="num" { @if outline.minutes(at) > 0 { (time::hours(i64::from(outline.minutes(at)))) " h" } }
                        td class="num" { @if step.start > 0 { "day " (step.start) } }
                        td class="num" { @if step.days > 0 { (step.days) } }
                        td class="dim" {
                            (step.after.iter().map(title).collect::<Vec<_>>().join(", "))
                            @if step.lag > 0 { " + " (step.lag) }
                        }
                        td class="dim" { @if let Some(only_if) = &step.only_if { (only_if.words()) } }
                    }
                }
            }
            tfoot { tr { th scope="row" { "Whole playbook" } td {} td class="num" { (time::hours(i64::from(total))) " h" } td colspan="4" {} } }
        }
    }
}

fn aside(
    book: &Playbook,
    outline: &Outline,
    step: &Step,
    names: &Directory,
    form: &Filled<EditStep>,
) -> Markup {
    let here = format!("/playbooks/{}/steps/{}", book.id, step.key);
    let milestone = step.level == Level::Milestone;
    let moves = [
        ("up", "Move up", Icon::Up),
        ("down", "Move down", Icon::Down),
        ("in", "Make it part of the step above", Icon::Right),
        ("out", "Take it out of the step above", Icon::Left),
    ];
    let own = outline.place(step.key);
    let mut family = outline
        .place(step.key)
        .map(|at| outline.block(at))
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    family.extend(std::iter::successors(own, |at| outline.above(*at)));
    let others = outline
        .steps
        .iter()
        .enumerate()
        .filter(|(at, _)| !family.contains(at));
    let waits = |key: u32| form.values("after").any(|held| held == key.to_string());
    let departments = names.open_departments();
    html! {
        (Section::new(step.level.label(), html! {
            div class="row" {
                @for (how, label, mark) in moves {
                    form method="post" action=(format!("{here}/move")) { (hidden("_key", form_key())) (hidden("how", how)) (Button::square_submit(mark, label)) }
                }
                form method="post" action=(format!("{here}/remove")) { (hidden("_key", form_key())) (Button::square_submit(Icon::Trash, "Remove it with its parts")) }
            }
            form class="stack" method="post" action=(here) data-once {
                (form.summary())
                (hidden("version", form.value("version").map_or(book.version.to_string(), str::to_owned)))
                (form.text("title", "Title").required())
                @if !milestone {
                    (form.select("role", "Department").nothing("Nobody's").options(departments.iter().map(|held| (held.key.as_str(), held.name.as_str()))))
                    (form.text("skill", "Skill").optional().hint("What whoever does it has to know, such as video."))
                    (form.text("estimate_minutes", "Estimate").placeholder("1:30").optional())
                }
                (fields_two(html! {
                    (form.number("start", "Starts on day").optional().hint("0 is the first."))
                    @if !milestone { (form.number("days", "Days given").optional()) }
                }))
                details open[!step.after.is_empty()] {
                    summary { "After" @if !step.after.is_empty() { " (" (step.after.len()) ")" } }
                    div class="ticks" {
                        @for (_, other) in others {
                            (Tick::new("after", other.title.as_str()).value(other.key).checked(waits(other.key)))
                        }
                    }
                    (form.number("lag", "Days between").optional())
                }
                @if !milestone {
                    (form.choice::<Priority>("priority", "Priority"))
                    (form.area("detail", "What has to be done").rows(3).optional())
                    (form.area("checklist", "Checklist").rows(4).optional().hint("One line each."))
                    (form.area("documents", "Documents to ask for").rows(2).optional().hint("What the client has to give, one line each."))
                    (form.tick("review", "Has to pass review"))
                }
                (form.tick("client_visible", "The client sees it"))
                @if step.level != Level::Subtask {
                    (fields_two(html! { (form.choice::<Repeat>("repeat", "Repeats")) (form.number("times", "Times").optional()) }))
                }
                @if !outline.questions.is_empty() {
                    (form.select("question", "Only if").nothing("Always").options(outline.questions.iter().map(|q| (q.title.as_str(), q.title.as_str()))))
                    (form.tick("question_not", "is not"))
                    (form.select("answer", "Answer").nothing("Any").options(answers(outline)))
                }
                (buttons(Button::submit("Save step").primary()))
            }
        }))
    }
}

fn answers(outline: &Outline) -> Vec<(String, String)> {
    let mut all: Vec<String> = outline
        .questions
        .iter()
        .flat_map(|question| question.answers.clone())
        .collect();
    all.sort();
    all.dedup();
    all.into_iter()
        .map(|answer| (answer.clone(), answer))
        .collect()
}

/// What is said of a step, for those who only read.
fn told(outline: &Outline, step: &Step, names: &Directory) -> Markup {
    let role = names
        .department_by_key(&step.role)
        .map_or("", |held| held.name.as_str());
    let after = step.after.iter().filter_map(|key| outline.step(*key));
    let after: Vec<&str> = after.map(|step| step.title.as_str()).collect();
    let list = |lines: &[String]| html! { @if !lines.is_empty() { (list_tight(html! { @for line in lines { li { (line) } } })) } };
    html! {
        (Section::new(step.title.as_str(), html! {
            (Facts::new()
                .fact("Kind", step.level.label())
                .fact("Department", role)
                .fact("Skill", step.skill.as_str())
                .fact("Estimate", time::minutes(i64::from(step.estimate)))
                .fact("After", after.join(", ")))
            @if !step.detail.is_empty() { p { (step.detail) } }
            (list(&step.checklist))
            (list(&step.documents))
        }))
    }
}

/// The questions as they are typed, one in each line.
pub fn asked(outline: &Outline) -> String {
    let held = outline.questions.iter().map(|question| question.words());
    held.collect::<Vec<_>>().join("\n")
}

fn questions(book: &Playbook, outline: &Outline, refused: &Refused) -> Markup {
    let form = refused.form("ask");
    let value = form
        .value("questions")
        .map_or_else(|| asked(outline), str::to_owned);
    html! {
        (Section::new("Questions", html! {
            form class="stack read" method="post" action=(format!("/playbooks/{}/questions", book.id)) data-once {
                (form.version(book.version))
                (form.area("questions", "What is asked when it is applied").value(value).rows(3).optional()
                    .hint("One line each, such as Online booking: no, yes. The first answer is the usual one; steps say which answer they are for."))
                (buttons(Button::submit("Save questions")))
            }
        }))
    }
}
