//! The bank, for programs.

use serde_json::{Value, json};

use super::{
    account::{BY_NAME, BankAccount},
    actions::{DELETE, IGNORE, IMPORT, MATCH, RELEASE, SET_UP, VIEW, WAIT},
    forms::{AccountForm, LineQuery, MatchLine, StatementQuery, Upload},
    line::BankLine,
    ops, ops_line, ops_match, ops_sure, pages,
    parse::sheet::Sheet,
    propose::{Proposal, Proposing},
    statement::BankStatement,
    upload::account_of,
};
use crate::{
    base::{Choice, Error, Result, Unit},
    data::{FileRef, Query, Visit},
    features::{history, records, records::Decided},
    web::{
        Reply, Request, Route, Told,
        form::{Nothing, Reason},
    },
};

const DELETED: Told = Told::Object(&[
    ("id", Told::Record),
    ("deleted", Told::Flag),
    ("seq", Told::Number),
]);

const PROPOSAL: Told = Told::Object(&[
    (
        "certainty",
        Told::Word(&["number_and_amount", "number", "name_and_amount"]),
    ),
    (
        "pays",
        Told::List(&Told::Object(&[
            ("invoice", Told::Record),
            ("amount", Told::Counted(Unit::MinorUnits)),
        ])),
    ),
    ("client", Told::Record),
    ("rest", Told::Counted(Unit::MinorUnits)),
    ("payment", Told::Record),
]);

const LOOKED: Told = Told::Object(&[
    ("lines", Told::Number),
    ("passed_over", Told::Number),
    ("lacking", Told::Text),
    (
        "columns",
        Told::List(&Told::Object(&[
            ("head", Told::Text),
            ("field", Told::Text),
            ("reading", Told::Text),
            ("open", Told::Text),
        ])),
    ),
    (
        "problems",
        Told::List(&Told::Object(&[
            ("line", Told::Number),
            ("why", Told::Text),
        ])),
    ),
]);

pub fn routes() -> Vec<Route> {
    let mut routes = accounts();
    routes.extend(statements());
    routes.extend(lines());
    routes
}

fn accounts() -> Vec<Route> {
    vec![
        Route::api_list::<Nothing>(
            "/bank-accounts",
            VIEW,
            "Bank accounts of the house, by name",
            |v, r, _| {
                let page = v.list(Query::<BankAccount>::by(BY_NAME).page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|account| v.json(&account))?))
            },
        )
        .of::<BankAccount>(),
        history::route::<BankAccount>(),
        Route::api_get("/bank-accounts/{id}", VIEW, "A bank account", account).of::<BankAccount>(),
        Route::api_make::<AccountForm>(
            "/bank-accounts",
            SET_UP,
            "Add a bank account of the house",
            |v, _, form| {
                let id = ops::create_account(v, form)?;
                Ok(Reply::created(v.json(&v.find(id)?)?))
            },
        )
        .of::<BankAccount>(),
        Route::api_edit::<AccountForm>(
            "/bank-accounts/{id}",
            SET_UP,
            "Edit a bank account; its currency as long as no statement is in it",
            account,
            |v, r| {
                let account: BankAccount = v.find_for(&SET_UP, r.id("id")?)?;
                records::filled(v, &account)
            },
            |v, r, form| ops::edit_account(v, r.id("id")?, form),
        )
        .of::<BankAccount>(),
        Route::api_delete::<Nothing>(
            "/bank-accounts/{id}",
            DELETE,
            "Throw a bank account away that has no statements; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                ops::delete_account(v, r.id("id")?)?;
                Ok(deleted(v, r))
            },
        )
        .tells(DELETED),
    ]
}

fn statements() -> Vec<Route> {
    vec![
        Route::api_list(
            "/bank-statements",
            VIEW,
            "Bank statements that came in, the newest first; of an account, or all",
            |v, r, asked: StatementQuery| {
                let page = v.list(pages::statements_of(v, &asked)?.page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|held| v.json(&held))?))
            },
        )
        .of::<BankStatement>(),
        history::route::<BankStatement>(),
        Route::api_get("/bank-statements/{id}", VIEW, "A bank statement", statement)
            .of::<BankStatement>(),
        Route::api_post::<Upload>(
            "/bank-statements",
            IMPORT,
            "Bring a bank statement in (multipart, camt.053, OFX or CSV in field file): each line once, whatever brought it before. Answers the statement; where every line was there already, the one that they came with",
            |v, r, form| {
                let (file, name) = sent(r)?;
                let brought = ops::import(v, &form, &file, &name)?;
                let told = v.json(&v.find(brought.statement)?)?;
                Ok(match brought.added {
                    0 => Reply::json(told),
                    _ => Reply::created(told),
                })
            },
        )
        .of::<BankStatement>()
        .takes_bank_statements(),
        Route::api_post::<Upload>(
            "/bank-statements/preview",
            IMPORT,
            "What a bank's CSV would bring in (multipart, field file), without doing it: how its columns are read, what is unclear, which rows can't be read",
            |v, r, form| {
                let account = account_of(v, &form)?;
                let decoded = ops::text_of(v, &sent(r)?.0)?;
                let sheet = ops::look(v, &account, &decoded, &form.columns)?;
                Ok(Reply::json(looked(&sheet)))
            },
        )
        .tells(LOOKED)
        .takes_bank_statements(),
        Route::api_post::<Nothing>(
            "/bank-statements/{id}/match-sure",
            MATCH,
            "Match every line of a statement that is sure by number and amount, in one deed; answers the statement",
            |v, r, _| {
                ops_sure::match_sure(v, r.id("id")?)?;
                statement(v, r)
            },
        )
        .of::<BankStatement>(),
        Route::api_delete::<Nothing>(
            "/bank-statements/{id}",
            DELETE,
            "Throw a statement away with its lines, of which nothing is booked; answers the deed's number in the journal, which undoes it",
            |v, r, _| {
                ops::delete_statement(v, r.id("id")?)?;
                Ok(deleted(v, r))
            },
        )
        .tells(DELETED),
    ]
}

fn lines() -> Vec<Route> {
    vec![
        Route::api_list(
            "/bank-lines",
            VIEW,
            "Bank lines, the newest day first",
            |v, r, asked: LineQuery| {
                let page = v.list(asked.query().page(r.paging()?))?;
                Ok(Reply::page(page.try_map(|line| v.json(&line))?))
            },
        )
        .of::<BankLine>(),
        history::route::<BankLine>(),
        Route::api_get("/bank-lines/{id}", VIEW, "A bank line", line).of::<BankLine>(),
        Route::api_get(
            "/bank-lines/{id}/proposal",
            VIEW,
            "What a line may pay, by the numbers and names in its text and by its amount; no certainty where nothing fits",
            proposal,
        )
        .tells(PROPOSAL),
        Route::api_post::<MatchLine>(
            "/bank-lines/{id}/match",
            MATCH,
            "Match a line with what it pays: invoices, a client's credit, or a payment that was entered; books what wasn't",
            |v, r, form| {
                ops_match::match_line(v, r.id("id")?, form)?;
                line(v, r)
            },
        )
        .of::<BankLine>(),
        Route::api_post::<Nothing>(
            "/bank-lines/{id}/release",
            RELEASE,
            "Take the match of a line back, with the payments that were booked by it",
            |v, r, _| {
                ops_line::release(v, r.id("id")?)?;
                line(v, r)
            },
        )
        .of::<BankLine>(),
        Route::api_post::<Reason>(
            "/bank-lines/{id}/ignore",
            IGNORE,
            "Ignore a line that is nobody's payment",
            |v, r, form| {
                ops_line::ignore(v, r.id("id")?, form.reason)?;
                line(v, r)
            },
        )
        .of::<BankLine>(),
        Route::api_post::<Nothing>(
            "/bank-lines/{id}/wait",
            WAIT,
            "Let an ignored line wait again",
            |v, r, _| {
                ops_line::wait(v, r.id("id")?)?;
                line(v, r)
            },
        )
        .of::<BankLine>(),
    ]
}

fn account(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: BankAccount = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn statement(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: BankStatement = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn line(visit: &Visit, request: &Request) -> Result<Reply> {
    let held: BankLine = visit.find(request.id("id")?)?;
    Ok(Reply::json(visit.json(&held)?))
}

fn deleted(visit: &Visit, request: &Request) -> Reply {
    let id = request.capture("id");
    Reply::json(json!({ "id": id, "deleted": true, "seq": visit.wrote() }))
}

fn sent(request: &Request) -> Result<(FileRef, String)> {
    match request.upload("file") {
        Some(upload) => Ok((upload.file.clone(), upload.name.clone())),
        None => Err(Error::field("file", "Send a statement in the field file.")),
    }
}

fn proposal(visit: &Visit, request: &Request) -> Result<Reply> {
    let line: BankLine = visit.find(request.id("id")?)?;
    let account: BankAccount = visit.find(line.account)?;
    let proposal = Proposing::of(visit, &account)?.propose(&line)?;
    let known = proposal.is_some();
    let Proposal {
        certainty,
        pays,
        client,
        rest,
        payment,
    } = proposal.unwrap_or_default();
    let pays: Vec<Value> = pays
        .iter()
        .map(|(invoice, amount)| {
            json!({ "invoice": invoice.id.to_string(), "amount": amount.minor() })
        })
        .collect();
    Ok(Reply::json(json!({
        "certainty": known.then(|| certainty.key()), "pays": pays,
        "client": client.map(|client| client.id.to_string()), "rest": rest.minor(),
        "payment": payment.map(|payment| payment.id.to_string()),
    })))
}

fn looked(sheet: &Sheet<'_>) -> Value {
    let all = &sheet.rows.columns;
    let columns: Vec<Value> = all
        .all
        .iter()
        .map(|column| {
            let open = match &column.decided {
                Decided::Open(cell) => Some(cell.as_str()),
                _ => None,
            };
            json!({
                "head": column.head, "field": all.key(column),
                "reading": column.reading().map(Choice::key), "open": open,
            })
        })
        .collect();
    let problems: Vec<Value> = sheet
        .problems
        .iter()
        .map(|(line, why)| json!({ "line": line, "why": why }))
        .collect();
    json!({
        "lines": sheet.parsed.lines.len(), "passed_over": sheet.parsed.passed_over,
        "lacking": sheet.lacking(), "columns": columns, "problems": problems,
    })
}
