//! Ways to the load of people.

use serde_json::{Value, json};

use super::{
    BalanceForm, Load, LoadQuery, WEEKS,
    actions::LOAD,
    balance::{self, Balanced},
    figures_pages::{self, FiguresQuery, told},
    loads, pages,
};
use crate::{
    base::Result,
    data::Visit,
    features::{
        people::{Directory, User},
        projects::{ASSIGN_TASK, VIEW_TASKS},
    },
    web::{
        Form, Reader, Reply, Request, Route, Told,
        form::{Optional, Refused},
    },
};

impl Form for LoadQuery {
    fn read(f: &mut Reader) -> Self {
        LoadQuery {
            department: f.id("department", "Department", Optional),
            team: f.id("team", "Team", Optional),
        }
    }
}

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/load", LOAD, |v, r| {
            pages::all(v, r, &Refused::default()).map(Into::into)
        })
        .slow(),
        Route::post("/load/balance", ASSIGN_TASK, apply),
        Route::page("/users/{id}/load", LOAD, |v, r| {
            pages::one(v, &of(v, r)?, r).map(Into::into)
        }),
        Route::page("/load/figures", LOAD, |v, r| figures_pages::page(v, r).map(Into::into)).slow(),
        Route::api_ask::<FiguresQuery>(
            "/load/figures",
            LOAD,
            "How work went in a time that is over, by person, team or category, of those whose load one may see",
            |v, _, asked| {
                let rows = asked.groups(v)?;
                Ok(Reply::json(json!({ "rows": rows.iter().map(told).collect::<Vec<_>>() })))
            },
        )
        .tells(figures_pages::TOLD)
        .slow(),
        Route::api_ask::<LoadQuery>(
            "/load",
            LOAD,
            "What people have to do in the weeks to come and the time they are there, as far as one may see it",
            |v, _, asked| {
                let all = loads(v, &asked)?;
                Ok(Reply::json(
                    json!({ "people": all.iter().map(weeks_of).collect::<Vec<_>>() }),
                ))
            },
        )
        .tells(PEOPLE)
        .slow(),
        Route::api_ask::<LoadQuery>(
            "/load/proposals",
            ASSIGN_TASK,
            "Moves of tasks that would even out the load; nothing is written",
            |v, _, asked| {
                let all = loads(v, &asked)?;
                let held = balance::propose(v, &all)?;
                let (before, highest) = Balanced::over(&all, |load| load.planned.clone());
                let (after, then) = Balanced::over(&all, |load| held.planned[&load.user.id].clone());
                let moves = held.moves.iter().map(|one| {
                    json!({
                        "task": one.task.id.to_string(), "version": one.task.version,
                        "from": one.from.to_string(), "person": one.to.to_string(),
                        "minutes": one.minutes, "percent": one.before, "percent_after": one.after,
                    })
                });
                Ok(Reply::json(json!({
                    "moves": moves.collect::<Vec<_>>(),
                    "weeks_over": before, "weeks_over_after": after,
                    "highest_percent": highest, "highest_percent_after": then,
                })))
            },
        )
        .tells(PROPOSALS)
        .slow(),
        Route::api_get(
            "/users/{id}/load",
            LOAD,
            "What somebody has to do in the weeks to come, with the tasks that one sees of it",
            |v, r| {
                let load = of(v, r)?;
                let mut told = weeks_of(&load);
                let seen = load
                    .tasks
                    .iter()
                    .filter(|held| v.may(&VIEW_TASKS, &held.task));
                let tasks = seen.map(|held| {
                    let weeks = (0..WEEKS).map(|week| held.in_week(week));
                    json!({ "task": held.task.id.to_string(), "minutes_by_week": weeks.collect::<Vec<_>>() })
                });
                told["tasks"] = tasks.collect::<Value>();
                Ok(Reply::json(told))
            },
        )
        .tells(PERSON_WITH_TASKS),
        Route::api_post::<BalanceForm>(
            "/load/balance",
            ASSIGN_TASK,
            "Give tasks to others, as it was proposed: all or none",
            |v, _, form| {
                let moved = balance::apply(v, form)?;
                Ok(Reply::json(json!({ "moved": moved })))
            },
        )
        .tells(Told::Object(&[("moved", Told::Number)])),
    ]
}

const WEEK: Told = Told::Object(&[
    ("week", Told::Day),
    ("planned_minutes", Told::Number),
    ("capacity_minutes", Told::Number),
    ("percent", Told::Number),
]);

const PEOPLE: Told = Told::Object(&[(
    "people",
    Told::List(&Told::Object(&[
        ("person", Told::Record),
        ("name", Told::Text),
        ("weeks", Told::List(&WEEK)),
    ])),
)]);

const PERSON_WITH_TASKS: Told = Told::Object(&[
    ("person", Told::Record),
    ("name", Told::Text),
    ("weeks", Told::List(&WEEK)),
    (
        "tasks",
        Told::List(&Told::Object(&[
            ("task", Told::Record),
            ("minutes_by_week", Told::List(&Told::Number)),
        ])),
    ),
]);

const PROPOSALS: Told = Told::Object(&[
    (
        "moves",
        Told::List(&Told::Object(&[
            ("task", Told::Record),
            ("version", Told::Number),
            ("from", Told::Record),
            ("person", Told::Record),
            ("minutes", Told::Number),
            ("percent", Told::Number),
            ("percent_after", Told::Number),
        ])),
    ),
    ("weeks_over", Told::Number),
    ("weeks_over_after", Told::Number),
    ("highest_percent", Told::Number),
    ("highest_percent_after", Told::Number),
]);

fn weeks_of(load: &Load) -> Value {
    let weeks = (0..WEEKS).map(|week| {
        json!({
            "week": load.monday(week).iso(), "planned_minutes": load.planned[week],
            "capacity_minutes": load.days.of_week(week), "percent": load.percent(week),
        })
    });
    json!({
        "person": load.user.id.to_string(), "name": load.user.name,
        "weeks": weeks.collect::<Vec<_>>(),
    })
}

/// The load of somebody, for whoever may see it.
fn of(visit: &Visit, request: &Request) -> Result<Load> {
    let user: User = visit.find(request.id("id")?)?;
    visit.demand_on(&LOAD, &user)?;
    let names = Directory::of(visit)?;
    Load::of(visit, &names, &user)
}

fn apply(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<BalanceForm>()
        .attempt(|form| balance::apply(visit, form))?
    {
        Ok(moved) => Ok(Reply::go("/load").toast(
            crate::base::text::count(moved, "task moved", "tasks moved"),
            visit.wrote(),
        )),
        Err(filled) => {
            let refused = Refused::sent(request, filled);
            Ok(pages::all(visit, request, &refused)?.into())
        }
    }
}
