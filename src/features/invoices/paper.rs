//! An invoice as the sheet that staff and client see, that prints, and that is kept as a PDF. It knows nothing internal.

use super::{
    invoice::{Invoice, Parties},
    statement::Statement,
};
use crate::{
    base::{Money, Result},
    data::Visit,
    features::{
        clients::Client,
        quotes::{
            Rounding,
            sheet::{dated, row_of, told_sums},
        },
        settings::{CurrentSettings, Look},
    },
    ui::sheet::{Sheet, SheetRow},
};

/// # Errors
/// When the store can't be read.
pub fn sheet(visit: &Visit, invoice: &Invoice) -> Result<Sheet> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let currency = invoice.currency(house.0.currency());
    let parties = match invoice.is_issued() {
        true => invoice.parties.clone(),
        false => to_be(visit, invoice)?,
    };
    let credited = visit
        .follow(invoice, |invoice: &Invoice| {
            invoice.credits.unwrap_or_default()
        })?
        .map(|credited: Invoice| credited.number);
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    fact(
        "Date",
        invoice
            .issued_on
            .map_or_else(|| "not issued yet".to_owned(), dated),
    );
    match (&credited, invoice.due) {
        (Some(number), _) => fact("Takes back", number.clone()),
        (None, Some(due)) => fact("Due", dated(due)),
        (None, None) => fact("Due", format!("{} days after it is issued", invoice.days)),
    }
    if let Some(quote) = invoice.quote {
        fact("Quote", quote.to_string());
    }
    if let Some(project) = invoice.project {
        fact("Project", project.to_string());
    }
    let lines = invoice.plain_lines();
    let mut closing = Vec::new();
    if !invoice.note.is_empty() {
        closing.push((String::new(), invoice.note.clone()));
    }
    if invoice.is_credit_note() && !invoice.reason.is_empty() {
        closing.push(("Reason".into(), invoice.reason.clone()));
    }
    if !invoice.is_credit_note() && !parties.pay.is_empty() {
        let reference = match invoice.number.as_str() {
            "" => String::new(),
            number => format!("\nPlease give {number} as the reference."),
        };
        closing.push(("How to pay".into(), format!("{}{reference}", parties.pay)));
    }
    if !parties.foot.is_empty() {
        closing.push((String::new(), parties.foot.clone()));
    }
    Ok(Sheet {
        house: parties.house,
        logo: brand.0.logo_address(),
        letterhead: parties.letterhead,
        title: invoice.paper_word().into(),
        number: match invoice.number.as_str() {
            "" => "Draft".into(),
            number => number.into(),
        },
        to: parties.client,
        facts,
        heading: invoice.title.clone(),
        rows: lines.iter().map(|line| row_of(line, currency)).collect(),
        sums: told_sums(&lines, Rounding::PerRate, currency),
        closing,
        at: invoice.issued_at.unwrap_or(visit.at),
        ..Sheet::default()
    })
}

/// Whom a draft will be from and for, if it is issued now.
fn to_be(visit: &Visit, invoice: &Invoice) -> Result<Parties> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let client: Client = visit
        .follow(invoice, |invoice: &Invoice| invoice.client)?
        .unwrap_or_default();
    let mut lines = vec![client.name.clone()];
    lines.extend(client.address.lines().map(str::to_owned));
    Ok(Parties {
        house: house.0.name.clone(),
        letterhead: house.0.letterhead(),
        client: lines,
        pay: visit.cached::<super::CurrentTerms>()?.0.pay.clone(),
        foot: brand.0.foot.clone(),
    })
}

/// A client's statement, for whoever keeps it.
///
/// # Errors
/// When the settings can't be read.
pub fn statement(visit: &Visit, client: &Client, held: &Statement) -> Result<Sheet> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let currency = house.0.currency();
    let mut to = vec![client.name.clone()];
    to.extend(client.address.lines().map(str::to_owned));
    let rows = held.rows.iter().map(|row| SheetRow {
        title: row.title.clone(),
        below: vec![format!(
            "{}, {}; open after it: {}",
            row.called,
            dated(row.day),
            row.balance.show(currency)
        )],
        amount: row.amount.show(currency),
    });
    let mut sums = Vec::new();
    if held.before != Money::ZERO {
        sums.push(("Open before".into(), held.before.show(currency)));
    }
    if held.credit > Money::ZERO {
        sums.push(("To your credit".into(), held.credit.show(currency)));
    }
    sums.push(("Open".into(), held.left.show(currency)));
    let pay = visit.cached::<super::CurrentTerms>()?.0.pay.clone();
    let mut closing = vec![
        ("How to pay".to_owned(), pay),
        (String::new(), brand.0.foot.clone()),
    ];
    closing.retain(|(_, words)| !words.is_empty());
    Ok(Sheet {
        house: house.0.name.clone(),
        logo: brand.0.logo_address(),
        letterhead: house.0.letterhead(),
        title: "Statement".into(),
        number: dated(visit.today()),
        to,
        rows: rows.collect(),
        sums,
        closing,
        at: visit.at,
        ..Sheet::default()
    })
}

/// What its file is called.
pub fn file_name(invoice: &Invoice) -> String {
    match invoice.number.as_str() {
        "" => format!("{}-draft.pdf", invoice.id),
        number => format!("{number}.pdf"),
    }
}
