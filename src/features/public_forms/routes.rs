//! Ways to public forms: everybody's, the house's, and programs'.

use super::{
    FormEntry, PublicForm,
    actions::{CREATE, DROP, EDIT, TAKE, VIEW, VIEW_ENTRIES},
    door,
    entry::BY_STATE,
    form::BY_NAME,
    forms::{AsRequest, EditForm},
    ops, pages,
};
use crate::{
    base::{Id, Result},
    data::{Query, Visit},
    features::{history, leads::Lead, tickets::Ticket},
    web::{
        Filled, Form, RateLimit, Reader, Reply, Request, Route,
        form::{Nothing, Refused},
    },
};

const EVERYBODY: &str = "a form that the house opened for everybody; it shows nothing else, and what is sent waits to be read";

/// Whether one like it may stand beside.
#[derive(Debug, Clone)]
pub struct AsLead {
    pub despite: bool,
}

impl Form for AsLead {
    fn read(f: &mut Reader) -> Self {
        AsLead {
            despite: f.flag("despite", "Add it although there is one like it"),
        }
    }
}

pub fn routes() -> Vec<Route> {
    let mut routes = vec![
        Route::open("GET", "/forms/{word}", EVERYBODY, door::show).at_the_portal(),
        Route::open("POST", "/forms/{word}", EVERYBODY, door::send)
            .at_the_portal()
            .rate_limited(RateLimit::Form),
    ];
    routes.extend(of_the_house());
    routes.extend(operations());
    routes
}

fn of_the_house() -> Vec<Route> {
    vec![
        Route::page("/form-entries", VIEW_ENTRIES, |v, r| {
            pages::entries(v, r).map(Into::into)
        }),
        Route::page("/form-entries/{id}", VIEW_ENTRIES, |v, r| {
            shown(v, r, &Refused::default())
        }),
        Route::post("/form-entries/{id}/as-lead", TAKE, |v, r| {
            let id: Id<FormEntry> = r.id("id")?;
            match r
                .fill::<AsLead>()
                .attempt(|form| ops::as_lead(v, id, form.despite))?
            {
                Ok(lead) => {
                    Ok(Reply::go(format!("/leads/{lead}")).toast("Taken in as a lead", v.wrote()))
                }
                Err(filled) => shown(v, r, &Refused::sent(r, filled)),
            }
        }),
        Route::post("/form-entries/{id}/as-request", TAKE, |v, r| {
            let id: Id<FormEntry> = r.id("id")?;
            match r
                .fill_named::<AsRequest>(v)?
                .attempt(|form| ops::as_request(v, id, form))?
            {
                Ok(ticket) => Ok(Reply::go(format!("/tickets/{ticket}"))
                    .toast("Taken in as a request", v.wrote())),
                Err(filled) => shown(v, r, &Refused::sent(r, filled)),
            }
        }),
        Route::post("/form-entries/{id}/drop", DROP, |v, r| {
            ops::discard(v, r.id("id")?)?;
            Ok(Reply::go("/form-entries").toast("Dropped", None))
        }),
        Route::page("/public-forms", VIEW, |v, r| {
            pages::list(v, r).map(Into::into)
        }),
        Route::page("/public-forms/new", CREATE, |v, _| {
            let me = Id::<crate::features::people::User>::new(v.actor.person).to_string();
            let begun = Filled::blank(&[("open", "on".into()), ("owner", me)]);
            pages::new(v, &begun).map(Into::into)
        }),
        Route::post("/public-forms", CREATE, |v, r| {
            match r.fill::<EditForm>().attempt(|form| ops::create(v, form))? {
                Ok(id) => Ok(Reply::go(format!("/public-forms/{id}")).toast("Made", v.wrote())),
                Err(filled) => pages::new(v, &filled).map(Into::into),
            }
        }),
        Route::page("/public-forms/{id}", VIEW, |v, r| {
            let held: PublicForm = v.find(r.id("id")?)?;
            form_page(v, r, &held, &EditForm::of(&held))
        }),
        Route::post("/public-forms/{id}", EDIT, |v, r| {
            let id: Id<PublicForm> = r.id("id")?;
            match r
                .fill::<EditForm>()
                .attempt(|form| ops::edit(v, id, form))?
            {
                Ok(()) => Ok(Reply::go(format!("/public-forms/{id}")).toast("Saved", v.wrote())),
                Err(filled) => {
                    let held: PublicForm = v.find(id)?;
                    let filled = filled.against(held.version, &EditForm::of(&held));
                    form_page(v, r, &held, &filled)
                }
            }
        }),
    ]
}

fn operations() -> Vec<Route> {
    vec![
        Route::api_list::<Nothing>(
            "/form-entries",
            VIEW_ENTRIES,
            "What came by public forms: what waits first, the latest first",
            |v, r, _| {
                let page = v.list::<FormEntry>(Query::by(BY_STATE).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<FormEntry>(),
        Route::api_get(
            "/form-entries/{id}",
            VIEW_ENTRIES,
            "What somebody sent by a public form",
            |v, r| Ok(Reply::json(v.json(&v.find::<FormEntry>(r.id("id")?)?)?)),
        )
        .of::<FormEntry>(),
        Route::api_post::<AsLead>(
            "/form-entries/{id}/as-lead",
            TAKE,
            "Take in what somebody sent as a lead; answers the lead",
            |v, r, form| {
                let lead = ops::as_lead(v, r.id("id")?, form.despite)?;
                Ok(Reply::created(v.json(&v.find::<Lead>(lead)?)?))
            },
        )
        .of::<Lead>(),
        Route::api_post::<AsRequest>(
            "/form-entries/{id}/as-request",
            TAKE,
            "Take in what somebody sent as a request of a client; answers the ticket",
            |v, r, form| {
                let ticket = ops::as_request(v, r.id("id")?, form)?;
                Ok(Reply::created(v.json(&v.find::<Ticket>(ticket)?)?))
            },
        )
        .of::<Ticket>(),
        Route::api_post::<Nothing>(
            "/form-entries/{id}/drop",
            DROP,
            "Drop what somebody sent, with all of it",
            |v, r, _| {
                ops::discard(v, r.id("id")?)?;
                Ok(Reply::json(serde_json::json!({ "dropped": true })))
            },
        )
        .tells(crate::web::Told::Object(&[(
            "dropped",
            crate::web::Told::Flag,
        )])),
        Route::api_list::<Nothing>(
            "/public-forms",
            VIEW,
            "Public forms, those that take entries first",
            |v, r, _| {
                let page = v.list::<PublicForm>(Query::by(BY_NAME).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<PublicForm>(),
        Route::api_make::<EditForm>(
            "/public-forms",
            CREATE,
            "Make a form that everybody may send",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&v.find::<PublicForm>(id)?)?))
            },
        )
        .of::<PublicForm>(),
        Route::api_get("/public-forms/{id}", VIEW, "A public form", answer).of::<PublicForm>(),
        Route::api_edit::<EditForm>(
            "/public-forms/{id}",
            EDIT,
            "Change a public form, or close it",
            answer,
            |v, r| Ok(EditForm::of(&v.find_for(&EDIT, r.id("id")?)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<PublicForm>(),
        history::route::<PublicForm>(),
        history::route::<FormEntry>(),
    ]
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(
        visit.json(&visit.find::<PublicForm>(request.id("id")?)?)?,
    ))
}

fn shown(visit: &Visit, request: &Request, refused: &Refused) -> Result<Reply> {
    let held: FormEntry = visit.find(request.id("id")?)?;
    let told = history::of(visit, &held, request)?;
    pages::entry(visit, &held, refused, told).map(Into::into)
}

fn form_page(
    visit: &Visit,
    request: &Request,
    held: &PublicForm,
    form: &Filled<EditForm>,
) -> Result<Reply> {
    let address = request.client_link(&format!("/forms/{}", held.word));
    let told = history::of(visit, held, request)?;
    pages::one(visit, held, &address, form, told).map(Into::into)
}
