//! The queue with the decision beside it, and one approval.

use maud::{Markup, html};

use super::{
    APPROVE, ASSESS, Approval, REJECT, RETURN,
    approval::{BY_STATUS, Feasibility, Level},
    forms::Assess,
    view::{self, ApprovalView},
};
use crate::{
    access::Action,
    base::{Choice, Result, time},
    data::{Key, Query, Visit},
    features::{history, projects, settings::CurrentSettings},
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, link, number_link},
};

/// Rows of the queue that are read at most.
const WAITING_SHOWN: usize = 100;

pub fn queue(visit: &Visit, request: &Request) -> Result<Reply> {
    let waiting = visit
        .list::<Approval>(
            Query::by(BY_STATUS)
                .under(Key::new().byte(0))
                .limit(WAITING_SHOWN),
        )?
        .rows;
    let decided = visit.list::<Approval>(
        Query::by(BY_STATUS)
            .under(Key::new().byte(1))
            .descending(true)
            .page(request.page(15)),
    )?;
    let me = visit.actor.person;
    let (mine, others): (Vec<&Approval>, Vec<&Approval>) =
        waiting.iter().partition(|a| a.manager.raw() == me);
    let asked = request.query("open");
    let open = match asked {
        Some(number) => waiting
            .iter()
            .chain(&decided.rows)
            .find(|a| a.id.to_string() == number),
        None => mine.first().or(others.first()).copied(),
    };
    let here = |approval: &Approval| open.is_some_and(|open| open.id == approval.id);
    let left = html! {
        header class="pad" {
            h1 { "Approvals" }
            p class="mute t12" { (mine.len()) " " (if mine.len() == 1 { "waits" } else { "wait" }) " for you, " (others.len()) " for others" }
        }
        @if !mine.is_empty() { p class="grp pad" { "Waiting for you" } (rows(visit, request, &mine, &here)) }
        @if !others.is_empty() { p class="grp pad" { "Waiting for others" } (rows(visit, request, &others, &here)) }
        @if !decided.rows.is_empty() {
            p class="grp pad" { "Decided" }
            (rows(visit, request, &decided.rows.iter().collect::<Vec<_>>(), &here))
            @if let Some(next) = &decided.next {
                p class="pad" { a class="link" href=(request.with_query("after", Some(next))) { "Older" } }
            }
        }
    };
    let right = match open {
        Some(approval) => pane(&ApprovalView::of(visit, approval)?),
        None => html! {
            (Empty::quiet("Nothing waits for a decision", "When support has completed a ticket and frozen its scope, it asks for approval and the request arrives here."))
        },
    };
    let body = html! {
        div class="split appr" data-asked[asked.is_some()] {
            section aria-label="Waiting" data-live-id="queue" { (left) }
            section aria-label="Decision" data-live-id="decision" {
                p class="pad only-narrow" { a class="link" href="/approvals" { "All approvals" } }
                (right)
            }
        }
    };
    Ok(Page::new("Approvals", body)
        .styles(&["queue", "record", "arcade", "extra", "empty", "list"])
        .live("approvals")
        .into())
}

fn rows(
    visit: &Visit,
    request: &Request,
    approvals: &[&Approval],
    here: &dyn Fn(&Approval) -> bool,
) -> Markup {
    html! {
        ul class="qlist" {
            @for approval in approvals {
                @let (tone, when) = view::due(visit, approval);
                li {
                    a href=(request.with_query("open", Some(&approval.id.to_string()))) aria-current=[here(approval).then_some("true")] {
                        span class="row between nowrap" { (id(approval.id.to_string())) (Badge::new(tone, when).bare()) }
                        b { (approval.title) }
                        small { (line(approval)) }
                    }
                }
            }
        }
    }
}

/// What it is about, in a line.
fn line(approval: &Approval) -> String {
    match &approval.decision {
        Some(_) => format!(
            "{}, {}",
            approval.category.label(),
            approval.status.label().to_lowercase()
        ),
        None => format!("{}, {}", approval.kind.label(), approval.category.label()),
    }
}

/// Whether the person may do this to it: by their grant, and because the decision is theirs.
fn may(visit: &Visit, action: &Action, approval: &Approval) -> bool {
    visit.may(action, approval)
}

fn why_not(sight: &ApprovalView<'_>) -> String {
    let (visit, approval) = (sight.visit, sight.approval);
    match visit.may(&APPROVE, approval) {
        true => format!("It waits for {}.", sight.names.name(approval.manager)),
        false => visit.why(&APPROVE, approval),
    }
}

/// The decision beside the queue: everything to read, and the way to decide.
fn pane(sight: &ApprovalView<'_>) -> Markup {
    let approval = sight.approval;
    let href = format!("/approvals/{}", approval.id);
    let may = may(sight.visit, &ASSESS, approval) || may(sight.visit, &APPROVE, approval);
    html! {
        div class="decide stack l" {
            header class="head nomb" {
                div { h2 class="h1s" { (approval.title) } p class="meta" { (sight.meta()) } }
                div class="btns" {
                    @if approval.is_waiting() && may { (Button::link("Assess and decide", href.as_str()).primary().icon(Icon::Approve)) }
                    @else { (Button::link("Open", href.as_str()).icon(Icon::Ext)) }
                }
            }
            (sight.verdict())
            @if !approval.note.is_empty() { (quote(approval.note.as_str())) }
            (sight.questions())
            (Section::new("Scope", sight.scope()))
            (Section::new("Plan", sight.plan()))
            (Section::new("Risks", sight.risks()))
        }
    }
}

/// The form as the record has it.
/// The assessment as the form's page starts from it: what it was found to depend on is proposed as its conditions.
pub fn filled(visit: &Visit, approval: &Approval) -> Result<Filled<Assess>> {
    let mut values = values(visit, approval)?;
    if approval.conditions.is_empty() {
        values.retain(|(name, _)| name != "conditions");
        values.push(("conditions".into(), approval.feasibility_note.clone()));
    }
    Ok(blank(&values))
}

/// The same as it is.
pub fn current(visit: &Visit, approval: &Approval) -> Result<Filled<Assess>> {
    Ok(blank(&values(visit, approval)?))
}

fn blank(values: &[(String, String)]) -> Filled<Assess> {
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Filled::blank(&values)
}

fn values(visit: &Visit, approval: &Approval) -> Result<Vec<(String, String)>> {
    let currency = CurrentSettings::of(visit)?.0.currency();
    let mut values: Vec<(String, String)> = Vec::new();
    let mut put = |name: &str, value: String| values.push((name.to_owned(), value));
    put("feasibility", approval.feasibility.key().to_owned());
    put("conditions", approval.conditions.clone());
    put("playbook", approval.playbook.clone());
    if approval.cost.0 > 0 {
        put("cost", approval.cost.input(currency));
    }
    match approval.budget_minutes {
        0 => {}
        whole if whole % 60 == 0 => put("budget_minutes", (whole / 60).to_string()),
        minutes => put("budget_minutes", format!("{minutes}m")),
    }
    if let Some(start) = approval.start {
        put("start", start.iso());
    }
    if let Some(finish) = approval.finish {
        put("promised", finish.iso());
    }
    if let Some(lead) = approval.team_lead {
        put("team_lead", lead.to_string());
    }
    put("version", approval.version.to_string());
    for (n, risk) in approval.risks.iter().enumerate() {
        put(&format!("risk.{n}.risk"), risk.risk.clone());
        put(&format!("risk.{n}.mitigation"), risk.mitigation.clone());
        put(&format!("risk.{n}.level"), risk.level.key().to_owned());
    }
    Ok(values)
}

pub fn approval(
    visit: &Visit,
    request: &Request,
    approval: &Approval,
    form: &Filled<Assess>,
) -> Result<Reply> {
    let sight = ApprovalView::of(visit, approval)?;
    let may_assess = approval.is_waiting() && may(visit, &ASSESS, approval);
    let may_decide = approval.is_waiting() && may(visit, &APPROVE, approval);
    let history = history::of(visit, approval, request)?;
    let href = format!("/approvals/{}", approval.id);
    let main = html! {
        (sight.verdict())
        (form.summary())
        @if !approval.note.is_empty() { (quote(approval.note.as_str())) }
        div data-live-id="questions" { (sight.questions()) }
        (Section::new("Scope", sight.scope()))
        @if may_assess || may_decide {
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
        (Section::new("History", history).live("history"))
    };
    let body = html! {
        (Head::new(approval.title.as_str()).mark(sight.meta()).mark(badge(approval.status.tone(), approval.status.label())))
        (record(main, aside(&sight, may_decide)))
        @if approval.is_waiting() { (dialogs(visit, approval)) }
    };
    Ok(Page::new(approval.title.as_str(), body)
        .under("Approvals", "/approvals")
        .styles(&["record", "arcade", "extra", "thread", "list"])
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
        .and_then(projects::playbook)
        .or(sight.playbook);
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
                    projects::playbooks().iter().map(|playbook| (playbook.key.as_str(), format!("{} ({} h)", playbook.name, time::hours(i64::from(playbook.minutes())))))
                ).hint("It makes the milestones, tasks and subtasks when you approve."))
                @if let Some(playbook) = shown { (sight.summary(playbook)) }
                (fields_three(html! {
                    (form.date("start", "Starts").min(sight.today().iso()))
                    (form.date("promised", "Promised to the client").min(sight.today().iso()))
                    (form.select("team_lead", "Team lead").nothing("Choose a lead")
                        .options(near.iter().chain(&far).map(|user| (user.id, user.name.as_str()))))
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
fn aside(sight: &ApprovalView<'_>, may_decide: bool) -> Markup {
    let approval = sight.approval;
    let visit = sight.visit;
    let (tone, when) = sight.due();
    html! {
        @if approval.is_waiting() {
            (Section::new("Decision", html! {
                div class="stack" {
                    (clock_with(tone, Icon::Calendar, when, html! { "for " (sight.names.name(approval.manager)) }))
                    (checks(approval.gate(sight.today()).into_iter().enumerate().map(|(n, (what, met))| Check::new(format!("gate-{n}"), what).done(met))))
                    @if may_decide {
                        (Button::submit("Approve and create project").primary().wide().icon(Icon::Check)
                            .form("assess").action(format!("/approvals/{}/approve", approval.id)))
                    } @else {
                        (Button::plain("Approve and create project").primary().wide().disabled_because(why_not(sight)))
                    }
                    (buttons(html! {
                        @if may(visit, &RETURN, approval) { (Button::plain("Return").icon(Icon::Reply).opens("return")) }
                        @if may(visit, &REJECT, approval) { (Button::plain("Reject").danger().opens("reject")) }
                    }))
                    @if may_decide { (remark("Approving saves what you typed, makes the project with its whole plan, and tells the team lead, the agent and the requester.")) }
                }
            }).live("decision"))
        }
        (Section::new("Details", Facts::new()
            .fact("Client", sight.client.as_str())
            .maybe("Ticket", approval.ticket.map(|ticket| link(visit, ticket.as_ref(), ticket.to_string())))
            .maybe("Project", approval.project.map(|project| number_link(visit, &format!("PRJ-{project}"))))
            .fact("Asked by", who(sight.names.name(approval.requested_by)))
            .fact("Decides", who(sight.names.name(approval.manager)))
            .maybe("Team lead", approval.team_lead.map(|lead| who(sight.names.name(lead))))
            .fact("Department", sight.names.department(approval.department))))
        @if sight.loads.len() > 1 {
            (Section::new("Availability", html! {
                dl class="facts" { @for load in &sight.loads { dt { (load.name) } dd { (load.bar()) } } }
            }).small("next two weeks"))
        }
    }
}

fn dialogs(visit: &Visit, approval: &Approval) -> Markup {
    let reason = |id: &str, hint: &str| {
        Textarea::new("reason", "Reason")
            .id(id)
            .rows(4)
            .required()
            .hint(hint)
    };
    html! {
        @if may(visit, &RETURN, approval) {
            (Dialog::new("return", "Return to support")
                .posts(format!("/approvals/{}/return", approval.id), html! {})
                .body(reason("return-reason", "What is missing or unclear. Support reads it and asks again when it is mended."))
                .cancel("Keep it")
                .end(Button::submit("Return to support").primary().form("return-f")))
        }
        @if may(visit, &REJECT, approval) {
            (Dialog::new("reject", "Reject")
                .posts(format!("/approvals/{}/reject", approval.id), html! {})
                .body(reason("reject-reason", "Why the house won't do this. Support and sales read it."))
                .cancel("Keep it")
                .end(Button::submit("Reject").primary().danger().form("reject-f")))
        }
    }
}
