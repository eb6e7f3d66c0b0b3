//! Ways to the bank.

use super::{
    account::BankAccount,
    actions::{DELETE, IGNORE, IMPORT, MATCH, RELEASE, SET_UP, VIEW, WAIT},
    api,
    forms::{AccountForm, MatchLine, Sent, Upload},
    line::BankLine,
    list, ops, ops_line, ops_match, ops_sure, pages,
    parse::{Format, format_of},
    statement::BankStatement,
    upload::account_of,
};
use crate::{
    base::{Error, Id, Result, text},
    data::{FileRef, Visit},
    features::{lists, records},
    web::{
        Filled, RateLimit, Reply, Request, Route,
        form::{Reason, Refused},
    },
};

pub fn routes() -> Vec<Route> {
    let mut routes = own();
    routes.extend(api::routes());
    routes.extend(lists::export_routes::<BankLine>(
        "The bank lines that a filter finds, as CSV, with the columns asked for",
    ));
    let routes = Route::about::<BankLine>("/bank-lines", routes);
    let routes = Route::about::<BankStatement>("/bank-statements", routes);
    Route::about::<BankAccount>("/bank-accounts", routes)
}

fn own() -> Vec<Route> {
    vec![
        Route::page("/bank-accounts", VIEW, |v, r| {
            pages::accounts(v, r).map(Into::into)
        }),
        Route::page("/bank-accounts/new", SET_UP, |v, r| {
            let begun = Filled::begun(r, &["name"]);
            pages::write_account(v, None, &begun).map(Into::into)
        }),
        Route::post("/bank-accounts", SET_UP, create_account),
        Route::page("/bank-accounts/{id}", VIEW, |v, r| {
            let account: BankAccount = v.find(r.id("id")?)?;
            pages::account(v, r, &account).map(Into::into)
        }),
        Route::page("/bank-accounts/{id}/edit", SET_UP, |v, r| {
            let account: BankAccount = v.find_for(&SET_UP, r.id("id")?)?;
            let form = records::filled(v, &account)?;
            pages::write_account(v, Some(&account), &form).map(Into::into)
        }),
        Route::post("/bank-accounts/{id}", SET_UP, edit_account),
        Route::post("/bank-accounts/{id}/delete", DELETE, |v, r| {
            ops::delete_account(v, r.id("id")?)?;
            Ok(Reply::go("/bank-accounts").toast("Thrown away", v.wrote()))
        }),
        Route::page("/bank-statements", VIEW, |v, r| {
            pages::statements(v, r).map(Into::into)
        }),
        Route::page("/bank-statements/new", IMPORT, |v, r| {
            pages::upload(v, &Filled::begun(r, &["account"])).map(Into::into)
        }),
        Route::post("/bank-statements", IMPORT, upload).takes_bank_statements(),
        Route::post("/bank-statements/look", IMPORT, |v, r| {
            let sent: Sent = r.form()?;
            looked(v, &sent.upload, &sent.file, &sent.name)
        })
        .rate_limited(RateLimit::Work),
        Route::post("/bank-statements/run", IMPORT, run).rate_limited(RateLimit::Work),
        Route::page("/bank-statements/{id}", VIEW, |v, r| {
            let statement: BankStatement = v.find(r.id("id")?)?;
            pages::statement(v, r, &statement).map(Into::into)
        }),
        Route::post("/bank-statements/{id}/match-sure", MATCH, |v, r| {
            let id: Id<BankStatement> = r.id("id")?;
            let done = ops_sure::match_sure(v, id)?;
            let told = format!("{} matched", text::count(done, "line", "lines"));
            Ok(Reply::go(format!("/bank-statements/{id}")).toast(told, v.wrote()))
        }),
        Route::post("/bank-statements/{id}/delete", DELETE, |v, r| {
            ops::delete_statement(v, r.id("id")?)?;
            Ok(Reply::go("/bank-statements").toast("Thrown away", v.wrote()))
        }),
        Route::page("/bank-lines", VIEW, list::page),
        Route::page("/bank-lines/{id}", VIEW, |v, r| {
            show(v, r, r.id("id")?, &Refused::default())
        }),
        Route::post("/bank-lines/{id}/match", MATCH, match_line),
        Route::post("/bank-lines/{id}/release", RELEASE, |v, r| {
            let id: Id<BankLine> = r.id("id")?;
            ops_line::release(v, id)?;
            Ok(Reply::go(format!("/bank-lines/{id}")).toast("The line waits again", v.wrote()))
        }),
        Route::post("/bank-lines/{id}/ignore", IGNORE, |v, r| {
            let id: Id<BankLine> = r.id("id")?;
            match r
                .fill::<Reason>()
                .attempt(|form| ops_line::ignore(v, id, form.reason))?
            {
                Err(filled) => show(v, r, id, &Refused::sent(r, filled)),
                Ok(()) => Ok(Reply::go(back(v, r, id)?).toast("Ignored", v.wrote())),
            }
        }),
        Route::post("/bank-lines/{id}/wait", WAIT, |v, r| {
            let id: Id<BankLine> = r.id("id")?;
            ops_line::wait(v, id)?;
            Ok(Reply::go(format!("/bank-lines/{id}")).toast("The line waits again", v.wrote()))
        }),
    ]
}

fn create_account(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<AccountForm>()
        .attempt(|form| ops::create_account(visit, form))?
    {
        Err(filled) => Ok(pages::write_account(visit, None, &filled)?.into()),
        Ok(id) => Ok(Reply::go(format!("/bank-accounts/{id}")).toast("Saved", visit.wrote())),
    }
}

fn edit_account(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<BankAccount> = request.id("id")?;
    match request
        .fill::<AccountForm>()
        .attempt(|form| ops::edit_account(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(format!("/bank-accounts/{id}")).toast("Saved", visit.wrote())),
        Err(filled) => {
            let account: BankAccount = visit.find(id)?;
            let now = records::filled(visit, &account)?;
            let filled = filled.against(account.version, &now);
            Ok(pages::write_account(visit, Some(&account), &filled)?.into())
        }
    }
}

/// What became of a file, in words.
fn told(brought: &ops::Brought) -> String {
    let known = brought.known as usize;
    match (brought.added as usize, known) {
        (0, known) => format!(
            "{} there already: nothing came in twice",
            match known {
                1 => "The line is".to_owned(),
                n => format!("All {n} lines are"),
            }
        ),
        (added, 0) => format!("{} brought in", text::count(added, "line", "lines")),
        (added, known) => format!(
            "{} brought in; {known} were there already",
            text::count(added, "line", "lines")
        ),
    }
}

fn came(visit: &Visit, brought: &ops::Brought) -> Reply {
    let at = format!("/bank-statements/{}", brought.statement);
    Reply::go(at).toast(told(brought), visit.wrote())
}

/// A sheet is looked at first; what says itself what it is comes in at once.
fn upload(visit: &Visit, request: &Request) -> Result<Reply> {
    let Some(sent) = request.upload("file") else {
        let form = request.fill::<Upload>();
        let form = match form.problems.of("file") {
            Some(_) => form,
            None => form.with_problem("file", "Choose the statement."),
        };
        return Ok(pages::upload(visit, &form)?.into());
    };
    let is_sheet = |upload: &Upload| -> Result<bool> {
        account_of(visit, upload)?;
        let decoded = ops::text_of(visit, &sent.file)?;
        Ok(format_of(&decoded.content) == Format::Sheet)
    };
    let came_in = request.fill::<Upload>().attempt(|form| {
        if is_sheet(&form)? {
            let account = account_of(visit, &form)?;
            let decoded = ops::text_of(visit, &sent.file)?;
            let sheet = ops::look(visit, &account, &decoded, &form.columns)?;
            return Ok(pages::look(&account, &sheet, &sent.name, &sent.file).into());
        }
        let brought = ops::import(visit, &form, &sent.file, &sent.name)?;
        Ok(came(visit, &brought))
    })?;
    match came_in {
        Ok(reply) => Ok(reply),
        Err(filled) => Ok(pages::upload(visit, &filled)?.into()),
    }
}

fn looked(visit: &Visit, upload: &Upload, file: &FileRef, name: &str) -> Result<Reply> {
    let account = account_of(visit, upload)?;
    let decoded = ops::text_of(visit, file)?;
    let sheet = ops::look(visit, &account, &decoded, &upload.columns)?;
    Ok(pages::look(&account, &sheet, name, file).into())
}

fn run(visit: &Visit, request: &Request) -> Result<Reply> {
    let sent: Sent = request.form()?;
    match ops::import(visit, &sent.upload, &sent.file, &sent.name) {
        Ok(brought) => Ok(came(visit, &brought)),
        // What is to be said of its columns stands beside them.
        Err(Error::Invalid(_)) => looked(visit, &sent.upload, &sent.file, &sent.name),
        Err(other) => Err(other),
    }
}

fn show(visit: &Visit, request: &Request, id: Id<BankLine>, refused: &Refused) -> Result<Reply> {
    Ok(pages::line(visit, request, &visit.find(id)?, refused)?.into())
}

/// Where a row was decided: its statement.
fn back(visit: &Visit, request: &Request, id: Id<BankLine>) -> Result<String> {
    let line: BankLine = visit.find(id)?;
    Ok(request.back_to(&format!("/bank-statements/{}", line.statement)))
}

fn match_line(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<BankLine> = request.id("id")?;
    match request
        .fill_named::<MatchLine>(visit)?
        .attempt(|form| ops_match::match_line(visit, id, form))?
    {
        Err(filled) => show(visit, request, id, &Refused::sent(request, filled)),
        Ok(()) => Ok(Reply::go(back(visit, request, id)?).toast("Matched", visit.wrote())),
    }
}
