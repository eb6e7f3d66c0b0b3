//! One project's first tab: how far it is, its health, its people.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::{
    super::{
        MILESTONES, Milestone, Project, TASKS_OF_PROJECT, Task, TimeEntry,
        actions::{ADD_MILESTONE, APPLY_PLAYBOOK, ASSIGN_TASK, PLAN, VIEW_EXPENSES},
        budget::{Used, may_see_money, tone},
        entry,
        health::{MOST_MILESTONES, MOST_TASKS, Side, Standing},
        parts::{add_line, money},
        quality, sub,
    },
    framed,
    plan::{colonnade, plan_table},
    whole::Overview,
};
use crate::{
    base::{Choice, Id, Money, Result, percent, text, time},
    data::{Key, Visit},
    features::{
        people::Directory,
        records::{self, Editing, present},
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{Page, Request, form::Refused, number_link},
};

impl Overview {
    pub fn of(visit: &Visit, project: &Project) -> Result<Overview> {
        Ok(Overview {
            milestones: visit.related(
                project,
                MILESTONES,
                Key::new().id(project.id),
                MOST_MILESTONES,
            )?,
            tasks: visit.related(
                project,
                TASKS_OF_PROJECT,
                Key::new().id(project.id),
                MOST_TASKS,
            )?,
        })
    }

    /// The top-level tasks of each milestone, and the subtasks of each task, in the order of the plan.
    pub(super) fn below(&self) -> (Below<'_, Milestone>, Below<'_, Task>) {
        let (mut tops, mut parts) = (Below::new(), Below::new());
        for task in &self.tasks {
            match task.parent {
                None => tops.entry(task.milestone).or_default().push(task),
                Some(parent) => parts.entry(parent).or_default().push(task),
            }
        }
        (tops, parts)
    }
}

/// Tasks by what they stand below.
pub(super) type Below<'a, R> = BTreeMap<Id<R>, Vec<&'a Task>>;

pub fn overview(
    visit: &Visit,
    project: &Project,
    request: &Request,
    refused: &Refused,
) -> Result<Page> {
    let whole = Overview::of(visit, project)?;
    let calendar = Directory::calendar_of(visit, project.department)?;
    let expected = i32::from(project.expected(&calendar, visit.today()));
    let standing = Standing::of(visit, project, (&whole.milestones, &whole.tasks))?;
    let health = match project.state.is_open() {
        false => badge(project.state.tone(), project.state.label()),
        // Colour is for what needs a look.
        true => {
            let side = standing.schedule();
            badge(side.tone, side.says)
        }
    };
    let logged = entry::on_project(visit, project.id)?;
    let main = html! {
        section class="stack s" aria-label="Progress" data-live-id="progress" {
            div class="row between" {
                p { span class="h1s" { (project.progress) "%" } " " span class="mute" { "complete" } }
                p class="row t12 mute" { @if project.state.is_open() { span { "Plan for today " (expected) "%" } } (health) }
            }
            (colonnade(&whole.milestones, visit))
        }
        (Section::new("Plan", html! {
                @if whole.milestones.is_empty() {
                    (Empty::first("No plan yet", "Add a milestone, then the tasks that lead to it.").plain())
                } @else {
                    (plan_table(visit, project, &whole, logged, request)?)
                }
                (fold(Icon::Help, "How these numbers are made", html! {
                    div class="read t12" { p {
                        "A task without subtasks weighs its estimate. It counts 0 percent while it is to do, what its checklist or its "
                        "assignee says while in progress, 90 in review, 100 when completed. What stands above is the weighted mean of what "
                        "counts below, and 100 only when all of it is completed. Points are weight times progress."
                    } }
                }))
            })
            .small(format!("{}, {}", text::count(whole.milestones.len(), "milestone", "milestones"), text::count(project.total as usize, "task", "tasks")))
            .actions(html! {
                @if visit.may(&ADD_MILESTONE, project) {
                    (Button::link("Add milestone", format!("/projects/{}/milestones/new", project.id)).small().quiet().icon(Icon::Plus))
                }
                @if project.must_be_open().is_ok() {
                    @if visit.may(&APPLY_PLAYBOOK, project) {
                        (Button::link("Apply a playbook", format!("/projects/{}/playbook", project.id)).small().quiet().icon(Icon::Branch))
                    }
                    @if visit.may(&ASSIGN_TASK, project) && whole.tasks.iter().any(Task::is_free) {
                        (Button::link("Propose people", format!("/projects/{}/people", project.id)).small().quiet().icon(Icon::Users))
                    }
                    @if visit.may(&PLAN, project) {
                        (Button::link("Plan dates", format!("/projects/{}/dates", project.id)).small().quiet().icon(Icon::Calendar))
                    }
                }
            })
            .live("plan"))
        (sub::section(visit, project)?)
        @if !whole.milestones.is_empty() { (add_line(visit, project, &format!("/projects/{}", project.id))) }
        @if visit.may(&ADD_MILESTONE, project) && project.must_not_be_closed().is_ok() {
            (records::line_of::<Milestone>("Add a milestone", &format!("/projects/{}", project.id))
                .hidden("project", project.id)
                .hidden("client_visible", "on")
                .hint("Such as: Launch 12 dec")
                .whole(format!("/projects/{}/milestones/new", project.id)))
        }
    };
    let body = html! { (record(main, aside(visit, project, &standing, health, logged)?)) };
    Ok(framed(visit, project, "", body, refused)?
        .styles(&[
            "arcade", "plan", "list", "thread", "record", "chart", "empty",
        ])
        .scripts(&["fold"]))
}

/// What of the budget of money is used, as a bar with its numbers; the sum alone where there is none.
fn aside(
    visit: &Visit,
    project: &Project,
    standing: &Standing,
    health: Markup,
    logged: i64,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let house = CurrentSettings::of(visit)?;
    let edits = Editing::of(visit, project);
    let today = visit.today();
    // What it is to be judged by is of what is under way.
    let side = |side: Side| {
        let shown =
            project.state.is_open() && (side.tone != Tone::Stone || !side.because.is_empty());
        html! {
            @if shown {
                div class="stack s" {
                    span { (badge(side.tone, side.says.as_str())) }
                    @for why in &side.because { span class="dim t12" { (why) } }
                }
            } @else { span class="dim" { (side.says) } }
        }
    };
    let schedule = html! {
        div class="stack s" {
            span { (health) }
            @if project.state.is_open() { @for why in standing.schedule().because { span class="dim t12" { (why) } } }
        }
    };
    let budget = i64::from(project.budget_minutes);
    let used = Used::of(visit, project)?;
    // Its budgets cover its sub-projects.
    let logged = used.minutes.max(logged);
    let above = sub::beside(visit, project)?;
    let (budget_tone, share) = (tone(logged, budget), percent::bar(logged, budget, 100, 0));
    let spent_money = may_see_money(visit, project)?.then(|| {
        money(
            used.money(project),
            project.budget_money,
            house.0.currency(),
        )
    });
    let expenses = visit.may_somewhere(&VIEW_EXPENSES);
    let fact = |n: usize, tone: Tone| {
        if n == 0 {
            html! { span class="dim" { "none" } }
        } else {
            badge(tone, n.to_string())
        }
    };
    let mut team = vec![
        (project.team_lead, "Team lead"),
        (project.manager, "Manager"),
    ];
    team.extend(project.members.iter().map(|id| (*id, "Member")));
    let mut seen = Vec::new();
    team.retain(|(id, _)| {
        !id.is_none() && !seen.contains(id) && {
            seen.push(*id);
            true
        }
    });
    let mut spent = Vec::with_capacity(team.len());
    for (person, _) in &team {
        let key = Key::new().id(project.id).id(*person);
        spent.push(visit.tally::<TimeEntry>(entry::PROJECT_PERSON, key)?);
    }
    Ok(html! {
        (Section::new("Health", Facts::new()
            .fact("Schedule", schedule)
            .fact("Budget", side(standing.budget()))
            .fact("Scope", side(standing.scope()))
            .fact("Client", side(standing.client()))
            .fact("Late", fact(standing.late, Tone::Danger))
            .fact("Blocked", fact(standing.blocked, Tone::Danger))
            .fact("Unassigned", html! {
                @if standing.unassigned > 0 { a href=(format!("/tasks?show=unassigned&view=list&project={}", project.id)) { (fact(standing.unassigned, Tone::Warning)) } }
                @else { (fact(standing.unassigned, Tone::Warning)) }
            })
            .maybe("Back from review", quality::on_project(visit, project)?)).live("health"))
        (Section::new("Budget", Facts::new()
            .maybe("Value", visit.reads_key("value", project)?.then(|| edits.value("value", project.value.show(house.0.currency()))))
            .fact("Hours", edits.value("budget_minutes", progress_toned(budget_tone, share, format!("{} / {}", time::hours(logged), time::hours(budget)), "Hours used")))
            .maybe("Money", spent_money.map(|bar| edits.value("budget_money", bar)))
            .maybe("Measured by", (project.budget_money > Money::ZERO).then(|| edits.value("budget_by", project.budget_by.label())))
            .fact("At 100%", edits.value("at_full", project.at_full.label()))
            .maybe("Expenses", expenses.then(|| html! { a class="link" href=(format!("/expenses?project={}", project.id)) { "Of this project" } }))
            .maybe("Ticket", project.ticket.map(|id| number_link(visit, &format!("TK-{id}"))))
            .maybe("Of it alone", sub::hours_alone(visit, project)?)
            .maybe("Part of", (above.is_some() || edits.may("parent"))
                .then(|| edits.beside("parent", above.unwrap_or_default()))))
            .live("budget"))
        (Section::new("Dates and hands", Facts::new()
            .fact("Start", edits.value("start", project.start.show(today)))
            .fact("Finish", edits.value("finish", project.finish.show(today)))
            .maybe("Promised", (project.promised.is_some() || edits.may("promised"))
                .then(|| edits.value("promised", project.promised.map(|day| day.show(today)).unwrap_or_default())))
            .fact("Manager", edits.value("manager", present(visit, &names, project.manager)))
            .fact("Team lead", edits.value("team_lead", present(visit, &names, project.team_lead))))
            .live("dates"))
        (crate::features::shares::section(visit, project)?)
        (Section::new("Team", list_tight(html! {
            @for ((person, does), minutes) in team.iter().zip(&spent) {
                @let title = names.users.get(&person.raw()).map(|u| u.title.as_str()).filter(|t| !t.is_empty() && *does == "Member").unwrap_or(does);
                (item_two(Avatar::person(names.name(*person)), names.name(*person), title,
                    html! { @if *minutes > 0 { span class="dim t12" { (time::hours(*minutes)) " h" } } }))
            }
        })).small(team.len()).live("team"))
    })
}
