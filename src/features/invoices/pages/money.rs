//! A client's statement, what is open by age, one payment, and what a client's page shows of it all.

use maud::{Markup, html};

use super::{
    super::{
        account::ClientAccount,
        actions::{PAY, REFUND, SET_ACCOUNT, TAKE_BACK},
        aged::open_by_age,
        invoice::Invoice,
        payment::Payment,
        rules::AGES,
        statement::{self, Part, Statement, account_of},
        terms::CurrentTerms,
    },
    dialogs::{self, dialog, money_fields},
    terms::untaxed_values,
    trade,
};
use crate::{
    base::{
        Choice, Money, Result,
        language::{say, word},
        money::Currency,
    },
    data::Visit,
    features::{clients::Client, history, people::Directory, settings::CurrentSettings},
    ui::prelude::*,
    web::{
        Filled, Page, Request,
        form::{Nothing, Refused},
        link,
    },
};

/// Rows of the section on a client's page.
pub(super) const SHOWN: usize = 20;

fn ages_row(ages: &[Money; AGES.len()], left: Money, currency: Currency) -> Row {
    let row = ages.iter().fold(Row::new(), |row, sum| {
        row.number(html! { @if *sum != Money::ZERO { (sum.show(currency)) } })
    });
    row.number(html! { b { (left.show(currency)) } })
}

fn age_columns() -> impl Iterator<Item = Column> {
    AGES.iter()
        .map(|age| Column::number(word(age)))
        .chain([Column::number(say("statement-open"))])
}

/// # Errors
/// When the store can't be read.
pub fn statement(visit: &Visit, client: &Client, refused: &Refused) -> Result<Page> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let account = account_of(visit, client)?;
    let held = statement::of(visit, client, "")?;
    let at = format!("/clients/{}/statement", client.id);
    let may = |action| visit.may(action, client);
    let body = html! {
        div class="no-print" {
            (Head::new("Statement")
                .fact(html! { "of " (link(visit, client.id.as_ref(), client.name.as_str())) })
                .actions(html! {
                    (Button::link("PDF", format!("{at}/pdf")).icon(Icon::Download))
                    @if may(&SET_ACCOUNT) { (Button::plain("Terms").opens("agree")) }
                    @if account.credit > Money::ZERO && may(&REFUND) { (Button::plain("Refund").opens("refund")) }
                    @if may(&PAY) { (Button::plain("Record a payment").primary().opens("receive")) }
                }))
            (asked(visit, client, &account, house, refused)?)
        }
        div class="stack l" data-live-id="statement" { (sheet(visit, &held)) }
    };
    let page = Page::new("Statement", body)
        .under("Clients", "/clients")
        .under(client.name.as_str(), format!("/clients/{}", client.id))
        .styles(&["extra", "record", "list", "empty"])
        .live(format!("clients:{}", client.id.raw()))
        .status(refused.status());
    Ok(if refused.anything() {
        page.at(at)
    } else {
        page
    })
}

/// The same rows for staff and for the client's own people; each currency by itself.
pub fn sheet(visit: &Visit, held: &Statement) -> Markup {
    let several = held.parts.len() > 1;
    html! { @for part in &held.parts { (sheet_of(visit, part, several)) } }
}

fn sheet_of(visit: &Visit, held: &Part, several: bool) -> Markup {
    let today = visit.today();
    let currency = held.currency;
    let amount = |money: Money| money.show(currency);
    let titled = |title: &str| match several {
        true => format!("{title} in {}", currency.code),
        false => title.to_owned(),
    };
    html! {
        (Section::new(titled(say("statement-how-it-stands")), html! {
            (Facts::new()
                .fact(say("statement-open"), amount(held.left))
                .maybe(say("statement-to-their-credit"), (held.credit > Money::ZERO).then(|| amount(held.credit))))
            @if held.left > Money::ZERO {
                (Table::plain().caption(titled(say("statement-open-by-age"))).columns(age_columns()).row(ages_row(&held.ages, held.left, currency)))
            }
        }))
        (Section::new(titled(say("statement-what-happened")), html! {
            @if held.rows.is_empty() { (Empty::quiet(say("statement-nothing-billed-yet"), say("statement-every-invoice-credit-note-and-payment"))) }
            @else {
                (Table::plain().caption(titled(say("statement-statement")))
                    .columns([Column::new(say("statement-what")), Column::new(say("statement-day")), Column::number(say("statement-amount")), Column::number(say("statement-balance"))])
                    .body((held.before != Money::ZERO).then(|| Row::new().name(say("statement-before")).cell("").cell("").number(amount(held.before))).into_iter().chain(held.rows.iter().map(|row| {
                        let named = Row::new();
                        let named = match row.href.as_str() {
                            "" => named.name(two_line(row.title.as_str(), row.called.as_str())),
                            href => named.name_link(href, row.title.as_str(), row.called.as_str()),
                        };
                        named.cell(row.day.show(today)).number(amount(row.amount)).number(amount(row.balance))
                    }))))
            }
        }))
    }
}

/// What is agreed with a client as the fields of its form.
pub fn account_values(held: &ClientAccount) -> Vec<(&'static str, String)> {
    let days = held.days.map(|days| days.to_string());
    let mut values = vec![
        ("days", days.unwrap_or_default()),
        ("email", held.email.clone()),
        ("reference", held.reference.clone()),
        ("version", held.version.to_string()),
    ];
    if !held.no_reminders {
        values.push(("reminders", "on".into()));
    }
    values.extend(held.party.values());
    values.extend(untaxed_values(held.untaxed, &held.untaxed_reason));
    values.push(("currency", held.currency.clone()));
    values.push(("rate", held.rate_shown()));
    values
}

fn asked(
    visit: &Visit,
    client: &Client,
    account: &ClientAccount,
    currency: Currency,
    refused: &Refused,
) -> Result<Markup> {
    let at = |verb: &str| format!("/clients/{}/{verb}", client.id);
    let usual = visit.cached::<CurrentTerms>()?.0.days;
    let receive = |back: Option<&Filled<Nothing>>| {
        dialog(
            ("receive", "Record a payment", "Record"),
            at("receive"),
            back,
            false,
            |form, back| {
                html! {
                    p { "It pays what is open, the first due first. The rest stands to the client's credit." }
                    (money_fields(visit, form, "receive", back, (None, currency)))
                }
            },
        )
    };
    let refund = |back: Option<&Filled<Nothing>>| {
        dialog(
            ("refund", "Refund", "Book the refund"),
            at("refund"),
            back,
            true,
            |form, back| {
                html! {
                    @let currency = account.credit_currency(currency);
                    p { (account.credit.show(currency)) " stands to the client's credit." }
                    (money_fields(visit, form, "refund", back, (Some(account.credit), currency)))
                }
            },
        )
    };
    let agree = |back: Option<&Filled<Nothing>>| {
        dialog(
            ("agree", "Terms of payment", "Save"),
            at("agree"),
            back,
            false,
            |form, again| {
                let id = |name: &str| dialogs::field_id(&format!("agree-{name}"), again);
                let value = |name: &str, held: String| form.value(name).map_or(held, str::to_owned);
                let reminded = match again {
                    true => form.value("reminders").is_some(),
                    false => !account.no_reminders,
                };
                html! {
                    (form.version(account.version))
                    (form.number("days", "Days to pay").id(id("days")).value(value("days", account.days.map(|days| days.to_string()).unwrap_or_default())).optional().hint(format!("Left empty, {usual} as for everybody.")))
                    (form.email("email", "E-mail for invoices").id(id("email")).value(value("email", account.email.clone())).optional().hint("Left empty, invoices go to the client's contacts."))
                    (form.text("reference", "Their reference").id(id("reference")).value(value("reference", account.reference.clone())).optional().hint("Stands on their invoices: a purchase order, a cost centre."))
                    (fields_two(html! {
                        (form.select("currency", "Billed in").id(id("currency")).nothing(format!("{}, as the house counts", currency.code)).options(Currency::choices()).value(value("currency", account.currency.clone())).optional())
                        (form.text("rate", "Rate").id(id("rate")).value(value("rate", account.rate_shown())).optional().hint(format!("What one unit of it is worth in {}. Kept on each invoice as it is when that is issued.", currency.code)))
                    }))
                    (Tick::new("reminders", "Remind them when something is overdue").checked(reminded))
                    (fold_open(again, Icon::Invoice, "Who they are in law, for electronic invoices", html! {
                        (trade::party_fields(form, &id, &account.party))
                        (trade::untaxed_fields(form, &id, (account.untaxed, &account.untaxed_reason), "As for everybody"))
                    }))
                }
            },
        )
    };
    Ok(html! {
        @if visit.may(&PAY, client) { (receive(None)) @if refused.is("receive") { (receive(Some(refused.form("receive")))) } }
        @if visit.may(&REFUND, client) { (refund(None)) @if refused.is("refund") { (refund(Some(refused.form("refund")))) } }
        @if visit.may(&SET_ACCOUNT, client) { (agree(None)) @if refused.is("agree") { (agree(Some(refused.form("agree")))) } }
    })
}

/// # Errors
/// When the store can't be read.
pub fn open(visit: &Visit) -> Result<Page> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let aged = open_by_age(visit)?;
    // One sum for each currency: the house's stands first.
    let mut sums: Vec<(Currency, [Money; AGES.len()])> = vec![(house, Default::default())];
    for each in &aged {
        if sums.last().is_none_or(|(held, _)| *held != each.currency) {
            sums.push((each.currency, Default::default()));
        }
        if let Some((_, sums)) = sums.last_mut() {
            for (sum, held) in sums.iter_mut().zip(each.ages) {
                *sum = *sum + held;
            }
        }
    }
    let all = |sums: &[Money]| -> Money { sums.iter().copied().sum() };
    sums.retain(|(currency, sums)| *currency == house || all(sums) != Money::ZERO);
    let columns = || std::iter::once(Column::new("Client")).chain(age_columns());
    let body = html! {
        @let head = Head::new("Open by age");
        (sums.iter().fold(head, |head, (currency, sums)| head.fact(all(sums).show(*currency))))
        div data-live-id="open-by-age" {
            @if aged.is_empty() { (Empty::quiet("Everything is paid", "What clients have left to pay stands here, by how long it is due.")) }
            @else {
                (Table::plain().caption("Open by age").columns(columns())
                    .body(aged.iter().map(|each| {
                        let row = match each.whole {
                            true => Row::new().name_link(&format!("/clients/{}/statement", each.client), each.name.as_str(), each.client.to_string()),
                            false => Row::new().name(two_line(each.name.as_str(), each.client.to_string())),
                        };
                        let row = each.ages.iter().fold(row, |row, sum| row.number(html! { @if *sum != Money::ZERO { (sum.show(each.currency)) } }));
                        row.number(html! { b { (each.left.show(each.currency)) } })
                    }))
                    .foot(html! { @for (currency, sums) in &sums { tr {
                        th scope="row" { "All" @if *currency != house { " in " (currency.code) } }
                        @for sum in sums { td class="num" { @if *sum != Money::ZERO { (sum.show(*currency)) } } }
                        td class="num" { b { (all(sums).show(*currency)) } }
                    } } }))
            }
        }
    };
    Ok(Page::new("Open by age", body)
        .under("Invoices", "/invoices")
        .styles(&["extra", "record", "list", "empty"])
        .lists::<Invoice>(visit))
}

/// What another room shows beside a payment.
pub struct PaymentSection(pub fn(&Visit, &Payment) -> Result<Markup>);

/// # Errors
/// When the store can't be read.
pub fn payment(
    visit: &Visit,
    payment: &Payment,
    request: &Request,
    refused: &Refused,
) -> Result<Page> {
    let currency = payment.currency(CurrentSettings::of(visit)?.0.currency());
    let names = Directory::of(visit)?;
    let client: Client = visit
        .follow(payment, |payment: &Payment| payment.client)?
        .unwrap_or_default();
    let paid: Vec<Invoice> = visit.follow_all(payment, |payment: &Payment| {
        payment
            .allocations
            .iter()
            .map(|each| each.invoice)
            .collect()
    })?;
    let at = format!("/payments/{}", payment.id);
    let part = |invoice: &Invoice| -> Money {
        let of = payment
            .allocations
            .iter()
            .filter(|each| each.invoice == invoice.id);
        of.map(|each| each.amount).sum()
    };
    let over = payment.amount - payment.allocated();
    let others = crate::features::declared().each::<PaymentSection>();
    let body = html! {
        div data-live-id="payment-head" {
            (Head::new(payment.amount.show(currency)).fact(id(payment.id.to_string())).fact(payment.kind.label())
                .fact(html! { "of " (link(visit, client.id.as_ref(), client.name.as_str())) })
                .actions(html! { @if visit.may(&TAKE_BACK, payment) { (Button::plain("Take back").icon(Icon::Undo).opens("take-back")) } }))
        }
        @if visit.may(&TAKE_BACK, payment) { (dialogs::take_back(format!("{at}/take-back"), refused)) }
        (record(
            html! {
                (Section::new("Pays", html! {
                    @if paid.is_empty() { p class="mute" { "No invoice." } }
                    @else {
                        ul class="list" { @for invoice in &paid { li { (link(visit, invoice.id.as_ref(), invoice.called())) " " span class="dim" { (part(invoice).show(currency)) } } } }
                    }
                    @if over > Money::ZERO && payment.to_credit() > Money::ZERO { p class="mute" { (over.show(currency)) " stands to the client's credit." } }
                }))
                (Section::new("History", history::of(visit, payment, request)?))
            },
            html! {
                @for section in others { ((section.0)(visit, payment)?) }
                (Section::new("Booked", Facts::new()
                    .fact("Day", payment.day.show(visit.today()))
                    .fact("How", payment.way.label())
                    .maybe("Reference", (!payment.reference.is_empty()).then_some(payment.reference.as_str()))
                    .maybe("Note", (!payment.note.is_empty()).then(|| broken(&payment.note)))
                    .fact("By", names.name(payment.by))
                    .fact("At", payment.at.show(visit.at, &visit.tz))))
            },
        ))
    };
    let page = Page::new(payment.id.to_string(), body)
        .under("Payments", "/payments")
        .styles(&["extra", "record", "thread", "list"])
        .live(format!("payments:{}", payment.id.raw()))
        .status(refused.status());
    Ok(if refused.anything() {
        page.at(at)
    } else {
        page
    })
}
