//! Addresses about people, for those who administer them.

use serde_json::json;

use super::pages;
use crate::{
    base::{Id, Result},
    data::{List, Visit},
    features::{
        history, limit,
        people::{self, Directory, EDIT, INVITE, NewUser, User, VIEW},
    },
    web::{Filled, Reader, Reply, Request, Route, form::Form},
};

pub fn routes() -> Vec<Route> {
    vec![
        Route::page("/users", VIEW, |v, r| pages::users(v, r).map(Into::into)),
        Route::page("/users/new", INVITE, |v, _| {
            pages::new_user(v, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/users", INVITE, invite),
        Route::page("/users/{id}", VIEW, show_user),
        Route::post("/users/{id}", EDIT, edit),
        Route::post("/users/{id}/link", EDIT, new_link),
        Route::api_get("/users", VIEW, "People, by name", api_users),
        Route::api_get("/users/{id}", VIEW, "A person", api_user),
        Route::api_post::<NewUser>(
            "/users",
            INVITE,
            "Invite a person; answers the single-use link",
            api_invite,
        ),
    ]
}

fn invite(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill::<NewUser>();
    let name = filled.value("name").unwrap_or_default().to_owned();
    match filled.attempt(|form| people::invite(visit, form))? {
        Err(filled) => Ok(pages::new_user(visit, &filled)?.into()),
        Ok((_, link)) => {
            Ok(pages::invited(&name, &request.link(&format!("/welcome/{link}"))).into())
        }
    }
}

fn user_form(user: &User) -> Filled<NewUser> {
    let mut values = vec![("name", user.name.clone()), ("title", user.title.clone())];
    values.extend(user.roles.iter().map(|id| ("roles", id.to_string())));
    values.extend(
        user.departments
            .iter()
            .map(|id| ("departments", id.to_string())),
    );
    values.extend(user.teams.iter().map(|id| ("teams", id.to_string())));
    values.extend(user.skills.iter().map(|key| ("skills", key.clone())));
    Filled::blank(&values)
}

fn show_user(visit: &Visit, request: &Request) -> Result<Reply> {
    let user = visit.find::<User>(request.id("id")?)?;
    let history = history::of(visit, &user, request)?;
    Ok(pages::user(visit, &user, &user_form(&user), history)?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    let user = visit.find(id)?;
    let mut fields = request.fields.clone();
    fields.push(("email".into(), user.email.clone()));
    fields.push(("tier".into(), user.tier.name().into()));
    let mut reader = Reader::over(fields);
    let version = reader.version();
    let form = NewUser::read(&mut reader);
    match Filled::new(form, reader).attempt(|form| people::edit(visit, id, version, form))? {
        Err(filled) => {
            let user: User = visit.find(id)?;
            let history = history::of(visit, &user, request)?;
            let filled = filled.against(user.version, &user_form(&user));
            Ok(pages::user(visit, &user, &filled, history)?.into())
        }
        Ok(()) => Ok(Reply::go(format!("/users/{id}")).toast("Saved", visit.wrote())),
    }
}

fn new_link(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<User> = request.id("id")?;
    let user = visit.find(id)?;
    let link = people::reset_password_link(visit, id, EDIT)?;
    Ok(pages::invited(&user.name, &request.link(&format!("/welcome/{link}"))).into())
}

fn as_json(visit: &Visit, user: &User) -> Result<serde_json::Value> {
    let names = Directory::of(visit)?;
    let roles: Vec<&str> = user
        .roles
        .iter()
        .filter_map(|r| names.roles.get(&r.raw()))
        .map(|r| r.key.as_str())
        .collect();
    Ok(json!({
        "id": user.id.to_string(), "name": user.name, "email": user.email, "title": user.title,
        "tier": user.tier.name(), "roles": roles, "active": !user.inactive, "superadmin": user.superadmin,
        "departments": user.departments.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "teams": user.teams.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "version": user.version,
    }))
}

fn api_users(visit: &Visit, request: &Request) -> Result<Reply> {
    let list = List::by(people::BY_NAME)
        .limit(limit(request))
        .after(request.query("after"));
    let page = visit.list::<User>(list)?;
    let items = page
        .rows
        .iter()
        .map(|user| as_json(visit, user))
        .collect::<Result<_>>()?;
    Ok(Reply::items(items, page.next))
}

fn api_user(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(as_json(
        visit,
        &visit.find(request.id("id")?)?,
    )?))
}

fn api_invite(visit: &Visit, request: &Request, form: NewUser) -> Result<Reply> {
    let (id, link) = people::invite(visit, form)?;
    let mut body = as_json(visit, &visit.system_at(visit.place.clone()).find(id)?)?;
    body["link"] = json!(request.link(&format!("/welcome/{link}")));
    Ok(Reply::created(body))
}
