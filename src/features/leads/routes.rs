//! Addresses of leads.

use serde_json::json;

use super::{
    actions::{CREATE, EDIT, HAND_OVER, LOSE, MOVE, NOTE, QUALIFY, REOPEN, RETURN, VIEW},
    batch, come_about,
    forms::{HandOver, LeadForm, Lose, Move, NewActivity, NewLead, Qualify},
    handing,
    lead::Lead,
    lists, ops, pages,
    query::LeadQuery,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        conversation::{self, Post},
        day, history,
        lists::export_routes,
        records,
    },
    web::{
        Filled, Reply, Request, Route,
        form::{Nothing, Reason},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(export_routes::<Lead>(
        "The leads that a filter finds, as CSV: the columns asked for, or all that can be brought in again",
    ));
    routes.extend(records::import_routes::<Lead>());
    routes.extend(records::several_routes::<Lead>(
        EDIT,
        "Assign several leads, or set their follow-up, source or services",
    ));
    routes.extend(records::in_place_routes::<Lead>());
    routes.extend(records::line_routes::<Lead>());
    routes.extend(records::merge_routes::<Lead>(
        "Make one of two: this lead takes over what was said, filed and shared with the other, and the fields that are named",
    ));
    routes
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/leads", VIEW, lists::table_page),
        Route::page("/leads/board", VIEW, |v, r| {
            lists::board_page(v, r).map(Into::into)
        }),
        Route::page("/leads/new", CREATE, |v, r| {
            let form = records::begun_on_line::<Lead>(v, r, &["company"]);
            pages::edit(v, &form, None).map(Into::into)
        }),
        Route::post("/leads", CREATE, create),
        Route::post("/leads/move", MOVE, move_card),
        Route::page("/leads/{id}", VIEW, |v, r| show(v, r, Forms::default())),
        Route::post("/leads/{id}", EDIT, save),
        Route::page("/leads/{id}/edit", EDIT, |v, r| {
            let lead: Lead = v.find(r.id("id")?)?;
            v.demand_on(&EDIT, &lead)?;
            pages::edit(v, &records::filled::<_, LeadForm>(v, &lead)?, Some(&lead)).map(Into::into)
        }),
        Route::post("/leads/{id}/qualify", QUALIFY, qualify),
        Route::post("/leads/{id}/hand-over", HAND_OVER, hand_over),
        Route::post("/leads/{id}/return", RETURN, |v, r| {
            let id: Id<Lead> = r.id("id")?;
            handing::hand_back(v, id, r.form::<Reason>()?.reason)?;
            Ok(Reply::go(format!("/leads/{id}")).toast("Returned to the closer", v.wrote()))
        }),
        Route::page("/leads/{id}/lose", LOSE, |v, r| {
            let lead: Lead = v.find(r.id("id")?)?;
            v.demand_on(&LOSE, &lead)?;
            Ok(pages::lose(&lead, &Filled::blank(&[])).into())
        }),
        Route::post("/leads/{id}/lose", LOSE, lose),
        Route::post("/leads/{id}/reopen", REOPEN, |v, r| {
            let id: Id<Lead> = r.id("id")?;
            ops::reopen(v, id)?;
            Ok(Reply::go(format!("/leads/{id}")).toast("Reopened", v.wrote()))
        }),
        Route::post("/leads/{id}/activities", NOTE, note),
        Route::api_list::<LeadQuery>(
            "/leads",
            VIEW,
            "Leads, last touched first: the open ones, those of a stage, the closed, or all by number",
            |v, r, asked| {
                let page = v.list(asked.query(v).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|lead| v.json(&lead))?))
            },
        )
        .of::<Lead>(),
        Route::api_make::<NewLead>("/leads", CREATE, "Add a lead", |v, _, form| {
            let id = come_about::create(v, form)?;
            Ok(Reply::created(v.json(&v.find(id)?)?))
        })
        .of::<Lead>(),
        crate::features::history::route::<Lead>(),
        Route::api_get("/leads/{id}", VIEW, "A lead", again).of::<Lead>(),
        Route::api_edit::<LeadForm>(
            "/leads/{id}",
            EDIT,
            "Change a lead",
            again,
            |v, r| records::filled(v, &v.find_for::<Lead>(&EDIT, r.id("id")?)?),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Lead>(),
        Route::api_post::<Qualify>(
            "/leads/{id}/qualify",
            QUALIFY,
            "Say what qualification found",
            |v, r, form| {
                ops::qualify(v, r.id("id")?, form)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
        Route::api_post::<HandOver>(
            "/leads/{id}/hand-over",
            HAND_OVER,
            "Hand over to a sales agent",
            |v, r, form| {
                handing::hand_over(v, r.id("id")?, form)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
        Route::api_post::<Reason>(
            "/leads/{id}/return",
            RETURN,
            "Return to the closer",
            |v, r, form| {
                handing::hand_back(v, r.id("id")?, form.reason)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
        Route::api_post::<Move>(
            "/leads/{id}/move",
            MOVE,
            "Move to another stage",
            |v, r, form| {
                ops::move_to(v, r.id("id")?, form)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
        Route::api_post::<Lose>("/leads/{id}/lose", LOSE, "Mark as lost", |v, r, form| {
            ops::lose(v, r.id("id")?, form)?;
            again(v, r)
        })
        .of::<Lead>(),
        Route::api_post::<Nothing>(
            "/leads/{id}/reopen",
            REOPEN,
            "Reopen a lost lead",
            |v, r, _| {
                ops::reopen(v, r.id("id")?)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
        Route::api_list::<Nothing>(
            "/leads/{id}/activities",
            VIEW,
            "Calls, mails, meetings and notes, newest first",
            api_activities,
        )
        .of::<Post>(),
        Route::api_post::<NewActivity>(
            "/leads/{id}/activities",
            NOTE,
            "Note a call, mail or meeting",
            |v, r, form| {
                ops::add_activity(v, r.id("id")?, form)?;
                again(v, r)
            },
        )
        .of::<Lead>(),
    ]
}

/// As it is now, also where the deed took it out of the person's reach.
fn again(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(
        visit.json(&visit.find::<Lead>(request.id("id")?)?)?,
    ))
}

fn api_activities(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let lead = visit.find::<Lead>(request.id("id")?)?;
    let page = conversation::list(visit, &lead, request.paging()?)?;
    Ok(Reply::page(page.try_map(|post| visit.json(&post))?))
}

/// The forms on a lead's page; the one that was refused comes back as it was typed.
struct Forms {
    qualify: Filled<Qualify>,
    hand_over: Filled<HandOver>,
    activity: Filled<NewActivity>,
}

impl Default for Forms {
    fn default() -> Self {
        Forms {
            qualify: Filled::blank(&[]),
            hand_over: Filled::blank(&[]),
            activity: Filled::blank(&[]),
        }
    }
}

fn show(visit: &Visit, request: &Request, forms: Forms) -> Result<Reply> {
    let lead = visit.find::<Lead>(request.id("id")?)?;
    let around = pages::Around {
        history: history::of(visit, &lead, request)?,
        qualify: &forms.qualify,
        hand_over: &forms.hand_over,
        activity: &forms.activity,
    };
    pages::lead(visit, &lead, &around, request).map(Into::into)
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewLead>()
        .attempt(|form| come_about::create(visit, form))?
    {
        Err(filled) => pages::edit(visit, &filled, None).map(Into::into),
        Ok(id) => Ok(Reply::go(format!("/leads/{id}")).toast("Lead added", visit.wrote())),
    }
}

fn save(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Lead> = request.id("id")?;
    match request
        .fill::<LeadForm>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(typed) => {
            let lead: Lead = visit.find(id)?;
            let typed = typed.against(lead.version, &records::filled(visit, &lead)?);
            pages::edit(visit, &typed, Some(&lead)).map(Into::into)
        }
        Ok(()) => Ok(Reply::go(format!("/leads/{id}")).toast("Saved", visit.wrote())),
    }
}

fn qualify(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Lead> = request.id("id")?;
    match request
        .fill::<Qualify>()
        .attempt(|form| ops::qualify(visit, id, form))?
    {
        Err(qualify) => show(
            visit,
            request,
            Forms {
                qualify,
                ..Forms::default()
            },
        ),
        Ok(()) => Ok(Reply::go(format!("/leads/{id}")).toast("Qualification saved", visit.wrote())),
    }
}

/// The page sends along what was found out: `all=yes` says that what is left open is a yes.
fn hand_over(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Lead> = request.id("id")?;
    if request.field("budget").is_some() {
        let all_yes = request.field("all") == Some("yes");
        let done = request.fill::<Qualify>().attempt(|found| {
            let form = request.fill::<HandOver>().into_form()?;
            let found = if all_yes { found.or_yes() } else { found };
            handing::qualify_and_hand_over(visit, id, found, form)
        })?;
        return match done {
            Err(qualify) => show(
                visit,
                request,
                Forms {
                    qualify,
                    ..Forms::default()
                },
            ),
            Ok(()) => Ok(handed_over(visit, id)),
        };
    }
    match request
        .fill::<HandOver>()
        .attempt(|form| handing::hand_over(visit, id, form))?
    {
        Err(hand_over) => show(
            visit,
            request,
            Forms {
                hand_over,
                ..Forms::default()
            },
        ),
        Ok(()) => Ok(handed_over(visit, id)),
    }
}

fn handed_over(visit: &Visit, id: Id<Lead>) -> Reply {
    Reply::go(format!("/leads/{id}")).toast("Handed over to the agent", visit.wrote())
}

fn lose(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Lead> = request.id("id")?;
    match request
        .fill::<Lose>()
        .attempt(|form| ops::lose(visit, id, form))?
    {
        Err(filled) => Ok(pages::lose(&visit.find(id)?, &filled).into()),
        Ok(()) => Ok(Reply::go(format!("/leads/{id}")).toast("Marked as lost", visit.wrote())),
    }
}

fn note(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Lead> = request.id("id")?;
    match request
        .fill::<NewActivity>()
        .attempt(|form| ops::add_activity(visit, id, form))?
    {
        Err(activity) => show(
            visit,
            request,
            Forms {
                activity,
                ..Forms::default()
            },
        ),
        Ok(()) => {
            let to = day::back(request, format!("/leads/{id}"));
            if request.field("then") != Some("next") {
                return Ok(Reply::go(to).toast("Noted", visit.wrote()));
            }
            Ok(match batch::after(visit, id)? {
                Some(next) => Reply::go(format!("/leads/{next}")).toast("Noted", visit.wrote()),
                None => Reply::go(to).toast("Noted; no other lead waits today", visit.wrote()),
            })
        }
    }
}

/// A card dropped on another lane: by script (JSON) or by the card's menu (a form).
fn move_card(visit: &Visit, request: &Request) -> Result<Reply> {
    let form = request.form::<Move>()?;
    let id = form.lead.ok_or(Error::NotFound)?;
    let version = ops::move_to(visit, id, form)?;
    if request.accepts_json {
        return Ok(Reply::json(
            json!({ "version": version, "undo": visit.wrote() }),
        ));
    }
    Ok(Reply::go("/leads/board").toast("Moved", visit.wrote()))
}
