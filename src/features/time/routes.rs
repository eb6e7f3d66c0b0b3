//! Ways to time.

use serde_json::json;

use super::{
    EditTime, LOG, LogTime, StartTimer, StopTimer, TimeEntry, VIEW,
    actions::{DELETE, EDIT, SAVE_WEEK, START, STOP},
    draft::{self, LogSeveral, WeekOf},
    grid::Week,
    list, ops,
    pages::{self, Sent},
    query::TimeQuery,
    stopping, timer,
    week::{self as ops_week, WeekForm},
};
use crate::{
    base::{Day, Error, Id, Result, Unit},
    data::Visit,
    features::{
        lists,
        projects::{self, WorkOn},
        records, tasks, tickets,
        timesheets::{self, monday},
    },
    web::{
        Filled, Reply, Request, Route, Told,
        form::{Nothing, Refused},
        request::encode_pairs,
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(lists::export_routes::<TimeEntry>(
        "The time that a filter finds, as CSV, with the columns asked for",
    ));
    routes.extend(records::several_routes::<TimeEntry>(
        EDIT,
        "Say of several time entries whether they are billed",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/time-entries", VIEW, list::page),
        Route::page("/time", LOG, |v, r| {
            pages::timesheet(v, r, &Sent::default()).map(Into::into)
        }),
        Route::post("/time/week", SAVE_WEEK, week),
        Route::page("/time/draft", LOG, |v, r| {
            let day = r.query("week").and_then(Day::parse);
            draft::page(v, day, &Filled::blank(&[])).map(Into::into)
        })
        .slow(),
        Route::post("/time/draft", LOG, log_draft),
        Route::post("/time", LOG, log),
        Route::post("/time/start", START, start),
        Route::post("/time/stop", STOP, stop),
        Route::page("/time/timer", STOP, |v, _| stopping::shown(v)),
        Route::page("/time/{id}/edit", EDIT, show_edit),
        Route::post("/time/{id}", EDIT, edit),
        Route::post("/time/{id}/delete", DELETE, delete),
        Route::page("/time-entries/{id}", VIEW, show),
        Route::api_list(
            "/time-entries",
            VIEW,
            "Time entries, newest day first",
            api_list,
        )
        .of::<TimeEntry>(),
        crate::features::history::route::<TimeEntry>(),
        Route::api_get("/time-entries/{id}", VIEW, "A time entry", api_one).of::<TimeEntry>(),
        Route::api_make::<LogTime>("/time-entries", LOG, "Log time on a task, on a project as a whole, on a ticket, or on internal work", |v, _, form| {
            let id = ops::log(v, form)?;
            Ok(Reply::created(v.json(&v.find(id)?)?))
        })
        .of::<TimeEntry>(),
        Route::api_post::<StartTimer>(
            "/time-entries/start",
            START,
            "Start the timer; another that runs is stopped",
            |v, _, form| {
                let id = timer::start(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<TimeEntry>(),
        Route::api_post::<StopTimer>(
            "/time-entries/stop",
            STOP,
            "Stop the running timer, now or as of when the work ended; what it measured is booked whatever the budgets say",
            |v, _, form| Ok(Reply::json(v.json(&timer::stop(v, form)?)?)),
        )
        .of::<TimeEntry>(),
        Route::api_post::<WeekForm>(
            "/time-entries/week",
            SAVE_WEEK,
            "Write a week of one's own: what each task, project as a whole, ticket or internal work has on each day",
            |v, _, form| {
                let changed = ops_week::save(v, form)?;
                Ok(Reply::json(json!({ "changed": changed, "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[
            ("changed", Told::Number),
            ("seq", Told::Number),
        ])),
        Route::api_post::<LogSeveral>(
            "/time-entries/several",
            LOG,
            "Log several times at once, all or none",
            |v, _, form| {
                let logged = ops::log_several(v, form.lines)?;
                Ok(Reply::json(json!({ "logged": logged, "seq": v.wrote() })))
            },
        )
        .tells(Told::Object(&[
            ("logged", Told::Number),
            ("seq", Told::Number),
        ])),
        Route::api_ask::<WeekOf>(
            "/time-entries/draft",
            LOG,
            "A draft of one's own week, from what one did on tasks, tickets and projects; nothing of it is kept",
            api_draft,
        )
        .tells(Told::Object(&[(
            "rows",
            Told::List(&Told::Object(&[
                ("task", Told::Record),
                ("project", Told::Record),
                ("ticket", Told::Record),
                ("title", Told::Text),
                ("day", Told::Day),
                ("minutes", Told::Counted(Unit::Minutes)),
                (
                    "facts",
                    Told::List(&Told::Object(&[("at", Told::Moment), ("what", Told::Text)])),
                ),
            ])),
        )]))
        .slow(),
        Route::api_edit::<EditTime>(
            "/time-entries/{id}",
            EDIT,
            "Edit a time entry",
            api_one,
            |v, r| Ok(EditTime::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<TimeEntry>(),
        Route::api_delete::<Nothing>(
            "/time-entries/{id}",
            DELETE,
            "Delete a time entry; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                let id: Id<TimeEntry> = r.id("id")?;
                ops::delete(v, id)?;
                Ok(Reply::json(
                    json!({ "id": id.to_string(), "deleted": true, "seq": v.wrote() }),
                ))
            },
        )
        .tells(Told::Object(&[
            ("id", Told::Record),
            ("deleted", Told::Flag),
            ("seq", Told::Number),
        ])),
    ]
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&entry)?))
}

fn api_list(visit: &Visit, request: &Request, asked: TimeQuery) -> Result<Reply> {
    let page = visit.list(asked.query(visit)?.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|entry| visit.json(&entry))?))
}

/// Back to the page the button stood on.
fn back(request: &Request) -> String {
    projects::parts::back(request, "/time")
}

/// The work whose page the form stood on.
fn stood_on(request: &Request) -> Option<WorkOn> {
    WorkOn::at(request.field("back")?)
}

fn log(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<LogTime>(visit)?
        .attempt(|form| ops::log(visit, form))?
    {
        Err(filled) => match stood_on(request) {
            Some(WorkOn::Project(id)) => {
                let refused = Refused::sent(request, filled).named("log");
                projects::time_tab(visit, &visit.find(id)?, &refused).map(Into::into)
            }
            Some(WorkOn::Task(task)) => {
                let refused = Refused::sent(request, filled).named("log");
                tasks::page(visit, &visit.find(task)?, request, refused).map(Into::into)
            }
            Some(WorkOn::Ticket(ticket)) => {
                let refused = Refused::sent(request, filled).named("log");
                tickets::page(visit, &visit.find(ticket)?, &refused, request).map(Into::into)
            }
            Some(WorkOn::Internal(_)) | None => {
                let sent = Sent {
                    log: Some(&filled),
                    ..Sent::default()
                };
                Ok(pages::timesheet(visit, request, &sent)?.into())
            }
        },
        Ok(_) => Ok(Reply::go(back(request)).toast("Time logged", visit.wrote())),
    }
}

/// Saves the grid; its other button submits the week once it is saved.
fn week(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<WeekForm>(visit)?
        .attempt(|form| ops_week::save(visit, form).map(|_| ()))?
    {
        Ok(()) => {}
        Err(filled) => {
            let sent = Sent {
                week: Some(&filled),
                ..Sent::default()
            };
            return Ok(pages::timesheet(visit, request, &sent)?.into());
        }
    }
    let form = request.fill_named::<WeekForm>(visit)?.into_form()?;
    let day = monday(form.week.unwrap_or(visit.today()));
    if request.field("then") == Some("submit") {
        let asked = timesheets::Submit {
            week: Some(day),
            note: String::new(),
        };
        return match timesheets::submit(visit, asked) {
            Ok(_) => {
                let to = crate::features::day::back(request, at(day));
                Ok(Reply::go(to).toast("Week submitted", visit.wrote()))
            }
            Err(Error::Conflict(why)) => {
                let sent = Sent {
                    refused: Some(why),
                    ..Sent::default()
                };
                Ok(pages::timesheet(visit, request, &sent)?.into())
            }
            Err(other) => Err(other),
        };
    }
    let to = match form.add.on() {
        Some(on) => {
            let pair = encode_pairs(&[(on.word(), on.to_string().as_str())]);
            format!("{}&{pair}", at(day))
        }
        None => at(day),
    };
    Ok(match visit.wrote() {
        Some(seq) => Reply::go(to).toast("Week saved", Some(seq)),
        None => Reply::go(to),
    })
}

fn at(week: Day) -> String {
    format!("/time?week={}", week.iso())
}

fn log_draft(visit: &Visit, request: &Request) -> Result<Reply> {
    let day = request.field("week").and_then(Day::parse);
    match request
        .fill::<LogSeveral>()
        .attempt(|form| ops::log_several(visit, form.lines))?
    {
        Err(filled) => Ok(draft::page(visit, day, &filled)?.into()),
        Ok(count) => {
            let to = match day {
                Some(day) => format!("/time/draft?week={}", day.iso()),
                None => "/time/draft".to_owned(),
            };
            let words = match count {
                1 => "Time logged".to_owned(),
                n => format!("{n} times logged"),
            };
            Ok(Reply::go(to).toast(words, visit.wrote()))
        }
    }
}

fn api_draft(visit: &Visit, _: &Request, asked: WeekOf) -> Result<Reply> {
    let monday = monday(asked.week.unwrap_or(visit.today()));
    let week = Week::of(visit, monday, None, false)?;
    let lines = draft::of_week(visit, &week)?;
    let rows: Vec<_> = lines.iter().map(|line| draft::sent(visit, line)).collect();
    Ok(Reply::json(json!({ "rows": rows })))
}

fn start(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill_named::<StartTimer>(visit)?
        .attempt(|form| timer::start(visit, form))?
    {
        Err(filled) => Ok(pages::start(visit, &filled, &back(request))?.into()),
        Ok(_) => Ok(Reply::go(back(request)).toast("Timer started", visit.wrote())),
    }
}

fn stop(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut stopped = None;
    let sent = request.fill::<StopTimer>().attempt(|form| {
        stopped = Some(timer::stop(visit, form)?);
        Ok(())
    })?;
    let entry = match (sent, stopped) {
        (Ok(()), Some(entry)) => entry,
        (Err(filled), _) => return stopping::page(visit, &filled),
        (Ok(()), None) => return Err(Error::NotFound),
    };
    let booked = crate::base::time::minutes(i64::from(entry.minutes));
    let to = match entry.owes_reason {
        true => format!("/time/{}/edit", entry.id),
        false => back(request),
    };
    Ok(Reply::go(to).toast(format!("Timer stopped: {booked}"), visit.wrote()))
}

/// An entry has no page of its own: one's own timer is shown where it is stopped, what owes a reason where that is given,
/// somebody else's where it is changed, for whoever may, and any other by its task.
fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    let own = entry.user.raw() == visit.actor.person;
    Ok(Reply::go(match entry.started {
        Some(_) if own => "/time/timer".to_owned(),
        None if own && entry.owes_reason => format!("/time/{}/edit", entry.id),
        None if !own && visit.may(&EDIT, &entry) => format!("/time/{}/edit", entry.id),
        _ if entry.is_internal() => format!("/time?week={}", entry.day.iso()),
        _ => entry.on().path(),
    }))
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    visit.demand_on(&EDIT, &entry)?;
    Ok(pages::edit(visit, &entry, &EditTime::of(&entry))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let entry: TimeEntry = visit.find(request.id("id")?)?;
    match request
        .fill::<EditTime>()
        .attempt(|form| ops::edit(visit, entry.id, form))?
    {
        Err(filled) => {
            let entry: TimeEntry = visit.find(entry.id)?;
            let filled = filled.against(entry.version, &EditTime::of(&entry));
            Ok(pages::edit(visit, &entry, &filled)?.into())
        }
        Ok(()) => {
            let saved: TimeEntry = visit.find(entry.id)?;
            Ok(Reply::go(pages::beside(visit, &saved)).toast("Time entry saved", visit.wrote()))
        }
    }
}

fn delete(visit: &Visit, request: &Request) -> Result<Reply> {
    ops::delete(visit, request.id("id")?)?;
    Ok(Reply::go("/time").toast("Time entry deleted", visit.wrote()))
}
