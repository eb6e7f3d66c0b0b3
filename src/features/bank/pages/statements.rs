//! Statements in rows, and one with its lines.

use maud::{Markup, html};

use super::{
    super::{
        account::BankAccount,
        actions::{DELETE, IMPORT, MATCH, SET_UP},
        forms::{LineQuery, StatementQuery},
        line::{BankLine, LineStatus, OF_STATEMENT},
        ops_sure::sure_of,
        parse::Format,
        propose::Proposing,
        statement::{BY_TIME, BankStatement, OF_ACCOUNT},
    },
    decide,
};
use crate::{
    base::{Choice, Money, Result, money::Currency, text},
    data::{Key, Query, Visit},
    features::{history, invoices::Invoice, people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{Page, Request, find_here, link},
};

/// Those of an account, or all, the newest first.
///
/// # Errors
/// When the account isn't there for this person.
pub fn query_of(visit: &Visit, asked: &StatementQuery) -> Result<Query<BankStatement>> {
    Ok(match asked.account {
        Some(id) => {
            let account: BankAccount = visit.find(id)?;
            Query::of(&account, OF_ACCOUNT, Key::new().id(id))
        }
        None => Query::by(BY_TIME).descending(true),
    })
}

fn account_of(visit: &Visit, statement: &BankStatement) -> Result<BankAccount> {
    let held = visit.follow(statement, |held: &BankStatement| held.account)?;
    Ok(held.unwrap_or_default())
}

/// # Errors
/// When the store can't be read.
pub fn table(visit: &Visit, statements: &[BankStatement]) -> Result<Markup> {
    let mut rows = Vec::new();
    for held in statements {
        let waiting = held.counted(visit, LineStatus::Waiting)?;
        let account = account_of(visit, held)?;
        rows.push(
            Row::new()
                .name_link(
                    &format!("/bank-statements/{}", held.id),
                    held.called(),
                    account.name,
                )
                .cell(held.format.label())
                .number(held.lines)
                .number(html! { @if waiting > 0 { b { (waiting) } } @else { span class="dim" { "none" } } })
                .dim(held.at.show(visit.at, &visit.tz)),
        );
    }
    Ok(html! {
        div class="scroll" {
            (Table::rows().caption("Statements").columns([
                Column::new("Statement"), Column::new("Came as"), Column::number("Lines"), Column::number("Waiting"), Column::new("Uploaded"),
            ]).body(rows))
        }
    })
}

/// # Errors
/// When the store can't be read.
pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let asked: StatementQuery = request.filters();
    let query = query_of(visit, &asked)?;
    let page = visit.list(query.page(request.paging()?.forgiving()))?;
    let may = visit.may_somewhere(&IMPORT);
    let upload = || {
        Button::link("Upload a statement", "/bank-statements/new")
            .primary()
            .icon(Icon::Upload)
    };
    let body = html! {
        (Head::new("Bank statements").actions(html! {
            (Button::link("All lines", "/bank-lines?status=waiting"))
            @if visit.may_somewhere(&SET_UP) { (Button::link("Accounts", "/bank-accounts").icon(Icon::Settings)) }
            @if may { (upload().key("c")) }
        }))
        div data-live-id="bank-statements" {
            @if page.rows.is_empty() {
                (Empty::first("No statements yet", "Upload what your bank exports (camt.053, OFX or CSV). Each line is matched with the invoice that it pays, and comes in once, however often statements overlap.")
                    .actions(html! { @if may { (upload()) } }))
            } @else {
                (table(visit, &page.rows)?)
                @if let Some(next) = &page.next {
                    p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "More" } }
                }
            }
        }
    };
    Ok(Page::new("Bank statements", body)
        .styles(&["list", "empty", "extra"])
        .lists::<BankStatement>(visit))
}

/// Tabs of a statement's lines, each with how many are behind it.
fn tabs(visit: &Visit, statement: &BankStatement, asked: &LineQuery) -> Result<Markup> {
    let at = format!("/bank-statements/{}", statement.id);
    let mut all = vec![Tab::new("All", at.as_str()).current(asked.statuses.is_empty())];
    for status in LineStatus::ALL {
        let count = u64::try_from(statement.counted(visit, *status)?).unwrap_or(0);
        let tab = Tab::new(status.label(), format!("{at}?status={}", status.key()));
        all.push(tab.current(asked.statuses == [*status]).count(count));
    }
    Ok(crate::ui::list::tabs("Lines", all))
}

/// One with its lines, what is proposed for each, and the deed that decides it.
///
/// # Errors
/// When the store can't be read.
pub fn one(visit: &Visit, request: &Request, statement: &BankStatement) -> Result<Page> {
    let asked: LineQuery = request.filters();
    let account = account_of(visit, statement)?;
    let currency = account.currency();
    let query = Query::of(statement, OF_STATEMENT, Key::new().id(statement.id));
    let query = asked.narrow(query, true);
    let page = visit.list::<BankLine>(query.page(request.paging()?.forgiving()))?;
    let proposing = Proposing::of(visit, &account)?;
    let at = format!("/bank-statements/{}", statement.id);
    let may_match = visit.may(&MATCH, statement);
    let sure = match may_match {
        true => sure_of(visit, statement)?.len(),
        false => 0,
    };
    let mut rows = Vec::new();
    for line in &page.rows {
        let proposal = proposing.propose(line)?;
        rows.push(
            Row::new()
                .name_link(
                    &format!("/bank-lines/{}", line.id),
                    crate::data::Record::title(line),
                    match line.name.is_empty() {
                        true => String::new(),
                        false => text::shorten(&line.text, 90),
                    },
                )
                .cell(line.day.show(visit.today()))
                .number(line.amount.show(currency))
                .cell(badge(line.status.tone(), line.status.label()))
                .cell(decide(visit, line, proposal.as_ref(), &request.here())?),
        );
    }
    let waiting = statement.counted(visit, LineStatus::Waiting)?;
    let nothing_booked = statement.counted(visit, LineStatus::Matched)? == 0;
    let house = CurrentSettings::of(visit)?.0.currency();
    let body = html! {
        div data-live-id="bank-statement-head" data-kinds="bank-lines invoices" {
            (Head::new(statement.called()).fact(id(statement.id.to_string()))
                .fact(html! { "of " (link(visit, account.id.as_ref(), account.name.as_str())) })
                .actions(html! {
                    @if nothing_booked && visit.may(&DELETE, statement) { (post_button(&format!("{at}/delete"), html! {}, Button::submit("Throw away").icon(Icon::Trash))) }
                    @if sure > 0 { (post_button(&format!("{at}/match-sure"), html! {}, Button::submit(format!("Confirm all that are sure ({sure})")).primary().icon(Icon::Check))) }
                }))
            @if house.code != account.currency { (Banner::warning(format!("This account is kept in {}, and the house counts in {}: its lines can be looked at and ignored, and not booked.", account.currency, house.code))) }
            (stats([
                Stat::new("Waiting", waiting),
                Stat::new("Matched", statement.counted(visit, LineStatus::Matched)?),
                Stat::new("Ignored", statement.counted(visit, LineStatus::Ignored)?),
            ]))
        }
        (tabs(visit, statement, &asked)?)
        (find_here(request, "Find by name or text"))
        div class="scroll" data-live-id="bank-statement-lines" data-kinds="bank-lines invoices" {
            @if rows.is_empty() { (Empty::quiet("No line fits", "Choose another tab, or look for another word.")) }
            @else {
                (Table::rows().caption("Lines").columns([
                    Column::new("Line"), Column::new("Day"), Column::number("Amount"), Column::new("Status"), Column::new("Pays"),
                ]).body(rows))
                @if let Some(next) = &page.next {
                    p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "More" } }
                }
            }
        }
        (facts(visit, statement, currency)?)
        (Section::new("History", history::of(visit, statement, request)?).live("history"))
    };
    Ok(Page::new(statement.called(), body)
        .under("Bank", "/bank-statements")
        .styles(&["record", "extra", "list", "empty", "chart", "thread"])
        .live(format!("bank-statements:{}", statement.id.raw()))
        .lists::<BankLine>(visit)
        .lists::<Invoice>(visit))
}

fn facts(visit: &Visit, statement: &BankStatement, currency: Currency) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let amount = |held: Option<Money>| held.map(|held| held.show(currency));
    let some = |count: u32| (count > 0).then_some(count);
    Ok(html! {
        (Section::new("The file", Facts::new()
            .fact("Came as", match statement.format { Format::Sheet => "CSV", Format::Ofx => "OFX", _ => "camt.053" })
            .maybe("File", (!statement.file_name.is_empty()).then_some(statement.file_name.as_str()))
            .maybe("The bank’s number", (!statement.number.is_empty()).then_some(statement.number.as_str()))
            .maybe("From", statement.from.map(|day| day.show(today)))
            .maybe("Until", statement.until.map(|day| day.show(today)))
            .maybe("Before", amount(statement.opening))
            .maybe("After", amount(statement.closing))
            .fact("Lines", statement.lines)
            .maybe("There already", some(statement.known))
            .maybe("Left out: not booked yet, or of no amount", some(statement.passed_over))
            .fact("Uploaded", html! { (statement.at.show(visit.at, &visit.tz)) " by " (names.name(statement.by)) })))
    })
}
