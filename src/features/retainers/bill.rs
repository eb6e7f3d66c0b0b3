//! What of an agreement is billed: the price of each period, and what was used beyond. Each once, on a draft that whoever
//! looks after the agreement reads over.

use super::{
    notices,
    period::{OF_RETAINER, Period},
    retainer::{Billed, Retainer},
};
use crate::{
    base::{Id, Money, Result, language, text},
    data::{Change, Key, Record},
    features::{
        clients, inbox,
        invoices::{self, Draft, Invoice, Source, hours},
        quotes::{Line, MOST_LINES, sheet::dated},
    },
    said,
};

/// What a line of an invoice bills of a period.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Part {
    Price,
    Over,
}

// Lines are in the language that is spoken.

fn price_line(retainer: &Retainer, period: &Period) -> Line {
    let days = said!(
        "project-from-to",
        from = dated(period.from),
        until = dated(period.until)
    );
    Line {
        title: text::shorten(&retainer.title, 120),
        detail: match period.terms.included {
            0 => days,
            minutes => said!(
                "paper-hours-included",
                days = days,
                time = language::minutes(i64::from(minutes))
            ),
        },
        quantity: 1000,
        price: period.terms.price,
        tax: period.terms.tax,
        ..Line::default()
    }
}

fn over_line(period: &Period) -> Line {
    let minutes = |minutes: u32| language::minutes(i64::from(minutes));
    Line {
        title: said!("paper-beyond-hours", period = period.name()),
        detail: said!(
            "paper-hours-used-of",
            used = minutes(period.used),
            available = minutes(period.available())
        ),
        quantity: hours(i64::from(period.over)),
        unit: "h".into(),
        price: period.terms.rate,
        tax: period.terms.tax,
        ..Line::default()
    }
}

/// An invoice, and the line on it.
type On = (Id<Invoice>, Option<u32>);

/// What of a period is to be billed by now, and where it stands already.
fn parts(retainer: &Retainer, period: &Period) -> Vec<(Part, Option<On>)> {
    let mut parts = Vec::new();
    let due = retainer.billed != Billed::Arrears || !period.is_open();
    if due && period.terms.price > Money::ZERO {
        let on = period.price_on.map(|on| (on, period.price_line));
        parts.push((Part::Price, on));
    }
    if !period.is_open() && period.over > 0 && period.terms.rate > Money::ZERO {
        let on = period.over_on.map(|on| (on, period.over_line));
        parts.push((Part::Over, on));
    }
    parts
}

/// Notes on a period where it is billed.
fn mark(
    change: &mut Change<'_, '_>,
    id: Id<Period>,
    part: Part,
    (on, line): (Id<Invoice>, u32),
) -> Result<()> {
    let mut held = change
        .on_behalf("a period says where it is billed, so that it is billed once")
        .load(id)?;
    match part {
        Part::Price => (held.price_on, held.price_line) = (Some(on), Some(line)),
        Part::Over => (held.over_on, held.over_line) = (Some(on), Some(line)),
    }
    change.put(&held)
}

fn periods_of(change: &mut Change<'_, '_>, retainer: &Retainer) -> Result<Vec<Period>> {
    change
        .unscoped("what was billed of an agreement is billed once, whoever looks")
        .children(OF_RETAINER, Key::new().id(retainer.id))
}

/// A draft over all that is to be billed by now; nothing where there is none. `again` takes what stood on a draft that was
/// thrown away, on a line that was taken off, or was taken back by a credit note: that is somebody's decision, and never made
/// by itself.
///
/// # Errors
/// When the store can't be read or written.
pub fn bill(
    change: &mut Change<'_, '_>,
    retainer: &Retainer,
    again: bool,
) -> Result<Option<Id<Invoice>>> {
    let language = clients::language_in(change, retainer.client)?;
    let (mut lines, mut marks, mut last) = (Vec::new(), Vec::new(), None);
    for period in periods_of(change, retainer)? {
        for (part, on) in parts(retainer, &period) {
            let open = match on {
                None => true,
                Some((on, line)) => again && !invoices::bills(change, on, line, Source::Retainer)?,
            };
            if !open || lines.len() >= MOST_LINES {
                continue;
            }
            lines.push(language::in_language(language, || match part {
                Part::Price => price_line(retainer, &period),
                Part::Over => over_line(&period),
            }));
            marks.push((period.id, part));
            last = Some(language::in_language(language, || period.name()));
        }
    }
    let Some(last) = last else { return Ok(None) };
    let invoice = invoices::draft(
        change,
        Draft {
            client: retainer.client,
            project: retainer.project,
            owner: retainer.owner,
            department: retainer.department,
            title: text::shorten(&format!("{}, {last}", retainer.title), 120),
            lines,
            source: Source::Retainer,
            ..Draft::default()
        },
    )?;
    let keys: Vec<u32> = invoice.lines.iter().map(|held| held.key).collect();
    for ((period, part), line) in marks.into_iter().zip(keys) {
        mark(change, period, part, (invoice.id, line))?;
    }
    let told = format!("{} is drafted: read it over and issue it", invoice.title);
    let of = &notices::DRAFTED;
    inbox::notify(change, retainer.owner, of, invoice.as_ref(), told)?;
    Ok(Some(invoice.id))
}

/// What follows from a period that is closed now: what was used beyond stands on the invoice of the next while that is a
/// draft, else on the next that is written; and what is billed in arrears is written now, as is what nothing comes after.
///
/// # Errors
/// When the store can't be read or written.
pub fn after_close(
    change: &mut Change<'_, '_>,
    retainer: &Retainer,
    closed: &Period,
) -> Result<()> {
    let over = parts(retainer, closed)
        .into_iter()
        .any(|(part, on)| part == Part::Over && on.is_none());
    if retainer.billed != Billed::Arrears && over {
        let periods = periods_of(change, retainer)?;
        let drafts = periods
            .iter()
            .filter(|held| held.number > closed.number)
            .filter_map(|held| held.price_on);
        let language = clients::language_in(change, retainer.client)?;
        for on in drafts {
            let line = language::in_language(language, || over_line(closed));
            if let Some(key) = invoices::append(change, on, line, Source::Retainer)? {
                return mark(change, closed.id, Part::Over, (on, key));
            }
        }
    }
    let goes_on = retainer.has(retainer.opened + 1);
    if retainer.billed == Billed::Arrears || !goes_on {
        bill(change, retainer, false)?;
    }
    Ok(())
}
