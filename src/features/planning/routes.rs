//! Addresses of planning: below those of projects.

use serde_json::{Value, json};

use super::{
    PLAN,
    dates::{Proposed, propose},
    forecast::{self, Outlook, outlook},
    forms::{Asked, GiveOut, PlanDates},
    ops, pages,
    people::{Free, proposals},
};
use crate::{
    base::{Id, Result},
    data::Visit,
    features::projects::{ASSIGN_TASK, Project, VIEW},
    web::{Reply, Request, Route, Told, form::Refused},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/projects/{id}/timeline", VIEW, |v, r| {
            Ok(pages::timeline(v, &of(v, r)?, r)?.into())
        }),
        Route::page("/projects/{id}/forecast", VIEW, |v, r| {
            forecast::page(v, &of(v, r)?).map(Into::into)
        })
        .slow(),
        Route::page("/projects/{id}/dates", PLAN, |v, r| {
            let project = of(v, r)?;
            v.demand_on(&PLAN, &project)?;
            project.must_be_open()?;
            let asked: Asked = r.filters();
            Ok(pages::dates(v, &project, &asked, &Refused::default())?.into())
        })
        .slow(),
        Route::page("/projects/{id}/people", ASSIGN_TASK, |v, r| {
            let project = of(v, r)?;
            v.demand_on(&ASSIGN_TASK, &project)?;
            project.must_be_open()?;
            Ok(pages::people(v, &project, &Refused::default())?.into())
        })
        .slow(),
        Route::post("/projects/{id}/people", ASSIGN_TASK, give_out).slow(),
        Route::post("/projects/{id}/dates", PLAN, apply).slow(),
        Route::api_get(
            "/projects/{id}/forecast",
            VIEW,
            "When a project is likely done, by how its team's estimates held; no days where there is too little to say it from",
            |v, r| Ok(Reply::json(likely(&outlook(v, &of(v, r)?)?))),
        )
        .tells(FORECAST)
        .slow(),
        Route::api_ask::<Asked>(
            "/projects/{id}/dates",
            PLAN,
            "The dates that the open tasks of a project would have, with the reasons; nothing is written",
            |v, r, asked| {
                let project = of(v, r)?;
                v.demand_on(&PLAN, &project)?;
                let proposal = propose(v, &project, &asked.wish)?;
                Ok(Reply::json(json!({
                    "finish": proposal.after.map(|day| day.iso()),
                    "finish_now": proposal.before.map(|day| day.iso()),
                    "tasks": proposal.rows.iter().map(proposed).collect::<Vec<_>>(),
                })))
            },
        )
        .tells(PROPOSAL)
        .slow(),
        Route::api_post::<PlanDates>(
            "/projects/{id}/dates",
            PLAN,
            "Move the dates of tasks of a project, as they were proposed: all or none",
            |v, r, form| {
                let moved = ops::plan_dates(v, r.id("id")?, form)?;
                Ok(Reply::json(json!({ "moved": moved })))
            },
        )
        .tells(Told::Object(&[("moved", Told::Number)])),
        Route::api_get(
            "/projects/{id}/people",
            ASSIGN_TASK,
            "The open tasks of a project that nobody has, each with who could do it, the one proposed first; nothing is written",
            |v, r| {
                let project = of(v, r)?;
                v.demand_on(&ASSIGN_TASK, &project)?;
                let held = proposals(v, &project)?;
                Ok(Reply::json(json!({
                    "tasks": held.rows.iter().map(free).collect::<Vec<_>>(),
                })))
            },
        )
        .tells(FREE)
        .slow(),
        Route::api_post::<GiveOut>(
            "/projects/{id}/people",
            ASSIGN_TASK,
            "Give open tasks that nobody has to people: all or none",
            |v, r, form| {
                let given = ops::give_out(v, r.id("id")?, form)?;
                Ok(Reply::json(json!({ "given": given })))
            },
        )
        .tells(Told::Object(&[("given", Told::Number)])),
    ]
}

fn of(visit: &Visit, request: &Request) -> Result<Project> {
    visit.find(request.id("id")?)
}

fn likely(outlook: &Outlook) -> Value {
    let (known, from) = match outlook {
        Outlook::Done => (None, 0),
        Outlook::Thin(from) => (None, *from),
        Outlook::Known(known) => (Some(known), known.from),
    };
    let day = |day: Option<crate::base::Day>| day.map(|day| day.iso());
    json!({
        "finished_tasks": from, "enough": known.is_some(),
        "usual_percent": known.map(|known| known.usual),
        "planned": known.and_then(|known| day(known.planned)),
        "half": known.and_then(|known| day(known.half)),
        "likely": known.and_then(|known| day(known.likely)),
    })
}

const FORECAST: Told = Told::Object(&[
    ("finished_tasks", Told::Number),
    ("enough", Told::Flag),
    ("usual_percent", Told::Number),
    ("planned", Told::Day),
    ("half", Told::Day),
    ("likely", Told::Day),
]);

fn proposed(row: &Proposed) -> Value {
    json!({
        "task": row.task.id.to_string(), "version": row.task.version, "moves": row.is_moved(),
        "start": row.start.iso(), "due": row.due.iso(), "because": row.because,
        "critical": row.critical, "slack_days": row.slack, "before_what_it_waits_for": row.broken,
    })
}

const PROPOSAL: Told = Told::Object(&[
    ("finish", Told::Day),
    ("finish_now", Told::Day),
    (
        "tasks",
        Told::List(&Told::Object(&[
            ("task", Told::Record),
            ("version", Told::Number),
            ("moves", Told::Flag),
            ("start", Told::Day),
            ("due", Told::Day),
            ("because", Told::Text),
            ("critical", Told::Flag),
            ("slack_days", Told::Number),
            ("before_what_it_waits_for", Told::Flag),
        ])),
    ),
]);

fn apply(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request
        .fill::<PlanDates>()
        .attempt(|form| ops::plan_dates(visit, id, form))?
    {
        Ok(moved) => Ok(Reply::go(format!("/projects/{id}/timeline")).toast(
            crate::base::text::count(moved, "task moved", "tasks moved"),
            visit.wrote(),
        )),
        // What was shown no longer holds: the plan is made anew under what is said.
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            Ok(pages::dates(visit, &of(visit, request)?, &Asked::default(), &refused)?.into())
        }
    }
}

fn free(row: &Free) -> Value {
    json!({
        "task": row.task.id.to_string(), "title": row.task.title, "role": row.task.role,
        "person": row.chosen.map(|id| id.to_string()),
        "candidates": row.candidates.iter().map(|one| json!({
            "person": one.user.to_string(), "name": one.name, "because": one.why(&row.role),
        })).collect::<Vec<_>>(),
    })
}

const FREE: Told = Told::Object(&[(
    "tasks",
    Told::List(&Told::Object(&[
        ("task", Told::Record),
        ("title", Told::Text),
        ("role", Told::Text),
        ("person", Told::Record),
        (
            "candidates",
            Told::List(&Told::Object(&[
                ("person", Told::Record),
                ("name", Told::Text),
                ("because", Told::Text),
            ])),
        ),
    ])),
)]);

fn give_out(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Project> = request.id("id")?;
    match request
        .fill::<GiveOut>()
        .attempt(|form| ops::give_out(visit, id, form))?
    {
        Ok(given) => Ok(Reply::go(format!("/projects/{id}")).toast(
            crate::base::text::count(given, "task given out", "tasks given out"),
            visit.wrote(),
        )),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            Ok(pages::people(visit, &of(visit, request)?, &refused)?.into())
        }
    }
}
