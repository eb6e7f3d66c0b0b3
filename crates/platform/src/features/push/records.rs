//! Whether the house pushes at all, the devices that it may push to, and what waits to be pushed.

use serde::{Deserialize, Serialize};

use super::{
    actions::{OWN, VIEW},
    crypto::{POINT, SHARED},
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    data::{Declares, Index, Key, Kind, record},
    features::mail::Secret,
    jobs::{
        egress::http::Target,
        outbox::{Backoff, Delivery, Outgoing, outgoing},
    },
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PushSettings {
    #[serde(skip)]
    pub id: Id<PushSettings>,
    #[serde(skip)]
    pub version: u64,
    pub on: bool,
}

/// There is one, made when it is first saved.
pub const SETTINGS: Id<PushSettings> = Id::new(1);

impl PushSettings {
    fn title(&self) -> String {
        "Web push".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(PushSettings, Kind::new(107, "push-settings", "PS"), view: VIEW);

/// A browser on a device of somebody's that takes pushed messages. Whoever knows its address could write to it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PushDevice {
    #[serde(skip)]
    pub id: Id<PushDevice>,
    #[serde(skip)]
    pub version: u64,
    /// Raw id of whose it is.
    pub person: u64,
    pub name: String,
    pub since: Moment,
    /// Raw id of the session in which it was opened, with which it closes; 0 when a program opened it.
    #[serde(default)]
    pub session: u64,
    pub endpoint: Secret,
    /// The browser's public key and the secret that it shares, as it gave them.
    pub public: Vec<u8>,
    pub shared: Vec<u8>,
}

pub const OF_PERSON: Index = Index::plain(1);
pub const BY_ENDPOINT: Index = Index::unique(2);
pub const OF_SESSION: Index = Index::plain(3);
/// Devices of one person; with one more the oldest goes.
pub const DEVICES: usize = 10;

pub fn endpoint_key(endpoint: &str) -> Key {
    Key::new().text(&blake3::hash(endpoint.as_bytes()).to_hex())
}

impl PushDevice {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.person)]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(
            OF_PERSON,
            Key::new().number(self.person).signed(self.since.0),
        );
        to.index(BY_ENDPOINT, endpoint_key(&self.endpoint.0));
        if self.session != 0 {
            to.index(OF_SESSION, Key::new().number(self.session));
        }
    }

    /// # Errors
    /// `Invalid` when nothing could be pushed to it.
    pub fn check(&self) -> Result<()> {
        match Target::of(&self.endpoint.0) {
            Ok(target) if target.tls && target.port == 443 => {}
            _ => {
                return Err(Error::field(
                    "endpoint",
                    "A push service has an address that begins with https and names no port.",
                ));
            }
        }
        if self.public.len() != POINT || self.shared.len() != SHARED {
            return Err(Error::field("p256dh", "These are no keys of a browser."));
        }
        Ok(())
    }
}

record!(PushDevice, Kind::new(108, "push-devices", "PD").secret().personal().filing(2), view: OWN);

/// One message to one device. Its words are here only while it waits.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutgoingPush {
    #[serde(skip)]
    pub id: Id<OutgoingPush>,
    #[serde(skip)]
    pub version: u64,
    #[serde(flatten)]
    pub delivery: Delivery,
    pub device: Id<PushDevice>,
    pub person: u64,
    /// What the browser shows once, however often it hears of it.
    #[serde(default)]
    pub tag: String,
    pub text: Secret,
    /// The path that it leads to.
    pub path: Secret,
}

impl OutgoingPush {
    fn title(&self) -> String {
        "A pushed message".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        self.declare_delivery(to);
    }
}

outgoing!(
    OutgoingPush,
    called: "pushed message",
    gone: "What this message said is gone: it is too old to be worth pushing.",
    tries: Backoff {
        first: 15 * time::SECOND,
        longest: 30 * time::MINUTE,
        gives_up: 6 * time::HOUR,
    },
    says: text, path; hides: text, path
);

record!(OutgoingPush, Kind::new(109, "pushes", "PU").secret(), view: VIEW);
