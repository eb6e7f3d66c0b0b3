//! One line: what the bank says, what it is matched with or may be, and the forms that decide it.

use maud::{Markup, html};

use super::{
    super::{
        account::BankAccount,
        actions::{IGNORE, MATCH, RELEASE, WAIT},
        line::{BankLine, LineStatus},
        matched,
        propose::{Proposal, Proposing},
        statement::BankStatement,
    },
    decide::{sent, words},
};
use crate::{
    base::{Choice, Money, Result, if_found, money::Currency},
    data::{Key, Record, Visit},
    features::{
        Command,
        clients::Client,
        form_key, history,
        invoices::{Invoice, OPEN_OF, Payment},
        people::Directory,
        settings::CurrentSettings,
    },
    ui::prelude::*,
    web::{
        Filled, Page, Request,
        form::{Nothing, Refused},
        link,
    },
};

/// Open invoices of the client that are offered to be paid by hand.
const OFFERED: usize = 10;

/// # Errors
/// When the store can't be read.
pub fn one(visit: &Visit, request: &Request, line: &BankLine, refused: &Refused) -> Result<Page> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let account: Option<BankAccount> = if_found(visit.find(line.account))?;
    let account = account.unwrap_or_default();
    let currency = account.currency();
    let proposal = Proposing::of(visit, &account)?.propose(line)?;
    let statement: Option<BankStatement> = visit.follow(line, |line: &BankLine| line.statement)?;
    let at = format!("/bank-lines/{}", line.id);
    let may = |action| visit.may(action, line);
    let waits = line.status == LineStatus::Waiting;
    let books = waits && may(&MATCH) && account.currency == house.code;
    let ignores = waits && line.booked == Money::ZERO && may(&IGNORE);
    // What a form that isn't there any more was refused for is told above.
    let shown: Vec<&str> = [(books, "match"), (ignores, "ignore")]
        .into_iter()
        .filter_map(|(is_there, verb)| is_there.then_some(verb))
        .collect();
    let body = html! {
        div data-live-id="bank-line-head" {
            (Head::new(line.amount.show(currency)).mark(badge(line.status.tone(), line.status.label()))
                .fact(id(line.id.to_string()))
                .fact(Record::title(line))
                .actions(html! {
                    @if !line.reason.is_empty() && may(&WAIT) { (post_button(&format!("{at}/wait"), html! {}, Button::submit("Let it wait again").icon(Icon::Undo))) }
                    @if line.booked > Money::ZERO && may(&RELEASE) { (post_button(&format!("{at}/release"), html! {}, Button::submit("Take the match back").icon(Icon::Undo))) }
                }))
        }
        (refused.banner(&shown))
        (record(html! {
            @if let Some(alike) = line.alike {
                (Banner::warning(html! { "One of the same day and amount came in another form: " (link(visit, alike.as_ref(), alike.to_string())) ". Look whether it is the same before you book it." }))
            }
            div class="stack l" data-live-id="bank-line-matched" { (is_matched(visit, line, currency)?) }
            @if let Some(proposal) = proposal.as_ref().filter(|_| books) {
                (Section::new("Proposed", html! {
                    p { (badge(Tone::Info, proposal.certainty.label())) " " (words(visit, proposal, house)) }
                    (post_button(&format!("{at}/match"), sent(line, proposal, house), Button::submit("Confirm").primary().icon(Icon::Check)))
                }))
            }
            @if books { (by_hand(visit, line, proposal.as_ref(), house, refused)?) }
            @if waits && account.currency != house.code { p class="mute" { "This account is kept in another currency than the house counts in: nothing of it can be booked." } }
            @if ignores { (ignore(&at, refused)) }
            (Section::new("History", history::of(visit, line, request)?).live("history"))
        }, facts(visit, line, &account, statement.as_ref())?))
    };
    let page = Page::new(Record::title(line), body)
        .under("Bank", "/bank-statements")
        .styles(&["record", "extra", "list", "thread", "form"])
        .live(format!("bank-lines:{}", line.id.raw()))
        .status(refused.status());
    let page = match &statement {
        Some(held) => page.under(held.called(), format!("/bank-statements/{}", held.id)),
        None => page,
    };
    Ok(match refused.anything() {
        true => page.at(at),
        false => page,
    })
}

fn is_matched(visit: &Visit, line: &BankLine, currency: Currency) -> Result<Markup> {
    let payments = matched::payments(visit, line)?;
    let rows: Vec<Row> = payments
        .iter()
        .map(|(payment, amount)| {
            Row::new()
                .name(link(visit, payment.id.as_ref(), payment.id.to_string()))
                .cell(payment.kind.label())
                .cell(payment.day.show(visit.today()))
                .number(amount.show(currency))
        })
        .collect();
    Ok(html! {
        @if !rows.is_empty() {
            (Section::new("Matched with", html! {
                (Table::plain().caption("Payments").columns([Column::new("Payment"), Column::new("Kind"), Column::new("Day"), Column::number("Amount")]).body(rows))
                @if line.left() > Money::ZERO { p { (line.left().show(currency)) " is left of the line." } }
            }))
        }
        @if !line.reason.is_empty() { (Section::new("Ignored", html! { p { (broken(&line.reason)) } })) }
    })
}

/// Invoices that are offered: those proposed, then what else the client has open.
fn offered(
    visit: &Visit,
    proposal: Option<&Proposal>,
    currency: Currency,
) -> Result<Vec<(Invoice, Money)>> {
    let mut found: Vec<(Invoice, Money)> = Vec::new();
    let Some(proposal) = proposal else {
        return Ok(found);
    };
    found.extend(proposal.pays.iter().cloned());
    if let Some(client) = &proposal.client {
        let key = Key::new().id(client.id);
        let open: Vec<Invoice> = visit.related(client, OPEN_OF, key, OFFERED)?;
        for invoice in open {
            let same = invoice.currency(currency).code == currency.code;
            if same && !found.iter().any(|(held, _)| held.id == invoice.id) {
                found.push((invoice, Money::ZERO));
            }
        }
    }
    Ok(found)
}

fn by_hand(
    visit: &Visit,
    line: &BankLine,
    proposal: Option<&Proposal>,
    currency: Currency,
    refused: &Refused,
) -> Result<Markup> {
    let blank = Filled::blank(&[]);
    let form: &Filled<Nothing> = match refused.is("match") {
        true => refused.form("match"),
        false => &blank,
    };
    let came_in = line.amount > Money::ZERO;
    let offered = match came_in {
        true => offered(visit, proposal, currency)?,
        false => Vec::new(),
    };
    let rows = offered.iter().enumerate().map(|(n, (invoice, amount))| {
        let name = format!("pays.{n}.amount");
        let usual = (*amount > Money::ZERO).then(|| amount.input(currency));
        let typed = form.value(&name).map(str::to_owned).or(usual);
        let input = Input::money(&name, format!("{} gets", invoice.called()), currency.sign)
            .bare()
            .error(form.problems.of(&name))
            .maybe_value(typed);
        Row::new()
            .name(html! {
                (link(visit, invoice.id.as_ref(), invoice.called()))
                (hidden(&format!("pays.{n}.invoice"), invoice.id))
            })
            .number(invoice.left().show(currency))
            .cell(input)
    });
    let hidden = html! { (form.version(line.version)) (hidden("_key", form_key())) };
    Ok(html! {
        (Section::new("Match by hand", html! {
            (form.banner())
            @if let Some(why) = form.problems.of("pays") { (Banner::error(why)) }
            (crate::ui::form::form(&format!("/bank-lines/{}/match", line.id), hidden, html! {
                @if !offered.is_empty() {
                    (Table::plain().caption("Open invoices").columns([Column::new("Invoice"), Column::number("Left to pay"), Column::new("Gets")]).body(rows))
                }
                @if came_in {
                    (form.record("invoice", "An invoice", Invoice::KIND.prefix).optional().hint("It gets as much as is left on it."))
                }
                (form.record("client", if came_in { "The rest is credit of" } else { "It went back to" }, Client::KIND.prefix).optional().hint(if came_in { "What no invoice gets stands to this client’s credit; left empty, to that of the invoices’ client." } else { "What stands to this client’s credit becomes less by it." }))
                (form.record("payment", "Or it is a payment that was entered", Payment::KIND.prefix).optional().hint("Nothing is booked: the payment and the line are held together."))
                (form.date("day", "Booked on").optional().max(visit.today().iso()).hint("Left empty, on the line’s day; another where the books of that day are closed."))
                (buttons(Button::submit("Match").primary()))
            }))
        }))
    })
}

fn ignore(at: &str, refused: &Refused) -> Markup {
    let blank = Filled::blank(&[]);
    let form: &Filled<Nothing> = match refused.is("ignore") {
        true => refused.form("ignore"),
        false => &blank,
    };
    html! {
        (Section::new("Ignore it", html! {
            (form.banner())
            (crate::ui::form::form(&format!("{at}/ignore"), html! {}, html! {
                (form.area("reason", "Reason").rows(2).required().hint("Bank charges, rent, a transfer between own accounts."))
                (buttons(Button::submit("Ignore")))
            }))
        }))
    }
}

fn facts(
    visit: &Visit,
    line: &BankLine,
    account: &BankAccount,
    statement: Option<&BankStatement>,
) -> Result<Markup> {
    let names = Directory::of(visit)?;
    let today = visit.today();
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Ok(html! {
        (Section::new("The bank says", Facts::new()
            .fact("Day", line.day.show(today))
            .maybe("Value day", line.value_day.map(|day| day.show(today)))
            .maybe(if line.amount > Money::ZERO { "From" } else { "To" }, some(&line.name))
            .maybe("Their account", some(&line.number))
            .maybe("Text", some(&line.text))
            .maybe("Payer’s reference", some(&line.end_to_end))
            .maybe("The bank’s reference", some(&line.reference))
            .fact("Account", link(visit, account.id.as_ref(), account.name.as_str()))
            .maybe("Statement", statement.map(|held| link(visit, held.id.as_ref(), held.called())))
            .maybe("Ignored by", line.ignored_by.map(|by| names.name(by).to_owned()))))
    })
}

/// What the palette does to a line.
///
/// # Errors
/// None today.
pub fn commands(visit: &Visit, line: &BankLine, _: &str) -> Result<Vec<Command>> {
    let at = format!("/bank-lines/{}", line.id);
    let may = |action| visit.may(action, line);
    let mut all = Vec::new();
    if line.status == LineStatus::Waiting && may(&MATCH) {
        all.push(Command::page("Match the line", Icon::Check, at.as_str()));
    }
    if line.booked > Money::ZERO && may(&RELEASE) {
        all.push(Command::post(
            "Take the match back",
            Icon::Undo,
            format!("{at}/release"),
        ));
    }
    if !line.reason.is_empty() && may(&WAIT) {
        all.push(Command::post(
            "Let the line wait again",
            Icon::Undo,
            format!("{at}/wait"),
        ));
    }
    Ok(all)
}
