//! Addresses of the rules and of the reasons.

use super::{
    ApprovalRule, ReturnReasons,
    actions::{EDIT_RULES, VIEW_RULES},
    forms::{ReasonsForm, RuleForm},
    reasons::Reasons,
    rule_ops as ops,
    rule_pages::{self as pages, HERE},
};
use crate::{
    base::{Id, Result},
    data::{BY_NUMBER, Query, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<ApprovalRule>(HERE, of_rules());
    routes.extend(of_reasons());
    routes
}

fn of_rules() -> Vec<Route> {
    vec![
        Route::page(HERE, VIEW_RULES, |v, _| pages::list(v).map(Into::into)),
        Route::page("/approval-rules/new", EDIT_RULES, |v, r| {
            let begun = Filled::begun(r, &["kind"]);
            pages::rule(v, None, &begun).map(Into::into)
        }),
        Route::page("/approval-rules/{id}", VIEW_RULES, |v, r| {
            let rule: ApprovalRule = v.find(r.id("id")?)?;
            pages::rule(v, Some((&rule, r)), &pages::filled(v, &rule)?).map(Into::into)
        }),
        Route::post(HERE, EDIT_RULES, add),
        Route::post("/approval-rules/{id}", EDIT_RULES, edit),
        Route::post("/approval-rules/{id}/retire", EDIT_RULES, |v, r| {
            ops::retire(v, r.id("id")?, true)?;
            Ok(Reply::go(HERE).toast("It applies no more", v.wrote()))
        }),
        Route::post("/approval-rules/{id}/restore", EDIT_RULES, |v, r| {
            ops::retire(v, r.id("id")?, false)?;
            Ok(Reply::go(HERE).toast("It applies again", v.wrote()))
        }),
        Route::api_list::<Nothing>(
            HERE,
            VIEW_RULES,
            "The house's rules about approvals",
            |v, r, _| {
                let page = v.list(Query::<ApprovalRule>::by(BY_NUMBER).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|rule| v.json(&rule))?))
            },
        )
        .of::<ApprovalRule>(),
        crate::features::history::route::<ApprovalRule>(),
        Route::api_get("/approval-rules/{id}", VIEW_RULES, "One rule", one).of::<ApprovalRule>(),
        Route::api_make::<RuleForm>(
            HERE,
            EDIT_RULES,
            "Add a rule: who decides on a kind of approval under these conditions",
            |v, _, form| {
                let id = ops::add(v, form)?;
                Ok(Reply::created(v.json(&v.find::<ApprovalRule>(id)?)?))
            },
        )
        .of::<ApprovalRule>(),
        Route::api_edit::<RuleForm>(
            "/approval-rules/{id}",
            EDIT_RULES,
            "Change a rule; what waits already goes on under the rule it was asked under",
            one,
            |v, r| pages::filled(v, &v.find_for(&EDIT_RULES, r.id("id")?)?),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<ApprovalRule>(),
        Route::api_post::<Nothing>(
            "/approval-rules/{id}/retire",
            EDIT_RULES,
            "Let a rule apply no more",
            |v, r, _| {
                ops::retire(v, r.id("id")?, true)?;
                one(v, r)
            },
        )
        .of::<ApprovalRule>(),
        Route::api_post::<Nothing>(
            "/approval-rules/{id}/restore",
            EDIT_RULES,
            "Let a rule apply again",
            |v, r, _| {
                ops::retire(v, r.id("id")?, false)?;
                one(v, r)
            },
        )
        .of::<ApprovalRule>(),
    ]
}

fn of_reasons() -> Vec<Route> {
    vec![
        Route::post("/return-reasons", EDIT_RULES, reasons),
        // What Undo leads back to.
        Route::page("/return-reasons/{id}", VIEW_RULES, |_, _| {
            Ok(Reply::go(HERE))
        }),
        Route::api_get(
            "/return-reasons",
            VIEW_RULES,
            "The house's reasons for a return or a rejection",
            |v, _| answer(v),
        )
        .tells(REASONS),
        Route::api_edit::<ReasonsForm>(
            "/return-reasons",
            EDIT_RULES,
            "Write another list of reasons, one in each line",
            |v, _| answer(v),
            |v, _| {
                let held = v.cached::<Reasons>()?;
                Ok(pages::reasons_filled(&held.0))
            },
            |v, _, form| ops::list_reasons(v, form),
        )
        .tells(REASONS),
    ]
}

const REASONS: Told = Told::Object(&[("reasons", Told::Text), ("version", Told::Number)]);

fn answer(visit: &Visit) -> Result<Reply> {
    let held = visit.cached::<Reasons>()?;
    let held: &ReturnReasons = &held.0;
    Ok(Reply::json(serde_json::json!({
        "reasons": held.reasons.join("\n"), "version": held.version,
    })))
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let rule: ApprovalRule = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&rule)?))
}

fn add(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<RuleForm>()
        .attempt(|form| ops::add(visit, form))?
    {
        Err(filled) => Ok(pages::rule(visit, None, &filled)?.into()),
        Ok(_) => Ok(Reply::go(HERE).toast("Rule added", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<ApprovalRule> = request.id("id")?;
    match request
        .fill::<RuleForm>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(HERE).toast("Rule saved", visit.wrote())),
        Err(filled) => {
            let rule: ApprovalRule = visit.find(id)?;
            let now = pages::filled(visit, &rule)?;
            let filled = filled.against(rule.version, &now);
            Ok(pages::rule(visit, Some((&rule, request)), &filled)?.into())
        }
    }
}

fn reasons(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<ReasonsForm>()
        .attempt(|form| ops::list_reasons(visit, form))?
    {
        Ok(()) => Ok(Reply::go(HERE).toast("Reasons saved", visit.wrote())),
        Err(filled) => Ok(pages::list_with(visit, &filled)?.into()),
    }
}
