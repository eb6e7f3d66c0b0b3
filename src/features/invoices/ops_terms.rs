//! How the house bills, and what is agreed about it with a client.

use super::{
    account,
    actions::{SET_ACCOUNT, SET_TERMS},
    forms_terms::{AccountForm, TermsForm},
    terms::BillingTerms,
    trade::TradeParty,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{clients::Client, settings::CurrentSettings},
};

/// What the house agreed with a client.
///
/// # Errors
/// Where the person may not, and where somebody saved in between.
pub fn set_account(visit: &Visit, client: Id<Client>, form: AccountForm) -> Result<()> {
    let house = CurrentSettings::of(visit)?.0.currency();
    if let Some(currency) = form.currency.filter(|held| held.code != house.code) {
        if currency.exponent != house.exponent {
            return Err(Error::field(
                "currency",
                format!(
                    "Choose a currency whose amounts have as many digits behind the point as those in {}.",
                    house.code
                ),
            ));
        }
        if form.rate.is_none() {
            return Err(Error::field(
                "rate",
                format!("Say what one {} is worth in {}.", currency.code, house.code),
            ));
        }
    }
    visit.act(SET_ACCOUNT, move |change| {
        let client = change.subject::<Client>(client)?;
        let there = account::held(change, client.id)?.map_or(0, |held| held.version);
        if form.version.is_some_and(|shown| shown != there) {
            return Err(Error::Stale);
        }
        // As it is where nothing was agreed on: nothing has to be kept of it.
        let usual = form.days.is_none()
            && form.reminders
            && form.email.is_empty()
            && form.reference.is_empty()
            && form.party == TradeParty::default()
            && form.untaxed.is_none()
            && form.untaxed_reason.is_empty()
            && form.currency.is_none();
        if there == 0 && usual {
            return Ok(());
        }
        let mut held = account::of(change, client.id)?;
        held.days = form.days;
        held.no_reminders = !form.reminders;
        held.email = form.email;
        held.reference = form.reference;
        held.party = form.party;
        held.untaxed = form.untaxed;
        held.untaxed_reason = form.untaxed_reason;
        let currency = form.currency.filter(|currency| currency.code != house.code);
        held.currency = currency
            .map(|held| held.code.to_owned())
            .unwrap_or_default();
        held.rate = currency.and(form.rate).unwrap_or_default();
        held.rate_to = match held.rate {
            0 => String::new(),
            _ => house.code.to_owned(),
        };
        change.put(&held)
    })
}

/// How the house bills.
///
/// # Errors
/// Where somebody saved in between.
pub fn set_terms(visit: &Visit, form: TermsForm) -> Result<()> {
    visit.act(SET_TERMS, move |change| {
        let mut held = change.only::<BillingTerms>(form.version)?;
        // Where clients' money goes isn't changed by whoever finds a browser open.
        if held.bank != form.bank || held.pay_link != form.pay_link {
            change.demand_proof()?;
        }
        held.days = form.days;
        held.pay = form.pay;
        held.pay_link = form.pay_link;
        held.hour = form.hour;
        held.reminders = form.reminders;
        held.interest = form.interest;
        held.late_fee = form.late_fee;
        held.late_fee_from = form.late_fee_from;
        held.seller = form.seller;
        held.bank = form.bank;
        held.untaxed = form.untaxed;
        held.untaxed_reason = form.untaxed_reason;
        change.put(&held)
    })
}
