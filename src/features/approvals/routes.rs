//! Addresses of approvals, pages and API.

use super::{
    APPROVE, ASSESS, Approval, REJECT, REQUEST, RETURN, VIEW,
    approval::{BY_MANAGER, BY_STATUS},
    ask,
    forms::{Assess, NewRequest, RequestForm},
    load, ops, pages,
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER, Key, Query, Visit},
    features::tickets::Ticket,
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
        Route::api_list(
            "/approvals",
            VIEW,
            "Approvals that wait, or those decided",
            api_list,
        )
        .of::<Approval>(),
        crate::features::history::route::<Approval>(),
        Route::api_get(
            "/approvals/{id}",
            VIEW,
            "An approval with how busy its department is",
            api_one,
        )
        .of::<Approval>(),
        Route::api_post::<NewRequest>(
            "/approvals",
            REQUEST,
            "Request an approval for a ticket",
            |visit, _, form| match form.ticket {
                Some(ticket) => api_request(visit, ticket, form.request),
                None => Err(crate::base::Error::NotFound),
            },
        )
        .of::<Approval>(),
        Route::api_post::<RequestForm>(
            "/tickets/{id}/request-approval",
            REQUEST,
            "Request an approval for this ticket",
            |visit, request, form| api_request(visit, request.id("id")?, form),
        )
        .of::<Approval>(),
        Route::api_edit::<Assess>(
            "/approvals/{id}",
            ASSESS,
            "Assess: feasibility, risks, budget, dates, lead",
            api_one,
            |visit, request| pages::current(visit, &visit.find_for(&ASSESS, request.id("id")?)?),
            |visit, request, form| ops::assess(visit, request.id("id")?, form),
        )
        .of::<Approval>(),
        Route::api_post::<Assess>(
            "/approvals/{id}/approve",
            APPROVE,
            "Approve and create the project",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::approve(visit, id, form)?;
                answer(visit, id)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Reason>(
            "/approvals/{id}/return",
            RETURN,
            "Return it to support with a reason",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::hand_back(visit, id, form.reason)?;
                answer(visit, id)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Reason>(
            "/approvals/{id}/reject",
            REJECT,
            "Reject it with a reason",
            |visit, request, form| {
                let id = request.id("id")?;
                ops::reject(visit, id, form.reason)?;
                answer(visit, id)
            },
        )
        .of::<Approval>(),
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

fn answer(visit: &Visit, id: Id<Approval>) -> Result<Reply> {
    Ok(Reply::json(visit.json(&visit.find::<Approval>(id)?)?))
}

fn api_request(visit: &Visit, ticket: Id<Ticket>, form: RequestForm) -> Result<Reply> {
    let id = ops::request(visit, ticket, form)?;
    Ok(Reply::created(visit.json(&visit.find::<Approval>(id)?)?))
}

/// What a list of approvals may be asked for.
struct ApprovalQuery {
    decided: bool,
    mine: bool,
    by_number: bool,
}

impl Form for ApprovalQuery {
    fn read(f: &mut Reader) -> Self {
        let status = f.word("status", "Status", &["waiting", "decided"]);
        ApprovalQuery {
            decided: status == Some("decided"),
            mine: f.flag("mine", "Mine"),
            by_number: f.by_number(&["status", "mine"]),
        }
    }
}

fn api_list(visit: &Visit, request: &Request, asked: ApprovalQuery) -> Result<Reply> {
    let decided = Key::new().byte(u8::from(asked.decided));
    let query = match asked.mine {
        _ if asked.by_number => Query::by(BY_NUMBER),
        true => Query::by(BY_MANAGER).under(
            Key::new()
                .number(visit.actor.person)
                .byte(u8::from(asked.decided)),
        ),
        false => Query::by(BY_STATUS).under(decided),
    };
    let query = query
        .descending(asked.decided && !asked.by_number)
        .page(request.paging()?);
    let page = visit.list::<Approval>(query)?;
    Ok(Reply::page(page.try_map(|approval| visit.json(&approval))?))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let approval: Approval = visit.find(request.id("id")?)?;
    let mut body = visit.json(&approval)?;
    if approval.is_waiting() && visit.may(&ASSESS, &approval) {
        body.insert("load", load::as_json(visit, &approval)?);
    }
    Ok(Reply::json(body))
}
