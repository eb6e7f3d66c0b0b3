//! Addresses of devices and of the rules of entry.

use serde_json::{Value, json};

use super::{
    Devices, Rules,
    actions::{ENROL, OWN, REVOKE, VIEW},
    device::{BY_USER, Device},
    forms::{Fetch, NewCode, OwnCode, RulesForm, TIERS, values},
    list, ops, pages,
    query::DeviceQuery,
};
use crate::{
    access::Tier,
    base::{Choice, Error, Id, Result},
    data::{Key, Query, Visit},
    features::{
        history, lists,
        people::{Directory, User},
        sign_in::{EDIT_POLICIES, VIEW_POLICIES},
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

const ONE_TIME: &str = "fetching a certificate takes a one-time code and the person's password";

pub fn routes() -> Vec<Route> {
    let mut routes = own_routes();
    routes.extend(lists::export_routes::<Device>(
        "The devices that a filter finds, as CSV, with the columns asked for",
    ));
    routes
}

fn own_routes() -> Vec<Route> {
    vec![
        Route::anyone("GET", "/me/devices", own),
        Route::anyone("POST", "/me/devices/code", own_code),
        Route::open("GET", "/devices/enrol", ONE_TIME, |_, request| {
            let given = request.query("code").unwrap_or_default().to_owned();
            Ok(pages::fetch(&Filled::blank(&[("code", given)])).into())
        }),
        Route::open("POST", "/devices/enrol", ONE_TIME, fetch),
        Route::open("POST", "/devices/enrol/file", ONE_TIME, file),
        Route::page("/devices", VIEW, list::page),
        Route::page("/devices/new", ENROL, |v, _| {
            pages::new_code(v, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/devices", ENROL, new_code),
        Route::page("/devices/{id}", VIEW, one),
        Route::anyone("POST", "/devices/{id}/revoke", revoke),
        Route::page("/settings/entry", VIEW_POLICIES, rules),
        Route::post("/settings/entry", EDIT_POLICIES, save_rules),
        // What a link from the journal leads to.
        Route::page("/entry-rules/{id}", VIEW_POLICIES, |_, _| {
            Ok(Reply::go("/settings/entry"))
        }),
        Route::api_list::<DeviceQuery>(
            "/devices",
            VIEW,
            "Devices, the ones that end last first",
            |v, r, asked| {
                let page = asked.page(v, r.paging()?)?;
                Ok(Reply::page(page.map(|device| as_json(v, &device))))
            },
        )
        .tells(DEVICE),
        crate::features::history::route::<Device>(),
        Route::api_get("/devices/{id}", VIEW, "A device", |v, r| {
            Ok(Reply::json(as_json(v, &v.find(r.id("id")?)?)))
        })
        .tells(DEVICE),
        Route::api_post::<NewCode>(
            "/devices/codes",
            ENROL,
            "Make a code with which somebody fetches a certificate; answers it once",
            |v, r, form| {
                let user = form.user.ok_or(Error::NotFound)?;
                code_json(r, ops::make_code(v, user, None)?)
            },
        )
        .tells(CODE),
        Route::api_post::<Nothing>(
            "/devices/{id}/revoke",
            REVOKE,
            "Revoke a device",
            |v, r, _| {
                let id = r.id("id")?;
                ops::revoke(v, id)?;
                Ok(Reply::json(as_json(v, &v.find(id)?)))
            },
        )
        .tells(DEVICE),
        Route::api_list::<Nothing>("/me/devices", OWN, "One's own devices", |v, r, _| {
            let user = me(v)?;
            let query = Query::own(BY_USER, Key::new().id(user.id));
            let page = v.list::<Device>(query.page(r.paging()?))?;
            Ok(Reply::page(page.map(|device| as_json(v, &device))))
        })
        .tells(DEVICE),
        Route::api_post::<OwnCode>(
            "/me/devices/codes",
            OWN,
            "Make a code for a device of one's own; answers it once",
            |v, r, form| code_json(r, ops::make_code(v, me(v)?.id, form.renews)?),
        )
        .tells(CODE),
        Route::api_post::<Nothing>(
            "/me/devices/{id}/revoke",
            OWN,
            "Revoke a device of one's own",
            |v, r, _| {
                me(v)?;
                let device: Device = v.own(r.id("id")?)?;
                ops::revoke(v, device.id)?;
                Ok(Reply::json(as_json(v, &v.own(device.id)?)))
            },
        )
        .tells(DEVICE)
        .gated(|v, r| {
            me(v)?;
            v.own::<Device>(r.id("id")?).map(drop)
        }),
        Route::api_get(
            "/settings/entry",
            VIEW_POLICIES,
            "From which countries and devices people come in",
            rules_json,
        )
        .tells(RULES),
        Route::api_edit::<RulesForm>(
            "/settings/entry",
            EDIT_POLICIES,
            "Change from which countries and devices people come in",
            rules_json,
            |v, _| Ok(Filled::blank(&values(&Rules::of(v)?.0))),
            |v, _, form| ops::set_rules(v, form),
        )
        .tells(RULES),
    ]
}

/// Staff only: clients have no devices, and for them there is nothing here.
fn me(visit: &Visit) -> Result<User> {
    if visit.actor.tier == Tier::Client {
        return Err(Error::NotFound);
    }
    visit.own(Id::new(visit.actor.person))
}

fn own(visit: &Visit, _: &Request) -> Result<Reply> {
    Ok(pages::own(visit, &me(visit)?)?.into())
}

fn code_page(request: &Request, person: &str, own: bool, code: &str) -> Reply {
    pages::code(person, own, code, &request.link("/devices/enrol")).into()
}

fn own_code(visit: &Visit, request: &Request) -> Result<Reply> {
    let user = me(visit)?;
    let form: OwnCode = request.form()?;
    let code = ops::make_code(visit, user.id, form.renews)?;
    Ok(code_page(request, &user.name, true, &code))
}

fn new_code(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<NewCode>();
    let tried = filled.attempt(|form| {
        let user = form.user.ok_or(Error::NotFound)?;
        Ok((user, ops::make_code(visit, user, None)?))
    })?;
    match tried {
        Err(filled) => Ok(pages::new_code(visit, &filled)?.into()),
        Ok((user, code)) => {
            let names = Directory::of(visit)?;
            let own = user.raw() == visit.actor.person;
            Ok(code_page(request, names.name(user), own, &code))
        }
    }
}

fn fetch(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<Fetch>()
        .attempt(|form| ops::fetch(visit, form))?
    {
        Err(filled) => Ok(pages::fetch(&filled).into()),
        Ok(fetched) => Ok(pages::fetched(visit, &fetched).into()),
    }
}

fn file(visit: &Visit, request: &Request) -> Result<Reply> {
    let word = request.field("word").unwrap_or_default();
    let found = visit
        .store()
        .service::<Devices>()
        .and_then(|devices| devices.take(word, visit.at));
    let (file, name) = found.ok_or_else(|| {
        Error::conflict("This file is gone: it waits for ten minutes. Ask for a new code.")
    })?;
    Ok(Reply::Stream {
        size: Some(file.len() as u64),
        reader: Box::new(std::io::Cursor::new(file)),
        name,
        media_type: "application/x-pkcs12",
    })
}

fn one(visit: &Visit, request: &Request) -> Result<Reply> {
    let device: Device = visit.find(request.id("id")?)?;
    let history = history::of(visit, &device, request)?;
    Ok(pages::one(visit, &device, history)?.into())
}

fn revoke(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Device> = request.id("id")?;
    ops::revoke(visit, id)?;
    let to = match visit.may_somewhere(&VIEW) {
        true => format!("/devices/{id}"),
        false => "/me/devices".to_owned(),
    };
    Ok(Reply::go(to).toast("Revoked; it opens nothing any more", None))
}

fn history_of(visit: &Visit, request: &Request) -> Result<maud::Markup> {
    let held = &Rules::of(visit)?.0;
    match held.id.is_none() {
        true => Ok(maud::html! { p class="dim" { "Nobody has changed these rules yet." } }),
        false => history::of(visit, held, request),
    }
}

fn rules(visit: &Visit, request: &Request) -> Result<Reply> {
    let held = &Rules::of(visit)?.0;
    let form = Filled::blank(&values(held));
    Ok(pages::rules(visit, held, &form, history_of(visit, request)?)?.into())
}

fn save_rules(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<RulesForm>()
        .attempt(|form| ops::set_rules(visit, form))?
    {
        Ok(()) => Ok(Reply::go("/settings/entry").toast("Saved", visit.wrote())),
        Err(filled) => {
            let history = history_of(visit, request)?;
            Ok(pages::rules(visit, &Rules::of(visit)?.0, &filled, history)?.into())
        }
    }
}

fn as_json(visit: &Visit, device: &Device) -> Value {
    let seen = visit
        .store()
        .service::<Devices>()
        .and_then(|devices| devices.last_seen(device));
    json!({
        "id": device.id.to_string(), "user": device.user.to_string(), "name": device.name,
        "serial": device.serial, "fingerprint": device.fingerprint, "state": device.state(visit.at).key(),
        "issued": device.issued.rfc3339(), "until": device.until.rfc3339(),
        "revoked": device.revoked.map(|at| at.rfc3339()), "seen": seen.map(|at| at.rfc3339()),
        "version": device.version,
    })
}

fn code_json(request: &Request, code: String) -> Result<Reply> {
    Ok(Reply::created(json!({
        "code": code, "open": request.link("/devices/enrol"),
    })))
}

fn rules_json(visit: &Visit, _: &Request) -> Result<Reply> {
    let held = &Rules::of(visit)?.0;
    let mut body = json!({
        "unknown_countries": held.unknown_countries, "devices": held.devices, "admin_devices": held.admin_devices,
        "employee_devices": held.employee_devices, "device_is_factor": held.device_is_factor,
        "own_codes": held.own_codes, "version": held.version,
    });
    for (tier, key, _) in TIERS {
        let (from, codes) = held.countries(tier);
        body[format!("{key}_from")] = json!(from.key());
        body[format!("{key}_countries")] = json!(codes.join(", "));
    }
    Ok(Reply::json(body))
}

const DEVICE: Told = Told::Object(&[
    ("id", Told::Record),
    ("user", Told::Record),
    ("name", Told::Text),
    ("serial", Told::Text),
    ("fingerprint", Told::Text),
    ("state", Told::Text),
    ("issued", Told::Moment),
    ("until", Told::Moment),
    ("revoked", Told::Moment),
    ("seen", Told::Moment),
    ("version", Told::Number),
]);

const CODE: Told = Told::Object(&[("code", Told::Text), ("open", Told::Text)]);

const RULES: Told = Told::Object(&[
    ("unknown_countries", Told::Flag),
    ("devices", Told::Flag),
    ("admin_devices", Told::Flag),
    ("employee_devices", Told::Flag),
    ("device_is_factor", Told::Flag),
    ("own_codes", Told::Flag),
    ("version", Told::Number),
    ("admin_from", Told::Text),
    ("admin_countries", Told::Text),
    ("employee_from", Told::Text),
    ("employee_countries", Told::Text),
    ("client_from", Told::Text),
    ("client_countries", Told::Text),
]);
