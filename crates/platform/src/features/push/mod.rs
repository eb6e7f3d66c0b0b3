//! Web push: news on devices on which no page of Atrium is open, over the push service of the browser's maker. Off until
//! somebody switches it on, for it is the one way by which something leaves the house for a service that the house
//! didn't choose; what leaves is sealed for one browser, and the service reads none of it.
//!
//! Records: `PushSettings` (whether it is on), `PushDevice` (secret: a browser that its person opened for it; it
//! closes with the session in which that was done, and whoever opens the same browser next takes it over), `OutgoingPush`
//! (secret: one message to one device). Actions: see and switch it, open and close a device of one's own, push again or give
//! up. The house's key is
//! derived and stored nowhere (`crypto`). A channel of `jobs::outbox` sends, through `jobs::egress` and to the internet only.

mod actions;
mod crypto;
mod entity;
mod ops;
mod records;
mod routes;
mod sender;
mod trouble;

use crate::{data::KindInfo, features::Feature, jobs::outbox};

pub use actions::*;
pub use ops::{News, close_with, devices, goes_on, is_on, is_on_in, put};
pub use records::{FAILED, OutgoingPush, PushDevice, PushSettings, SETTINGS, WAITING};
pub use routes::public_key;
pub use sender::{Pushes, SignedIn};

pub fn feature() -> Feature {
    Feature {
        name: "push",
        kinds: vec![
            KindInfo::entity::<PushSettings>(),
            KindInfo::of::<PushDevice>(),
            outbox::kind::<OutgoingPush>(),
        ],
        actions: &[VIEW, EDIT, OWN, AGAIN, GIVE_UP, SEND],
        wakes: outbox::handlers::<OutgoingPush>(SEND),
        jobs: vec![|| outbox::outbox(sender::Pushes::default())],
        routes: routes::routes(),
        ..Feature::default()
    }
}
