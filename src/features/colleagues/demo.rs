//! What a demonstration has of colleagues: some clients' admins have let in whoever pays their invoices.

use super::{NewColleague, actions::INVITE, ops, page};
use crate::{base::Result, data::Visit};

/// The role of whom they let in.
const BILLING: &str = "client-billing";

pub fn invited(visit: &Visit) -> Result<()> {
    let some = visit.actor.person.is_multiple_of(3);
    if !some || visit.actor.client.is_none() || !visit.may_somewhere(&INVITE) {
        return Ok(());
    }
    if page::colleagues(visit)?.len() > 1 {
        return Ok(());
    }
    let offered = ops::offered(visit)?;
    let Some(role) = offered.iter().find(|role| role.key == BILLING) else {
        return Ok(());
    };
    let form = NewColleague {
        name: "Ruth Amsel".into(),
        email: format!("accounts-{}@client.example", visit.actor.person),
        title: "Accounts payable".into(),
        role: Some(role.id),
    };
    ops::invite(visit, form).map(drop)
}
