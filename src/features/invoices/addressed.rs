//! From whom an invoice comes and to whom it goes, as its papers say it.

use super::{invoice::Invoice, parties::Parties, statement::account_of};
use crate::{
    base::Result,
    data::Visit,
    features::{
        clients::{self, Client},
        settings::{CurrentSettings, Look},
    },
};

/// From whom and for whom it is; of a draft, as if it were issued now.
///
/// # Errors
/// When the store can't be read.
pub(super) fn parties_of(visit: &Visit, invoice: &Invoice) -> Result<Parties> {
    if invoice.is_issued() {
        return Ok(invoice.parties.clone());
    }
    let house = CurrentSettings::of(visit)?;
    let brand = visit.cached::<Look>()?;
    let terms = visit.cached::<super::CurrentTerms>()?;
    let client: Client = visit
        .follow(invoice, |invoice: &Invoice| invoice.client)?
        .unwrap_or_default();
    let account = account_of(visit, &client)?;
    let ours = (&house.0, &brand.0, &terms.0);
    let language = clients::language(visit, invoice.client)?;
    Ok(Parties::of(ours, &client, Some(&account), language))
}
