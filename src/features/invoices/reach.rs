//! Who sees invoices and payments of a project goes with whoever leads it and with its department, whenever either changes.

use std::collections::BTreeMap;

use super::{
    invoice::{BY_PROJECT, Invoice},
    ops::leads_of,
    ops_money::placed,
    payment::{PAID_ON, Payment},
};
use crate::{
    base::{Id, Result},
    data::{Deriving, Key, Record, Ref},
    features::projects::Project,
};

/// # Errors
/// When the store can't be read.
pub fn papers_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Project::KIND.code) {
        let id = Id::<Project>::new(of.id);
        let (Some(was), Some(is)) = (change.was(id)?, change.find(id)?) else {
            continue;
        };
        let reach = |project: &Project| (leads_of(project), project.department);
        if reach(&was) != reach(&is) {
            follow(change, &is)?;
        }
    }
    Ok(())
}

fn follow(change: &mut Deriving<'_, '_, '_>, project: &Project) -> Result<()> {
    let leads = leads_of(project);
    let mut paid: BTreeMap<u64, Payment> = BTreeMap::new();
    for mut invoice in change.children::<Invoice>(BY_PROJECT, Key::new().id(project.id))? {
        if invoice.leads == leads && invoice.department == project.department {
            continue;
        }
        invoice.leads.clone_from(&leads);
        invoice.department = project.department;
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
