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
    let may = visit.may_somewhere(&EDIT_POLICIES);
    let mut standing = Vec::new();
    let held = policies.tier(Tier::Admin);
    if held.id().is_none() && !held.passkeys {
        standing.push(Advice {
            key: "admins-passkeys",
            text: "Admins come in with a code, and nobody has decided yet whether it has to be a passkey. We recommend it: a code can be typed into a page that only looks like this one, a passkey can't.",
            href: may.then_some("/settings/sign-in/admin"),
        });
    }
    let held = policies.tier(Tier::Employee);
    if !held.id().is_none() || held.factor != Factor::Never {
        return Ok(standing);
    }
    standing.push(Advice {
        key: "employees-factor",
        text: "Employees come in with a password alone, from the office's networks; nobody has decided yet whether they show a code as well. We recommend it on a new device: a password that became known then opens nothing.",
        href: may.then_some("/settings/sign-in/employee"),
    });
    Ok(standing)
}
