//! What the rules of signing in, and requests for links, are called and hold. What opens an account is a secret.

use serde_json::Value;

use super::{Factor, LinkRequest, Offices, Policy};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    features::people::entity::tiers,
    ui::icon::Icon,
};

const LINK_REQUEST: &[Field] = &[
    Field::person("user", "Person"),
    Field::moment("at", "At"),
    Field::text("address", "Network address"),
    Field::text("device", "Device"),
    Field::moment("answered", "Answered"),
];

impl Entity for LinkRequest {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Request for a link",
        "Requests for links",
        Icon::Key,
        LINK_REQUEST,
    )
    .without_page();
}

const POLICY: &[Field] = &[
    Field::new("tier", "Tier", FieldKind::Choice(tiers)),
    Field::choice::<Factor>("factor", "Second factor"),
    Field::minutes("idle", "Time without use"),
    Field::number("longest", "Hours in all"),
    Field::number("sessions", "Sessions at once"),
    Field::yes_no("outside", "From outside the offices"),
    Field::yes_no("passkeys", "It has to be a passkey"),
    Field::day("from", "Demanded from"),
];

impl Entity for Policy {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Sign-in policy", "Sign-in policies", Icon::Lock, POLICY);
}

/// Networks as one writes them, from how they are stored: `{"V4": [[10,0,0,0], 8]}`.
fn networks(held: &Value) -> String {
    let octets = |held: &Value| -> Option<Vec<u8>> {
        let each = held.as_array()?.iter();
        each.map(|n| u8::try_from(n.as_u64()?).ok()).collect()
    };
    let one = |net: &Value| -> Option<String> {
        if let Some(text) = net.as_str() {
            return Some(text.to_owned());
        }
        let (_, parts) = net.as_object()?.iter().next()?;
        let length = parts.get(1)?.as_u64()?;
        let octets = octets(parts.get(0)?)?;
        let address = match <[u8; 4]>::try_from(octets.as_slice()) {
            Ok(four) => std::net::IpAddr::from(four),
            Err(_) => std::net::IpAddr::from(<[u8; 16]>::try_from(octets.as_slice()).ok()?),
        };
        Some(format!("{address}/{length}"))
    };
    let each = held.as_array().into_iter().flatten().filter_map(one);
    each.collect::<Vec<_>>().join(", ")
}

const OFFICES: &[Field] = &[Field::new(
    "networks",
    "Networks",
    FieldKind::Other(networks),
)];

impl Entity for Offices {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Office networks", "Office networks", Icon::Globe, OFFICES);
}
