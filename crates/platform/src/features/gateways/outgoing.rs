//! One thing that is posted to a gateway. Its words are here only while it waits.

use serde::{Deserialize, Serialize};

use super::{actions::VIEW, gateway::Purpose};
use crate::{
    access::Placement,
    base::{Id, time},
    data::{Declares, Index, Key, Kind, record},
    features::mail::Secret,
    jobs::outbox::{Backoff, Delivery, Outgoing, outgoing},
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct OutgoingCall {
    #[serde(skip)]
    pub id: Id<OutgoingCall>,
    #[serde(skip)]
    pub version: u64,
    #[serde(flatten)]
    pub delivery: Delivery,
    pub purpose: Purpose,
    /// Raw id of whom it is for; 0 when it is nobody's.
    pub person: u64,
    /// The number that a text message goes to.
    #[serde(default)]
    pub to: Secret,
    pub text: Secret,
    /// The path of what it is about.
    #[serde(default)]
    pub path: Secret,
    /// The key of its type, and the number of the record that it is about.
    #[serde(default)]
    pub what: String,
    #[serde(default)]
    pub number: String,
}

impl OutgoingCall {
    fn title(&self) -> String {
        self.what.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        self.declare_delivery(to);
        to.index(super::BY_TIME, Key::new().signed(self.delivery.made.0));
    }
}

outgoing!(
    OutgoingCall,
    called: "message",
    gone: "What this message said is gone: it is too old to be worth sending.",
    tries: Backoff {
        first: 30 * time::SECOND,
        longest: time::HOUR,
        gives_up: 12 * time::HOUR,
    },
    says: text, to, path; hides: text, to
);

record!(OutgoingCall, Kind::new(106, "calls", "CA").secret(), view: VIEW);

pub const BY_TIME: Index = Index::scoped(3);
