//! One invoice: the paper, what can be done about it, and its money.

use maud::{Markup, html};

use super::{
    super::{
        actions::{CHARGE_LATE, CREDIT, DELETE, EDIT, ISSUE, PAY, SEND, WRITE_OFF},
        invoice::{CREDITS, Invoice, Status},
        late,
        list::badge_of,
        paper,
        payment::{PAID_ON, Payment},
        statement,
        terms::CurrentTerms,
    },
    bound, dialogs, trade,
};
use crate::{
    base::{Choice, Money, Result, money::Currency, text},
    data::{Key, Visit},
    features::{
        clients::Client, form_key, history, people::Directory, projects::Project, quotes::Quote,
        settings::CurrentSettings,
    },
    ui::{prelude::*, printable},
    web::{Page, Request, form::Refused, link},
};

/// # Errors
/// When the store can't be read.
pub fn invoice(
    visit: &Visit,
    invoice: &Invoice,
    request: &Request,
    refused: &Refused,
) -> Result<Page> {
    let client: Client = visit
        .follow(invoice, |invoice: &Invoice| invoice.client)?
        .unwrap_or_default();
    let house = CurrentSettings::of(visit)?.0.currency();
    let currency = invoice.currency(house);
    // What can pay this paper; a draft, in what it will be issued in.
    let credit = statement::account_of(visit, &client)?.credit_of(currency, house);
    let past = request.query("show") == Some("history");
    let at = format!("/invoices/{}", invoice.id);
    let body = html! {
        div class="no-print" data-live-id="invoice-head" {
            (Head::new(invoice.title.as_str())
                .fact(id(invoice.called()))
                .mark(badge_of(invoice))
                .fact(html! { "for " (link(visit, client.id.as_ref(), client.name.as_str())) })
                .actions(actions(visit, invoice, credit)))
            (tabs("Show", [Tab::new(invoice.paper_word(), at.as_str()).current(!past), Tab::new("History", format!("{at}?show=history")).current(past)]))
        }
        div class="no-print" { (asked(visit, invoice, credit, currency, refused)) }
        @if past {
            (read(history::of(visit, invoice, request)?))
        } @else {
            (printable::desk(
                html! { div data-live-id="invoice-sheet" {
                    @let sheet = paper::sheet(visit, invoice)?;
                    (sheet.warning()?)
                    (sheet.paper())
                } },
                html! { div class="stack l no-print" data-live-id="invoice-aside" { (aside(visit, invoice, &client, (credit, currency))?) } },
            ))
        }
    };
    let page = Page::new(invoice.called(), body)
        .under("Invoices", "/invoices")
        .styles(&["extra", "paper", "record", "thread"])
        .live(format!("invoices:{}", invoice.id.raw()))
        .status(refused.status());
    Ok(if refused.anything() {
        page.at(at)
    } else {
        page
    })
}

fn actions(visit: &Visit, invoice: &Invoice, credit: Money) -> Markup {
    let at = |verb: &str| format!("/invoices/{}/{verb}", invoice.id);
    let draft = !invoice.is_issued();
    let may = |action| visit.may(action, invoice);
    let open = invoice.status.is_open();
    let takes_back =
        invoice.is_issued() && !invoice.is_credit_note() && invoice.status != Status::Credited;
    let charged = visit
        .cached::<CurrentTerms>()
        .is_ok_and(|terms| late::may_be_charged(invoice, &terms.0, visit.today()));
    html! {
        (Button::link("PDF", at("pdf")).icon(Icon::Download))
        @if draft && may(&EDIT) { (Button::link("Edit", at("edit")).icon(Icon::Edit).key("e")) }
        @if draft && may(&DELETE) { (Button::plain("Throw away").opens("delete")) }
        @if takes_back && may(&CREDIT) { (Button::plain("Credit").icon(Icon::Undo).opens("credit")) }
        @if charged && may(&CHARGE_LATE) {
            (post_button(&at("charge-late"), hidden("_key", form_key()), Button::submit("Charge interest and fees")))
        }
        @if open && may(&WRITE_OFF) { (Button::plain("Write off").opens("write-off")) }
        @if open && credit > Money::ZERO && may(&PAY) { (Button::plain("Pay from credit").opens("use-credit")) }
        @if !draft && may(&SEND) {
            @let button = Button::submit(if invoice.sent_at.is_some() { "Send again" } else { "Send" }).icon(Icon::Send);
            // An invoice that nothing is left of isn't the next thing to send; a credit note that nobody has sent is.
            @let next = invoice.is_credit_note() && invoice.sent_at.is_none();
            (post_button(&at("send"), hidden("_key", form_key()), if next { button.primary() } else { button }))
        }
        @if open && may(&PAY) { (Button::plain("Record a payment").primary().opens("pay")) }
        @if draft && !invoice.is_credit_note() && credit > Money::ZERO && invoice.unready().is_none() && may(&ISSUE) && may(&PAY) {
            (post_button(&at("issue"), html! { (hidden("version", invoice.version)) (hidden("use_credit", "on")) }, Button::submit("Issue, paid from credit")))
        }
        @if draft && may(&ISSUE) {
            @let button = Button::submit("Issue").primary();
            (post_button(&at("issue"), hidden("version", invoice.version), match invoice.unready() {
                Some(why) => button.disabled_because(why),
                None => button,
            }))
        }
    }
}

/// What the buttons ask, and what came back to be mended.
fn asked(
    visit: &Visit,
    invoice: &Invoice,
    credit: Money,
    currency: Currency,
    refused: &Refused,
) -> Markup {
    let may = |action| visit.may(action, invoice);
    let paper = !invoice.is_credit_note();
    html! {
        @if !invoice.is_issued() && may(&DELETE) { (dialogs::delete(invoice)) }
        @if invoice.is_issued() && paper && may(&CREDIT) { (dialogs::credit(invoice, refused)) }
        @if paper && may(&WRITE_OFF) { (dialogs::write_off(invoice, currency, refused)) }
        @if paper && may(&PAY) {
            (dialogs::pay(visit, invoice, currency, refused))
            @if credit > Money::ZERO { (dialogs::use_credit(invoice, credit, currency, refused)) }
        }
    }
}

fn aside(
    visit: &Visit,
    invoice: &Invoice,
    client: &Client,
    (credit, currency): (Money, Currency),
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let project: Option<Project> = visit.follow(invoice, |invoice: &Invoice| {
        invoice.project.unwrap_or_default()
    })?;
    let quote: Option<Quote> = visit.follow(invoice, |invoice: &Invoice| {
        invoice.quote.unwrap_or_default()
    })?;
    let credited: Option<Invoice> = visit.follow(invoice, |invoice: &Invoice| {
        invoice.credits.unwrap_or_default()
    })?;
    let notes: Vec<Invoice> = visit.related(invoice, CREDITS, Key::new().id(invoice.id), 50)?;
    let payments: Vec<Payment> = visit.related(invoice, PAID_ON, Key::new().id(invoice.id), 100)?;
    let gross = Money(invoice.signed(invoice.totals().gross.0));
    let amount = |money: Money| money.show(currency);
    let facts = Facts::new()
        .fact("Total", amount(gross))
        .maybe(
            "Paid",
            (invoice.paid > Money::ZERO).then(|| amount(invoice.paid)),
        )
        .maybe(
            "Credited",
            (invoice.credited > Money::ZERO).then(|| amount(invoice.credited)),
        )
        .maybe(
            "Written off",
            (invoice.written_off > Money::ZERO).then(|| amount(invoice.written_off)),
        )
        .maybe(
            "To their credit",
            (invoice.surplus() > Money::ZERO).then(|| amount(invoice.surplus())),
        )
        .maybe(
            "Left to pay",
            (!invoice.is_credit_note() && invoice.is_issued()).then(|| amount(invoice.left())),
        )
        .maybe(
            "Rate",
            (invoice.exchange.is_other()).then(|| invoice.exchange.words(currency)),
        )
        .maybe("Due", invoice.due.map(|due| due.show(today)))
        .maybe(
            "Project",
            project.map(|project| link(visit, project.id.as_ref(), project.title.as_str())),
        )
        .maybe(
            "Quote",
            quote.map(|quote| link(visit, quote.id.as_ref(), quote.id.to_string())),
        )
        .maybe(
            "Takes back",
            credited.map(|credited| link(visit, credited.id.as_ref(), credited.called())),
        )
        .fact("Written by", names.name(invoice.owner))
        .maybe(
            "Written off because",
            (!invoice.write_off_reason.is_empty()).then_some(invoice.write_off_reason.as_str()),
        )
        .maybe(
            "Sent",
            invoice.sent_at.map(|at| {
                format!(
                    "{}, to {}",
                    at.show(visit.at, &visit.tz),
                    invoice.sent_to.join(", ")
                )
            }),
        );
    let reminders = match (invoice.reminders, invoice.remind_at) {
        _ if !invoice.status.is_open() => None,
        (0, None) => None,
        (0, Some(next)) => Some(format!(
            "The first reminder goes out on {}.",
            next.day(&visit.tz).show(today)
        )),
        (n, None) => Some(format!(
            "Reminded {}.",
            text::count(n as usize, "time", "times")
        )),
        (n, Some(next)) => Some(format!(
            "Reminded {}; again on {}.",
            text::count(n as usize, "time", "times"),
            next.day(&visit.tz).show(today)
        )),
    };
    // What the client has open beside this is for whoever sees all of it.
    let left = match statement::sees_all_of(visit, client.id) {
        true => Some(statement::left_of(visit, client)?),
        false => None,
    };
    Ok(html! {
        (Section::new("Money", facts))
        (bound::section(visit, invoice)?)
        (trade::electronic(visit, invoice, client)?)
        @if !invoice.is_credit_note() && invoice.is_issued() {
            (Section::new("Payments", html! {
                @if payments.is_empty() { p class="mute" { "No payment yet." } }
                @else {
                    ul class="list" {
                        @for payment in &payments {
                            @let part = payment.allocations.iter().filter(|each| each.invoice == invoice.id).map(|each| each.amount).sum::<Money>();
                            li { (two_line_link(&format!("/payments/{}", payment.id), amount(part), format!("{}, {}", payment.day.show(today), payment.kind.label().to_lowercase()))) }
                        }
                    }
                }
                @if let Some(reminders) = reminders { p class="mute" { (reminders) } }
            }))
        }
        @if !notes.is_empty() {
            (Section::new("Credit notes", html! {
                ul class="list" {
                    @for note in &notes {
                        li { (two_line_link(&format!("/invoices/{}", note.id), note.called(), html! { (amount(note.totals().gross)) " · " (note.reason) })) }
                    }
                }
            }))
        }
        @if let Some(left) = left { (Section::new("This client", Facts::new()
            .fact("Open", statement::told(&left))
            .maybe("To their credit", (credit > Money::ZERO).then(|| amount(credit)))
            .fact("Statement", html! { a class="link" href=(format!("/clients/{}/statement", client.id)) { "Everything billed and paid" } }))) }
    })
}
