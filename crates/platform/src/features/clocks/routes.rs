//! Ways to policies, calendars and clocks: pages in the settings, and the API.

use serde_json::{Value, json};

use super::{
    BusinessCalendar, Clock, OF_POLICIES, OF_TARGETS, Pause, Policy, PolicyVersion, Promises,
    Target,
    actions::{
        EDIT_CALENDAR, EDIT_POLICY, MAKE_CALENDAR, MAKE_POLICY, RETIRE_CALENDAR, RETIRE_POLICY,
        VIEW, VIEW_CALENDARS, VIEW_POLICIES,
    },
    calendar::BY_NAME,
    calendar_pages,
    clock::{figure, policy_key, target_key},
    forms::{
        CalendarForm, ClockQuery, FiguresQuery, NewPolicy, PolicyForm, PreviewQuery,
        calendar_values, policy_values,
    },
    ops, pages,
    pause::OF_CLOCK,
    policy::{BY_TARGET, OF_POLICY},
    policy_pages, preview,
};
use crate::{
    base::{Choice, Id, Month, Result},
    data::{Key, Query, Visit},
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = Route::about::<Policy>("/slas", policy_routes());
    routes.extend(Route::about::<BusinessCalendar>(
        "/calendars",
        calendar_routes(),
    ));
    routes.extend(clock_routes());
    routes
}

fn policy_routes() -> Vec<Route> {
    vec![
        Route::page("/slas", VIEW_POLICIES, |v, r| Ok(pages::list(v, r)?.into())),
        Route::page("/slas/new", MAKE_POLICY, |v, r| {
            let begun = Filled::begun(r, &["target"]);
            Ok(policy_pages::new_policy(v, &begun)?.into())
        }),
        Route::post("/slas", MAKE_POLICY, make_policy),
        Route::page("/slas/{id}", VIEW_POLICIES, |v, r| {
            let held: Policy = v.find(r.id("id")?)?;
            Ok(policy_pages::policy(v, r, &held)?.into())
        }),
        Route::page("/slas/{id}/edit", EDIT_POLICY, |v, r| {
            let held: Policy = v.find_for(&EDIT_POLICY, r.id("id")?)?;
            Ok(policy_pages::edit_policy(v, &held, &filled(&held))?.into())
        }),
        Route::post("/slas/{id}/edit", EDIT_POLICY, edit_policy),
        Route::post("/slas/{id}/retire", RETIRE_POLICY, |v, r| {
            let id: Id<Policy> = r.id("id")?;
            ops::retire_policy(v, id, false)?;
            Ok(Reply::go(format!("/slas/{id}")).toast("Retired", v.wrote()))
        }),
        Route::post("/slas/{id}/restore", RETIRE_POLICY, |v, r| {
            let id: Id<Policy> = r.id("id")?;
            ops::retire_policy(v, id, true)?;
            Ok(Reply::go(format!("/slas/{id}")).toast("In use again", v.wrote()))
        }),
        Route::api_list::<Nothing>(
            "/slas",
            VIEW_POLICIES,
            "Service policies, those in use first, each target's in the order in which they are asked",
            |v, r, _| {
                let page = v.list(Query::<Policy>::by(BY_TARGET).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Policy>(),
        Route::api_get("/slas/{id}", VIEW_POLICIES, "One service policy", one_policy)
            .of::<Policy>(),
        Route::api_make::<NewPolicy>(
            "/slas",
            MAKE_POLICY,
            "Make a service policy",
            |v, _, form| {
                let id = ops::make_policy(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Policy>(),
        Route::api_edit::<PolicyForm>(
            "/slas/{id}",
            EDIT_POLICY,
            "Change a service policy; open clocks keep what they were promised by",
            one_policy,
            |v, r| Ok(filled(&v.find_for(&EDIT_POLICY, r.id("id")?)?)),
            |v, r, form| ops::edit_policy(v, r.id("id")?, form),
        )
        .of::<Policy>(),
        Route::api_post::<Nothing>(
            "/slas/{id}/retire",
            RETIRE_POLICY,
            "Retire a service policy",
            |v, r, _| {
                ops::retire_policy(v, r.id("id")?, false)?;
                one_policy(v, r)
            },
        )
        .of::<Policy>(),
        Route::api_post::<Nothing>(
            "/slas/{id}/restore",
            RETIRE_POLICY,
            "Take a service policy in use again",
            |v, r, _| {
                ops::retire_policy(v, r.id("id")?, true)?;
                one_policy(v, r)
            },
        )
        .of::<Policy>(),
        Route::api_list::<Nothing>(
            "/slas/{id}/versions",
            VIEW_POLICIES,
            "What a service policy promised, the newest version first",
            |v, r, _| {
                let held: Policy = v.find(r.id("id")?)?;
                let key = Key::new().id(held.id);
                let list = Query::<PolicyVersion>::of(&held, OF_POLICY, key);
                let page = v.list(list.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<PolicyVersion>(),
        crate::features::history::route::<Policy>(),
    ]
}

fn calendar_routes() -> Vec<Route> {
    vec![
        Route::page("/calendars/new", MAKE_CALENDAR, |v, _| {
            Ok(
                calendar_pages::new_calendar(v, &Filled::blank(&calendar_pages::usual_week()))?
                    .into(),
            )
        }),
        Route::post("/calendars", MAKE_CALENDAR, make_calendar),
        Route::page("/calendars/{id}", VIEW_CALENDARS, |v, r| {
            let held: BusinessCalendar = v.find(r.id("id")?)?;
            let form = Filled::blank(&calendar_values(&held));
            Ok(calendar_pages::calendar(v, r, &held, &form)?.into())
        }),
        Route::post("/calendars/{id}", EDIT_CALENDAR, edit_calendar),
        Route::post("/calendars/{id}/retire", RETIRE_CALENDAR, |v, r| {
            let id: Id<BusinessCalendar> = r.id("id")?;
            ops::retire_calendar(v, id, false)?;
            Ok(Reply::go(format!("/calendars/{id}")).toast("Retired", v.wrote()))
        }),
        Route::post("/calendars/{id}/restore", RETIRE_CALENDAR, |v, r| {
            let id: Id<BusinessCalendar> = r.id("id")?;
            ops::retire_calendar(v, id, true)?;
            Ok(Reply::go(format!("/calendars/{id}")).toast("In use again", v.wrote()))
        }),
        Route::api_list::<Nothing>(
            "/calendars",
            VIEW_CALENDARS,
            "Business calendars by name, those in use first",
            |v, r, _| {
                let page = v.list(Query::<BusinessCalendar>::by(BY_NAME).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<BusinessCalendar>(),
        Route::api_get(
            "/calendars/{id}",
            VIEW_CALENDARS,
            "One business calendar",
            one_calendar,
        )
        .of::<BusinessCalendar>(),
        Route::api_make::<CalendarForm>(
            "/calendars",
            MAKE_CALENDAR,
            "Make a business calendar",
            |v, _, form| {
                let id = ops::make_calendar(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<BusinessCalendar>(),
        Route::api_edit::<CalendarForm>(
            "/calendars/{id}",
            EDIT_CALENDAR,
            "Change a business calendar; days off give running clocks more time",
            one_calendar,
            |v, r| {
                let held = v.find_for(&EDIT_CALENDAR, r.id("id")?)?;
                Ok(Filled::blank(&calendar_values(&held)))
            },
            |v, r, form| ops::edit_calendar(v, r.id("id")?, form),
        )
        .of::<BusinessCalendar>(),
        Route::api_post::<Nothing>(
            "/calendars/{id}/retire",
            RETIRE_CALENDAR,
            "Retire a business calendar that no policy is counted by",
            |v, r, _| {
                ops::retire_calendar(v, r.id("id")?, false)?;
                one_calendar(v, r)
            },
        )
        .of::<BusinessCalendar>(),
        Route::api_post::<Nothing>(
            "/calendars/{id}/restore",
            RETIRE_CALENDAR,
            "Take a business calendar in use again",
            |v, r, _| {
                ops::retire_calendar(v, r.id("id")?, true)?;
                one_calendar(v, r)
            },
        )
        .of::<BusinessCalendar>(),
    ]
}

fn clock_routes() -> Vec<Route> {
    vec![
        Route::page("/clocks", VIEW, |v, r| Ok(pages::clocks(v, r)?.into())),
        Route::api_list::<ClockQuery>(
            "/clocks",
            VIEW,
            "Clocks that run, what is next to be missed first; of states that are named, those that began last",
            |v, r, asked| {
                let page = v.list(asked.query(v).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Clock>(),
        Route::api_get("/clocks/{id}", VIEW, "One clock", |v, r| {
            let held: Clock = v.find(r.id("id")?)?;
            Ok(Reply::json(v.json(&held)?))
        })
        .of::<Clock>(),
        Route::api_list::<Nothing>(
            "/clocks/{id}/pauses",
            VIEW,
            "For how long a clock stood still, and why, the newest first",
            |v, r, _| {
                let held: Clock = v.find(r.id("id")?)?;
                let key = Key::new().id(held.id);
                let list = Query::<Pause>::of(&held, OF_CLOCK, key);
                let page = v.list(list.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<Pause>(),
        Route::api_list::<FiguresQuery>(
            "/sla-figures",
            VIEW_POLICIES,
            "Promises kept and missed, by policy and month",
            |v, r, asked| {
                let rows = figures(v, asked.months)?;
                let key = |row: &Value| Key::new().text(row["key"].as_str().unwrap_or_default());
                let page = r.paging()?.page("sla-figures", rows, key, false)?;
                Ok(Reply::page(page))
            },
        )
        .tells(FIGURES),
        Route::api_list::<PreviewQuery>(
            "/sla-preview",
            VIEW_POLICIES,
            "By which policy something would be promised, and until when; nothing where none promises it",
            |v, r, asked| {
                let found = preview::promise(v, &asked)?;
                let mut rows: Vec<Value> = found.iter().map(|found| found.json(v)).collect();
                let key = |row: &Value| Key::new().text(row["policy"].as_str().unwrap_or_default());
                rows.sort_by(|one, next| one["policy"].as_str().cmp(&next["policy"].as_str()));
                let page = r.paging()?.page("sla-preview", rows, key, false)?;
                Ok(Reply::page(page))
            },
        )
        .tells(preview::TOLD),
    ]
}

const FIGURES: Told = Told::Object(&[
    ("key", Told::Text),
    ("month", Told::Text),
    ("policy", Told::Record),
    ("name", Told::Text),
    ("target", Told::Text),
    ("kept", Told::Number),
    ("missed", Told::Number),
]);

/// Of each policy and of each target as a whole, month by month; those without any are left out.
fn figures(visit: &Visit, months: i64) -> Result<Vec<Value>> {
    let promises = Promises::of(visit)?;
    let now = Month::at(visit.at);
    let mut rows = Vec::new();
    for month in (0..months).map(|ago| now.before(ago)) {
        for held in &promises.policies {
            let sum = |what| visit.tally::<Clock>(OF_POLICIES, policy_key(held.id, what, month));
            let (kept, missed) = (sum(figure::KEPT)?, sum(figure::MISSED)?);
            if kept + missed > 0 {
                rows.push(json!({
                    "key": format!("{} {}", month.iso(), held.id), "month": month.iso(),
                    "policy": held.id.to_string(), "name": held.name,
                    "target": held.target.key(), "kept": kept, "missed": missed,
                }));
            }
        }
        for target in Target::ALL {
            let sum = |what| visit.tally::<Clock>(OF_TARGETS, target_key(*target, what, month));
            let (kept, missed) = (sum(figure::KEPT)?, sum(figure::MISSED)?);
            if kept + missed > 0 {
                rows.push(json!({
                    "key": format!("{} {}", month.iso(), target.key()), "month": month.iso(),
                    "policy": null, "name": target.label(),
                    "target": target.key(), "kept": kept, "missed": missed,
                }));
            }
        }
    }
    Ok(rows)
}

fn filled(held: &Policy) -> Filled<PolicyForm> {
    let values = policy_values(held);
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Filled::blank(&values)
}

fn one_policy(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: Policy = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn one_calendar(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: BusinessCalendar = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn make_policy(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill_named::<NewPolicy>(visit)?;
    match filled.attempt(|form| ops::make_policy(visit, form))? {
        Err(filled) => Ok(policy_pages::new_policy(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/slas/{id}")).toast("Policy made", visit.wrote())),
    }
}

fn edit_policy(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Policy> = request.id("id")?;
    let typed = request.fill_named::<PolicyForm>(visit)?;
    match typed.attempt(|form| ops::edit_policy(visit, id, form))? {
        Err(typed) => {
            let held: Policy = visit.find(id)?;
            let typed = typed.against(held.version, &filled(&held));
            Ok(policy_pages::edit_policy(visit, &held, &typed)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/slas/{id}")).toast("Saved", visit.wrote())),
    }
}

fn make_calendar(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<CalendarForm>();
    match filled.attempt(|form| ops::make_calendar(visit, form))? {
        Err(filled) => Ok(calendar_pages::new_calendar(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/calendars/{id}")).toast("Calendar made", visit.wrote())),
    }
}

fn edit_calendar(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<BusinessCalendar> = request.id("id")?;
    let typed = request.fill::<CalendarForm>();
    match typed.attempt(|form| ops::edit_calendar(visit, id, form))? {
        Err(typed) => {
            let held: BusinessCalendar = visit.find(id)?;
            let now = Filled::blank(&calendar_values(&held));
            let typed = typed.against(held.version, &now);
            Ok(calendar_pages::calendar(visit, request, &held, &typed)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/calendars/{id}")).toast("Saved", visit.wrote())),
    }
}
