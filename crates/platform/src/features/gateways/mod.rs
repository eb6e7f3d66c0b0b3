//! Gateways: text messages by a provider of the house's choice, and news for another program (a webhook). Both are one HTTP
//! request whose address, headers and body somebody configured.
//!
//! Records: `Gateway` (address, headers, body; typed, with history and undo), `GatewaySecret` (secret), `OutgoingCall`
//! (secret: one thing to be posted). Actions: see what waits and was sent, change a gateway (dangerous: whoever chooses the
//! server reads what is posted), try one, send again or give up. Pages are `administration`'s.
//!
//! What is posted is put into the box in the transaction of what causes it (`put`), under a key that says what it is about,
//! and goes after the commit by a channel of `jobs::outbox`, through `jobs::egress::http`: no redirect is followed, and
//! nothing goes into the house's own network that wasn't said to lie there. The secret belongs to one server and goes
//! to no other.

mod actions;
mod entity;
mod gateway;
mod outgoing;
mod sender;

use crate::{
    base::{Moment, Result, text, time},
    data::{Change, KindInfo},
    features::{Feature, mail::Secret},
    jobs::outbox::{self, Delivery},
};

pub use actions::*;
pub use gateway::{
    BY_PURPOSE, Gateway, GatewaySecret, Media, PLACES, Purpose, SECRET_BY_PURPOSE, purpose_key,
};
pub use outgoing::BY_TIME;
pub use outgoing::{BY_STAGE, FAILED, OutgoingCall, WAITING};
pub use sender::{Calls, Tried, try_out};

pub fn feature() -> Feature {
    Feature {
        name: "gateways",
        kinds: vec![
            KindInfo::entity::<Gateway>().guarded(gateway::guard),
            KindInfo::of::<GatewaySecret>(),
            outbox::kind::<OutgoingCall>(),
        ],
        actions: &[VIEW, EDIT, TEST, AGAIN, GIVE_UP, SEND],
        wakes: outbox::handlers::<OutgoingCall>(SEND),
        jobs: vec![|| outbox::outbox(Calls::default())],
        ..Feature::default()
    }
}

/// A message to be posted.
#[derive(Debug, Clone, Default)]
pub struct Message {
    pub purpose: Purpose,
    /// What it is about: the same key is the same message.
    pub key: String,
    pub person: u64,
    pub to: String,
    pub text: String,
    pub path: String,
    pub what: String,
    pub number: String,
}

/// The gateway of a purpose, when it is on.
pub fn on_in(change: &mut Change<'_, '_>, purpose: Purpose) -> Result<Option<Gateway>> {
    let held = change
        .unscoped("whether and where the house posts is its own matter")
        .by_unique::<Gateway>(BY_PURPOSE, purpose_key(purpose))?;
    Ok(held.filter(|held| held.on))
}

/// Puts a message into the box, if its gateway is on. It goes after the commit.
pub fn put(change: &mut Change<'_, '_>, message: Message) -> Result<bool> {
    /// How long one is worth posting.
    const WORTH: i64 = time::DAY;
    /// As long as a few text messages.
    const LONG: usize = 450;
    if on_in(change, message.purpose)?.is_none() {
        return Ok(false);
    }
    let at: Moment = change.at;
    outbox::put(
        change,
        OutgoingCall {
            id: crate::base::Id::NONE,
            version: 0,
            delivery: Delivery::new(message.key, at, at.plus(WORTH)),
            purpose: message.purpose,
            person: message.person,
            to: Secret(message.to),
            text: Secret(text::shorten(&message.text, LONG)),
            path: Secret(message.path),
            what: message.what,
            number: message.number,
        },
    )
}
