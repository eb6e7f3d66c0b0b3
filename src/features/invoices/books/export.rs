//! The journal of a period as a sheet: read portion by portion by the days of issue, payment and write-off.

use std::collections::{HashMap, hash_map::Entry};

use super::{
    super::{
        VIEW,
        actions::{EXPORT_PAYMENTS, VIEW_PAYMENTS},
        invoice::{BY_ISSUED, Invoice, WRITTEN_OFF},
        payment::{BY_DAY, Payment},
    },
    CurrentAccounts,
    forms::PeriodForm,
    posting::{Posting, of_loss, of_paper, of_payment},
};
use crate::{
    access::Placement,
    base::{Day, Error, Money, Month, Result, if_found, money, text},
    data::{Index, Key, Paging, Query, Record, Visit},
    features::{clients::Client, settings::CurrentSettings},
};

/// Records that are read at once.
const PORTION: usize = 500;
/// Days of one journal.
const LONGEST: i32 = 366;

const HEADS: [&str; 13] = [
    "Date",
    "Document",
    "Kind",
    "Client",
    "Name",
    "Text",
    "Account",
    "Debit",
    "Credit",
    "Currency",
    "In that currency",
    "Tax",
    "Tax code",
];

/// The days asked for; the month before this one where nothing is said.
///
/// # Errors
/// Beside `until`, where it is more than a year.
pub fn period(visit: &Visit, asked: &PeriodForm) -> Result<(Day, Day)> {
    let this = Month::of(visit.today());
    let first = |ago: i64| Day::parse(&format!("{}-01", this.before(ago).iso()));
    let usual = (
        first(1).unwrap_or_default(),
        first(0).unwrap_or_default() + -1,
    );
    let (from, until) = match (asked.from, asked.until) {
        (None, None) => usual,
        (Some(from), Some(until)) => (from, until),
        (Some(from), None) => (from, visit.today()),
        (None, Some(until)) => (until + -(LONGEST - 1), until),
    };
    match until - from < LONGEST {
        true => Ok((from, until)),
        false => Err(Error::field("until", "Take a year at a time, at most.")),
    }
}

/// # Errors
/// `Forbidden` where a part of it would pass for the whole.
pub fn must_see_all(visit: &Visit) -> Result<()> {
    let everywhere = |action| visit.actor.places(action).contains(&Placement::Global);
    let all = [&VIEW, &VIEW_PAYMENTS, &EXPORT_PAYMENTS];
    match all.into_iter().all(everywhere) {
        true => Ok(()),
        false => Err(Error::Forbidden(
            "You see a part of the house's invoices and payments, and the journal tells all of them. Ask whoever keeps the house's money.".into(),
        )),
    }
}

fn each<R: Record>(
    visit: &Visit,
    index: Index,
    (from, until): (Day, Day),
    mut of: impl FnMut(R) -> Result<()>,
) -> Result<()> {
    let key = |day: Day| Key::new().signed(i64::from(day.0));
    let mut paging = Paging::first(PORTION);
    loop {
        let query = Query::<R>::by(index).from(key(from)).until(key(until + 1));
        let page = visit.list(query.page(paging))?;
        for record in page.rows {
            of(record)?;
        }
        match page.next {
            Some(next) => paging = Paging::first(PORTION).after(next),
            None => return Ok(()),
        }
    }
}

/// Every entry of these days, in their order.
///
/// # Errors
/// When the store can't be read.
pub fn entries(visit: &Visit, days: (Day, Day)) -> Result<Vec<Posting>> {
    let accounts = visit.cached::<CurrentAccounts>()?;
    let accounts = &accounts.0;
    let mut all = Vec::new();
    each::<Invoice>(visit, BY_ISSUED, days, |paper| {
        all.extend(of_paper(&paper, accounts));
        Ok(())
    })?;
    each::<Payment>(visit, BY_DAY, days, |payment| {
        all.push(of_payment(&payment, accounts));
        Ok(())
    })?;
    each::<Invoice>(visit, WRITTEN_OFF, days, |paper| {
        all.extend(of_loss(&paper, accounts));
        Ok(())
    })?;
    all.sort_by(|one, other| (one.day, &one.document).cmp(&(other.day, &other.document)));
    Ok(all)
}

/// The journal as comma-separated values, a row for each account of each entry.
///
/// # Errors
/// When the store can't be read.
pub fn sheet(visit: &Visit, days: (Day, Day)) -> Result<String> {
    let house = CurrentSettings::of(visit)?.0.currency();
    let mut names: HashMap<u64, String> = HashMap::new();
    let mut body = row(HEADS.map(str::to_owned));
    for entry in entries(visit, days)? {
        let name = match names.entry(entry.client.raw()) {
            Entry::Occupied(held) => held.get().clone(),
            Entry::Vacant(room) => {
                let client: Option<Client> = if_found(visit.find(entry.client))?;
                let name = client.map(|held| held.name).unwrap_or_default();
                room.insert(name).clone()
            }
        };
        let currency = money::Currency::by_code(&entry.currency).unwrap_or(house);
        for line in &entry.lines {
            let size = Money(line.amount.0.abs()).input(house);
            let (debit, credit) = match line.amount < Money::ZERO {
                true => (String::new(), size),
                false => (size, String::new()),
            };
            let (rate, code) = match &line.tax {
                Some((rate, code)) => (money::percent(*rate), code.clone()),
                None => (String::new(), String::new()),
            };
            body.push_str(&row([
                entry.day.iso(),
                entry.document.clone(),
                entry.kind.to_owned(),
                entry.client.to_string(),
                name.clone(),
                entry.text.clone(),
                line.account.clone(),
                debit,
                credit,
                currency.code.to_owned(),
                line.own.input(currency),
                rate,
                code,
            ]));
        }
    }
    Ok(body)
}

fn row(cells: [String; HEADS.len()]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| text::csv_cell(cell)).collect();
    format!("{}\r\n", cells.join(","))
}
