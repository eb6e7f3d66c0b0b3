//! The reports of a project, and one of them: edited while it is a draft, read once it is published.

use maud::{Markup, html};

use super::{
    Cycle, ProgressReport, ReportForm, Standing, VIEW,
    actions::{DRAFT, EDIT, PLAN, PUBLISH},
    ops::plan_of,
    report::BY_PROJECT,
};
use crate::{
    base::{
        Choice, Result,
        language::{self, say},
        time,
    },
    data::{Key, Query, Record, Visit},
    features::{
        form_key, history,
        projects::{Project, framed},
    },
    said,
    ui::prelude::*,
    web::{Filled, Page, Request, form::Refused, link},
};

/// The reports of a project, the latest first.
pub fn of_project(visit: &Visit, project: &Project, request: &Request) -> Result<Page> {
    let query = Query::of(project, BY_PROJECT, Key::new().id(project.id));
    let page = visit.list::<ProgressReport>(query.descending(true).page(request.paging()?))?;
    let plan = plan_of(visit, project)?;
    let today = visit.today();
    let at = format!("/projects/{}", project.id);
    let open = project.must_not_be_closed().is_ok();
    let rows = page.rows.iter().map(|report| {
        Row::new()
            .name_link(
                &format!("/progress-reports/{}", report.id),
                report.cycle.name(),
                report.days(),
            )
            .cell(badge(report.standing.tone(), report.standing.label()))
            .number(format!("{}%", report.progress))
    });
    let cycle = Select::new("cycle", "How often")
        .id("cycle")
        .bare()
        .options(
            Cycle::ALL
                .iter()
                .filter(|each| **each != Cycle::Unknown)
                .map(|each| (each.key(), each.label())),
        )
        .value(plan.cycle.key());
    let body = html! {
        (bar(html! {
            @if visit.may(&PLAN, project) && open {
                form class="row" method="post" action={ (at) "/report-cycle" } data-once {
                    (hidden("_key", form_key()))
                    (cycle)
                    (Button::submit("Set").small())
                }
            } @else { span class="dim" { (plan.cycle.label()) } }
            @if let Some(day) = plan.next_day { span class="dim t12" { "The next is drafted on " (day.show(today)) } }
        }, html! {
            @if visit.may(&DRAFT, project) && open {
                (post_button(&format!("{at}/reports"), hidden("_key", form_key()), Button::submit("Draft one now").primary().icon(Icon::Plus)))
            }
        }))
        div data-live-id="reports" data-kinds="progress-reports" {
            @if page.rows.is_empty() {
                (Empty::first("No report yet", "A report is drafted from what was done, what is late and what comes next. You read it over and publish it to the client."))
            } @else {
                (Table::rows().columns([Column::new("Report"), Column::new("State"), Column::number("Progress")]).body(rows))
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "Earlier ones" } }
            }
        }
    };
    Ok(
        framed(visit, project, "reports", body, &Refused::default())?
            .styles(&["list", "empty", "form"])
            .lists::<ProgressReport>(visit),
    )
}

/// What a report says, as it is read: its parts that say something, line by line.
pub fn told(report: &ProgressReport, hours: bool) -> Markup {
    html! {
        @if !report.summary.is_empty() { p class="pre read" { (report.summary) } }
        (progress_bar(u32::from(report.progress), format!("{}%", report.progress), say("reports-progress")))
        @for (heading, text) in report.parts() {
            @if !text.is_empty() {
                (Section::new(language::word(heading), html! {
                    ul class="list" { @for line in text.lines().filter(|line| !line.trim().is_empty()) { li { (line) } } }
                }))
            }
        }
        @if hours { (hours_of(report)) }
    }
}

fn hours_of(report: &ProgressReport) -> Markup {
    let in_all = match report.budget_minutes {
        0 => said!(
            "project-hours-logged",
            hours = language::number(&time::hours(report.minutes_in_all))
        ),
        budget => said!(
            "project-hours-of",
            hours = language::number(&time::hours(report.minutes_in_all)),
            budget = language::number(&time::hours(i64::from(budget)))
        ),
    };
    let facts = Facts::new()
        .fact(
            say("reports-since-last"),
            said!(
                "project-hours-logged",
                hours = language::number(&time::hours(report.minutes))
            ),
        )
        .fact(say("reports-in-all"), in_all);
    html! { (Section::new(say("reports-hours"), facts)) }
}

pub fn one(
    visit: &Visit,
    request: &Request,
    report: &ProgressReport,
    form: &Filled<ReportForm>,
) -> Result<Page> {
    let at = format!("/progress-reports/{}", report.id);
    let project = visit.follow(report, |report| report.project)?;
    let draft = report.standing != Standing::Published;
    let edits = draft && visit.may(&EDIT, report);
    let publishes = draft && visit.may(&PUBLISH, report);
    let lines = |name: &str, label: &str| form.area(name, label).rows(4);
    let main = html! {
        @if edits {
            form class="stack read" method="post" action=(at) data-once {
                (form.summary())
                (form.version(report.version))
                (form.area("summary", "Summary").rows(3))
                (lines("done", "Done").hint("One line each. Of the work, what the client sees in the portal stands here."))
                (lines("late", "Later than planned"))
                (lines("next", "Next"))
                (lines("risks", "To keep an eye on"))
                (lines("needs", "What we need from the client"))
                (form.tick("show_hours", "The client reads the hours"))
                (buttons(Button::submit("Save").primary()))
            }
            (hours_of(report))
        } @else { (told(report, true)) }
    };
    let publish = Dialog::new("publish", "Publish to the client")
        .posts(
            format!("{at}/publish"),
            hidden("version", report.version),
        )
        .body(html! { p { "It stands in the portal as it is saved here, and the client's people are told by mail. This can't be undone." } })
        .end(
            Button::submit("Publish")
                .primary()
                .icon(Icon::Send)
                .form("publish-f"),
        );
    let title = format!("{}, {}", report.cycle.name(), report.days());
    let body = html! {
        div data-live-id="report-head" {
            (Head::new(report.cycle.name())
                .mark(id(report.number()))
                .mark(badge(report.standing.tone(), report.standing.label()))
                .fact(report.days())
                .mark(html! { @if let Some(project) = &project { (link(visit, project.as_ref(), project.title.as_str())) } })
                .actions(html! {
                    @if publishes { (Button::plain("Publish").primary().icon(Icon::Send).opens("publish")) }
                }))
        }
        (record(main, Section::new("History", history::of(visit, report, request)?).live("history")))
        @if publishes { (publish) }
    };
    let mut page = Page::new(title, body).under("Projects", "/projects");
    if let Some(project) = project {
        page = page.under(project.title.as_str(), format!("/projects/{}", project.id));
        if visit.may(&VIEW, &project) {
            page = page.under("Reports", format!("/projects/{}/reports", project.id));
        }
    }
    Ok(page
        .at(at)
        .styles(&["record", "form", "extra", "list", "thread"])
        .live(format!("progress-reports:{}", report.id.raw()))
        .status(form.status()))
}
