//! Addresses of approvals, pages and API.

use serde_json::{Value, json};

use super::{
    Approval,
    actions::{APPROVE, ASK_AGAIN, ASSESS, REJECT, RETURN, VIEW, WITHDRAW},
    approvable::{confidential_of, evidence_of},
    asking::kind_of,
    forms::{Assess, DecideAll, Note, Refuse},
    list, ops, pages,
    query::ApprovalQuery,
    rule_routes, show,
    typed::{current, filled},
};
use crate::{
    base::{Id, Result, text},
    data::Visit,
    features::lists,
    web::{Filled, Reply, Request, Route, Told},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<Approval>("/approvals", own());
    routes.extend(lists::export_routes::<Approval>(
        "The approvals that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(rule_routes::routes());
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/approvals", VIEW, |v, r| {
            if let Some(to) = lists::opening::<Approval>(v, r)? {
                return Ok(Reply::go(to));
            }
            match list::is_asked(r) {
                true => list::page(v, r),
                false => pages::queue(v, r),
            }
        }),
        Route::page("/approvals/{id}", VIEW, one),
        Route::post("/approvals/decide", APPROVE, decide_all),
        Route::post("/approvals/{id}", ASSESS, assess),
        Route::post("/approvals/{id}/approve", APPROVE, approve),
        Route::post("/approvals/{id}/return", RETURN, |v, r| {
            refused(v, r, "Returned", ops::hand_back)
        }),
        Route::post("/approvals/{id}/reject", REJECT, |v, r| {
            refused(v, r, "Rejected", ops::reject)
        }),
        Route::post("/approvals/{id}/withdraw", WITHDRAW, |v, r| {
            let id: Id<Approval> = r.id("id")?;
            ops::withdraw(v, id, r.form::<Note>()?.note)?;
            Ok(Reply::go(format!("/approvals/{id}")).toast("Taken back", v.wrote()))
        }),
        Route::post("/approvals/{id}/ask-again", ASK_AGAIN, |v, r| {
            let id = ops::ask_again(v, r.id("id")?, r.form::<Note>()?.note)?;
            Ok(Reply::go(format!("/approvals/{id}")).toast("Asked again", v.wrote()))
        }),
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
            "An approval with what is known of it",
            api_one,
        )
        .of::<Approval>(),
        Route::api_edit::<Assess>(
            "/approvals/{id}",
            ASSESS,
            "Assess: feasibility, risks, budget, dates, lead",
            api_one,
            |visit, request| current(visit, &visit.find_for(&ASSESS, request.id("id")?)?),
            |visit, request, form| ops::assess(visit, request.id("id")?, form),
        )
        .of::<Approval>(),
        Route::api_post::<Assess>(
            "/approvals/{id}/approve",
            APPROVE,
            "Approve; the last yes does what was asked for",
            |visit, request, form| {
                ops::approve(visit, request.id("id")?, form)?;
                api_one(visit, request)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Refuse>(
            "/approvals/{id}/return",
            RETURN,
            "Return it to whoever asked, with a reason",
            |visit, request, form| {
                ops::hand_back(visit, request.id("id")?, form)?;
                api_one(visit, request)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Refuse>(
            "/approvals/{id}/reject",
            REJECT,
            "Reject it with a reason",
            |visit, request, form| {
                ops::reject(visit, request.id("id")?, form)?;
                api_one(visit, request)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Note>(
            "/approvals/{id}/withdraw",
            WITHDRAW,
            "Take back what one asked for",
            |visit, request, form| {
                ops::withdraw(visit, request.id("id")?, form.note)?;
                api_one(visit, request)
            },
        )
        .of::<Approval>(),
        Route::api_post::<Note>(
            "/approvals/{id}/ask-again",
            ASK_AGAIN,
            "Ask again for what was returned; answers the one that waits",
            |visit, request, form| {
                let id = ops::ask_again(visit, request.id("id")?, form.note)?;
                Ok(Reply::created(visit.json(&visit.find::<Approval>(id)?)?))
            },
        )
        .of::<Approval>(),
        Route::api_post::<DecideAll>(
            "/approvals/decide",
            APPROVE,
            "The same answer to several approvals, all or none",
            |visit, _, form| {
                let count = super::decide_all::decide_all(visit, form)?;
                Ok(Reply::json(
                    json!({ "decided": count, "seq": visit.wrote() }),
                ))
            },
        )
        .tells(Told::Object(&[
            ("decided", Told::Number),
            ("seq", Told::Number),
        ])),
    ]
}

/// The page of its kind, or the common one.
fn shown(
    visit: &Visit,
    request: &Request,
    approval: &Approval,
    form: &Filled<Assess>,
) -> Result<Reply> {
    let kind = kind_of(approval)?;
    kind.page.unwrap_or(show::page)(visit, request, approval, form)
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let approval = visit.find(request.id("id")?)?;
    let filled = filled(visit, &approval)?;
    shown(visit, request, &approval, &filled)
}

/// The page with what was typed, beside what somebody else saved meanwhile.
fn again(
    visit: &Visit,
    request: &Request,
    id: Id<Approval>,
    typed: Filled<Assess>,
) -> Result<Reply> {
    let approval = visit.find(id)?;
    let now = filled(visit, &approval)?;
    shown(
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

/// Where a decision leads back to: the list or the inbox it was made from, else the approval.
fn back(request: &Request, id: Id<Approval>) -> String {
    came_from(request).unwrap_or_else(|| format!("/approvals/{id}"))
}

/// One of the lists that decide, as the row says it.
fn came_from(request: &Request) -> Option<String> {
    let back = request.field("back")?;
    let path = back.split('?').next().unwrap_or_default();
    ["/", "/inbox", "/approvals"]
        .contains(&path)
        .then(|| back.to_owned())
}

fn approve(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Approval> = request.id("id")?;
    match request
        .fill::<Assess>()
        .attempt(|form| ops::approve(visit, id, form))?
    {
        Err(filled) => again(visit, request, id, filled),
        Ok(project) => {
            let waits = visit.find(id).is_ok_and(|held| held.is_waiting());
            let said = match (project, waits) {
                (Some(_), _) => "Approved, project created",
                (None, true) => "Your yes is noted; others are waited for",
                (None, false) => "Approved",
            };
            Ok(Reply::go(back(request, id)).toast(said, visit.wrote()))
        }
    }
}

/// The two that need nothing but a reason; without one the page comes back and says so.
fn refused(
    visit: &Visit,
    request: &Request,
    done: &str,
    deed: fn(&Visit, Id<Approval>, Refuse) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Approval> = request.id("id")?;
    let approval = visit.find(id)?;
    match request
        .fill::<Refuse>()
        .attempt(|form| deed(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(back(request, id)).toast(done, visit.wrote())),
        Err(refused) => {
            let beside = ["reason", "why"].into_iter();
            let beside = beside.filter_map(|name| refused.problems.of(name).map(str::to_owned));
            let why = refused
                .general
                .clone()
                .or(beside.reduce(|a, b| format!("{a} {b}")));
            let mut filled: Filled<Assess> = filled(visit, &approval)?;
            filled.general = why;
            shown(visit, request, &approval, &filled)
        }
    }
}

fn decide_all(visit: &Visit, request: &Request) -> Result<Reply> {
    let count = super::decide_all::decide_all(visit, request.form::<DecideAll>()?)?;
    let said = format!("{} decided", text::count(count, "approval", "approvals"));
    let to = came_from(request).unwrap_or_else(|| "/approvals".to_owned());
    Ok(Reply::go(to).toast(said, visit.wrote()))
}

fn api_list(visit: &Visit, request: &Request, asked: ApprovalQuery) -> Result<Reply> {
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|approval| visit.json(&approval))?))
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let approval: Approval = visit.find(request.id("id")?)?;
    let mut body = visit.json(&approval)?;
    if approval.is_waiting() {
        (kind_of(&approval)?.told)(visit, &approval, &mut body)?;
    }
    let mut today = evidence_of(visit, &approval)?;
    today.extend(confidential_of(visit, &approval)?);
    let rows = today
        .iter()
        .map(|fact| json!({ "label": fact.label, "value": fact.value }));
    body.insert("today", rows.collect::<Value>());
    Ok(Reply::json(body))
}
