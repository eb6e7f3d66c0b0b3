//! A gateway as it is typed. The secret is never shown: left empty it stays as it is.

use crate::{
    base::Choice,
    features::gateways::{Gateway, Media},
    web::form::{Form, Optional, Reader, Required},
};

/// Types that a webhook is told of, at most.
const MOST: usize = 200;

#[derive(Debug, Clone)]
pub struct GatewayForm {
    pub gateway: Gateway,
    pub secret: String,
    pub version: Option<u64>,
}

impl Form for GatewayForm {
    fn read(f: &mut Reader) -> Self {
        let gateway = Gateway {
            on: f.flag("on", "On"),
            url: f.text("url", "Address", Optional, 500),
            inside: f.flag("inside", "Inside the house's network"),
            headers: f.block("headers", "Headers", Optional, 2_000),
            media: f
                .choice::<Media>("media", "Form of the body", Required)
                .unwrap_or_default(),
            body: f.block("body", "Body", Optional, 4_000),
            types: f.all("types", "Told of"),
            ..Gateway::default()
        };
        if gateway.types.len() > MOST || gateway.types.iter().any(|key| key.len() > 60) {
            f.problem("types", format!("At most {MOST} types, by their keys."));
        }
        GatewayForm {
            gateway,
            secret: f.secret("secret", "Secret", Optional),
            version: f.version(),
        }
    }
}

/// What the form shows of a gateway as it is.
pub fn values(held: &Gateway) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("url", held.url.clone()),
        ("headers", held.headers.clone()),
        ("media", held.media.key().to_owned()),
        ("body", held.body.clone()),
        ("version", held.version.to_string()),
    ];
    for (name, on) in [("on", held.on), ("inside", held.inside)] {
        if on {
            values.push((name, "true".into()));
        }
    }
    values.extend(held.types.iter().map(|key| ("types", key.clone())));
    values
}
