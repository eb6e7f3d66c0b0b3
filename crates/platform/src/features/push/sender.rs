//! The channel by which messages are pushed: each sealed for its browser and posted to the push service that the browser
//! named, which reads none of it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use aws_lc_rs::agreement::PrivateKey;

use super::{
    actions::SEND,
    crypto,
    records::{OutgoingPush, PushDevice, SETTINGS},
    trouble::Trouble,
};
use crate::{
    access::Action,
    base::{Error, Moment, Result, if_found},
    data::{Store, Visit},
    features::{mail::SmtpContext, settings},
    jobs::{
        egress::http::{self, Call, Target},
        outbox::{Channel, Outcome},
    },
};

/// The house's own key, by which push services know it.
pub fn house_key(store: &Store) -> Result<PrivateKey> {
    let found = (0..8).find_map(|number| crypto::key_from(&store.keys().web_push(number)));
    found.ok_or_else(|| Error::internal("no key for web push could be made"))
}

/// Whether a session, by its raw id, still is somebody's; a room below knows. Left with the store by `features::app`.
pub struct SignedIn(pub fn(&Visit, u64) -> Result<bool>);

/// How long it is waited for a push service. People name them, so none may hold up the others for long.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Default)]
pub struct Pushes {
    by: Option<(Arc<SmtpContext>, String)>,
    trouble: Trouble,
}

impl Pushes {
    /// It didn't reach the device. One that nothing reaches is closed.
    fn missed(&mut self, visit: &Visit, device: &PushDevice) -> Result<()> {
        match self.trouble.missed(device.id, Instant::now()) {
            true => super::ops::gone(visit, device.id),
            false => Ok(()),
        }
    }
}

impl Channel for Pushes {
    const NAME: &'static str = "web push";
    const ACTION: Action = SEND;
    type Item = OutgoingPush;

    fn ready(&mut self, visit: &Visit) -> Result<Option<u64>> {
        let held = if_found(visit.find(SETTINGS))?.filter(|held| held.on);
        let mail = if_found(visit.find(settings::SETTINGS))?.map(|held| held.email);
        let outside = visit.store().service::<SmtpContext>();
        // Whom a push service turns to.
        let contact = match (mail.filter(|mail| !mail.is_empty()), &outside) {
            (Some(mail), _) => Some(format!("mailto:{mail}")),
            (None, Some(outside)) => outside.base(false),
            (None, None) => None,
        };
        self.by = outside.zip(contact);
        Ok(held.map(|held| held.version).filter(|_| self.by.is_some()))
    }

    fn send(&mut self, visit: &Visit, item: &OutgoingPush) -> Result<Outcome> {
        let Some((outside, contact)) = &self.by else {
            return Err(Error::internal("web push is off"));
        };
        let Some(device) = if_found(visit.find::<PushDevice>(item.device))? else {
            return Ok(Outcome::Refused(
                "The device takes no pushed messages any more.".into(),
            ));
        };
        if device.session != 0
            && let Some(signed_in) = visit.store().service::<SignedIn>()
            && !(signed_in.0)(visit, device.session)?
        {
            super::ops::gone(visit, device.id)?;
            return Ok(Outcome::Refused(
                "Its person has left the device since.".into(),
            ));
        }
        let message =
            serde_json::json!({ "text": item.text.0, "to": item.path.0, "tag": item.tag });
        let body = match crypto::seal(
            &device.public,
            &device.shared,
            message.to_string().as_bytes(),
        ) {
            Ok(body) => body,
            Err(_) => {
                return Ok(Outcome::Refused(
                    "Nothing can be sealed for this device.".into(),
                ));
            }
        };
        let url = device.endpoint.0.as_str();
        let host = match Target::of(url) {
            Ok(target) if target.port == 443 => target.host,
            Ok(_) => {
                return Ok(Outcome::Refused(
                    "No push service is called but at port 443.".into(),
                ));
            }
            Err(why) => return Ok(Outcome::Refused(why)),
        };
        if self.trouble.rests(&host, Instant::now()) {
            return Ok(Outcome::Later(format!("{host} didn't answer lately.")));
        }
        let origin = match host.contains(':') {
            true => format!("https://[{host}]"),
            false => format!("https://{host}"),
        };
        let word = crypto::word(&house_key(visit.store())?, &origin, contact, Moment::now())?;
        let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let answer = http::post(&Call {
            purpose: "web push",
            url,
            inside: false,
            headers: vec![
                header("authorization", &word),
                header("content-encoding", "aes128gcm"),
                header("content-type", "application/octet-stream"),
                header("ttl", "86400"),
                header("urgency", "normal"),
            ],
            body,
            patience: PATIENCE,
            roots: outside.roots.as_deref(),
            secret: "",
        });
        Ok(match answer {
            Err(why) => {
                self.trouble.silent(&host, Instant::now());
                self.missed(visit, &device)?;
                Outcome::Later(why)
            }
            Ok(answer) => {
                let said = format!("{} {}", answer.status, answer.said);
                match answer.status {
                    200..300 => {
                        self.trouble.took(&host, device.id, Instant::now());
                        Outcome::Sent(said)
                    }
                    // The browser took its word back: nothing goes there any more.
                    404 | 410 => {
                        super::ops::gone(visit, device.id)?;
                        Outcome::Refused(said)
                    }
                    408 | 425 | 429 | 500.. => Outcome::Later(said),
                    _ => {
                        self.missed(visit, &device)?;
                        Outcome::Refused(said)
                    }
                }
            }
        })
    }
}
