//! Addresses of kept views and of how lists are read.

use super::{
    SavedView,
    actions::{READ, SAVE, SHARE, VIEW},
    addresses::plainly,
    forms::{NewView, ReadingForm, ViewForm},
    ops,
    page::address,
    view::Reading,
};
use crate::{
    base::{Error, Id, Result, if_found},
    data::{Key, Visit},
    features::records,
    web::{
        Form, Reader, Reply, Request, Route,
        form::{Nothing, Optional},
    },
};

/// Of which list.
struct OfList {
    list: String,
}

impl Form for OfList {
    fn read(f: &mut Reader) -> Self {
        OfList {
            list: f.text("list", "List", Optional, 40),
        }
    }
}

pub fn routes() -> Vec<Route> {
    let routes =
        vec![
        Route::post("/lists/views", SAVE, |v, r| {
            let id = ops::keep(v, r.form::<NewView>()?)?;
            Ok(Reply::go(address(&ops::find(v, id)?)).toast("View kept", v.wrote()))
        }),
        Route::post("/lists/views/{id}", SAVE, |v, r| {
            let view = ops::find(v, r.id("id")?)?;
            ops::edit(v, view.id, r.form::<ViewForm>()?)?;
            // Whoever keeps it for a role that isn't theirs has it no more.
            let to = match if_found(ops::find(v, view.id))? {
                Some(view) => address(&view),
                None => plainly(format!("/{}", view.list)),
            };
            Ok(Reply::go(to).toast("View saved", v.wrote()))
        }),
        Route::post("/lists/views/{id}/remove", SAVE, |v, r| {
            let view = ops::find(v, r.id("id")?)?;
            ops::remove(v, view.id)?;
            Ok(Reply::go(plainly(format!("/{}", view.list))).toast("View removed", v.wrote()))
        }),
        Route::post("/lists/reading", READ, read_as),
        Route::api_list::<OfList>(
            "/lists/views",
            VIEW,
            "Views of lists that are kept for you, your roles or everybody",
            |v, r, asked| {
                let views = ops::views_of(v, &asked.list)?;
                let key = |view: &SavedView| Key::new().number(view.id.raw());
                let list = format!("saved views {}", asked.list);
                let page = r.paging()?.page(&list, views, key, false)?;
                Ok(Reply::page(page.try_map(|view| v.json(&view))?))
            },
        )
        .of::<SavedView>(),
        Route::api_get("/lists/views/{id}", VIEW, "A view of a list", again).of::<SavedView>(),
        Route::api_make::<NewView>("/lists/views", SAVE, "Keep a view of a list", |v, _, form| {
            let id = ops::keep(v, form)?;
            Ok(Reply::created(v.json(&ops::find(v, id)?)?))
        })
        .of::<SavedView>(),
        Route::api_edit::<ViewForm>(
            "/lists/views/{id}",
            SAVE,
            "Change a view of a list, or whom it is for",
            again,
            |v, r| records::filled(v, &ops::find(v, r.id("id")?)?),
            |v, r, form| ops::edit(v, r.id("id")?, form),
        )
        .of::<SavedView>(),
        Route::api_delete::<Nothing>(
            "/lists/views/{id}",
            SAVE,
            "Remove a view of a list",
            |v, r, _| {
                let view = ops::find(v, r.id("id")?)?;
                ops::remove(v, view.id)?;
                Ok(Reply::json(v.json(&view)?))
            },
        )
        .of::<SavedView>(),
        Route::api_post::<ReadingForm>(
            "/lists/reading",
            READ,
            "Choose the columns of a list or of a view of it, and whether the list opens with that",
            |v, _, form| {
                let id: Id<Reading> = ops::read_as(v, form)?;
                Ok(Reply::json(v.json(&v.find(id)?)?))
            },
        )
        .of::<Reading>(),
    ];
    // A view that is for others is theirs to change who keep views for others.
    Route::held("/lists/views", routes, |visit, request, _| {
        let view = ops::find(visit, request.id("id")?)?;
        match ops::may_change(visit, &view) {
            true => Ok(()),
            false => Err(Error::Forbidden(visit.why(&SHARE, &view))),
        }
    })
}

fn again(visit: &Visit, request: &Request) -> Result<Reply> {
    Ok(Reply::json(
        visit.json(&ops::as_saved(visit, request.id("id")?)?)?,
    ))
}

/// Back to the list; "as usual" forgets what was chosen.
fn read_as(visit: &Visit, request: &Request) -> Result<Reply> {
    let mut form = request.form::<ReadingForm>()?;
    if request.field("usual").is_some() {
        form.look.columns.clear();
        form.look.density = super::Density::Usual;
    }
    let to = request.back_to(&format!("/{}", form.list));
    ops::read_as(visit, form)?;
    Ok(Reply::go(to).toast("The list is read this way from now on", visit.wrote()))
}
