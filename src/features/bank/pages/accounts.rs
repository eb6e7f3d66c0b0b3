//! The house's accounts, and the form of one.

use maud::html;

use super::super::{
    account::{BY_NAME, BankAccount},
    actions::{DELETE, IMPORT, SET_UP},
    forms::{AccountForm, StatementQuery},
};
use crate::{
    base::{Result, money::Currency},
    data::{Query, Visit},
    features::{form_key, history},
    ui::prelude::*,
    web::{Filled, Page, Request},
};

/// # Errors
/// When the store can't be read.
pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let query = Query::<BankAccount>::by(BY_NAME).page(request.paging()?.forgiving());
    let page = visit.list(query)?;
    let may = visit.may_somewhere(&SET_UP);
    let rows = page.rows.iter().map(|account| {
        Row::new()
            .name_link(
                &format!("/bank-accounts/{}", account.id),
                account.name.as_str(),
                account.shown(),
            )
            .cell(account.currency.as_str())
    });
    let add = || {
        Button::link("Add an account", "/bank-accounts/new")
            .primary()
            .icon(Icon::Plus)
    };
    let body = html! {
        (Head::new("Bank accounts").actions(html! {
            (Button::link("Statements", "/bank-statements"))
            @if may { (add().key("c")) }
        }))
        @if page.rows.is_empty() {
            (Empty::first("No bank account yet", "Statements come in by account: add the house’s account with its IBAN or number, as it stands on them.")
                .actions(html! { @if may { (add()) } }))
        } @else {
            div class="scroll" data-live-id="bank-accounts" {
                (Table::rows().caption("Bank accounts").columns([Column::new("Account"), Column::new("Currency")]).body(rows))
            }
            @if let Some(next) = &page.next {
                p { a class="link" href=(request.with_query("after", Some(next.as_str()))) { "More" } }
            }
        }
    };
    Ok(Page::new("Bank accounts", body)
        .under("Bank", "/bank-statements")
        .styles(&["list", "empty", "extra"])
        .lists::<BankAccount>(visit))
}

/// The form of a new one, or of one that is there.
///
/// # Errors
/// When the settings can't be read.
pub fn write(
    visit: &Visit,
    account: Option<&BankAccount>,
    form: &Filled<AccountForm>,
) -> Result<Page> {
    let house = crate::features::settings::CurrentSettings::of(visit)?
        .0
        .currency();
    let at = match account {
        Some(account) => format!("/bank-accounts/{}", account.id),
        None => "/bank-accounts".to_owned(),
    };
    let title = match account {
        Some(account) => format!("Edit {}", account.name),
        None => "Add a bank account".to_owned(),
    };
    let hidden = html! {
        @match account {
            Some(account) => (form.version(account.version)),
            None => (hidden("_key", form_key())),
        }
    };
    let currency = form
        .value("currency")
        .map_or(house.code, |code| code)
        .to_owned();
    let codes = Currency::ALL
        .iter()
        .map(|held| (held.code, format!("{} {}", held.code, held.name)));
    let body = html! {
        (Head::new(title.as_str()))
        div class="stack read" {
            (form.banner())
            (crate::ui::form::form(&at, hidden, html! {
                (form.text("name", "Name").required().max_length(80).hint("As you call it: the main account, say."))
                (form.text("number", "IBAN or number").required().max_length(60).hint("As it stands on statements; spaces don’t matter."))
                (form.select("currency", "Currency").options(codes).value(currency))
                (buttons(html! { (Button::submit("Save").primary()) (Button::link("Keep things as they are", if account.is_some() { at.as_str() } else { "/bank-accounts" })) }))
            }))
        }
    };
    let page = Page::new(title, body)
        .under("Bank", "/bank-statements")
        .under("Accounts", "/bank-accounts")
        .styles(&["extra", "form"])
        .status(form.status());
    Ok(match account {
        Some(account) => page.under(account.name.as_str(), at),
        None => page,
    })
}

/// One account with its latest statements.
///
/// # Errors
/// When the store can't be read.
pub fn account(visit: &Visit, request: &Request, account: &BankAccount) -> Result<Page> {
    let asked = StatementQuery {
        account: Some(account.id),
    };
    let query = super::statements_of(visit, &asked)?.limit(20);
    let statements = visit.list(query)?.rows;
    let at = format!("/bank-accounts/{}", account.id);
    let body = html! {
        div data-live-id="bank-account-head" {
            (Head::new(account.name.as_str()).fact(id(account.id.to_string())).actions(html! {
                @if statements.is_empty() && visit.may(&DELETE, account) { (post_button(&format!("{at}/delete"), html! {}, Button::submit("Throw away").icon(Icon::Trash))) }
                @if visit.may(&SET_UP, account) { (Button::link("Edit", format!("{at}/edit")).icon(Icon::Edit).key("e")) }
                @if visit.may(&IMPORT, account) { (Button::link("Upload a statement", format!("/bank-statements/new?account={}", account.id)).primary().icon(Icon::Upload)) }
            }))
        }
        (record(html! {
            (Section::new("Statements", html! {
                @if statements.is_empty() { p class="mute" { "None has come in yet." } }
                @else { (super::statements::table(visit, &statements)?) }
            }).live("bank-account-statements"))
            (Section::new("History", history::of(visit, account, request)?).live("history"))
        }, html! {
            (Section::new("Details", Facts::new()
                .fact("IBAN or number", account.shown())
                .fact("Currency", account.currency.as_str())
                .fact("Added", account.created_at.show(visit.at, &visit.tz))))
        }))
    };
    Ok(Page::new(account.name.as_str(), body)
        .under("Bank", "/bank-statements")
        .under("Accounts", "/bank-accounts")
        .styles(&["record", "extra", "list", "thread"])
        .live(format!("bank-accounts:{}", account.id.raw())))
}
