//! The sheet of a quote: what staff and client see on screen and what prints. It knows nothing internal.

use maud::{Markup, html};

use super::{
    Line, Quote, Signature,
    line::{RateTax, Rounding, taxes, totals},
};
use crate::{
    base::{
        Choice, Day, Moment, Money, Result,
        language::{self, Language, say},
        money,
    },
    data::{Key, Visit},
    features::{
        clients::{self, CONTACTS, Client, Contact},
        people::Directory,
        settings::{CurrentSettings, Look},
    },
    said,
    ui::sheet::{Sheet, SheetRow, Signed},
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

/// The paper as pages show and print it.
///
/// # Errors
/// When the store can't be read.
pub fn sheet(
    visit: &Visit,
    quote: &Quote,
    version: &Version<'_>,
    client: &Client,
    contacts: &[Contact],
) -> Result<Markup> {
    let sheet = said(visit, quote, version, client, contacts)?;
    Ok(html! { (sheet.paper()) })
}

/// The same for whoever writes it, with what its file can't say.
///
/// # Errors
/// When the store can't be read.
pub fn written(
    visit: &Visit,
    quote: &Quote,
    version: &Version<'_>,
    client: &Client,
    contacts: &[Contact],
) -> Result<Markup> {
    let sheet = said(visit, quote, version, client, contacts)?;
    Ok(html! { (sheet.warning()?) (sheet.paper()) })
}

/// What it says, for the page and the file alike.
///
/// # Errors
/// When the store can't be read.
pub fn said(
    visit: &Visit,
    quote: &Quote,
    version: &Version<'_>,
    client: &Client,
    contacts: &[Contact],
) -> Result<Sheet> {
    // A paper is the same whoever looks.
    let language = match quote.language {
        Some(language) => language,
        // It was sent before papers had one.
        None if quote.sent_at.is_some() => Language::English,
        None => clients::language(visit, client.id)?,
    };
    let _spoken = language::speak(language);
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let names = Directory::of(visit)?;
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
        .map_or(say("paper-not-sent").to_owned(), |at| {
            dated(at.day(&visit.tz))
        });
    let until = version.valid_until.map_or_else(
        || {
            said!(
                "paper-days-after-sent",
                days = house.0.quote_days.to_string()
            )
        },
        dated,
    );
    let currency = house.0.currency();
    let mut closing = vec![
        (say("paper-word-to-it").to_owned(), version.note.to_owned()),
        (say("paper-terms").into(), version.terms.to_owned()),
        (String::new(), brand.0.foot.clone()),
    ];
    closing.retain(|(_, words)| !words.is_empty());
    let signature = quote.signature.as_ref().filter(|_| version.present);
    Ok(Sheet {
        house: house.0.name.clone(),
        logo: brand.0.logo_address(),
        letterhead: house.0.letterhead(),
        title: say("paper-quote").into(),
        number: number(quote, version),
        to,
        facts: vec![
            (say("paper-date").into(), issued),
            (say("paper-valid-until").into(), until),
            (say("paper-from").into(), names.name(quote.owner).to_owned()),
        ],
        heading: version.title.to_owned(),
        rows: version
            .lines
            .iter()
            .map(|line| row_of(line, currency))
            .collect(),
        sums: told_sums(version.lines, version.rounding, currency),
        closing,
        signed: signature.map(|signature| signed(visit, signature)),
        at: version.sent_at.unwrap_or(visit.at),
        language,
        ..Sheet::default()
    })
}

/// `9 June 2026`: a sheet is read long after.
pub fn dated(day: Day) -> String {
    language::dated(day)
}

fn number(quote: &Quote, version: &Version<'_>) -> String {
    if version.revision > 1 || !version.present {
        said!(
            "paper-version",
            quote = quote.id.to_string(),
            number = version.revision.to_string()
        )
    } else {
        quote.id.to_string()
    }
}

/// A line as it is printed. How its amount came about stands beside the text and not in columns of its own, so that a phone
/// shows it too.
pub fn row_of(line: &Line, currency: money::Currency) -> SheetRow {
    let mut how = format!("{} × {}", line.counted(), line.price.show(currency));
    if line.discount > 0 {
        let percent = money::percent(line.discount);
        how.push_str(", ");
        how.push_str(&said!(
            "paper-less-percent",
            percent = language::number(&percent)
        ));
    }
    if line.discount_amount > Money::ZERO {
        how.push_str(", ");
        how.push_str(&said!(
            "paper-less",
            amount = line.discount_amount.show(currency)
        ));
    }
    let mut below = vec![line.detail.clone(), how];
    below.retain(|line| !line.is_empty());
    SheetRow {
        title: line.title.clone(),
        below,
        amount: line.whole().show(currency),
    }
}

/// What stands under the lines on paper, each sum with its name; the last is what is paid.
pub fn told_sums(
    lines: &[Line],
    rounding: Rounding,
    currency: money::Currency,
) -> Vec<(String, String)> {
    let sums = totals(lines, rounding);
    let taxed: Vec<RateTax> = taxes(lines, rounding)
        .into_iter()
        .filter(|of| of.rate > 0)
        .collect();
    // What a rate is taken of has to be told where it isn't all.
    let partly = taxed.len() > 1 || taxed.iter().any(|of| of.net != sums.net);
    let name = |of: &RateTax| match partly {
        true => said!(
            "paper-tax-rate-of",
            rate = language::number(&money::percent(of.rate)),
            amount = of.net.show(currency)
        ),
        false => said!(
            "paper-tax-rate",
            rate = language::number(&money::percent(of.rate))
        ),
    };
    let mut told = Vec::new();
    if sums.gross != sums.items() {
        told.push((say("paper-items").to_owned(), sums.items().show(currency)));
    }
    if sums.discount != Money::ZERO {
        let off = format!("−{}", sums.discount.show(currency));
        told.push((say("paper-discount").to_owned(), off));
    }
    told.extend(taxed.iter().map(|of| (name(of), of.tax.show(currency))));
    told.push((say("paper-total").to_owned(), sums.gross.show(currency)));
    told
}

/// The signature as it was given.
pub fn signed(visit: &Visit, signature: &Signature) -> Signed {
    Signed {
        said: say("paper-accepted").into(),
        name: signature.name.clone(),
        path: signature.path.clone(),
        how: format!(
            "{}, {}",
            signature.way.label(),
            signature.at.show(visit.at, &visit.tz)
        ),
    }
}
