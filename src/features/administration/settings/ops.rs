//! Changing the settings, and the one rule that looks beyond them.

use super::forms::SettingsForm;
use crate::{
    base::{Error, Result, money::Currency},
    data::{Deriving, Ref, Visit},
    features::{
        invoices::Invoice,
        settings::{EDIT, SETTINGS},
    },
};

pub fn edit(visit: &Visit, form: SettingsForm) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.subject_at(SETTINGS, form.version)?;
        held.name = form.name;
        held.address = form.address;
        held.email = form.email;
        held.phone = form.phone;
        held.tax_number = form.tax_number;
        held.currency = form.currency.unwrap_or_default().code.to_owned();
        held.tax = form.tax;
        held.quote_days = form.quote_days;
        held.week = form.week;
        held.holidays = form.holidays;
        held.opens = form.opens;
        held.closes = form.closes;
        held.snapshot_hours = form.snapshot_hours;
        held.snapshot_keep = form.snapshot_keep;
        held.drill_hour = form.drill_hour;
        held.demand_versions = form.demand_versions;
        held.second_person = form.second_person;
        held.edit_minutes = form.edit_minutes;
        held.languages = form.languages;
        held.time_categories = form.time_categories;
        change.put(&held)
    })
}

const EVERY_AMOUNT: &str = "no amount anywhere may become another";

const WHAT_WAS_ISSUED: &str = "what was issued says for ever what it said";

/// Amounts are stored in the smallest unit, so with another number of decimals every one of them would become
/// something else; and what was issued in one currency is paid and told in that. Held at the end of every command, so that
/// an Undo can't do it either.
pub fn decimals_stay(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    if !touched.contains(&SETTINGS.as_ref()) {
        return Ok(());
    }
    let (Some(was), Some(is)) = (change.was(SETTINGS)?, change.find(SETTINGS)?) else {
        return Ok(());
    };
    let (old, new) = (was.currency(), is.currency());
    if old.code != new.code {
        let mut house = change.unscoped(WHAT_WAS_ISSUED);
        if house.any::<Invoice>(Invoice::is_issued)? {
            return Err(Error::field(
                "currency",
                format!(
                    "Invoices were issued in {}, and what is open and paid is counted in it. It stays the currency of this house.",
                    old.code
                ),
            ));
        }
    }
    if old.exponent == new.exponent || !change.unscoped(EVERY_AMOUNT).amounts_exist()? {
        return Ok(());
    }
    Err(Error::field("currency", other_decimals(old, new)))
}

fn other_decimals(old: Currency, new: Currency) -> String {
    let decimals = |currency: Currency| match currency.exponent {
        0 => "no decimals".to_owned(),
        n => format!("{n} decimals"),
    };
    format!(
        "{} has {} and {} has {}. There are amounts in this house already, and all of them would become something else. Choose a currency with {}.",
        old.code,
        decimals(old),
        new.code,
        decimals(new),
        decimals(old)
    )
}
