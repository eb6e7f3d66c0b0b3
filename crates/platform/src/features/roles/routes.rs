//! Addresses of roles, of the explorer, and of asking for access.

use serde_json::json;

use super::{
    CREATE, EDIT, RETIRE, VIEW,
    actions::ASK,
    api::{as_json, impact_json, role_of},
    ask,
    forms::{AskForm, CopyForm, EditRole, GrantsForm, RoleForm},
    impact, list, matrix,
    matrix_routes::{
        Compared, Question, ask_for, asked, changed, go_on, held_for, preview, set_grants,
        show_explorer, show_matrix,
    },
    ops, pages,
};
use crate::web::form::Shown;
use crate::{
    access::{Action, Scope},
    base::{Error, Id, Result},
    data::{Key, Visit},
    features::{
        history, lists,
        people::{Directory, Role, RoleRef},
    },
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

pub fn routes() -> Vec<Route> {
    let mut routes = lists::export_routes::<Role>(
        "The roles that a filter finds, as CSV, with the columns asked for",
    );
    routes.extend(vec![
        Route::page("/roles", VIEW, list::page),
        Route::page("/roles/new", CREATE, |v, _| {
            pages::new(v, &Filled::blank(&[("level", "10".into())])).map(Into::into)
        }),
        Route::post("/roles", CREATE, create),
        Route::page("/roles/compare", VIEW, |v, r| {
            pages::compare(v, r).map(Into::into)
        }),
        Route::page("/roles/{id}", VIEW, show),
        Route::page("/roles/{id}/edit", EDIT, show_edit),
        Route::post("/roles/{id}", EDIT, edit),
        Route::page("/roles/{id}/copy", CREATE, show_copy),
        Route::post("/roles/{id}/copy", CREATE, copy),
        Route::page("/roles/{id}/matrix", EDIT, show_matrix),
        Route::post("/roles/{id}/matrix", EDIT, go_on),
        Route::post("/roles/{id}/preview", EDIT, preview),
        Route::post("/roles/{id}/grants", EDIT, set_grants),
        Route::page("/roles/{id}/retire", RETIRE, show_retire),
        Route::post("/roles/{id}/retire", RETIRE, retire),
        Route::post("/roles/{id}/bring-back", RETIRE, bring_back),
        Route::page("/permissions", VIEW, show_explorer),
        Route::post("/access/requests", ASK, ask_for),
        Route::api_list("/roles", VIEW, "Roles", api_roles).tells(ROLE),
        Route::api_list::<Compared>(
            "/roles/compare",
            VIEW,
            "The deeds that two roles may do differently far",
            |v, r, asked| {
                let names = Directory::of(v)?;
                let named = |role: Option<RoleRef>, field: &str| match role {
                    Some(role) => role.find(&names, field),
                    None => Err(Error::field(field, "Name two roles.")),
                };
                let (a, b) = (named(asked.a, "a")?, named(asked.b, "b")?);
                let found = matrix::differences(v, &names, a, b);
                let key = |(deed, ..): &(Action, Scope, Scope)| Key::new().text(deed.key);
                let list = format!("compare {} {}", a.id, b.id);
                let page = r.paging()?.page(&list, found, key, false)?;
                Ok(Reply::page(page.map(|(deed, a, b)| {
                    json!({ "action": deed.key, "title": deed.title, "a": a.name(), "b": b.name() })
                })))
            },
        )
        .tells(Told::Object(&[
            ("action", Told::Text),
            ("title", Told::Text),
            ("a", Told::Text),
            ("b", Told::Text),
        ])),
        history::route_with::<Role>(|visit, request, _| {
            history::answer(visit, &role_of(visit, request.id("id")?)?, request)
        }),
        Route::api_get("/roles/{id}", VIEW, "A role", api_role).tells(ROLE),
        Route::api_make::<RoleForm>("/roles", CREATE, "Make a role", |v, _, form| {
            let id = ops::create(v, form)?;
            Ok(Reply::created(as_json(v, &role_of(v, id)?)?))
        })
        .tells(ROLE),
        Route::api_edit::<EditRole>(
            "/roles/{id}",
            EDIT,
            "Change a role's name, level, tier, department or what it inherits",
            api_role,
            |v, r| Ok(role_form(&held_for(v, r, &EDIT)?)),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .tells(ROLE),
        Route::api_post::<CopyForm>(
            "/roles/{id}/copy",
            CREATE,
            "Make a role like another",
            |v, r, form| {
                let id = ops::copy(v, r.id("id")?, form)?;
                Ok(Reply::created(as_json(v, &role_of(v, id)?)?))
            },
        )
        .tells(ROLE),
        Route::api_post::<GrantsForm>(
            "/roles/{id}/preview",
            EDIT,
            "Who would gain and lose what, without saving",
            |v, r, form| {
                let role = held_for(v, r, &EDIT)?;
                let changed = changed(v, &role, &form)?;
                Ok(Reply::json(impact_json(&impact::of(v, &changed)?)))
            },
        )
        .tells(IMPACT),
        Route::api_post::<GrantsForm>(
            "/roles/{id}/grants",
            EDIT,
            "Set how far deeds of a role reach",
            |v, r, form| {
                let id = r.id("id")?;
                ops::set_grants(v, id, form)?;
                Ok(Reply::json(as_json(v, &role_of(v, id)?)?))
            },
        )
        .tells(ROLE),
        Route::api_post::<Shown>(
            "/roles/{id}/retire",
            RETIRE,
            "Retire a role: it grants nothing any more",
            |v, r, form| {
                let id = r.id("id")?;
                ops::retire(v, id, form.version)?;
                Ok(Reply::json(as_json(v, &role_of(v, id)?)?))
            },
        )
        .tells(ROLE),
        Route::api_post::<Nothing>(
            "/roles/{id}/bring-back",
            RETIRE,
            "Bring a retired role back",
            |v, r, _| {
                let id = r.id("id")?;
                ops::bring_back(v, id)?;
                Ok(Reply::json(as_json(v, &role_of(v, id)?)?))
            },
        )
        .tells(ROLE),
        Route::api_ask::<Question>(
            "/permissions",
            VIEW,
            "May this person do this (to that record), and by which rule",
            |v, r, _| match asked(v, r)? {
                Some(answer) => Ok(Reply::json(json!({"may": answer.may, "why": answer.why}))),
                None => Err(Error::field("person", "Name a person and an action.")),
            },
        )
        .tells(Told::Object(&[("may", Told::Flag), ("why", Told::Text)])),
        Route::api_post::<AskForm>(
            "/access/requests",
            ASK,
            "Ask those who can open a door",
            |v, _, form| Ok(Reply::created(json!({ "asked": ask::ask(v, &form)? }))),
        )
        .tells(Told::Object(&[("asked", Told::Number)])),
    ]);
    // Copying one makes another, which is held against where that will be.
    Route::held("/roles", routes, |v, r, action| {
        match [EDIT, RETIRE].contains(action) {
            true => held_for(v, r, action).map(drop),
            false => Ok(()),
        }
    })
}

fn role_form(role: &Role) -> Filled<EditRole> {
    let mut values = vec![
        ("name", role.name.clone()),
        ("summary", role.summary.clone()),
        ("tier", role.tier.name().to_owned()),
        ("level", role.level.to_string()),
        ("version", role.version.to_string()),
    ];
    values.extend(role.department.map(|id| ("department", id.to_string())));
    values.extend(role.inherits.iter().map(|id| ("inherits", id.to_string())));
    Filled::blank(&values)
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<RoleForm>()
        .attempt(|form| ops::create(visit, form))?
    {
        Err(filled) => Ok(pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/roles/{id}/matrix")).toast("Role made", visit.wrote())),
    }
}

fn show(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = role_of(visit, request.id("id")?)?;
    let history = history::of(visit, &role, request)?;
    Ok(pages::role(visit, &role, history)?.into())
}

fn show_edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    Ok(pages::edit(visit, &role, &role_form(&role))?.into())
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &EDIT)?;
    let id = role.id;
    match request
        .fill::<EditRole>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(filled) => Ok(pages::edit(visit, &role, &filled)?.into()),
        Ok(()) => Ok(Reply::go(format!("/roles/{id}")).toast("Saved", visit.wrote())),
    }
}

fn show_copy(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = role_of(visit, request.id("id")?)?;
    let form = Filled::blank(&[
        ("name", format!("{} copy", role.name)),
        ("level", role.level.to_string()),
    ]);
    Ok(pages::copy(visit, &role, &form)?.into())
}

fn copy(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = role_of(visit, request.id("id")?)?;
    match request
        .fill::<CopyForm>()
        .attempt(|form| ops::copy(visit, role.id, form))?
    {
        Err(filled) => Ok(pages::copy(visit, &role, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/roles/{id}")).toast("Copy made", visit.wrote())),
    }
}

fn show_retire(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = held_for(visit, request, &RETIRE)?;
    let gone = Role {
        retired: true,
        ..role.clone()
    };
    Ok(pages::retire(visit, &role, &impact::of(visit, &gone)?)?.into())
}

fn retire(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Role> = request.id("id")?;
    let form = request.form::<Shown>()?;
    ops::retire(visit, id, form.version)?;
    Ok(Reply::go(format!("/roles/{id}")).toast("Retired", visit.wrote()))
}

fn bring_back(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Role> = request.id("id")?;
    ops::bring_back(visit, id)?;
    Ok(Reply::go(format!("/roles/{id}")).toast("Brought back", visit.wrote()))
}

fn api_role(visit: &Visit, request: &Request) -> Result<Reply> {
    let role = role_of(visit, request.id("id")?)?;
    Ok(Reply::json(as_json(visit, &role)?))
}

fn api_roles(visit: &Visit, request: &Request, _: Nothing) -> Result<Reply> {
    let roles = Directory::of(visit)?.roles.values().cloned().collect();
    let key = |role: &Role| Key::new().id(role.id);
    let page = request.paging()?.page("roles", roles, key, false)?;
    Ok(Reply::page(page.try_map(|role| as_json(visit, &role))?))
}

const ROLE: Told = Told::Object(&[
    ("id", Told::Record),
    ("key", Told::Text),
    ("name", Told::Text),
    ("summary", Told::Text),
    ("tier", Told::Text),
    ("level", Told::Number),
    ("retired", Told::Flag),
    ("people", Told::Number),
    ("department", Told::Record),
    ("inherits", Told::List(&Told::Record)),
    ("grants", Told::Map(&Told::Text)),
    ("version", Told::Number),
]);

const STEPS: Told = Told::List(&Told::Object(&[
    ("action", Told::Text),
    ("was", Told::Text),
    ("is", Told::Text),
]));

const IMPACT: Told = Told::Object(&[(
    "people",
    Told::List(&Told::Object(&[
        ("id", Told::Record),
        ("name", Told::Text),
        ("gains", STEPS),
        ("loses", STEPS),
        (
            "records",
            Told::List(&Told::Object(&[
                ("kind", Told::Text),
                ("count", Told::Number),
                ("or_more", Told::Flag),
            ])),
        ),
    ])),
)]);
