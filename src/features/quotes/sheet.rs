//! The sheet of a quote: what staff and client see on screen and what prints. It knows nothing internal.

use maud::{Markup, html};

use super::{
    Line, Quote, Signature,
    line::{RateTax, Rounding, taxes, totals},
};
use crate::{
    base::{Choice, Day, Moment, Money, Result, money},
    data::{Key, Visit},
    features::{
        clients::{CONTACTS, Client, Contact},
        people::Directory,
        settings::{CurrentSettings, Look},
    },
    ui::{list::broken, printable},
};

/// One version of a quote: the present one, or one that was sent before.
pub struct Version<'q> {
    pub revision: u32,
    pub title: &'q str,
    pub lines: &'q [Line],
    pub note: &'q str,
    pub terms: &'q str,
    pub rounding: Rounding,
    pub sent_at: Option<Moment>,
    pub valid_until: Option<Day>,
    pub present: bool,
}

impl<'q> Version<'q> {
    /// The version asked for, if it was ever sent; else the present one.
    pub fn of(quote: &'q Quote, asked: Option<u32>) -> Version<'q> {
        match quote.past.iter().find(|past| asked == Some(past.revision)) {
            Some(past) => Version {
                revision: past.revision,
                title: match past.title.as_str() {
                    "" => &quote.title,
                    title => title,
                },
                lines: &past.lines,
                note: &past.note,
                terms: &past.terms,
                rounding: past.rounding(),
                sent_at: past.sent_at,
                valid_until: past.valid_until,
                present: false,
            },
            None => Version {
                revision: quote.revision,
                title: &quote.title,
                lines: &quote.lines,
                note: &quote.note,
                terms: &quote.terms,
                rounding: quote.rounding(),
                sent_at: quote.sent_at,
                valid_until: quote.valid_until,
                present: true,
            },
        }
    }
}

/// The client of a quote the visit holds, with its contacts.
pub fn client_of(visit: &Visit, quote: &Quote) -> Result<(Client, Vec<Contact>)> {
    let client: Client = visit
        .follow(quote, |quote| quote.client)?
        .unwrap_or_default();
    let contacts = visit.related(&client, CONTACTS, Key::new().id(client.id), 50)?;
    Ok((client, contacts))
}

pub fn sheet(
    visit: &Visit,
    quote: &Quote,
    version: &Version<'_>,
    client: &Client,
    contacts: &[Contact],
) -> Result<Markup> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let names = Directory::of(visit)?;
    let agent = names.name(quote.owner);
    let contact = contacts
        .iter()
        .find(|c| c.user.is_some())
        .or(contacts.first());
    let mut to = vec![client.name.clone()];
    to.extend(
        contact
            .map(|c| c.name.clone())
            .filter(|name| *name != client.name),
    );
    to.extend(client.address.lines().map(str::to_owned));
    let issued = version
        .sent_at
        .map_or("not sent yet".to_owned(), |at| dated(at.day(&visit.tz)));
    let until = version.valid_until.map_or_else(
        || format!("{} days after it is sent", house.0.quote_days),
        dated,
    );
    let sheet = printable::Paper::new(house.0.name.as_str(), "Quote", number(quote, version))
        .logo(brand.0.logo_address())
        .address(house.0.letterhead())
        .to("For", to)
        .facts(html! { div { (block("Date", &issued)) (block("Valid until", &until)) } })
        .facts(html! { div { (block("From", agent)) } })
        .lines(html! { h3 class="mt2" { (version.title) } div { (lines(version, house.0.currency())) } })
        .closing(html! {
            @if !version.note.is_empty() { p { b { "A word to it" } br; (broken(version.note)) } }
            @if !version.terms.is_empty() { p { b { "Terms" } br; (broken(version.terms)) } }
            @if !brand.0.foot.is_empty() { p { (broken(&brand.0.foot)) } }
            @if let (true, Some(signature)) = (version.present, &quote.signature) { div { (signed(visit, signature)) } }
        });
    Ok(html! { (sheet) })
}

/// `9 June 2026`: a sheet is read long after.
fn dated(day: Day) -> String {
    day.date().strftime("%-d %B %Y").to_string()
}

/// A quiet name above its value, as the addressee has it.
fn block(name: &str, value: &str) -> Markup {
    html! { p class="dim t12" { (name) } p class="mb" { (value) } }
}

fn number(quote: &Quote, version: &Version<'_>) -> String {
    if version.revision > 1 || !version.present {
        format!("{}, version {}", quote.id, version.revision)
    } else {
        quote.id.to_string()
    }
}

fn lines(version: &Version<'_>, currency: money::Currency) -> Markup {
    let lines = version.lines;
    let row = |line: &Line| {
        let whole = line.whole();
        html! {
            tr {
                td {
                    b { (line.title) }
                    @if !line.detail.is_empty() { br; span class="mute" { (line.detail) } }
                    // Beside the text and not in columns of their own, so that a phone shows them too.
                    br; span class="dim" {
                        (money::thousandths(line.quantity)) " × " (line.price.show(currency))
                        @if line.discount > 0 { ", less " (money::percent(line.discount)) "%" }
                        @if line.discount_amount > Money::ZERO { ", less " (line.discount_amount.show(currency)) }
                    }
                }
                td class="num" { (whole.show(currency)) }
            }
        }
    };
    html! {
        table {
            thead { tr { th scope="col" { "Description" } th scope="col" class="num" { "Amount" } } }
            tbody {
                @for line in lines { (row(line)) }
                @if lines.is_empty() { tr { td colspan="2" class="dim" { "No items yet." } } }
            }
            tfoot { (sums_of(version, currency)) }
        }
    }
}

fn sums_of(version: &Version<'_>, currency: money::Currency) -> Markup {
    let sums = totals(version.lines, version.rounding);
    let taxed: Vec<RateTax> = taxes(version.lines, version.rounding)
        .into_iter()
        .filter(|of| of.rate > 0)
        .collect();
    // What a rate is taken of has to be told where it isn't all.
    let partly = taxed.len() > 1 || taxed.iter().any(|of| of.net != sums.net);
    let name = |of: &RateTax| match partly {
        true => format!(
            "Tax, {}% of {}",
            money::percent(of.rate),
            of.net.show(currency)
        ),
        false => format!("Tax, {}%", money::percent(of.rate)),
    };
    html! {
        @if sums.gross != sums.items() { (printable::sum(1, "Items", sums.items().show(currency))) }
        @if sums.discount != Money::ZERO { (printable::sum(1, "Discount", format!("−{}", sums.discount.show(currency)))) }
        @for of in &taxed { (printable::sum(1, name(of), of.tax.show(currency))) }
        tr { th scope="row" class="num" { "Total" } td class="num" { (sums.gross.show(currency)) } }
    }
}

/// The signature as it was given.
pub fn signed(visit: &Visit, signature: &Signature) -> Markup {
    html! {
        b { "Accepted" }
        @if !signature.path.is_empty() {
            svg viewBox="0 0 600 160" role="img" aria-label="Signature" {
                path d=(signature.path) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" {}
            }
        }
        p {
            @if !signature.name.is_empty() { span class="serif" { (signature.name) } br; }
            (signature.way.label()) ", " (signature.at.show(visit.at, &visit.tz))
        }
    }
}
