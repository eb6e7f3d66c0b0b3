//! Ways to expenses.

use serde_json::json;

use super::{
    Expense, ExpenseForm, ExpenseQuery, Receipt, Reimburse, VIEW,
    actions::{CREATE, DELETE, EDIT, REIMBURSE, SUBMIT},
    list,
    ops::{self, receipt_of},
    pages,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{documents::Shown, history, lists, settings::CurrentSettings},
    web::{Filled, Form, Reader, Reply, Request, Route, Told, form::Nothing, route::Gives},
};

pub fn routes() -> Vec<Route> {
    let mut own = pages_of();
    own.extend(operations());
    let mut routes = Route::about::<Expense>("/expenses", own);
    routes.extend(lists::export_routes::<Expense>(
        "The expenses that a filter finds, as CSV, with the columns asked for",
    ));
    routes
}

/// The receipt, shown in the page or kept.
#[derive(Debug, Clone, Default)]
struct AskedReceipt {
    show: bool,
}

impl Form for AskedReceipt {
    fn read(f: &mut Reader) -> Self {
        AskedReceipt {
            show: f.flag("show", "Shown in the page"),
        }
    }
}

fn pages_of() -> Vec<Route> {
    vec![
        Route::page("/expenses", VIEW, list::page),
        Route::page("/expenses/new", CREATE, |v, r| {
            let begun = Filled::begun(r, &["title", "project", "client"]);
            pages::write(v, None, &begun).map(Into::into)
        }),
        Route::post("/expenses", CREATE, create).takes_files(),
        Route::page("/expenses/{id}", VIEW, |v, r| {
            let expense: Expense = v.find(r.id("id")?)?;
            pages::one(v, &expense, &Filled::blank(&[])).map(Into::into)
        }),
        Route::page("/expenses/{id}/receipt", VIEW, |v, r| {
            receipt(v, r, r.asked().into_form()?)
        })
        .slow(),
        Route::page("/expenses/{id}/edit", EDIT, |v, r| {
            let expense: Expense = v.find_for(&EDIT, r.id("id")?)?;
            expense.must_be_open()?;
            let form = ExpenseForm::of(&expense, CurrentSettings::currency_of(v));
            pages::write(v, Some(&expense), &form).map(Into::into)
        }),
        Route::post("/expenses/{id}", EDIT, edit).takes_files_for::<Expense>(),
        Route::post("/expenses/{id}/delete", DELETE, |v, r| {
            ops::delete(v, r.id("id")?)?;
            Ok(Reply::go("/expenses").toast("Thrown away", v.wrote()))
        }),
        Route::post("/expenses/{id}/submit", SUBMIT, |v, r| {
            done(v, r, "Expense submitted", ops::submit)
        }),
        Route::post("/expenses/{id}/recall", SUBMIT, |v, r| {
            done(v, r, "Expense taken back", ops::recall)
        }),
        Route::post("/expenses/{id}/reimburse", REIMBURSE, reimburse),
    ]
}

fn operations() -> Vec<Route> {
    vec![
        Route::api_list(
            "/expenses",
            VIEW,
            "Expenses, the newest day first",
            |v, r, asked: ExpenseQuery| {
                let page = v.list(asked.query(v)?.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|expense| v.json(&expense))?))
            },
        )
        .of::<Expense>(),
        history::route::<Expense>(),
        Route::api_get("/expenses/{id}", VIEW, "An expense", api_one).of::<Expense>(),
        Route::api_make::<ExpenseForm>(
            "/expenses",
            CREATE,
            "Write an expense of one's own, as a draft",
            |v, r, form| {
                let id = ops::create(v, form, given(r)?)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<Expense>()
        .takes_files(),
        Route::api_edit::<ExpenseForm>(
            "/expenses/{id}",
            EDIT,
            "Edit an expense that isn't submitted",
            api_one,
            |v, r| {
                let expense: Expense = v.find_for(&EDIT, r.id("id")?)?;
                Ok(ExpenseForm::of(&expense, CurrentSettings::currency_of(v)))
            },
            |v, r, form| ops::edit(v, r.id("id")?, form, None),
        )
        .of::<Expense>(),
        Route::api_post::<Nothing>(
            "/expenses/{id}/receipt",
            EDIT,
            "Put a receipt beside an expense (multipart, its photo or PDF in `file`)",
            |v, r, _| {
                let receipt = given(r)?.ok_or_else(|| Error::field("file", "Choose a file."))?;
                ops::attach(v, r.id("id")?, receipt)?;
                api_one(v, r)
            },
        )
        .of::<Expense>()
        .takes_files_for::<Expense>(),
        Route::api_ask(
            "/expenses/{id}/receipt",
            VIEW,
            "The receipt of an expense",
            receipt,
        )
        .gives(Gives::File)
        .slow(),
        Route::api_delete::<Nothing>(
            "/expenses/{id}",
            DELETE,
            "Throw an expense away that isn't submitted; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                let id: Id<Expense> = r.id("id")?;
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
        Route::api_post::<Nothing>(
            "/expenses/{id}/submit",
            SUBMIT,
            "Submit an expense of one's own to whoever decides on it",
            |v, r, _| {
                ops::submit(v, r.id("id")?)?;
                api_one(v, r)
            },
        )
        .of::<Expense>(),
        Route::api_post::<Nothing>(
            "/expenses/{id}/recall",
            SUBMIT,
            "Take an expense back while nobody has decided on it",
            |v, r, _| {
                ops::recall(v, r.id("id")?)?;
                api_one(v, r)
            },
        )
        .of::<Expense>(),
        Route::api_post::<Reimburse>(
            "/expenses/{id}/reimburse",
            REIMBURSE,
            "Note that its person has the money back",
            |v, r, form| {
                ops::reimburse(v, r.id("id")?, form)?;
                api_one(v, r)
            },
        )
        .of::<Expense>(),
    ]
}

fn api_one(visit: &Visit, request: &Request) -> Result<Reply> {
    let expense: Expense = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&expense)?))
}

/// The receipt that came with a form, if one did.
fn given(request: &Request) -> Result<Option<Receipt>> {
    request.upload("file").map(receipt_of).transpose()
}

fn receipt(visit: &Visit, request: &Request, asked: AskedReceipt) -> Result<Reply> {
    let expense: Expense = visit.find(request.id("id")?)?;
    let receipt = expense
        .receipt
        .ok_or_else(|| Error::conflict("There is no receipt with this expense."))?;
    Ok(Reply::File {
        inline: asked.show && Shown::of(&receipt.media_type).is_some(),
        file: receipt.file,
        name: receipt.name,
        media_type: receipt.media_type,
        kept: false,
    })
}

fn create(visit: &Visit, request: &Request) -> Result<Reply> {
    let made = request
        .fill_named::<ExpenseForm>(visit)?
        .attempt(|form| ops::create(visit, form, given(request)?))?;
    match made {
        Err(filled) => Ok(pages::write(visit, None, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/expenses/{id}")).toast("Expense written", visit.wrote())),
    }
}

fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Expense> = request.id("id")?;
    let saved = request
        .fill_named::<ExpenseForm>(visit)?
        .attempt(|form| ops::edit(visit, id, form, given(request)?))?;
    match saved {
        Ok(()) => Ok(Reply::go(format!("/expenses/{id}")).toast("Expense saved", visit.wrote())),
        Err(filled) => {
            let expense: Expense = visit.find(id)?;
            let now = ExpenseForm::of(&expense, CurrentSettings::currency_of(visit));
            let filled = filled.against(expense.version, &now);
            Ok(pages::write(visit, Some(&expense), &filled)?.into())
        }
    }
}

fn done(
    visit: &Visit,
    request: &Request,
    words: &'static str,
    verb: fn(&Visit, Id<Expense>) -> Result<()>,
) -> Result<Reply> {
    let id: Id<Expense> = request.id("id")?;
    verb(visit, id)?;
    Ok(Reply::go(format!("/expenses/{id}")).toast(words, visit.wrote()))
}

fn reimburse(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<Expense> = request.id("id")?;
    match request
        .fill::<Reimburse>()
        .attempt(|form| ops::reimburse(visit, id, form))?
    {
        Ok(()) => {
            Ok(Reply::go(format!("/expenses/{id}")).toast("Expense reimbursed", visit.wrote()))
        }
        Err(filled) => Ok(pages::one(visit, &visit.find(id)?, &filled)?.into()),
    }
}
