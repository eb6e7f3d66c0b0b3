//! An invoice as the sheet that staff and client see, that prints, and that is kept as a PDF. It knows nothing internal.

use super::{
    addressed::parties_of,
    electronic::{self, Known, Written},
    invoice::Invoice,
    statement::Statement,
};
use crate::{
    base::{
        Money, Result,
        language::{self, say},
        money::Currency,
    },
    data::Visit,
    features::{
        clients::{Client, language as language_of},
        quotes::{
            Rounding,
            sheet::{dated, row_of, told_sums},
        },
        settings::{CurrentSettings, Look, logo_printed},
    },
    said,
    ui::sheet::{Embedded, Sheet, SheetRow},
};

/// # Errors
/// When the store can't be read.
pub fn sheet(visit: &Visit, invoice: &Invoice) -> Result<Sheet> {
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let currency = invoice.currency(house.0.currency());
    let parties = parties_of(visit, invoice)?;
    // A paper is the same whoever looks.
    let language = parties.language;
    let _spoken = language::speak(language);
    let credited = visit
        .follow(invoice, |invoice: &Invoice| {
            invoice.credits.unwrap_or_default()
        })?
        .map(|credited: Invoice| credited.number);
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: String| facts.push((name.to_owned(), value));
    fact(
        say("paper-date"),
        invoice
            .issued_on
            .map_or_else(|| say("paper-not-issued").to_owned(), dated),
    );
    match (&credited, invoice.due) {
        (Some(number), _) => fact(say("paper-takes-back"), number.clone()),
        (None, Some(due)) => fact(say("paper-due"), dated(due)),
        (None, None) => fact(
            say("paper-due"),
            said!("paper-days-after-issue", days = invoice.days.to_string()),
        ),
    }
    if invoice.exchange.is_other() {
        fact(say("paper-rate"), invoice.exchange.words(currency));
    }
    if let Some(quote) = invoice.quote {
        fact(say("paper-quote"), quote.to_string());
    }
    if let Some(project) = invoice.project {
        fact(say("paper-project"), project.to_string());
    }
    if !invoice.earlier.is_empty() {
        let numbers: Vec<&str> = invoice
            .earlier
            .iter()
            .map(|held| held.number.as_str())
            .collect();
        fact(say("paper-billed-before"), numbers.join(", "));
    }
    let lines = invoice.plain_lines();
    let mut closing = Vec::new();
    if !invoice.note.is_empty() {
        closing.push((String::new(), invoice.note.clone()));
    }
    if invoice.is_credit_note() && !invoice.reason.is_empty() {
        closing.push((say("paper-reason").into(), invoice.reason.clone()));
    }
    if let Some(words) = invoice.said_untaxed() {
        closing.push((say("paper-tax").into(), words));
    }
    let pay = parties.how_to_pay();
    if !invoice.is_credit_note() && !pay.is_empty() {
        let reference = match invoice.number.as_str() {
            "" => String::new(),
            number => format!("\n{}", said!("paper-reference", number = number)),
        };
        closing.push((say("paper-how-to-pay").into(), format!("{pay}{reference}")));
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
            "" => say("paper-draft").into(),
            number => number.into(),
        },
        to: parties.client,
        facts,
        heading: invoice.title.clone(),
        rows: lines.iter().map(|line| row_of(line, currency)).collect(),
        sums: sums_of(invoice, currency),
        closing,
        at: invoice.issued_at.unwrap_or(visit.at),
        language,
        ..Sheet::default()
    })
}

/// What it comes to, with what of it was paid before it was issued, and its tax as the house counts it.
fn sums_of(invoice: &Invoice, currency: Currency) -> Vec<(String, String)> {
    let lines = invoice.plain_lines();
    let mut sums = told_sums(&lines, Rounding::PerRate, currency);
    let totals = invoice.totals();
    if invoice.prepaid > Money::ZERO {
        let rest = totals.gross - invoice.prepaid;
        sums.push((
            say("paper-paid-already").into(),
            invoice.prepaid.show(currency),
        ));
        sums.push((say("paper-to-pay").into(), rest.show(currency)));
    }
    let house = Currency::by_code(&invoice.exchange.to).filter(|_| invoice.exchange.is_other());
    if let Some(house) = house.filter(|_| totals.tax != Money::ZERO) {
        let tax = invoice.exchange.in_house(totals.tax);
        sums.push((
            said!("paper-tax-in", currency = house.code),
            tax.show(house),
        ));
    }
    sums
}

/// The paper as the file that is kept, with what it says for programs in it, where nothing of that is missing.
///
/// # Errors
/// When the store can't be read, or the file can't be written.
pub fn pdf(visit: &Visit, invoice: &Invoice) -> Result<Vec<u8>> {
    let sheet = Sheet {
        picture: logo_printed(visit)?,
        ..sheet(visit, invoice)?
    };
    let known = Known::of(visit, invoice)?;
    match electronic::written(invoice, &known, Written::Cii) {
        Some(xml) => sheet.pdf_with(&Embedded { xml }),
        None => sheet.pdf(),
    }
}

/// A client's statement, for whoever keeps it.
///
/// # Errors
/// When the settings can't be read.
pub fn statement(visit: &Visit, client: &Client, held: &Statement) -> Result<Sheet> {
    // A paper is the same whoever looks.
    let language = language_of(visit, client.id)?;
    let _spoken = language::speak(language);
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let mut to = vec![client.name.clone()];
    to.extend(client.address.lines().map(str::to_owned));
    let several = held.parts.len() > 1;
    let mut rows = Vec::new();
    let mut sums = Vec::new();
    for part in &held.parts {
        let currency = part.currency;
        rows.extend(part.rows.iter().map(|row| SheetRow {
            title: row.title.clone(),
            below: vec![said!(
                "paper-open-after",
                what = row.called.as_str(),
                day = dated(row.day),
                amount = row.balance.show(currency)
            )],
            amount: row.amount.show(currency),
        }));
        let mut sum = |name: &str, amount: Money| {
            let name = match several {
                true => said!("paper-sum-in", sum = name, currency = currency.code),
                false => name.to_owned(),
            };
            sums.push((name, amount.show(currency)));
        };
        if part.before != Money::ZERO {
            sum(say("paper-open-before"), part.before);
        }
        if part.credit > Money::ZERO {
            sum(say("paper-to-credit"), part.credit);
        }
        sum(say("paper-open"), part.left);
    }
    let pay = visit.cached::<super::CurrentTerms>()?.0.how_to_pay();
    let mut closing = vec![
        (say("paper-how-to-pay").to_owned(), pay),
        (String::new(), brand.0.foot.clone()),
    ];
    closing.retain(|(_, words)| !words.is_empty());
    Ok(Sheet {
        house: house.0.name.clone(),
        logo: brand.0.logo_address(),
        letterhead: house.0.letterhead(),
        title: say("paper-statement").into(),
        number: dated(visit.today()),
        to,
        rows,
        sums,
        closing,
        at: visit.at,
        language,
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

impl Invoice {
    /// What the paper is called at its head.
    pub fn paper_word(&self) -> &'static str {
        match self.is_credit_note() {
            true => say("paper-credit-note"),
            false => say("paper-invoice"),
        }
    }
}
