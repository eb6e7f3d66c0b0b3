//! Addresses of departments and teams.

use super::{
    APPOINT, CREATE, DEPUTE, EDIT, HOURS, RETIRE, TEAMS, VIEW,
    actions::PERFORMANCE,
    api, chart, form_pages,
    forms::{AppointForm, DepartmentForm, DeputyForm, EndDeputy, HoursForm, MemberForm, TeamForm},
    hours, ops, performance, performance_page,
    posted::{
        appoint, create, create_team, department_form, depute, edit, edit_team, end_deputy, held,
        join, person, retire, retire_team, said, set_hours, show, team, team_form,
    },
};
use crate::web::form::Shown;
use crate::{
    base::{Id, Result},
    data::{Key, Record, Visit},
    features::{
        department_list, lists,
        people::{Department, Directory, EDIT as EDIT_USER, Team},
    },
    web::{Filled, Reply, Request, Route, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = pages();
    routes.extend(lists::export_routes::<Department>(
        "The departments that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(operations());
    routes
}

fn pages() -> Vec<Route> {
    vec![
        Route::page("/departments", VIEW, |v, r| {
            if let Some(to) = lists::opening::<Department>(v, r)? {
                return Ok(Reply::go(to));
            }
            match department_list::is_asked(r) {
                true => department_list::page(v, r),
                false => chart::page(v).map(Into::into),
            }
        }),
        Route::page("/departments/new", CREATE, |v, _| {
            chart::new(v, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/departments", CREATE, create),
        Route::page("/departments/{id}", VIEW, |v, r| show(v, r, None)),
        Route::page("/departments/{id}/edit", EDIT, |v, r| {
            let held = held(v, r, &EDIT)?;
            Ok(form_pages::edit(v, &held, &department_form(&held))?.into())
        }),
        Route::post("/departments/{id}", EDIT, edit),
        Route::post("/departments/{id}/retire", RETIRE, retire),
        Route::post("/departments/{id}/bring-back", RETIRE, |v, r| {
            let id = r.id("id")?;
            said(v, r, ops::bring_back(v, id), "Brought back")
        }),
        Route::page("/departments/{id}/manager", APPOINT, |v, r| {
            let held = held(v, r, &APPOINT)?;
            let manager = held.manager.map(|id| id.to_string()).unwrap_or_default();
            Ok(form_pages::manager(v, &held, &Filled::blank(&[("manager", manager)]))?.into())
        }),
        Route::post("/departments/{id}/manager", APPOINT, appoint),
        Route::page("/departments/{id}/deputies/new", DEPUTE, |v, r| {
            let held = held(v, r, &DEPUTE)?;
            let today = v.today().iso();
            Ok(form_pages::deputy(v, &held, &Filled::blank(&[("from", today)]))?.into())
        }),
        Route::post("/departments/{id}/deputies", DEPUTE, depute),
        Route::post("/departments/{id}/deputies/end", DEPUTE, end_deputy),
        Route::page("/departments/{id}/hours", HOURS, |v, r| {
            let held = held(v, r, &HOURS)?;
            Ok(hours::page(v, &held, &Filled::blank(&hours::values(v, &held)?))?.into())
        }),
        Route::post("/departments/{id}/hours", HOURS, set_hours),
        Route::page("/departments/{id}/performance", PERFORMANCE, |v, r| {
            Ok(performance_page::page(v, &v.find(r.id("id")?)?, r)?.into())
        }),
        Route::page("/departments/{id}/members/new", EDIT_USER, |v, r| {
            let held = held(v, r, &EDIT_USER)?;
            Ok(form_pages::member(v, &held, &Filled::blank(&[]))?.into())
        }),
        Route::post("/departments/{id}/members", EDIT_USER, join),
        Route::page("/departments/{id}/teams/new", TEAMS, |v, r| {
            let held = held(v, r, &TEAMS)?;
            Ok(form_pages::team(v, &held, None, &Filled::blank(&[]))?.into())
        }),
        Route::post("/departments/{id}/teams", TEAMS, create_team),
        Route::page("/teams/{id}", VIEW, |v, r| {
            let team: Team = v.find(r.id("id")?)?;
            Ok(Reply::go(format!("/departments/{}", team.department)))
        }),
        Route::page("/teams/{id}/edit", TEAMS, |v, r| {
            let (team, held) = team(v, r)?;
            Ok(form_pages::team(v, &held, Some(&team), &team_form(&team))?.into())
        }),
        Route::post("/teams/{id}", TEAMS, edit_team),
        Route::post("/teams/{id}/retire", TEAMS, retire_team),
        Route::post("/teams/{id}/bring-back", TEAMS, |v, r| {
            let department = ops::bring_team_back(v, r.id("id")?)?;
            Ok(Reply::go(format!("/departments/{department}"))
                .toast("Team brought back", v.wrote()))
        }),
    ]
}

fn operations() -> Vec<Route> {
    vec![
        Route::api_list::<Nothing>(
            "/departments",
            VIEW,
            "Departments and their teams",
            |v, r, _| {
                let all = Directory::of(v)?.departments.values().cloned().collect();
                let key = |held: &Department| Key::new().id(held.id);
                let page = r.paging()?.page("departments", all, key, false)?;
                Ok(Reply::page(page.try_map(|held| api::department(v, &held))?))
            },
        )
        .tells(api::DEPARTMENT),
        crate::features::history::route::<Department>(),
        Route::api_get(
            "/departments/{id}",
            VIEW,
            "A department with its members and open work",
            whole,
        )
        .tells(api::DEPARTMENT),
        Route::api_make::<DepartmentForm>(
            "/departments",
            CREATE,
            "Make a department",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(api::department(v, &made(v, id)?)?))
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_edit::<DepartmentForm>(
            "/departments/{id}",
            EDIT,
            "Rename a department, or move it in the tree",
            whole,
            |v, r| Ok(department_form(&held(v, r, &EDIT)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<Shown>(
            "/departments/{id}/retire",
            RETIRE,
            "Retire a department that nobody belongs to and in which nothing is open",
            |v, r, form| {
                ops::retire(v, r.id("id")?, form.version)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<Nothing>(
            "/departments/{id}/bring-back",
            RETIRE,
            "Bring a retired department back",
            |v, r, _| {
                ops::bring_back(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<AppointForm>(
            "/departments/{id}/manager",
            APPOINT,
            "Appoint a manager, or nobody",
            |v, r, form| {
                ops::appoint(v, r.id("id")?, form)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<DeputyForm>(
            "/departments/{id}/deputies",
            DEPUTE,
            "Name who stands in for the manager, from a day to a day",
            |v, r, form| {
                ops::depute(v, r.id("id")?, form)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<EndDeputy>(
            "/departments/{id}/deputies/end",
            DEPUTE,
            "End a deputyship before its day",
            |v, r, form| {
                ops::end_deputy(v, r.id("id")?, form)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<HoursForm>(
            "/departments/{id}/hours",
            HOURS,
            "Set a department's own working hours and holidays, or none of its own",
            |v, r, form| {
                ops::set_hours(v, r.id("id")?, form)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_ask::<performance::PerformanceQuery>(
            "/departments/{id}/performance",
            PERFORMANCE,
            "What a department and its people did, month by month",
            |v, r, _| Ok(Reply::json(performance::json(v, &v.find(r.id("id")?)?, r)?)),
        )
        .tells(performance::TOLD),
        Route::api_post::<MemberForm>(
            "/departments/{id}/members",
            EDIT_USER,
            "Put somebody into a department",
            |v, r, form| {
                ops::join(v, r.id("id")?, person(form)?)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_post::<MemberForm>(
            "/departments/{id}/members/part",
            EDIT_USER,
            "Take somebody out of a department",
            |v, r, form| {
                ops::part(v, r.id("id")?, person(form)?)?;
                answer(v, r)
            },
        )
        .tells(api::DEPARTMENT),
        Route::api_make::<TeamForm>(
            "/departments/{id}/teams",
            TEAMS,
            "Make a team",
            |v, r, form| {
                let id = ops::create_team(v, r.id("id")?, form)?;
                Ok(Reply::created(api::team(&made(v, id)?)))
            },
        )
        .tells(api::TEAM),
        crate::features::history::route::<Team>(),
        Route::api_get("/teams/{id}", VIEW, "A team", one_team).tells(api::TEAM),
        Route::api_edit::<TeamForm>(
            "/teams/{id}",
            TEAMS,
            "Rename a team, choose its lead",
            one_team,
            |v, r| Ok(team_form(&v.find_for(&TEAMS, r.id("id")?)?)),
            |v, r, form| ops::edit_team(v, r.id("id")?, form),
        )
        .tells(api::TEAM),
        Route::api_post::<Shown>(
            "/teams/{id}/retire",
            TEAMS,
            "Retire a team that nobody belongs to",
            |v, r, form| {
                let id = r.id("id")?;
                ops::retire_team(v, id, form.version)?;
                Ok(Reply::json(api::team(&made(v, id)?)))
            },
        )
        .tells(api::TEAM),
        Route::api_post::<Nothing>(
            "/teams/{id}/bring-back",
            TEAMS,
            "Bring a retired team back",
            |v, r, _| {
                let id = r.id("id")?;
                ops::bring_team_back(v, id)?;
                Ok(Reply::json(api::team(&made(v, id)?)))
            },
        )
        .tells(api::TEAM),
    ]
}

/// What somebody just made or changed, though their own reach may not show it to them.
fn made<R: Record>(visit: &Visit, id: Id<R>) -> Result<R> {
    visit.find(id)
}

fn whole(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = made(visit, request.id("id")?)?;
    Ok(Reply::json(api::whole(visit, &held)?))
}

fn one_team(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(api::team(&made(visit, request.id("id")?)?)))
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(api::department(
        visit,
        &made(visit, request.id("id")?)?,
    )?))
}
