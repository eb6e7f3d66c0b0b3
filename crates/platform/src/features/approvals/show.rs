//! One approval: what is asked, what is known of it, who has said what, and the answer. Kinds with a page of their own take
//! their parts from here.

use maud::{Markup, html};

use super::{
    Approval, Assess, Status,
    actions::{APPROVE, ASK_AGAIN, REJECT, RETURN, WITHDRAW},
    approvable,
    asking::kind_of,
    deadline, evidence,
    evidence_shown::evidence_section,
    reasons::Reasons,
    round::{self, Verdict},
    word::{may_assess, may_decide},
};
use crate::{
    access::Action,
    base::{Choice, Id, Result},
    data::Visit,
    features::{clocks, history, people::Directory},
    ui::prelude::*,
    web::{Filled, Page, Reply, Request, link, number_link},
};

pub fn href(approval: &Approval) -> String {
    format!("/approvals/{}", approval.id)
}

/// The client it is for; empty where it is for none, or one that the person doesn't see.
pub fn client_name(visit: &Visit, approval: &Approval) -> Result<String> {
    let number = format!("CL-{}", approval.client);
    match visit.store().schema().parse_number(&number) {
        Some(client) => Ok(visit.title_of(client)?.unwrap_or_default()),
        None => Ok(String::new()),
    }
}

/// Number, client, kind and who asked, under the title.
pub fn meta(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let client = client_name(visit, approval)?;
    Ok(html! {
        (id(approval.id.to_string()))
        @if !client.is_empty() { (firm(&client)) }
        (tag(approval.category.tone(), approval.category.label()))
        @if approval.kind != "project" { (tag(Tone::Stone, approvable::name_of(&approval.kind))) }
        span { "asked by " (names.name(approval.requested_by)) ", " (approval.asked_at.show(visit.at, &visit.tz)) }
    })
}

/// How it stands, once it is decided.
pub fn verdict(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let Some(decision) = &approval.decision else {
        return Ok(html! {});
    };
    let names = Directory::of(visit)?;
    let reason = match (decision.why.is_empty(), decision.reason.is_empty()) {
        (true, true) => ".".to_owned(),
        (true, false) => format!(": {}", decision.reason),
        (false, true) => format!(": {}.", decision.why),
        (false, false) => format!(": {}. {}", decision.why, decision.reason),
    };
    let line = html! {
        (approval.status.label()) " by " (names.name(decision.by)) ", "
        (decision.at.show(visit.at, &visit.tz)) (reason)
    };
    let banner = match approval.status {
        Status::Approved => Banner::success(line),
        Status::Returned => Banner::warning(line),
        Status::Withdrawn => Banner::info(line),
        _ => Banner::error(line),
    };
    Ok(html! {
        @match approval.project {
            Some(project) => (banner.action(number_link(visit, &format!("PRJ-{project}")))),
            None => (banner),
        }
    })
}

/// What is another since it came back, and what becomes another with the approval.
pub fn changes(visit: &Visit, approval: &Approval) -> Markup {
    html! {
        @if let Some(before) = approval.again_of {
            (Section::new("Since the last return", html! {
                @if approval.since.is_empty() {
                    (remark("Nothing that was known then is another now. Read what whoever asked says to it."))
                } @else { (evidence::proposed(&approval.since, "Now")) }
            }).small(link(visit, before.as_ref(), before.to_string())))
        }
        @if !approval.proposed.is_empty() {
            (Section::new("What becomes another", evidence::proposed(&approval.proposed, "If approved")))
        }
    }
}

/// Who is asked, step by step, and what they said.
pub fn steps(visit: &Visit, approval: &Approval) -> Result<Markup> {
    if approval.steps.is_empty() {
        return Ok(html! {});
    }
    let names = Directory::of(visit)?;
    let now = round::current(&approval.steps, &approval.votes);
    let several = approval.steps.len() > 1 || approval.steps.iter().any(|step| step.need > 1);
    if !several && approval.votes.is_empty() {
        return Ok(html! {});
    }
    let rows = approval.steps.iter().enumerate().map(|(at, step)| {
        let said: Vec<_> = approval.votes.iter().filter(|vote| vote.step as usize == at).collect();
        let waited = approval.is_waiting() && at == now;
        html! {
            li {
                (icon(if at < now { Icon::Check } else { Icon::Approve }))
                span class="grow duo" {
                    span { (step.label) @if step.need > 1 { ", " (step.need) " of " (step.people.len()) } }
                    @for vote in &said {
                        span class="dim t12" {
                            (vote.verdict.label()) " by " (names.name(vote.by))
                            @if let Some(of) = vote.instead_of { " as deputy of " (names.name(of)) }
                            ", " (vote.at.show(visit.at, &visit.tz))
                            @if !vote.note.is_empty() { ": " (vote.note) }
                        }
                    }
                    @if waited {
                        span class="dim t12" { "waits for " (approval.asked_now().iter().map(|id| names.name(*id)).collect::<Vec<_>>().join(", ")) }
                    }
                }
            }
        }
    });
    Ok(
        html! { (Section::new("Who decides", html! { ol class="list" { @for row in rows { (row) } } }).live("steps")) },
    )
}

fn may(visit: &Visit, action: &Action, approval: &Approval) -> bool {
    visit.may(action, approval)
}

/// Return and reject, for whoever decides; take back, for whoever asked.
pub fn other_answers(visit: &Visit, approval: &Approval) -> Markup {
    let decides = may_decide(visit, approval).is_ok();
    let mine = approval.requested_by == Id::new(visit.actor.person);
    buttons(html! {
        @if decides && may(visit, &RETURN, approval) { (Button::plain("Return").icon(Icon::Reply).opens("return")) }
        @if decides && may(visit, &REJECT, approval) { (Button::plain("Reject").danger().opens("reject")) }
        @if mine && approval.is_waiting() && may(visit, &WITHDRAW, approval) {
            (post_button(&format!("{}/withdraw", href(approval)), html! {}, Button::submit("Take it back")))
        }
    })
}

/// What return and reject open: the house's reasons, and words.
pub fn dialogs(visit: &Visit, approval: &Approval) -> Result<Markup> {
    if may_decide(visit, approval).is_err() {
        return Ok(html! {});
    }
    let listed = visit.cached::<Reasons>()?;
    let fields = |id: &str, hint: &str| {
        html! {
            @if !listed.0.reasons.is_empty() {
                (Select::new("why", "Reason of the list").id(format!("{id}-why")).nothing("None of these")
                    .options(listed.0.reasons.iter().map(|reason| (reason.as_str(), reason.as_str()))))
            }
            (Textarea::new("reason", "Reason").id(format!("{id}-reason")).rows(4).hint(hint))
        }
    };
    Ok(html! {
        @if may(visit, &RETURN, approval) {
            (Dialog::new("return", "Return")
                .posts(format!("{}/return", href(approval)), hidden("version", approval.version))
                .body(fields("return", "What is missing or unclear. Whoever asked reads it and asks again when it is mended."))
                .cancel("Keep it")
                .end(Button::submit("Return it").primary().form("return-f")))
        }
        @if may(visit, &REJECT, approval) {
            (Dialog::new("reject", "Reject")
                .posts(format!("{}/reject", href(approval)), hidden("version", approval.version))
                .body(fields("reject", "Why it won't be done. Whoever asked reads it."))
                .cancel("Keep it")
                .end(Button::submit("Reject").primary().danger().form("reject-f")))
        }
    })
}

/// What it is about, for whom and by when.
pub fn details(visit: &Visit, approval: &Approval) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let client = client_name(visit, approval)?;
    let subject = match approval.subject {
        Some(of) => {
            let number = visit.store().schema().number(of);
            let words = visit.title_of(of)?;
            Some(link(
                visit,
                of,
                words.map_or(number.clone(), |title| format!("{number} {title}")),
            ))
        }
        None => None,
    };
    let now: Vec<&str> = approval
        .asked_now()
        .into_iter()
        .map(|id| names.name(id))
        .collect();
    let facts = Facts::new()
        .maybe("About", subject)
        .maybe("Client", (!client.is_empty()).then_some(client))
        .fact("Asked by", who(names.name(approval.requested_by)))
        .fact("Decides", now.join(", "))
        .fact("Department", names.department(approval.department))
        .maybe(
            "Rule",
            approval
                .rule
                .map(|rule| link(visit, rule.as_ref(), rule.to_string())),
        );
    Ok(html! { (Section::new("Details", facts)) })
}

/// Beside the queue: everything to read, and the way to decide.
pub fn pane(visit: &Visit, approval: &Approval) -> Result<Markup> {
    // One of a kind that only a newer Atrium knows is still told.
    let kind = kind_of(approval).ok();
    let assessed = kind.is_some_and(|kind| kind.assessed);
    let decides = kind.is_some() && may_decide(visit, approval).is_ok();
    Ok(html! {
        div class="decide stack l" {
            header class="head nomb" {
                div { h2 class="h1s" { (approval.title) } p class="meta" { (meta(visit, approval)?) } }
                div class="btns" {
                    @if decides {
                        (Button::link(if assessed { "Assess and decide" } else { "Decide" }, href(approval)).primary().icon(Icon::Approve))
                    } @else { (Button::link("Open", href(approval)).icon(Icon::Ext)) }
                }
            }
            (verdict(visit, approval)?)
            @if !approval.note.is_empty() { (quote(approval.note.as_str())) }
            (changes(visit, approval))
            @if let Some(kind) = kind { ((kind.shown)(visit, approval)?) }
            (steps(visit, approval)?)
        }
    })
}

/// The page of a kind that has none of its own.
pub fn page(
    visit: &Visit,
    request: &Request,
    approval: &Approval,
    form: &Filled<Assess>,
) -> Result<Reply> {
    let kind = kind_of(approval)?;
    let history = history::of(visit, approval, request)?;
    let main = html! {
        div data-live-id="verdict" { (verdict(visit, approval)?) }
        (form.summary())
        @if !approval.note.is_empty() { (quote(approval.note.as_str())) }
        (changes(visit, approval))
        ((kind.shown)(visit, approval)?)
        (steps(visit, approval)?)
        (evidence_section(visit, approval)?)
        (Section::new("History", history).live("history"))
    };
    let body = html! {
        (Head::new(approval.title.as_str()).mark(meta(visit, approval)?).mark(badge(approval.status.tone(), approval.status.label())))
        (record(main, html! { (answer(visit, approval, form)?) (clocks::section(visit, approval)?) (details(visit, approval)?) }))
        (dialogs(visit, approval)?)
    };
    Ok(Page::new(approval.title.as_str(), body)
        .under("Approvals", "/approvals")
        .styles(&["record", "extra", "thread", "list"])
        .live(format!("approvals:{}", approval.id.raw()))
        .status(form.status())
        .into())
}

/// The time that is left and the answer; once it came back, the way to ask again.
fn answer(visit: &Visit, approval: &Approval, form: &Filled<Assess>) -> Result<Markup> {
    let kind = kind_of(approval)?;
    let mine = approval.requested_by == Id::new(visit.actor.person);
    if approval.status == Status::Returned && mine {
        let again = match kind.mended_at {
            Some(at) => {
                html! { (Button::link("Mend it and ask again", at(approval)).primary().wide()) }
            }
            None if may(visit, &ASK_AGAIN, approval) => html! {
                form class="stack" method="post" action=(format!("{}/ask-again", href(approval))) data-once {
                    (Textarea::new("note", "What is another now").rows(4))
                    (Button::submit("Ask again").primary().wide())
                }
            },
            None => html! {},
        };
        return Ok(html! { (Section::new("It came back to you", again)) });
    }
    if !approval.is_waiting() {
        return Ok(html! {});
    }
    let (tone, when) = deadline::left(visit, approval);
    let (may_approve, why_not) = match may_decide(visit, approval) {
        Ok(()) => (true, String::new()),
        Err(why) => (false, why.to_string()),
    };
    Ok(html! {
        (Section::new("Decision", html! {
            form class="stack" method="post" action=(format!("{}/approve", href(approval))) data-once {
                (clock_with(tone, Icon::Calendar, when, html! {}))
                (hidden("version", form.value("version").unwrap_or_default()))
                @if may_approve {
                    (form.area("conditions", "Conditions").rows(3).optional().hint("Whoever asked and the history show them."))
                    (Button::submit(kind.approve).primary().wide().icon(Icon::Check))
                    @if may_assess(visit, approval) { (Button::submit("Save for later").wide().action(href(approval))) }
                } @else {
                    (Button::plain(kind.approve).primary().wide().disabled_because(why_not))
                }
            }
            (other_answers(visit, approval))
        }).live("decision"))
    })
}

/// In a line of another room: what is asked and how it stands.
pub fn line(visit: &Visit, approval: &Approval) -> Markup {
    html! {
        (badge(approval.status.tone(), approval.status.label())) " "
        (link(visit, approval.id.as_ref(), format!("{} {}", approvable::name_of(&approval.kind), approval.id)))
        @if let Some(decision) = &approval.decision && !decision.reason.is_empty() && approval.status != Status::Approved {
            span class="dim t12" { " " (decision.reason) }
        }
    }
}

/// Above what waits for an answer: that it does, and where.
pub fn banner(visit: &Visit, waiting: &[Approval]) -> Markup {
    html! {
        @for approval in waiting {
            (Banner::info(html! {
                (approvable::name_of(&approval.kind)) " waits for an answer"
                @for row in &approval.proposed { "; " (row.label) ": " (row.before) " to " (row.after) }
                "."
            }).action(link(visit, approval.id.as_ref(), approval.id.to_string())))
        }
    }
}

/// What somebody may still do of the three.
pub fn verdicts(visit: &Visit, approval: &Approval) -> Vec<Verdict> {
    if may_decide(visit, approval).is_err() {
        return Vec::new();
    }
    let each = [
        (Verdict::Approve, APPROVE),
        (Verdict::Return, RETURN),
        (Verdict::Reject, REJECT),
    ];
    let open = each
        .into_iter()
        .filter(|(_, action)| may(visit, action, approval));
    open.map(|(verdict, _)| verdict).collect()
}
