//! Ways to reports: below their project, one by one, and in the portal.

use super::{
    ProgressReport, ReportForm, VIEW,
    actions::{DRAFT, EDIT, PLAN, PUBLISH},
    forms::{AsRead, CycleForm, ReportQuery},
    ops, pages, portal,
    report::{BY_PROJECT, BY_STANDING},
};
use crate::{
    base::{Id, Result},
    data::{Key, Query, Visit},
    features::projects::Project,
    web::{Reply, Request, Route, Told, form::Nothing},
};

const CYCLE: Told = Told::Object(&[
    ("cycle", Told::Word(&["off", "weekly", "monthly"])),
    ("next", Told::Day),
]);

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/projects/{id}/reports", VIEW, |v, r| {
            let project: Project = v.find(r.id("id")?)?;
            v.demand_on(&VIEW, &project)?;
            pages::of_project(v, &project, r).map(Into::into)
        }),
        Route::post("/projects/{id}/reports", DRAFT, |v, r| {
            let id = ops::draft(v, r.id("id")?)?;
            Ok(Reply::go(format!("/progress-reports/{id}")).toast("Drafted", v.wrote()))
        }),
        Route::post("/projects/{id}/report-cycle", PLAN, |v, r| {
            let id: Id<Project> = r.id("id")?;
            ops::plan(v, id, r.form()?)?;
            Ok(Reply::go(format!("/projects/{id}/reports")).toast("Set", v.wrote()))
        }),
        Route::page("/progress-reports/{id}", VIEW, |v, r| {
            let report = of(v, r)?;
            pages::one(v, r, &report, &ReportForm::of(&report)).map(Into::into)
        }),
        Route::post("/progress-reports/{id}", EDIT, edit),
        Route::post("/progress-reports/{id}/publish", PUBLISH, |v, r| {
            let id: Id<ProgressReport> = r.id("id")?;
            let form: AsRead = r.form()?;
            let report = of(v, r)?;
            // What keeps it back is said beside the fields of its page.
            match ReportForm::of(&report).attempt(|_| ops::publish(v, id, form.version))? {
                Ok(()) => Ok(Reply::go(format!("/progress-reports/{id}"))
                    .toast("Published to the client", None)),
                Err(filled) => pages::one(v, r, &report, &filled).map(Into::into),
            }
        }),
        Route::page("/portal/reports", VIEW, |v, r| {
            portal::list(v, r).map(Into::into)
        })
        .portal(),
        Route::page("/portal/reports/{id}", VIEW, |v, r| {
            portal::one(v, r).map(Into::into)
        })
        .portal(),
        Route::api_list::<ReportQuery>(
            "/progress-reports",
            VIEW,
            "Progress reports: those of a project, the latest first; or drafts before what is published",
            |v, r, asked| {
                let query = match asked.project {
                    Some(id) => {
                        let project: Project = v.find(id)?;
                        Query::of(&project, BY_PROJECT, Key::new().id(id)).descending(true)
                    }
                    None => Query::by(BY_STANDING),
                };
                let page = v.list::<ProgressReport>(query.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|report| v.json(&report))?))
            },
        )
        .of::<ProgressReport>(),
        Route::api_get("/progress-reports/{id}", VIEW, "A progress report", answer)
            .of::<ProgressReport>(),
        Route::api_edit::<ReportForm>(
            "/progress-reports/{id}",
            EDIT,
            "Edit a progress report that isn't published yet; parts are lines",
            answer,
            |v, r| Ok(ReportForm::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<ProgressReport>(),
        Route::api_post::<AsRead>(
            "/progress-reports/{id}/publish",
            PUBLISH,
            "Publish a progress report to the client's portal, and tell them by mail",
            |v, r, form| {
                ops::publish(v, r.id("id")?, form.version)?;
                answer(v, r)
            },
        )
        .of::<ProgressReport>(),
        Route::api_post::<Nothing>(
            "/projects/{id}/reports",
            DRAFT,
            "Draft a progress report from what is known of the project",
            |v, r, _| {
                let id = ops::draft(v, r.id("id")?)?;
                Ok(Reply::created(v.json(&v.find::<ProgressReport>(id)?)?))
            },
        )
        .of::<ProgressReport>(),
        Route::api_post::<CycleForm>(
            "/projects/{id}/report-cycle",
            PLAN,
            "Say how often a project is reported on; each time a report is drafted",
            |v, r, form| {
                let id: Id<Project> = r.id("id")?;
                ops::plan(v, id, form)?;
                let plan = ops::plan_of(v, &v.find(id)?)?;
                Ok(Reply::json(serde_json::json!({
                    "cycle": crate::base::Choice::key(plan.cycle),
                    "next": plan.next_day.map(|day| day.iso()),
                })))
            },
        )
        .tells(CYCLE),
        crate::features::history::route_of_part::<ProgressReport>(VIEW),
    ]
}

fn of(visit: &Visit, request: &Request) -> Result<ProgressReport> {
    visit.find(request.id("id")?)
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&of(visit, request)?)?))
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<ProgressReport> = request.id("id")?;
    match request
        .fill::<ReportForm>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/progress-reports/{id}")).toast("Saved", visit.wrote())),
        Err(filled) => {
            let report = of(visit, request)?;
            let filled = filled.against(report.version, &ReportForm::of(&report));
            pages::one(visit, request, &report, &filled).map(Into::into)
        }
    }
}
