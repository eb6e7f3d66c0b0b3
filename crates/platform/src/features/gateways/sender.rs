//! The channel by which text messages and news for other programs leave: each posted to the gateway of the settings.

use std::sync::Arc;

use super::{
    actions::{SEND, TEST},
    gateway::{
        BY_PURPOSE, Gateway, GatewaySecret, Purpose, SECRET_BY_PURPOSE, dialled, purpose_key,
    },
    outgoing::OutgoingCall,
};
use crate::{
    access::Action,
    base::{Error, Result},
    data::{Record, Visit},
    features::mail::SmtpContext,
    jobs::{
        egress::http::{self, Call},
        outbox::{self, Channel, Outcome},
    },
};

/// The way to the gateways, as they are set now.
#[derive(Default)]
pub struct Calls {
    gateways: Vec<(Gateway, String)>,
    outside: Option<Arc<SmtpContext>>,
}

impl Channel for Calls {
    const NAME: &'static str = "gateways";
    const ACTION: Action = SEND;
    type Item = OutgoingCall;

    fn ready(&mut self, visit: &Visit) -> Result<Option<u64>> {
        self.outside = visit.store().service::<SmtpContext>();
        self.gateways.clear();
        for purpose in [Purpose::Sms, Purpose::Webhook] {
            if let Some(held) = of(visit, purpose)?.filter(|held| held.on) {
                let secret = secret_of(visit, &held)?;
                self.gateways.push((held, secret));
            }
        }
        let newest = self.gateways.iter().map(|(held, _)| held.version).max();
        Ok(newest.filter(|_| self.outside.is_some()))
    }

    fn send(&mut self, _: &Visit, item: &OutgoingCall) -> Result<Outcome> {
        let held = self
            .gateways
            .iter()
            .find(|(held, _)| held.purpose == item.purpose);
        let (Some((gateway, secret)), Some(outside)) = (held, &self.outside) else {
            return Ok(Outcome::Later("Its gateway is off.".into()));
        };
        let link = match item.path.0.as_str() {
            "" => String::new(),
            path => format!("{}{path}", outside.base(false).unwrap_or_default()),
        };
        let to = dialled(&item.to.0);
        let values = [
            ("to", to.as_str()),
            ("text", item.text.0.as_str()),
            ("link", link.as_str()),
            ("type", item.what.as_str()),
            ("number", item.number.as_str()),
            ("secret", secret.as_str()),
        ];
        Ok(post(gateway, secret, &values, &item.delivery.mark, outside))
    }
}

fn of(visit: &Visit, purpose: Purpose) -> Result<Option<Gateway>> {
    crate::base::if_found(visit.find_by::<Gateway>(BY_PURPOSE, purpose_key(purpose)))
}

/// The secret, as long as it belongs to the server that is set.
fn secret_of(visit: &Visit, of: &Gateway) -> Result<String> {
    let key = purpose_key(of.purpose);
    let held = crate::base::if_found(visit.find_by::<GatewaySecret>(SECRET_BY_PURPOSE, key))?;
    let held = held.filter(|held| held.account == of.account());
    Ok(held.map(|held| held.secret.0).unwrap_or_default())
}

fn post(
    gateway: &Gateway,
    secret: &str,
    values: &[(&str, &str)],
    mark: &str,
    outside: &SmtpContext,
) -> Outcome {
    let mut headers = gateway.headers_with(secret);
    // By this the other side knows one again that is posted twice.
    headers.push(("idempotency-key".into(), mark.to_owned()));
    let answer = http::post(&Call {
        purpose: "a gateway",
        url: &gateway.url,
        inside: gateway.inside,
        headers,
        body: gateway.body_with(values).into_bytes(),
        patience: http::PATIENCE,
        roots: outside.roots.as_deref(),
        secret,
    });
    match answer {
        Err(why) => Outcome::Later(why),
        Ok(answer) => {
            let said = format!("{} {}", answer.status, answer.said);
            let said = said.trim().to_owned();
            match answer.status {
                200..300 => Outcome::Sent(said),
                300..400 => Outcome::Refused(format!(
                    "It answers with a redirect, which isn't followed: {said}"
                )),
                408 | 425 | 429 | 500.. => Outcome::Later(said),
                _ => Outcome::Refused(said),
            }
        }
    }
}

/// What came of a test.
pub struct Tried {
    pub well: bool,
    pub said: String,
}

/// Posts a few words to whoever asks, with a gateway as it is saved, on or off.
pub fn try_out(visit: &Visit, purpose: Purpose, to: &str, house: &str) -> Result<Tried> {
    visit.demand(&TEST)?;
    let outside: Arc<SmtpContext> = visit
        .store()
        .service()
        .ok_or_else(|| Error::internal("this store is not being served"))?;
    let system = visit.unchecked_as_system("a test goes through the gateway as it is saved");
    let held = of(&system, purpose)?.filter(|held| !held.url.is_empty());
    let Some(held) = held else {
        return Err(Error::conflict("Save an address to post to first."));
    };
    let secret = secret_of(&system, &held)?;
    let text = format!("This is a test of {house}. Whoever reads it knows that it arrives.");
    let to = dialled(to);
    let values = [
        ("to", to.as_str()),
        ("text", text.as_str()),
        ("link", ""),
        ("type", "test"),
        ("number", ""),
        ("secret", secret.as_str()),
    ];
    let mark = format!("test-{}-{}", visit.actor.person, visit.at.0);
    let tried = match post(&held, &secret, &values, &mark, &outside) {
        Outcome::Sent(said) => Tried {
            well: true,
            said: format!("The gateway took it. It said: {said}"),
        },
        Outcome::Refused(said) | Outcome::Later(said) | Outcome::Unreachable(said) => Tried {
            well: false,
            said: format!("The gateway didn't take it: {said}"),
        },
    };
    let note = tried.said.clone();
    let about = held.as_ref();
    visit.act(TEST, move |change| {
        change.event();
        change.about(about);
        change.note(note);
        Ok(())
    })?;
    if tried.well {
        outbox::hasten::<Calls>(visit.store());
    }
    Ok(tried)
}
