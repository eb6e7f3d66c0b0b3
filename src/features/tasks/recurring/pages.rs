//! What recurs on pages: all of it, one with its rule, and what the page of a task says of it.

use maud::{Markup, html};

use super::{
    super::actions::{END_REPEAT, REPEAT, SKIP},
    EditRecurring, RecurringTask,
    forms::RecurringQuery,
    recurring_task::{BY_NEXT, BY_PROJECT},
};
use crate::{
    base::{
        Choice, Id, Result,
        recurrence::{Every, OffDay, WEEK},
        time,
    },
    data::{Key, Query, Record, Visit},
    features::{
        history,
        people::Directory,
        projects::{
            Project, Task,
            parts::{NOBODY, inline_button, inline_form, people_select},
        },
        records::present,
    },
    ui::prelude::*,
    web::{Filled, Form, Page, Request, form::Refused, link},
};

/// Those of a project, or all one may see, the next first.
pub fn query(visit: &Visit, asked: &RecurringQuery) -> Result<Query<RecurringTask>> {
    Ok(match asked.project {
        Some(id) => {
            let project: Project = visit.find(id)?;
            Query::of(&project, BY_PROJECT, Key::new().id(id))
        }
        None => Query::by(BY_NEXT),
    })
}

pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: RecurringQuery = request.filters();
    let page = visit.list(query(visit, &asked)?.page(request.paging()?))?;
    let names = Directory::of(visit)?;
    let mut rows = Vec::new();
    for held in &page.rows {
        let project = visit.follow(held, |held| held.project)?;
        let project = project.map(|project| project.title).unwrap_or_default();
        rows.push(
            Row::new()
                .name_link(
                    &format!("/recurring-tasks/{}", held.id),
                    held.title.as_str(),
                    project,
                )
                .cell(held.rule.words())
                .cell(match held.next_day.filter(|_| !held.is_over()) {
                    Some(day) => html! { (day.show(visit.today())) },
                    None => html! { span class="dim" { "ended" } },
                })
                .cell(match held.assignee {
                    Some(user) => who(names.name(user)),
                    None => html! { span class="dim" { (NOBODY) } },
                })
                .number(held.made),
        );
    }
    let body = html! {
        (Head::new("Recurring tasks"))
        @if rows.is_empty() {
            (Empty::first("Nothing recurs yet", "On the page of a task that comes again, choose Make it recur. Its next ones are made by themselves."))
        } @else {
            (Table::rows().columns([Column::new("Task"), Column::new("Recurs"), Column::new("Next"), Column::new("Assignee"), Column::number("Made")]).body(rows))
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "More" } }
            }
        }
    };
    Ok(Page::new("Recurring tasks", body)
        .under("Tasks", "/tasks")
        .styles(&["list", "empty", "extra"])
        .lists::<RecurringTask>(visit))
}

/// The rule, in fields that a small form of a task's page and the whole one share.
fn rule_fields<F: Form>(form: &Filled<F>, of: &str) -> Markup {
    let ticked = |key: &str| form.values("weekdays").any(|held| held == key);
    html! {
        (fields_two(html! {
            (form.choice::<Every>("every", "Every").id(format!("{of}-every")).required())
            (form.number("interval", "So many between").id(format!("{of}-interval")).placeholder("1").hint("2 with Week: every other week."))
        }))
        fieldset class="stack s" {
            legend { "On these days, of weeks" }
            div class="row" { @for (key, label) in WEEK { (Tick::new("weekdays", label).value(key).checked(ticked(key))) } }
        }
        (fields_two(html! {
            (form.number("month_day", "Day of the month").id(format!("{of}-month-day")).hint("Of months; 31 is the last."))
            (form.choice::<OffDay>("off_day", "On a day off").id(format!("{of}-off-day")))
            (form.date("begins", "First on").id(format!("{of}-begins")))
            (form.date("until", "Until").id(format!("{of}-until")))
            (form.number("days", "Working days given").id(format!("{of}-days")).placeholder("1").hint("1: due on the day on which it begins."))
        }))
    }
}

fn buttons_of(visit: &Visit, held: &RecurringTask, back: &str) -> Markup {
    let at = |verb: &str| format!("/recurring-tasks/{}/{verb}", held.id);
    let back = || hidden("back", back);
    html! {
        @if !held.is_over() {
            @if visit.may(&SKIP, held) { (inline_button(&at("skip"), back(), Button::submit("Leave out the next").small().quiet())) }
            @if visit.may(&END_REPEAT, held) { (inline_button(&at("end"), back(), Button::submit("End it").small().quiet())) }
        }
    }
}

/// What a task's page says of it: by which rule it recurs and what comes next; or, for whoever may, how it begins to.
pub fn on_task(visit: &Visit, task: &Task, refused: &Refused) -> Result<Markup> {
    let series = visit.follow(task, |task: &Task| {
        Id::<RecurringTask>::new(task.series.unwrap_or_default())
    })?;
    let back = format!("/tasks/{}", task.id);
    if let Some(held) = &series {
        let next = held.next_day.filter(|_| !held.is_over());
        let words = html! {
            (link(visit, held.as_ref(), held.rule.words()))
            span class="dim" { @match next {
                Some(day) => { ", next on " (day.show(visit.today())) }
                None => ", ended",
            } }
        };
        if next.is_some() {
            return Ok(
                html! { p class="row" { (icon(Icon::Refresh)) span class="grow" { "Recurs " (words) } (buttons_of(visit, held, &back)) } },
            );
        }
    }
    let may = visit.may(&REPEAT, task) && task.parent.is_none() && task.state.is_open();
    let form = refused.form("repeat");
    let fold = fold_open(
        refused.is("repeat"),
        Icon::Refresh,
        "Make it recur",
        inline_form(
            &format!("/tasks/{}/repeat", task.id),
            html! {
                (form.banner())
                (rule_fields(form, "repeat"))
                (buttons(Button::submit("Make it recur").small()))
            },
        ),
    );
    Ok(html! { @if may && !task.requested { (fold) } })
}

pub fn one(
    visit: &Visit,
    request: &Request,
    held: &RecurringTask,
    form: &Filled<EditRecurring>,
) -> Result<Page> {
    let names = Directory::of(visit)?;
    let project = visit.follow(held, |held| held.project)?;
    let last = visit.follow(held, |held| held.last_task.unwrap_or_default())?;
    let at = format!("/recurring-tasks/{}", held.id);
    let today = visit.today();
    let facts = Facts::props()
        .fact("Recurs", held.rule.words())
        .fact("On a day off", held.rule.off_day.label())
        .fact(
            "Next",
            match held.next_day.filter(|_| !held.is_over()) {
                Some(day) => html! { (day.show(today)) },
                None => html! { span class="dim" { "ended" } },
            },
        )
        .maybe("Until", held.rule.until.map(|day| day.show(today)))
        .fact(
            "Assignee",
            match held.assignee {
                Some(user) => present(visit, &names, user),
                None => html! { span class="dim" { (NOBODY) } },
            },
        )
        .maybe(
            "Estimate",
            held.estimate
                .map(|minutes| time::minutes(i64::from(minutes))),
        )
        .fact("Made so far", held.made)
        .maybe(
            "Last",
            last.map(|task| link(visit, task.as_ref(), task.title.as_str())),
        )
        .maybe(
            "Project",
            project.map(|project| link(visit, project.as_ref(), project.title.as_str())),
        );
    let edits = visit.may(&REPEAT, held) && !held.is_over();
    let people = people_select(
        visit,
        form.select("assignee", "Assignee"),
        &names,
        None,
        &[],
        NOBODY,
    )?;
    let main = html! {
        (facts)
        @if edits {
            (fold_open(form.is_refused(), Icon::Edit, "Change it", html! {
                form class="stack read" method="post" action=(at) data-once {
                    (form.summary())
                    (form.version(held.version))
                    (form.text("title", "Title").required())
                    (form.area("detail", "What has to be done").rows(3))
                    (fields_two(html! { (people) (form.text("estimate_minutes", "Estimate").placeholder("1:30")) }))
                    (rule_fields(form, "edit"))
                    (buttons(Button::submit("Save").primary()))
                }
            }))
        }
    };
    let body = html! {
        div data-live-id="recurring" {
            (Head::new(held.title.as_str()).mark(id(held.number())).actions(buttons_of(visit, held, &at)))
        }
        (record(main, Section::new("History", history::of(visit, held, request)?).live("history")))
    };
    Ok(Page::new(held.title.as_str(), body)
        .under("Tasks", "/tasks")
        .under("Recurring tasks", "/recurring-tasks")
        .at(at)
        .styles(&["record", "form", "extra", "list", "thread"])
        .live(format!("recurring-tasks:{}", held.id.raw()))
        .status(form.status()))
}
