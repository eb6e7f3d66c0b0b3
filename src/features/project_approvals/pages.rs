//! The page of a project's approval: everything to judge it by, what is found out, and the answer.

use maud::{Markup, html};

use super::{gate::gate, view::ApprovalView};
use crate::{
    base::{Choice, Result, time},
    data::Visit,
    features::{
        approvals::{self, Approval, Assess, Feasibility, Level, may_decide},
        history, projects,
        records::option_of,
    },
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, number_link},
};

pub fn approval(
    visit: &Visit,
    request: &Request,
    approval: &Approval,
    form: &Filled<Assess>,
) -> Result<Reply> {
    let sight = ApprovalView::of(visit, approval)?;
    let may_assess = approvals::may_assess(visit, approval);
    let answer = may_decide(visit, approval);
    let history = history::of(visit, approval, request)?;
    let href = format!("/approvals/{}", approval.id);
    let main = html! {
        div data-live-id="verdict" { (approvals::verdict(visit, approval)?) }
        (form.summary())
        @if !approval.note.is_empty() { (quote(approval.note.as_str())) }
        (approvals::changes(visit, approval))
        div data-live-id="questions" { (sight.questions()) }
        (sight.days())
        (Section::new("Scope", sight.scope()))
        @if may_assess || answer.is_ok() {
            form class="stack l" id="assess" method="post" action=(href) data-once {
                (hidden("version", form.value("version").unwrap_or_default()))
                (assessment(&sight, form))
                @if may_assess { (buttons(Button::submit("Save the assessment"))) }
            }
        } @else {
            (Section::new("Plan", sight.plan()))
            (Section::new("Risks", sight.risks()))
            @if !approval.conditions.is_empty() { (Section::new("Conditions", read(approval.conditions.as_str()))) }
        }
        (approvals::steps(visit, approval)?)
        (approvals::evidence_section(visit, approval)?)
        (Section::new("History", history).live("history"))
    };
    let body = html! {
        (Head::new(approval.title.as_str()).mark(approvals::meta(visit, approval)?).mark(badge(approval.status.tone(), approval.status.label())))
        (record(main, aside(&sight, answer)?))
        (approvals::dialogs(visit, approval)?)
    };
    Ok(Page::new(approval.title.as_str(), body)
        .under("Approvals", "/approvals")
        .styles(&["record", "arcade", "extra", "thread", "list", "chart"])
        .live(format!("approvals:{}", approval.id.raw()))
        .status(form.status())
        .into())
}

/// Feasibility, plan, budget, risks and conditions, to fill in.
fn assessment(sight: &ApprovalView<'_>, form: &Filled<Assess>) -> Markup {
    let names = &sight.names;
    let department = sight.approval.department;
    let chosen = form.value("feasibility").unwrap_or(Feasibility::Open.key());
    // People of the department first: they are who is meant nearly always.
    let (near, far): (Vec<_>, Vec<_>) = names
        .on_duty(&projects::LEAD)
        .into_iter()
        .partition(|user| user.departments.contains(&department));
    let shown = form
        .value("playbook")
        .and_then(|key| sight.library.by_key(key))
        .or(sight.playbook.as_ref());
    html! {
        (Section::new("Feasibility", html! {
            div class="stack" {
                (Radios::new("feasibility", "Can the department do it?")
                    .option(Feasibility::Open.key(), Feasibility::Open.label())
                    .option(Feasibility::Feasible.key(), Feasibility::Feasible.label())
                    .option(Feasibility::WithConditions.key(), Feasibility::WithConditions.label())
                    .option(Feasibility::NotFeasible.key(), Feasibility::NotFeasible.label())
                    .value(chosen)
                    .theirs(form.theirs("feasibility"))
                    .error(form.problems.of("feasibility")))
                (form.area("conditions", "What it depends on").rows(3).optional()
                    .hint("Needed when it is feasible with conditions. The requester and the history show it."))
            }
        }))
        (Section::new("Plan", html! {
            div class="stack" {
                (form.select("playbook", "Playbook").nothing("Choose a playbook").options(
                    sight.library.all().iter().map(|playbook| (playbook.key.as_str(), format!("{} ({} h)", playbook.name, time::hours(i64::from(playbook.minutes())))))
                ).hint("It makes the milestones, tasks and subtasks when you approve."))
                @if let Some(playbook) = shown { (sight.summary(playbook)) }
                (fields_three(html! {
                    (form.date("start", "Starts").min(sight.today().iso()))
                    (form.date("promised", "Promised to the client").min(sight.today().iso()))
                    (form.select("team_lead", "Team lead").nothing("Choose a lead")
                        .options(near.iter().chain(&far).map(|user| option_of(sight.visit, names, user.id))))
                }))
            }
        }))
        (Section::new("Budget", fields_two(html! {
            (form.text("budget_minutes", "Hours").hint("Such as 96, 96:30 or 5760m. The playbook's hours with a reserve are proposed."))
            (form.money("cost", "What it costs the house", sight.currency.sign).optional())
        })))
        (Section::new("Risks", risks(form)).small("Clear a row to take it away"))
    }
}

/// The rows that were sent or stored, and two to write into.
fn risks(form: &Filled<Assess>) -> Markup {
    let named = |n: usize, part: &str| format!("risk.{n}.{part}");
    let used = (0..30)
        .rev()
        .find(|n| {
            let written = |part: &str| form.value(&named(*n, part)).is_some_and(|v| !v.is_empty());
            written("risk") || written("mitigation")
        })
        .map_or(0, |n| n + 1);
    html! {
        (hidden("risk", ""))
        (form.their_list("risk", "Risks", &["risk", "mitigation"]))
        div class="stack s" {
            @for n in 0..(used + 2).min(30) {
                (fields_three(html! {
                    (form.text(&named(n, "risk"), &format!("Risk {}", n + 1)))
                    (form.text(&named(n, "mitigation"), "What is done about it"))
                    (form.choice::<Level>(&named(n, "level"), "Level"))
                }))
            }
        }
    }
}

/// Always in sight: the time left, what is missing, and the decision.
fn aside(sight: &ApprovalView<'_>, answer: Result<()>) -> Result<Markup> {
    let (approval, visit) = (sight.approval, sight.visit);
    let (tone, when) = approvals::left(visit, approval);
    Ok(html! {
        @if approval.is_waiting() {
            (Section::new("Decision", html! {
                div class="stack" {
                    (clock_with(tone, Icon::Calendar, when, html! { "for " (sight.names.name(approval.manager)) }))
                    (checks(gate(approval, sight.today()).into_iter().enumerate().map(|(n, (what, met))| Check::new(format!("gate-{n}"), what).done(met))))
                    @match &answer {
                        Ok(()) => (Button::submit("Approve and create project").primary().wide().icon(Icon::Check)
                            .form("assess").action(format!("/approvals/{}/approve", approval.id))),
                        Err(why) => (Button::plain("Approve and create project").primary().wide().disabled_because(why.to_string())),
                    }
                    (approvals::other_answers(visit, approval))
                    @if answer.is_ok() { (remark("Approving saves what you typed, makes the project with its whole plan, and tells the team lead, the agent and the requester.")) }
                }
            }).live("decision"))
        }
        (approvals::details(visit, approval)?)
        (Section::new("Comes of it", Facts::new()
            .maybe("Project", approval.project.map(|project| number_link(visit, &format!("PRJ-{project}"))))
            .maybe("Team lead", approval.team_lead.map(|lead| who(sight.names.name(lead))))))
        @if sight.loads.len() > 1 {
            (Section::new("Availability", html! {
                dl class="facts" { @for load in &sight.loads { dt { (load.name) } dd { (load.bar()) } } }
            }).small("next two weeks"))
        }
    })
}
