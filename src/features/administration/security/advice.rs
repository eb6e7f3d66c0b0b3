//! What the house has not decided yet and should: it stands above the monitor until somebody decides, either way.

use crate::{
    access::Tier,
    base::Result,
    data::{Record, Visit},
    features::sign_in::{EDIT_POLICIES, Factor, Policies},
};

pub struct Advice {
    /// A name for programs.
    pub key: &'static str,
    pub text: &'static str,
    /// Where it is decided, for who may.
    pub href: Option<&'static str>,
}

/// Whether employees show a second factor is a house's own to say; as shipped they come from the office's networks only.
pub fn standing(visit: &Visit) -> Result<Vec<Advice>> {
    let policies = Policies::of(visit)?;
    let held = policies.tier(Tier::Employee);
    if !held.id().is_none() || held.factor != Factor::Never {
        return Ok(Vec::new());
    }
    let may = visit.may_somewhere(&EDIT_POLICIES);
    Ok(vec![Advice {
        key: "employees-factor",
        text: "Employees come in with a password alone, from the office's networks; nobody has decided yet whether they show a code as well. We recommend it on a new device: a password that became known then opens nothing.",
        href: may.then_some("/settings/sign-in/employee"),
    }])
}
