//! Who sees invoices and payments of a project goes with whoever leads it and with its department, whenever either changes.

use std::collections::BTreeMap;

use super::{
    invoice::{BY_PROJECT, Invoice},
    ops_money::placed,
    payment::{PAID_ON, Payment},
};
use crate::{
    base::{Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::projects::{Led, Project, led_anew},
};

/// # Errors
/// When the store can't be read.
pub fn papers_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        if let Some((project, led)) = led_anew(change, Id::new(of.id))? {
            follow(change, &project, &led)?;
        }
    }
    Ok(())
}

/// As `projects::follow_leads`, and payments go with their invoices.
fn follow(change: &mut Deriving<'_, '_, '_>, project: &Project, led: &Led) -> Result<()> {
    let mut paid: BTreeMap<u64, Payment> = BTreeMap::new();
    for mut invoice in change.children::<Invoice>(BY_PROJECT, Key::new().id(project.id))? {
        if invoice.leads == led.leads && invoice.department == led.department {
            continue;
        }
        invoice.leads.clone_from(&led.leads);
        invoice.department = led.department;
        change.put(&invoice)?;
        for payment in change.children::<Payment>(PAID_ON, Key::new().id(invoice.id))? {
            paid.insert(payment.id.raw(), payment);
        }
    }
    for mut payment in paid.into_values() {
        payment.leads.clear();
        for each in payment.allocations.clone() {
            if let Some(invoice) = change.find(each.invoice)? {
                payment = placed(payment, &invoice);
            }
        }
        change.put(&payment)?;
    }
    Ok(())
}
