//! Addresses of approvals, pages and API.

use serde_json::{Value, json};

use super::{
    APPROVE, ASSESS, Approval, REJECT, REQUEST, RETURN, VIEW,
    approval::{BY_MANAGER, BY_STATUS},
    ask,
    forms::{Assess, NewRequest, RequestForm},
    load, ops, pages,
};
use crate::{
    base::{Choice, Id, Result},
    data::{Key, List, Visit},
    features::{limit, tickets::Ticket},
    web::{Filled, Form, Reader, Reply, Request, Route, form::Reason},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/approvals", VIEW, pages::queue),
        Route::page("/approvals/{id}", VIEW, show),
        Route::page("/approvals/new", REQUEST, ask::new),
        Route::post("/tickets/{id}/request-approval", REQUEST, ask::request),
        Route::post("/approvals/{id}", ASSESS, assess),
        Route::post("/approvals/{id}/approve", APPROVE, approve),
        Route::post("/approvals/{id}/return", RETURN, hand_back),
        Route::post("/approvals/{id}/reject", REJECT, reject),
        Route::api_get(
            "/approvals",
            VIEW,
            "Approvals that wait, or those decided",
            api_list,
        )
        .asking::<Asked>(),
        crate::features::history::route::<Approval>(),
        Route::api_get(
            "/approvals/{id}",
            VIEW,
            "An approval with how busy its department is",
            api_one,
        ),
        Route::api_post::<NewRequest>(
            "/approvals",
            REQUEST,
            "Request an approval for a ticket",
            |visit, _, form| match form.ticket {
                Some(ticket) => api_request(visit, ticket, form.request),
                None => Err(crate::base::Error::NotFound),
            },
        ),
        Route::api_post::<RequestForm>(
            "/tickets/{id}/request-approval",
            REQUEST,
            "Request an approval for this ticket",
            |visit, request, form| api_request(visit, request.id("id")?, form),
        ),
        Route::api_patch::<Assess>(
            "/approvals/{id}",
            ASSESS,
            "Assess: feasibility, risks, budget, dates, lead",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::assess(visit, id, form)?;
                answer(visit, id)
            },
        ),
        Route::api_post::<Assess>(
            "/approvals/{id}/approve",
            APPROVE,
            "Approve and create the project",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::approve(visit, id, form)?;
                answer(visit, id)
            },
        ),
        Route::api_post::<Reason>(
            "/approvals/{id}/return",
            RETURN,
            "Return it to support with a reason",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::hand_back(visit, id, form.reason)?;
                answer(visit, id)
            },
        ),
        Route::api_post::<Reason>(
            "/approvals/{id}/reject",
            REJECT,
            "Reject it with a reason",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::reject(visit, id, form.reason)?;
                answer(visit, id)
            },
        ),
    ]
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let approval = visit.find(request.id("id")?)?;
    let filled = pages::filled(visit, &approval)?;
    pages::approval(visit, request, &approval, &filled)
}

/// The page with what was typed, beside what somebody else saved meanwhile.
fn again(
    visit: &Visit,
    request: &Request,
    id: Id<Approval>,
    typed: Filled<Assess>,
) -> Result<Reply> {
    let approval = visit.find(id)?;
    let now = pages::filled(visit, &approval)?;
    pages::approval(
        visit,
        request,
        &approval,
        &typed.against(approval.version, &now),
    )
}

fn assess(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Approval> = request.id("id")?;
    match request
        .fill::<Assess>()
        .attempt(|form| ops::assess(visit, id, form))?
    {
        Err(filled) => again(visit, request, id, filled),
        Ok(()) => {
            Ok(Reply::go(format!("/approvals/{id}")).toast("Assessment saved", visit.wrote()))
        }
    }
}

fn approve(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Approval> = request.id("id")?;
    match request
        .fill::<Assess>()
        .attempt(|form| ops::approve(visit, id, form))?
    {
        Err(filled) => again(visit, request, id, filled),
        Ok(_) => {
            Ok(Reply::go(format!("/approvals/{id}"))
                .toast("Approved, project created", visit.wrote()))
        }
    }
}

fn hand_back(visit: &Visit, request: &Request) -> Result<Reply> {
    decided(visit, request, "Returned to support", ops::hand_back)
}

fn reject(visit: &Visit, request: &Request) -> Result<Reply> {
    decided(visit, request, "Rejected", ops::reject)
}

/// The two that need nothing but a reason; without one the page comes back and says so.
fn decided(
    visit: &Visit,
    request: &Request,
    done: &str,
    deed: fn(&Visit, Id<Approval>, String) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Approval> = request.id("id")?;
    let approval = visit.find(id)?;
    match request
        .fill::<Reason>()
        .attempt(|form| deed(visit, id, form.reason))?
    {
        Ok(()) => Ok(Reply::go(format!("/approvals/{id}")).toast(done, visit.wrote())),
        Err(refused) => {
            let why = refused
                .general
                .clone()
                .or(refused.problems.of("reason").map(str::to_owned));
            let mut filled: Filled<Assess> = pages::filled(visit, &approval)?;
            filled.general = why;
            pages::approval(visit, request, &approval, &filled)
        }
    }
}

fn as_json(approval: &Approval) -> Value {
    json!({
        "id": approval.id.to_string(), "kind": approval.kind.key(), "title": approval.title,
        "status": approval.status.key(), "category": approval.category.key(),
        "ticket": approval.ticket.map(|id| id.to_string()), "client": approval.client.to_string(),
        "requested_by": approval.requested_by.to_string(), "manager": approval.manager.to_string(),
        "department": approval.department.to_string(), "note": approval.note,
        "feasibility": approval.feasibility.key(), "feasibility_note": approval.feasibility_note,
        "risk": approval.risks.iter().map(|r| json!({
            "risk": r.risk, "mitigation": r.mitigation, "level": r.level.key() })).collect::<Vec<_>>(),
        "cost": approval.cost.0, "value": approval.value.0, "budget_minutes": approval.budget_minutes,
        "start": approval.start.map(|day| day.iso()), "finish": approval.finish.map(|day| day.iso()),
        "playbook": approval.playbook, "team_lead": approval.team_lead.map(|id| id.to_string()),
        "conditions": approval.conditions,
        "decision": approval.decision.as_ref().map(|d| json!({
            "by": d.by.to_string(), "at": d.at.rfc3339(), "reason": d.reason })),
        "project": approval.project.map(|id| format!("PRJ-{id}")),
        "asked_at": approval.asked_at.rfc3339(), "due": approval.due.rfc3339(), "version": approval.version,
    })
}

fn answer(visit: &Visit, id: Id<Approval>) -> Result<Reply> {
    Ok(Reply::json(as_json(&visit.find(id)?)))
}

fn api_request(visit: &Visit, ticket: Id<Ticket>, form: RequestForm) -> Result<Reply> {
    let id = ops::request(visit, ticket, form)?;
    Ok(Reply::created(match visit.find(id) {
        Ok(approval) => as_json(&approval),
        Err(_) => json!({ "id": id.to_string() }),
    }))
}

/// What a list of approvals may be asked for.
struct Asked {
    decided: bool,
    mine: bool,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        let status = f.word("status", "Status", &["waiting", "decided"]);
        Asked {
            decided: status == Some("decided"),
            mine: f.flag("mine", "Mine"),
        }
    }
}

fn api_list(visit: &Visit, request: &Request) -> Result<Reply> {
    let Asked { decided, mine } = request.asked::<Asked>().into_form()?;
    let list = match mine {
        true => List::by(BY_MANAGER).under(
            Key::new()
                .number(visit.actor.person)
                .byte(u8::from(decided)),
        ),
        false => List::by(BY_STATUS).under(Key::new().byte(u8::from(decided))),
    };
    let page = visit.list::<Approval>(
        list.descending(decided)
            .limit(limit(request))
            .after(request.query("after")),
    )?;
    Ok(Reply::items(
        page.rows.iter().map(as_json).collect(),
        page.next,
    ))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let approval: Approval = visit.find(request.id("id")?)?;
    let mut body = as_json(&approval);
    if approval.is_waiting() && visit.may(&ASSESS, &approval) {
        body["load"] = json!(load::as_json(visit, &approval)?);
    }
    Ok(Reply::json(body))
}
