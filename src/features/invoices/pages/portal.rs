//! A client's own invoices in the portal: what they owe, how to pay it, and every paper as it was issued.

use maud::{Markup, html};

use super::{
    super::{
        VIEW,
        electronic::{self, Known},
        how_to_pay as how,
        invoice::{Invoice, OPEN, Status},
        paper,
        query::InvoiceQuery,
        statement,
        terms::CurrentTerms,
        trade::grouped,
    },
    money::sheet,
};
use crate::{
    base::{
        Error, Money, Result,
        language::{self, say},
        money::Currency,
    },
    data::{Query, Visit},
    features::{clients::Client, settings::CurrentSettings, tickets},
    said, said_html,
    ui::{portal, prelude::*, qr::qr},
    web::{Page, Request, reply::Frame},
};

/// What their own people call where a paper stands.
fn word(invoice: &Invoice) -> Markup {
    let (tone, word) = match invoice.status {
        _ if invoice.is_credit_note() => (Tone::Stone, say("invoice-credit-note")),
        Status::Overdue => (Tone::Warning, say("invoice-overdue")),
        Status::Paid => (Tone::Success, say("invoice-paid")),
        Status::PartlyPaid => (Tone::Info, say("invoice-partly-paid")),
        Status::Credited => (Tone::Stone, say("invoice-credited")),
        Status::WrittenOff => (Tone::Stone, say("invoice-closed")),
        _ => (Tone::Azure, say("invoice-to-pay")),
    };
    badge(tone, word)
}

fn row(visit: &Visit, invoice: &Invoice) -> Result<Markup> {
    let currency = invoice.currency(CurrentSettings::of(visit)?.0.currency());
    let today = visit.today();
    let amount = Money(invoice.signed(invoice.totals().gross.0)).show(currency);
    let when = match invoice.due.filter(|_| invoice.status.is_open()) {
        Some(due) => said!("invoice-due", day = due.show(today)),
        None => invoice
            .issued_on
            .map(|day| day.show(today))
            .unwrap_or_default(),
    };
    let second = html! { (invoice.number) " · " (amount) " · " (when) };
    Ok(item_link(
        icon(Icon::Invoice),
        &format!("/portal/invoices/{}", invoice.id),
        invoice.title.as_str(),
        second,
        word(invoice),
    ))
}

/// # Errors
/// When the store can't be read.
pub fn list(visit: &Visit, request: &Request) -> Result<Page> {
    let page = visit.list(
        InvoiceQuery::default()
            .query()
            .page(request.paging()?.forgiving()),
    )?;
    let client: Option<Client> = match visit.actor.client {
        Some(id) => crate::base::if_found(visit.find(crate::base::Id::new(id)))?,
        None => None,
    };
    let lede = match &client {
        Some(client) => {
            let house = CurrentSettings::of(visit)?.0.currency();
            let left = statement::left_of(visit, client)?;
            let account = statement::account_of(visit, client)?;
            let credit = account.credit;
            match (
                left.iter().any(|(left, _)| *left > Money::ZERO),
                credit > Money::ZERO,
            ) {
                (true, _) => said!("invoice-is-open", amount = statement::told(&left)),
                (_, true) => said!(
                    "invoice-credit",
                    amount = credit.show(account.credit_currency(house))
                ),
                _ => say("invoice-all-paid").into(),
            }
        }
        None => String::new(),
    };
    let rows: Vec<Markup> = page
        .rows
        .iter()
        .map(|invoice| row(visit, invoice))
        .collect::<Result<_>>()?;
    let statement = match &client {
        // Without the payments a part of it would pass for the whole.
        Some(client) if statement::sees_all_of(visit, client.id) => {
            Some(statement::of(visit, client, "/portal")?)
        }
        _ => None,
    };
    let older = page
        .next
        .map(|next| format!("/portal/invoices?after={next}"));
    let body = html! {
        div data-live-id="invoices-head" { (portal::welcome(say("invoice-invoices"), lede)) }
        div class="stack l" data-live-id="invoices" {
            @if rows.is_empty() { (Empty::quiet(say("invoice-no-invoices-yet"), say("invoice-what-we-bill-you-stands-here"))) }
            @else { ul class="list" { @for row in &rows { (row) } } }
            @if let Some(older) = older { (buttons(Button::link(say("invoice-older-ones"), older))) }
            @if let Some(held) = statement.filter(|held| !held.is_empty()) {
                details {
                    summary { (say("invoice-statement")) }
                    (sheet(visit, &held))
                    (buttons(Button::link(say("invoice-download-the-statement"), "/portal/statement").icon(Icon::Download)))
                }
            }
        }
    };
    Ok(Page::new(say("invoice-invoices"), body)
        .frame(Frame::Portal)
        .styles(&["list", "empty", "extra", "record"])
        .live("invoices"))
}

/// # Errors
/// Not found while it is a draft.
pub fn one(visit: &Visit, invoice: &Invoice) -> Result<Page> {
    if !invoice.is_issued() {
        return Err(Error::NotFound);
    }
    let currency = invoice.currency(CurrentSettings::of(visit)?.0.currency());
    let left = invoice.left().show(currency);
    let lede = match (invoice.status, invoice.due) {
        _ if invoice.is_credit_note() => say("invoice-takes-back").to_owned(),
        (Status::Overdue, Some(due)) => said!("invoice-was-due", amount = left, day = due.long()),
        (status, Some(due)) if status.is_open() => {
            said!("invoice-pay-by", amount = left, day = due.long())
        }
        (Status::Paid, _) => say("invoice-paid-thanks").into(),
        _ => say("invoice-nothing-left").into(),
    };
    let open = invoice.status.is_open();
    let electronic = electronic::needs(invoice, &Known::of(visit, invoice)?).is_empty();
    let aside = html! {
        div class="stack l no-print" data-live-id="invoice-aside" {
            @if open {
                (how_to_pay(visit, invoice, currency)?)
            }
            (Section::new(say("invoice-keep-it"), html! {
                (buttons(html! {
                    (Button::link(say("invoice-download-the-pdf"), format!("/portal/invoices/{}/pdf", invoice.id)).icon(Icon::Download))
                    @if electronic { (Button::link(say("invoice-for-your-program"), format!("/portal/invoices/{}/xml", invoice.id)).icon(Icon::Download)) }
                }))
            }))
            @if visit.may_somewhere(&tickets::RAISE) {
                (Section::new(say("invoice-questions"), buttons(Button::link(say("invoice-ask-us-something"), "/portal/requests"))))
            }
        }
    };
    let body = html! {
        (portal::back(say("invoice-invoices"), "/portal/invoices"))
        div class="no-print" data-live-id="invoice-head" {
            (portal::welcome(html! { (language::word(invoice.paper_word())) " " (invoice.number) " " (word(invoice)) }, lede))
        }
        (portal::grid(html! { div data-live-id="invoice-sheet" { (paper::sheet(visit, invoice)?.paper()) } }, aside))
    };
    Ok(Page::new(invoice.number.as_str(), body)
        .frame(Frame::Portal)
        .styles(&["paper", "extra", "record", "list"])
        .live(format!("invoices:{}", invoice.id.raw())))
}

/// The amount, the account, the reference, a code for banking apps and the provider's page, as far as the house has them.
fn how_to_pay(visit: &Visit, invoice: &Invoice, currency: Currency) -> Result<Markup> {
    let terms = visit.cached::<CurrentTerms>()?;
    let terms = &terms.0;
    let house = CurrentSettings::of(visit)?;
    let left = invoice.left();
    let number = invoice.number.as_str();
    let code = how::epc(&terms.bank, &house.0.name, number, left, currency)
        .map(|words| qr(&words, say("invoice-code-for-your-banking-app")))
        .transpose()?;
    let link = how::link(&terms.pay_link, number, left, currency);
    let account = terms.bank.has_iban().then(|| {
        let holder = how::holder(&terms.bank, &house.0.name);
        Facts::new()
            .fact(say("invoice-to"), holder)
            .fact("IBAN", grouped(&terms.bank.account))
            .maybe(
                "BIC",
                (!terms.bank.bic.is_empty()).then(|| terms.bank.bic.clone()),
            )
    });
    Ok(html! {
        (Section::new(say("invoice-how-to-pay"), html! {
            p class="stat" { strong { (left.show(currency)) } }
            @if let Some(link) = &link {
                (buttons(Button::link(say("invoice-pay-at-our-provider"), link.as_str()).primary().attr("rel", "noopener noreferrer external")))
                p class="dim t12" { (say("invoice-it-opens-their-page-we-never")) }
            }
            @if let Some(account) = &account { (account) }
            @if !invoice.parties.pay.is_empty() { p { (broken(&invoice.parties.pay)) } }
            @if invoice.parties.pay.is_empty() && account.is_none() && link.is_none() { p { (say("invoice-please-ask-us-how-to-pay")) } }
            p { (said_html!("invoice-reference", number = html! { b { (number) } })) }
            @if let Some(due) = invoice.due { p class="mute" { (said!("invoice-due-by", day = due.show(visit.today()))) } }
            @if let Some(code) = &code {
                figure class="qr" {
                    (code)
                    figcaption class="dim t12" { (say("invoice-scan-it-in-your-banking-app")) }
                }
            }
        }))
    })
}

/// What a client has left to pay, for the portal's home.
///
/// # Errors
/// When the store can't be read.
pub fn lately(visit: &Visit) -> Result<Vec<Invoice>> {
    if visit.actor.client.is_none() || !visit.may_somewhere(&VIEW) {
        return Ok(Vec::new());
    }
    Ok(visit.list(Query::by(OPEN).limit(20))?.rows)
}
