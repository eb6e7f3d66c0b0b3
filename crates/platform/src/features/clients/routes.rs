//! Addresses of clients and contacts.

use serde_json::json;

use super::{
    Client, Contact,
    actions::{CONTACT, CREATE, EDIT, PORTAL, VIEW},
    contact::BY_CLIENT,
    forms::{ContactForm, EditClient, EditContact, NewClient},
    ops, page, pages,
    query::ClientQuery,
};
use crate::{
    base::{Id, Result},
    data::{Key, Query, Visit},
    features::{lists, records, sign_in},
    web::{Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = lists::export_routes::<Client>(
        "The clients that a filter finds, as CSV: the columns asked for, or all that can be brought in again",
    );
    routes.extend(vec![
        Route::page("/clients", VIEW, pages::list),
        Route::page("/clients/new", CREATE, |v, r| {
            Ok(pages::new(v, &records::begun_on_line::<Client>(v, r, &["name"])).into())
        }),
        Route::post("/clients", CREATE, create),
        Route::page("/clients/{id}", VIEW, |v, r| page::show(v, r).map(Into::into)),
        Route::page("/clients/{id}/edit", EDIT, show_edit),
        Route::post("/clients/{id}", EDIT, edit),
        Route::page("/clients/{id}/contacts/new", CONTACT, show_new_contact),
        Route::post("/clients/{id}/contacts", CONTACT, add_contact),
        Route::page("/contacts/{id}", VIEW, show_contact),
        Route::page("/contacts/{id}/edit", CONTACT, show_edit_contact),
        Route::post("/contacts/{id}", CONTACT, edit_contact),
        Route::post("/contacts/{id}/open-portal", PORTAL, open_portal),
        Route::api_list("/clients", VIEW, "Clients, by name", api_list).of::<Client>(),
        crate::features::history::route::<Client>(),
        Route::api_get("/clients/{id}", VIEW, "A client", api_client).of::<Client>(),
        Route::api_post::<NewClient>(
            "/clients",
            CREATE,
            "Add a client, with its first contact",
            |v, _, form| {
                let id = ops::create(v, form)?;
                Ok(Reply::created(v.json(&made(v, id)?)?))
            },
        )
        .of::<Client>(),
        Route::api_edit::<EditClient>(
            "/clients/{id}",
            EDIT,
            "Edit a client",
            api_client,
            |v, r| records::filled(v, &v.find_for::<Client>(&EDIT, r.id("id")?)?),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<Client>(),
        Route::api_list(
            "/clients/{id}/contacts",
            VIEW,
            "A client's contacts",
            api_contacts,
        ).of::<Contact>(),
        Route::api_post::<ContactForm>(
            "/clients/{id}/contacts",
            CONTACT,
            "Add a contact",
            |v, r, form| {
                let client = v.find::<Client>(r.id("id")?)?;
                let id = ops::add_contact(v, client.id, form)?;
                Ok(Reply::created(v.json(&v.find::<Contact>(id)?)?))
            },
        ).of::<Contact>(),
        crate::features::history::route_of_part::<Contact>(VIEW),
        Route::api_get("/contacts/{id}", VIEW, "A contact", api_contact).of::<Contact>(),
        Route::api_edit::<EditContact>(
            "/contacts/{id}",
            CONTACT,
            "Edit a contact",
            api_contact,
            |v, r| {
                let (contact, client) = contact(v, r)?;
                v.demand_on(&CONTACT, &client)?;
                records::filled(v, &contact)
            },
            |v, r, form| ops::edit_contact(v, r.id("id")?, form),
        )
        .of::<Contact>(),
        Route::api_post::<Nothing>(
            "/contacts/{id}/open-portal",
            PORTAL,
            "Let a contact into the portal; answers the single-use link",
            |v, r, _| {
                let (user, link) = ops::open_portal(v, r.id("id")?)?;
                Ok(Reply::created(
                    json!({ "user": user.to_string(), "link": welcome(r, &link), "mailed": sign_in::mailed_to(v, user) }),
                ))
            },
        ).tells(Told::Object(&[("user", Told::Record), ("link", Told::Text), ("mailed", Told::Text)])),
    ]);
    routes.extend(records::import_routes::<Client>());
    routes.extend(records::in_place_routes::<Client>());
    routes.extend(records::in_place_routes::<Contact>());
    routes.extend(records::line_routes::<Client>());
    routes.extend(records::line_routes::<Contact>());
    routes.extend(records::several_routes::<Client>(
        EDIT,
        "Give several clients to somebody who keeps the relation",
    ));
    // A contact is its client's.
    Route::held("/contacts", routes, |v, r, action| {
        v.demand_on(action, &contact(v, r)?.1)
    })
}

fn api_client(visit: &Visit, request: &Request) -> Result<Reply> {
    let client: Client = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&client)?))
}

fn api_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(visit.json(&contact(visit, request)?.0)?))
}

fn welcome(request: &Request, link: &str) -> String {
    request.client_link(&format!("/welcome/{link}"))
}

/// What somebody just added, though their own reach may not show it to them (an owner elsewhere).
fn made(visit: &Visit, id: Id<Client>) -> Result<Client> {
    visit.find(id)
}

/// The contact in the path with its client, if the person may see the client.
fn contact(visit: &Visit, request: &Request) -> Result<(Contact, Client)> {
    let id: Id<Contact> = request.id("id")?;
    let contact: Contact = visit.find(id)?;
    let client = visit.find(contact.client)?;
    Ok((contact, client))
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewClient>()
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, &filled).into()),
        Ok(id) => Ok(Reply::go(format!("/clients/{id}")).toast("Client added", visit.wrote())),
    }
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let client = visit.find::<Client>(request.id("id")?)?;
    visit.demand_on(&EDIT, &client)?;
    Ok(pages::edit(visit, &client, &records::filled(visit, &client)?)?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Client> = request.id("id")?;
    match request
        .fill::<EditClient>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(typed) => {
            let client: Client = visit.find(id)?;
            let typed = typed.against(client.version, &records::filled(visit, &client)?);
            Ok(pages::edit(visit, &client, &typed)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/clients/{id}")).toast("Saved", visit.wrote())),
    }
}

fn show_new_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    let client = visit.find::<Client>(request.id("id")?)?;
    visit.demand_on(&CONTACT, &client)?;
    let form = records::begun_on_line::<Contact>(visit, request, &[]);
    Ok(pages::new_contact(&client, &form).into())
}

fn add_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    let client = visit.find::<Client>(request.id("id")?)?;
    match request
        .fill::<ContactForm>()
        .attempt(|form| ops::add_contact(visit, client.id, form))?
    {
        Err(filled) => Ok(pages::new_contact(&client, &filled).into()),
        Ok(_) => {
            Ok(Reply::go(format!("/clients/{}", client.id)).toast("Contact added", visit.wrote()))
        }
    }
}

/// A contact has no page of its own; links to one lead to the client.
fn show_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::go(format!(
        "/clients/{}",
        contact(visit, request)?.1.id
    )))
}

fn show_edit_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    let (contact, client) = contact(visit, request)?;
    visit.demand_on(&CONTACT, &client)?;
    let filled = records::filled(visit, &contact)?;
    Ok(pages::edit_contact(&client, &contact, &filled).into())
}

fn edit_contact(visit: &Visit, request: &Request) -> Result<Reply> {
    let (held, client) = contact(visit, request)?;
    match request
        .fill::<EditContact>()
        .attempt(|form| ops::edit_contact(visit, held.id, form))?
    {
        Err(typed) => {
            let (contact, client) = contact(visit, request)?;
            let typed = typed.against(contact.version, &records::filled(visit, &contact)?);
            Ok(pages::edit_contact(&client, &contact, &typed).into())
        }
        Ok(()) => Ok(Reply::go(format!("/clients/{}", client.id)).toast("Saved", visit.wrote())),
    }
}

fn open_portal(visit: &Visit, request: &Request) -> Result<Reply> {
    let (contact, client) = contact(visit, request)?;
    let (user, link) = ops::open_portal(visit, contact.id)?;
    let mailed = sign_in::mailed_to(visit, user).is_some();
    Ok(pages::portal_opened(&client, &contact, &welcome(request, &link), mailed).into())
}

fn api_list(visit: &Visit, request: &Request, asked: ClientQuery) -> Result<Reply> {
    let page = visit.list(asked.query(visit).page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|client| visit.json(&client))?))
}

fn api_contacts(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let client = visit.find::<Client>(request.id("id")?)?;
    let query = Query::of(&client, BY_CLIENT, Key::new().id(client.id));
    let page = visit.list::<Contact>(query.page(request.paging()?))?;
    Ok(Reply::page(page.try_map(|contact| visit.json(&contact))?))
}
