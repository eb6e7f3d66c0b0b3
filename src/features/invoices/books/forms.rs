//! What people may submit about the books: which accounts there are, and of which days the journal is.

use super::{BookAccounts, RateAccounts};
use crate::{
    base::{Day, Unit, money},
    web::form::{Form, Optional, Reader, Required},
};

/// Rates that have accounts of their own.
pub const MOST_RATES: usize = 12;
/// Letters of an account or a code.
const LONGEST: usize = 20;

#[derive(Debug, Clone, Default)]
pub struct BooksForm {
    pub accounts: BookAccounts,
    pub version: Option<u64>,
}

impl Form for BooksForm {
    fn read(f: &mut Reader) -> Self {
        let accounts = BookAccounts {
            receivable: f.text("receivable", "Receivables", Required, LONGEST),
            bank: f.text("bank", "Bank", Required, LONGEST),
            cash: f.text("cash", "Cash", Required, LONGEST),
            credit: f.text("credit", "Clients' credit", Required, LONGEST),
            loss: f.text("loss", "Written off", Required, LONGEST),
            revenue: f.text("revenue", "Revenue", Required, LONGEST),
            tax: f.text("tax", "Tax account", Required, LONGEST),
            rates: f
                .rows("rates", MOST_RATES, rate)
                .into_iter()
                .flatten()
                .collect(),
            ..BookAccounts::default()
        };
        let mut rates: Vec<i64> = accounts.rates.iter().map(|held| held.rate).collect();
        rates.sort_unstable();
        rates.dedup();
        if rates.len() < accounts.rates.len() {
            f.problem("rates", "Name each rate once.");
        }
        BooksForm {
            accounts,
            version: f.version(),
        }
    }
}

/// A row of which nothing is written is none.
fn rate(f: &mut Reader) -> Option<RateAccounts> {
    let rate = f.decimal("rate", "Tax", Optional, Unit::BasisPoints, 0..=10_000);
    let revenue = f.text("revenue", "Revenue", Optional, LONGEST);
    let tax = f.text("tax", "Tax account", Optional, LONGEST);
    let code = f.text("code", "Tax code", Optional, LONGEST);
    let Some(rate) = rate else {
        if !revenue.is_empty() || !tax.is_empty() || !code.is_empty() {
            f.problem("rate", "Say of which rate, in percent.");
        }
        return None;
    };
    for (name, given) in [("revenue", &revenue), ("tax", &tax)] {
        if given.is_empty() {
            f.problem(name, "Name an account, or leave the whole row empty.");
        }
    }
    Some(RateAccounts {
        rate,
        revenue,
        tax,
        code,
    })
}

/// As they are, as the fields of the form.
pub fn values(held: &BookAccounts) -> Vec<(String, String)> {
    let plain = [
        ("receivable", &held.receivable),
        ("bank", &held.bank),
        ("cash", &held.cash),
        ("credit", &held.credit),
        ("loss", &held.loss),
        ("revenue", &held.revenue),
        ("tax", &held.tax),
    ];
    let mut all: Vec<(String, String)> = plain
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).clone()))
        .collect();
    for (n, of) in held.rates.iter().enumerate() {
        all.push((format!("rates.{n}.rate"), money::percent(of.rate)));
        all.push((format!("rates.{n}.revenue"), of.revenue.clone()));
        all.push((format!("rates.{n}.tax"), of.tax.clone()));
        all.push((format!("rates.{n}.code"), of.code.clone()));
    }
    all.push(("version".to_owned(), held.version.to_string()));
    all
}

/// Of which days; both are of it. The month before this one, where nothing is said.
#[derive(Debug, Clone, Default)]
pub struct PeriodForm {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Form for PeriodForm {
    fn read(f: &mut Reader) -> Self {
        let form = PeriodForm {
            from: f.day("from", "From", Optional),
            until: f.day("until", "Until", Optional),
        };
        f.tell("At most a year. The month before this one, where neither is said.");
        if let (Some(from), Some(until)) = (form.from, form.until)
            && until < from
        {
            f.problem("until", "It ends before it begins. Choose a later day.");
        }
        form
    }
}
