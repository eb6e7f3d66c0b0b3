//! Ways to links: below their document for those who manage it, and at the portal's door for whoever was handed one.

use serde_json::json;

use super::{
    DocumentLink, EDIT_RULES, LinkForm, RulesForm, VIEW_RULES,
    actions::{MAKE, REVOKE, VIEW},
    door,
    made::{LINK, Made},
    ops, pages,
    rules::CurrentRules,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Visit},
    features::documents::Document,
    web::{Filled, Reply, Request, Route, Told, form::Nothing},
};

const HANDED_OUT: &str = "whoever was handed a link opens that document and no other";
const RULES_AT: &str = "/link-rules";

const RULES: Told = Told::Object(&[
    ("days", Told::Number),
    ("longest", Told::Number),
    ("needs_password", Told::Flag),
    ("version", Told::Number),
]);

pub fn routes() -> Vec<Route> {
    let mut routes = at_the_door();
    routes.extend(of_documents());
    routes.extend(of_rules());
    routes
}

fn at_the_door() -> Vec<Route> {
    let open = |method, path, handler| {
        Route::open(method, path, HANDED_OUT, handler)
            .at_the_portal()
            .secret_address()
            .slow()
    };
    vec![
        open("GET", "/links/{token}", door::open),
        open("GET", "/links/{token}/preview", door::preview),
        open("POST", "/links/{token}/password", door::unlock),
        open("POST", "/links/{token}/file", door::fetch),
        open("GET", "/links/{token}/file", door::file),
    ]
}

/// The document in the path, for whoever may see its links.
fn document(visit: &Visit, request: &Request) -> Result<Document> {
    visit.find_for(&VIEW, request.id("id")?)
}

/// A link in the path with its document, for whoever may see it.
fn link(visit: &Visit, request: &Request) -> Result<(DocumentLink, Document)> {
    let link: DocumentLink = visit.find_for(&VIEW, request.id("id")?)?;
    let document = visit.follow(&link, |link| link.document)?;
    Ok((link, document.ok_or(Error::NotFound)?))
}

fn of_documents() -> Vec<Route> {
    vec![
        Route::page("/documents/{id}/links", VIEW, |v, r| {
            let document = document(v, r)?;
            pages::list(v, &document, &Filled::blank(&[])).map(Into::into)
        }),
        Route::post("/documents/{id}/links", MAKE, make),
        // What Undo and the history lead to.
        Route::page("/document-links/{id}", VIEW, |v, r| {
            let (link, _) = link(v, r)?;
            Ok(Reply::go(format!("/documents/{}/links", link.document)))
        }),
        Route::post("/document-links/{id}/revoke", REVOKE, |v, r| {
            let (link, _) = link(v, r)?;
            let to = format!("/documents/{}/links", link.document);
            match ops::revoke(v, link.id) {
                Err(Error::Conflict(why)) => Ok(Reply::go(to).toast(why, None)),
                Err(other) => Err(other),
                Ok(()) => Ok(Reply::go(to).toast("Revoked: nothing opens by it any more", None)),
            }
        })
        .gated(|v, r| ops::demand(v, r.id("id")?, &REVOKE)),
        Route::api_list::<Nothing>(
            "/documents/{id}/links",
            VIEW,
            "The links to a document, the newest first, with their state and when they were opened last",
            |v, r, _| {
                let document = document(v, r)?;
                let key = |made: &Made| Key::new().id(made.link.id);
                let list = format!("links of {}", document.id);
                let page = r.paging()?.page(&list, Made::all(v, &document)?, key, true)?;
                Ok(Reply::page(page.map(|made| made.json())))
            },
        )
        .tells(LINK),
        Route::api_make::<LinkForm>(
            "/documents/{id}/links",
            MAKE,
            "Make a link to a document; its address is given once",
            |v, r, form| {
                let (id, token) = ops::make(v, r.id("id")?, form)?;
                let url = r.client_link(&format!("/links/{token}"));
                Ok(Reply::created(json!({ "id": id.to_string(), "url": url })))
            },
        )
        .tells(Told::Object(&[("id", Told::Record), ("url", Told::Text)])),
        Route::api_get(
            "/document-links/{id}",
            VIEW,
            "A link to a document, with its state and when it was opened last",
            answer,
        )
        .tells(LINK),
        Route::api_post::<Nothing>(
            "/document-links/{id}/revoke",
            REVOKE,
            "Revoke a link to a document: nothing opens by it any more, and Undo doesn't bring it back",
            |v, r, _| {
                ops::revoke(v, r.id("id")?)?;
                answer(v, r)
            },
        )
        .tells(LINK)
        .gated(|v, r| ops::demand(v, r.id("id")?, &REVOKE)),
    ]
}

fn answer(visit: &Visit, request: &Request) -> Result<Reply> {
    let (link, document) = link(visit, request)?;
    Ok(Reply::json(Made::of(visit, link, &document)?.json()))
}

fn make(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Document> = request.id("id")?;
    match request
        .fill::<LinkForm>()
        .attempt(|form| ops::make(visit, id, form))?
    {
        Ok((_, token)) => {
            let document = visit.find(id)?;
            let url = request.client_link(&format!("/links/{token}"));
            Ok(pages::made(&document, &url).into())
        }
        Err(filled) => pages::list(visit, &visit.find(id)?, &filled).map(Into::into),
    }
}

fn of_rules() -> Vec<Route> {
    vec![
        Route::page(RULES_AT, VIEW_RULES, |v, _| {
            let held = v.cached::<CurrentRules>()?;
            Ok(pages::rules(v, &held.0, &RulesForm::of(&held.0)).into())
        }),
        Route::post(RULES_AT, EDIT_RULES, |v, r| {
            match r
                .fill::<RulesForm>()
                .attempt(|form| ops::put_rules(v, form))?
            {
                Ok(()) => Ok(Reply::go(RULES_AT).toast("Saved", v.wrote())),
                Err(filled) => {
                    let held = v.cached::<CurrentRules>()?;
                    let filled = filled.against(held.0.version, &RulesForm::of(&held.0));
                    Ok(pages::rules(v, &held.0, &filled).into())
                }
            }
        }),
        // What Undo leads back to.
        Route::page("/link-rules/{id}", VIEW_RULES, |_, _| {
            Ok(Reply::go(RULES_AT))
        }),
        Route::api_get(
            RULES_AT,
            VIEW_RULES,
            "How long links to documents live, and whether each has a password",
            |v, _| told_rules(v),
        )
        .tells(RULES),
        Route::api_edit::<RulesForm>(
            RULES_AT,
            EDIT_RULES,
            "Set how long links to documents live, and whether each has a password; links that there are stay",
            |v, _| told_rules(v),
            |v, _| Ok(RulesForm::of(&v.cached::<CurrentRules>()?.0)),
            |v, _, form| ops::put_rules(v, form),
        )
        .tells(RULES),
    ]
}

fn told_rules(visit: &Visit) -> Result<Reply> {
    let held = visit.cached::<CurrentRules>()?;
    Ok(Reply::json(json!({
        "days": held.0.days,
        "longest": held.0.longest,
        "needs_password": held.0.needs_password,
        "version": held.0.version,
    })))
}
