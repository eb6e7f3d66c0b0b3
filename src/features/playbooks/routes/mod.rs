//! Addresses of playbooks.

mod api;
mod found;

use found::{as_sheet, head, no_way, of, step};

use super::{
    APPLY, Playbook,
    actions::{CREATE, EDIT, PUBLISH, RETIRE, VIEW},
    apply::{apply, prepare},
    apply_form::{Apply, ApplyRow},
    forms::{
        EditPlaybook, EditStep, MoveStep, NewPlaybook, NewStep, Publish, Questions, Sheet, values,
    },
    ops, pages, shipped_by_key,
};
use crate::{
    base::{Error, Id, Result, text},
    data::Visit,
    features::{history, projects::Project},
    web::{Filled, Form, RateLimit, Reply, Request, Route, form::Refused},
};

pub fn routes() -> Vec<Route> {
    let mut routes = for_pages();
    routes.extend(api::routes());
    routes
}

fn for_pages() -> Vec<Route> {
    vec![
        Route::page("/playbooks", VIEW, |v, r| pages::list(v, r).map(Into::into)),
        Route::page("/playbooks/new", CREATE, |v, r| {
            let form = Filled::begun(r, &["name", "from", "project", "task", "category"]);
            Ok(pages::new(v, &form)?.into())
        }),
        Route::post("/playbooks", CREATE, create),
        Route::page("/playbooks/shipped/{key}", VIEW, |v, r| {
            let book = shipped_by_key(r.capture("key")).ok_or(Error::NotFound)?;
            Ok(pages::shipped(v, book, r)?.into())
        }),
        Route::page("/playbooks/{id}", VIEW, |v, r| {
            Ok(pages::editor(v, &of(v, r)?, r, &Refused::default(), None)?.into())
        }),
        Route::page("/playbooks/{id}/preview", VIEW, |v, r| {
            Ok(pages::preview(v, &of(v, r)?, r)?.into())
        }),
        Route::page("/playbooks/{id}/differences", VIEW, |v, r| {
            Ok(pages::differences(v, &of(v, r)?, r)?.into())
        }),
        Route::page("/playbooks/{id}/sheet", VIEW, |v, r| {
            Ok(pages::sheet(v, &of(v, r)?, &Filled::blank(&[]))?.into())
        }),
        Route::page("/playbooks/{id}/sheet.csv", VIEW, as_sheet).rate_limited(RateLimit::Export),
        Route::page("/playbooks/{id}/history", VIEW, |v, r| {
            let book = of(v, r)?;
            let told = history::of(v, &book, r)?;
            let page = pages::framed(v, &book, "history", told, &Refused::default())?;
            Ok(page.styles(&["thread"]).into())
        }),
        Route::page("/playbooks/{id}/edit", EDIT, |v, r| {
            let book = of(v, r)?;
            v.demand_on(&EDIT, &book)?;
            Ok(pages::head(&book, &Filled::blank(&head(&book))).into())
        }),
        Route::post("/playbooks/{id}", EDIT, edit),
        Route::post("/playbooks/{id}/steps", EDIT, add_step),
        Route::post("/playbooks/{id}/questions", EDIT, |v, r| {
            done::<Questions, ()>(v, r, "ask", "Questions saved", ops::ask)
        }),
        Route::post("/playbooks/{id}/sheet", EDIT, bring_in),
        Route::post("/playbooks/{id}/steps/{step}", EDIT, edit_step),
        Route::post("/playbooks/{id}/steps/{step}/move", EDIT, move_step),
        Route::post("/playbooks/{id}/steps/{step}/remove", EDIT, |v, r| {
            let id: Id<Playbook> = r.id("id")?;
            ops::remove_step(v, id, step(r)?)?;
            Ok(Reply::go(format!("/playbooks/{id}")).toast("Step removed", v.wrote()))
        }),
        Route::post("/playbooks/{id}/publish", PUBLISH, |v, r| {
            done::<Publish, u32>(
                v,
                r,
                "publish",
                "Published. New projects are planned from it",
                ops::publish,
            )
        }),
        Route::post("/playbooks/{id}/retire", RETIRE, |v, r| {
            let id: Id<Playbook> = r.id("id")?;
            ops::retire(v, id, true)?;
            Ok(Reply::go(format!("/playbooks/{id}")).toast("Retired", v.wrote()))
        }),
        Route::post("/playbooks/{id}/restore", RETIRE, |v, r| {
            let id: Id<Playbook> = r.id("id")?;
            ops::retire(v, id, false)?;
            Ok(Reply::go(format!("/playbooks/{id}")).toast("In use again", v.wrote()))
        }),
        Route::page("/projects/{id}/playbook", APPLY, |v, r| {
            let project: Project = v.find(r.id("id")?)?;
            v.demand_on(&APPLY, &project)?;
            project.must_be_open()?;
            let asked: Apply = r.filters();
            match asked.playbook.as_str() {
                "" => Ok(pages::choose(v, &project)?.into()),
                _ => {
                    let made = prepare(v, &project, &asked)?;
                    Ok(pages::apply(v, &project, &made, false, &Refused::default())?.into())
                }
            }
        })
        .slow(),
        Route::post("/projects/{id}/playbook", APPLY, applied).slow(),
    ]
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    let filled = request.fill_named::<NewPlaybook>(visit)?;
    match filled.attempt(|form| ops::create(visit, form))? {
        Err(filled) => Ok(pages::new(visit, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/playbooks/{id}")).toast("Playbook made", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    match request
        .fill::<EditPlaybook>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Err(filled) => {
            let book: Playbook = visit.find(id)?;
            let now = Filled::blank(&head(&book));
            Ok(pages::head(&book, &filled.against(book.version, &now)).into())
        }
        Ok(()) => Ok(Reply::go(format!("/playbooks/{id}")).toast("Playbook saved", visit.wrote())),
    }
}

/// A deed of the editor, which shows its page again with what was refused.
fn done<F: Form + Clone, T>(
    visit: &Visit,
    request: &Request,
    verb: &str,
    said: &str,
    deed: fn(&Visit, Id<Playbook>, F) -> Result<T>,
) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    match request.fill::<F>().attempt(|form| deed(visit, id, form))? {
        Ok(_) => Ok(Reply::go(format!("/playbooks/{id}")).toast(said, visit.wrote())),
        Err(filled) => {
            let book: Playbook = visit.find(id)?;
            let now = Filled::blank(&[("questions", pages::asked(&book.outline()))]);
            let refused = Refused::sent(request, filled.against(book.version, &now)).named(verb);
            Ok(pages::editor(visit, &book, request, &refused, None)?.into())
        }
    }
}

fn add_step(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    match request
        .fill::<NewStep>()
        .attempt(|form| ops::add_step(visit, id, form))?
    {
        Ok(key) => {
            Ok(Reply::go(format!("/playbooks/{id}?step={key}")).toast("Step added", visit.wrote()))
        }
        Err(filled) => {
            let refused = Refused::sent(request, filled).named("add");
            Ok(pages::editor(visit, &visit.find(id)?, request, &refused, None)?.into())
        }
    }
}

fn edit_step(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    let key = step(request)?;
    match request
        .fill::<EditStep>()
        .attempt(|form| ops::edit_step(visit, id, key, form))?
    {
        Ok(()) => {
            Ok(Reply::go(format!("/playbooks/{id}?step={key}")).toast("Step saved", visit.wrote()))
        }
        Err(filled) => {
            let book: Playbook = visit.find(id)?;
            let filled = match book.outline().step(key) {
                Some(step) => filled.against(book.version, &Filled::blank(&values(step))),
                None => filled,
            };
            let status = filled.status();
            let page = pages::editor(visit, &book, request, &Refused::default(), Some(filled))?;
            Ok(page.status(status).into())
        }
    }
}

fn move_step(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    let key = step(request)?;
    let moves = |form: MoveStep| ops::move_step(visit, id, key, form.how.ok_or_else(no_way)?);
    let to = Reply::go(format!("/playbooks/{id}?step={key}"));
    match request.fill::<MoveStep>().attempt(moves)? {
        Ok(true) => Ok(to.toast("Step moved", visit.wrote())),
        Ok(false) => Ok(to.toast("It can't move further that way", None)),
        Err(filled) => {
            let refused = Refused::sent(request, filled).named("move");
            Ok(pages::editor(visit, &visit.find(id)?, request, &refused, None)?.into())
        }
    }
}

fn bring_in(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Playbook> = request.id("id")?;
    match request
        .fill::<Sheet>()
        .attempt(|form| ops::bring_in(visit, id, form))?
    {
        Ok(count) => Ok(Reply::go(format!("/playbooks/{id}"))
            .toast(format!("{count} steps brought in"), visit.wrote())),
        Err(filled) => Ok(pages::sheet(visit, &visit.find(id)?, &filled)?.into()),
    }
}

fn applied(visit: &Visit, request: &Request) -> Result<Reply> {
    let project: Project = visit.find(request.id("id")?)?;
    let filled = request.fill::<Apply>();
    let mut sent = filled.read().clone();
    let done =
        filled.attempt(
            |form| match form.again || form.rows.iter().any(ApplyRow::is_changed) {
                true => prepare(visit, &project, &form).map(Err),
                false => apply(visit, project.id, form).map(Ok),
            },
        )?;
    let (made, again, refused) = match done {
        Ok(Ok(made)) => {
            let said = text::count(made, "task made", "tasks made");
            let to = format!("/projects/{}", project.id);
            return Ok(Reply::go(to).toast(said, visit.wrote()));
        }
        Ok(Err(made)) => (made, true, Refused::default()),
        Err(filled) => {
            sent.number = None;
            let made = prepare(visit, &project, &sent)?;
            (made, false, Refused::sent(request, filled))
        }
    };
    Ok(pages::apply(visit, &project, &made, again, &refused)?.into())
}
