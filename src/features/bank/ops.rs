//! The verbs of accounts and statements.

use std::io::Read;

use serde::{Deserialize, Serialize};

use super::{
    account::{BankAccount, NUMBERED},
    actions::{DELETE, IMPORT, SET_UP},
    forms::{AccountForm, Upload},
    key::keys,
    line::{BankLine, OF_STATEMENT, ONCE, SAME, once, same},
    parse::{Format, MOST_BYTES, Parsed, format_of, is_same, of_account, sheet, statements},
    statement::{BankStatement, OF_ACCOUNT},
};
use crate::{
    base::{Error, Id, Money, Result},
    data::{Change, FileRef, Held, Key, Visit},
    features::{
        records::{Chosen, Decoded, decode},
        settings::CurrentSettings,
    },
};

/// # Errors
/// Beside the number, where an account has it already.
pub fn create_account(visit: &Visit, form: AccountForm) -> Result<Id<BankAccount>> {
    let house = CurrentSettings::of(visit)?.0.currency();
    visit.act(SET_UP, move |change| {
        must_be_new(change, &form.number, None)?;
        let made = change.insert(BankAccount {
            name: form.name,
            number: form.number,
            currency: form.currency.unwrap_or(house).code.to_owned(),
            created_at: change.at,
            ..BankAccount::default()
        })?;
        change.about(made.id.as_ref());
        Ok(made.id)
    })
}

/// # Errors
/// Where somebody saved in between; beside the number, where another account has it; and beside the currency, once there is
/// a statement in it.
pub fn edit_account(visit: &Visit, id: Id<BankAccount>, form: AccountForm) -> Result<()> {
    visit.act(SET_UP, move |change| {
        let mut held = change.subject_at::<BankAccount>(id, form.version)?;
        must_be_new(change, &form.number, Some(id))?;
        let currency = form.currency.map(|currency| currency.code.to_owned());
        let currency = currency.unwrap_or_else(|| held.currency.clone());
        if currency != held.currency && has_statements(change, id)? {
            return Err(Error::field(
                "currency",
                "There are statements in the currency that it has.",
            ));
        }
        let same = (held.name == form.name, held.number == form.number);
        if same == (true, true) && held.currency == currency {
            return Ok(());
        }
        held.name = form.name;
        held.number = form.number;
        held.currency = currency;
        change.put(&held)
    })
}

/// # Errors
/// A conflict, where there are statements of it.
pub fn delete_account(visit: &Visit, id: Id<BankAccount>) -> Result<()> {
    visit.act(DELETE, move |change| {
        let held = change.subject::<BankAccount>(id)?;
        if has_statements(change, id)? {
            return Err(Error::conflict(
                "There are statements of this account. Throw them away first.",
            ));
        }
        change.delete(&held)
    })
}

fn has_statements(change: &mut Change<'_, '_>, id: Id<BankAccount>) -> Result<bool> {
    let held = change
        .unscoped("an account with statements stays as it is, whoever sees them")
        .last_child::<BankStatement>(OF_ACCOUNT, Key::new().id(id))?;
    Ok(held.is_some())
}

fn must_be_new(
    change: &mut Change<'_, '_>,
    number: &str,
    own: Option<Id<BankAccount>>,
) -> Result<()> {
    let held = change
        .unscoped("an account is there once, whoever sees it")
        .by_unique::<BankAccount>(NUMBERED, Key::new().text(number))?;
    match held.filter(|held| Some(held.id) != own) {
        None => Ok(()),
        Some(held) => Err(Error::field(
            "number",
            format!("{} has this number already.", held.name),
        )),
    }
}

/// What became of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Brought {
    /// The statement that it made; where all of its lines were there, the one that the first of them came with.
    pub statement: Id<BankStatement>,
    pub added: u32,
    pub known: u32,
}

/// The text of a file that was sent.
///
/// # Errors
/// With the field `file` when it is none, or too large.
pub fn text_of(visit: &Visit, file: &FileRef) -> Result<Decoded> {
    if usize::try_from(file.size).map_or(true, |size| size > MOST_BYTES) {
        let most = MOST_BYTES >> 20;
        return Err(Error::field(
            "file",
            format!("A statement has at most {most} MB."),
        ));
    }
    let mut bytes = Vec::new();
    visit.store().file(file)?.read_to_end(&mut bytes)?;
    decode(&bytes)
}

/// What was said last of a sheet of this account with this head.
///
/// # Errors
/// When the store can't be read.
pub fn remembered(
    visit: &Visit,
    account: &BankAccount,
    heads: &[String],
) -> Result<Option<Vec<Chosen>>> {
    let name = sheet::remembered_as(account.id.raw(), heads);
    visit.store().remembered(&name)
}

/// A sheet as it would come in: with what was said of its columns, else as the last one of the account with this head.
///
/// # Errors
/// With the field `file` when it is no sheet.
pub fn look<'v>(
    visit: &'v Visit,
    account: &BankAccount,
    decoded: &Decoded,
    chosen: &[Chosen],
) -> Result<sheet::Sheet<'v>> {
    let first = sheet::Sheet::of(visit, decoded, account.currency(), chosen)?;
    if !chosen.is_empty() {
        return Ok(first);
    }
    match remembered(visit, account, first.heads())? {
        Some(known) => sheet::Sheet::of(visit, decoded, account.currency(), &known),
        None => Ok(first),
    }
}

/// Brings a statement in: each of its lines once, whatever brought it before.
///
/// # Errors
/// With the field `file`, where it can't be read as a whole; nothing of it comes in then.
pub fn import(visit: &Visit, upload: &Upload, file: &FileRef, name: &str) -> Result<Brought> {
    let missing = || Error::field("account", "There is no such account that you may see.");
    let id = upload.account.ok_or_else(missing)?;
    let account: BankAccount = visit.find(id).map_err(|error| match error {
        Error::NotFound => missing(),
        other => other,
    })?;
    visit.demand_on(&IMPORT, &account)?;
    let decoded = text_of(visit, file)?;
    let format = format_of(&decoded.content);
    let mut remember = None;
    let parsed = match format {
        Format::Sheet => {
            let sheet = look(visit, &account, &decoded, &upload.columns)?;
            let name = sheet::remembered_as(account.id.raw(), sheet.heads());
            remember = Some((name, sheet.rows.columns.chosen()));
            sheet.whole()?
        }
        _ => of_account(statements(format, &decoded.content)?, &account.number)?,
    };
    bring(visit, &account, (format, name), parsed, remember)
}

/// Brings in what a file says.
pub(super) fn bring(
    visit: &Visit,
    account: &BankAccount,
    (format, name): (Format, &str),
    parsed: Parsed,
    remember: Option<(String, Vec<Chosen>)>,
) -> Result<Brought> {
    if parsed.currency != account.currency {
        return Err(Error::field(
            "file",
            format!(
                "This statement is in {}, and {} is kept in {}.",
                parsed.currency, account.name, account.currency
            ),
        ));
    }
    if !parsed.account.is_empty() && !is_same(&parsed.account, &account.number) {
        return Err(Error::field(
            "file",
            "This statement is of another account.",
        ));
    }
    if parsed.lines.is_empty() {
        return Err(Error::field(
            "file",
            "There is no line in this file that is booked.",
        ));
    }
    let (id, file_name) = (account.id, name.to_owned());
    visit.act(IMPORT, move |change| {
        let account = change.subject::<BankAccount>(id)?;
        let mut new = Vec::new();
        let mut first_known = None;
        let mut known = 0;
        for (key, line) in keys(&parsed.lines).into_iter().zip(parsed.lines) {
            let held = change
                .unscoped("a line is there once, whoever brought it in")
                .by_unique::<BankLine>(ONCE, once(id, &key))?;
            match held {
                Some(held) => {
                    known += 1;
                    first_known.get_or_insert(held.statement);
                }
                None => new.push((key, line)),
            }
        }
        if let Some((name, chosen)) = &remember {
            change.remember(name, chosen)?;
        }
        let added = u32::try_from(new.len()).unwrap_or(u32::MAX);
        if let (true, Some(statement)) = (new.is_empty(), first_known) {
            return Ok(Brought {
                statement,
                added,
                known,
            });
        }
        let statement = change.insert(BankStatement {
            account: id,
            format,
            number: parsed.name,
            file_name,
            from: parsed.from,
            until: parsed.until,
            opening: parsed.opening,
            closing: parsed.closing,
            lines: added,
            known,
            passed_over: parsed.passed_over,
            by: Id::new(change.actor.person),
            at: change.at,
            ..BankStatement::default()
        })?;
        for (place, (key, line)) in new.into_iter().enumerate() {
            let alike = alike(change, &statement, &line)?;
            change.insert(BankLine {
                account: id,
                statement: statement.id,
                place: u32::try_from(place).unwrap_or(u32::MAX),
                key,
                day: line.day,
                value_day: line.value_day,
                amount: line.amount,
                name: line.name,
                number: line.number,
                text: line.text,
                reference: line.reference,
                end_to_end: line.end_to_end,
                alike,
                ..BankLine::default()
            })?;
        }
        change.about(statement.id.as_ref());
        change.about(account.id.as_ref());
        Ok(Brought {
            statement: statement.id,
            added,
            known,
        })
    })
}

/// A line of another statement with this day and amount that came in another form: what has a reference of the bank in one
/// and none in the other can't be told to be the same, and isn't taken to be another without a look.
fn alike(
    change: &mut Change<'_, '_>,
    statement: &BankStatement,
    line: &super::parse::ParsedLine,
) -> Result<Option<Id<BankLine>>> {
    let there: Vec<BankLine> = change
        .unscoped("what may be there already is looked at, whoever brought it in")
        .children(SAME, same(statement.account, line.day, line.amount))?;
    let mut other = there.iter().filter(|held| {
        held.statement != statement.id && held.reference.is_empty() != line.reference.is_empty()
    });
    Ok(other.next().map(|held| held.id))
}

/// Throws a statement away with its lines.
///
/// # Errors
/// A conflict, where something of it is booked.
pub fn delete_statement(visit: &Visit, id: Id<BankStatement>) -> Result<()> {
    visit.act(DELETE, move |change| {
        let held = change.subject::<BankStatement>(id)?;
        let lines: Vec<Held<BankLine>> = change
            .on_behalf("a statement goes with all of its lines")
            .children(OF_STATEMENT, Key::new().id(id))?;
        if lines.iter().any(|line| line.booked > Money::ZERO) {
            return Err(Error::conflict(
                "Something of this statement is booked. Take those matches back first.",
            ));
        }
        for line in lines {
            change.delete(&line)?;
        }
        change.delete(&held)
    })
}
