//! The boxes of what is posted to gateways, and of what is pushed to devices.

use serde_json::{Value, json};

use crate::{
    access::Action,
    base::{Choice, Result},
    data::Visit,
    features::{
        administration::outbox::{Boxed, Described, Line, Standing},
        gateways::{self, Calls, OutgoingCall},
        people::Directory,
        push::{self, OutgoingPush, Pushes},
    },
    jobs::outbox::Stage,
    web::Told,
};

/// The number of a person, for programs.
fn person(visit: &Visit, id: u64) -> Option<String> {
    (id != 0).then(|| visit.store().schema().numbered("users", id))
}

impl Boxed for Calls {
    const HERE: &'static str = "/messages-out";
    const TITLE: &'static str = "Text messages and webhooks";
    const SETTINGS: (&'static str, &'static str) = ("How they are posted", super::HERE);
    const VIEW: Action = gateways::VIEW;
    const AGAIN: Action = gateways::AGAIN;
    const GIVE_UP: Action = gateways::GIVE_UP;
    const ROW: &'static str = "ca";
    const COLUMNS: (&'static str, &'static str) = ("For", "What the gateway said");
    const SEND_NOW: &'static str = "Post now";
    const SAID: (&'static str, &'static str) = ("It is posted now", "Given up");
    const DESCRIBED: Described = Described {
        list: "Messages that wait to be posted, or those of another stage. Never what they say",
        one: "A message, without what it says",
        again: "Post a message that waits or failed at once",
        give_up: "Give a message up: it isn't posted, and what it says is forgotten",
    };
    const TOLD: Told = Told::Object(&[
        ("id", Told::Record),
        ("purpose", Told::Text),
        ("what", Told::Text),
        ("person", Told::Record),
        ("stage", Told::Text),
        ("written", Told::Moment),
        ("tries", Told::Number),
        ("next", Told::Moment),
        ("ended", Told::Moment),
        ("said", Told::Text),
    ]);
    const LIVE: &'static [&'static str] = &["gateways"];

    fn standing(_: &Visit) -> Result<Standing> {
        Ok(Standing {
            fact: "Posted by themselves",
            off: None,
        })
    }

    fn empty(_: Stage) -> (&'static str, &'static str) {
        (
            "Nothing here",
            "What is posted to a gateway stands here with what the gateway said, and never what it says itself.",
        )
    }

    fn line(names: &Directory, held: &OutgoingCall) -> Line {
        Line {
            name: match held.person {
                0 => held.purpose.label().to_owned(),
                person => names.name_of(person).to_owned(),
            },
            below: held.what.clone(),
            about: held.purpose.label().to_owned(),
        }
    }

    fn facts(visit: &Visit, held: &OutgoingCall) -> Value {
        json!({ "purpose": held.purpose.key(), "what": held.what, "person": person(visit, held.person) })
    }
}

impl Boxed for Pushes {
    const HERE: &'static str = "/pushes-out";
    const TITLE: &'static str = "Pushed messages";
    const SETTINGS: (&'static str, &'static str) = ("Whether they are pushed", super::HERE);
    const VIEW: Action = push::VIEW;
    const AGAIN: Action = push::AGAIN;
    const GIVE_UP: Action = push::GIVE_UP;
    const ROW: &'static str = "pu";
    const COLUMNS: (&'static str, &'static str) = ("For", "What the push service said");
    const SEND_NOW: &'static str = "Push now";
    const SAID: (&'static str, &'static str) = ("It is pushed now", "Given up");
    const DESCRIBED: Described = Described {
        list: "Messages that wait to be pushed, or those of another stage. Never what they say",
        one: "A pushed message, without what it says",
        again: "Push a message that waits or failed at once",
        give_up: "Give a message up: it isn't pushed, and what it says is forgotten",
    };
    const TOLD: Told = Told::Object(&[
        ("id", Told::Record),
        ("person", Told::Record),
        ("stage", Told::Text),
        ("written", Told::Moment),
        ("tries", Told::Number),
        ("next", Told::Moment),
        ("ended", Told::Moment),
        ("said", Told::Text),
    ]);
    const LIVE: &'static [&'static str] = &["push-settings"];

    fn standing(visit: &Visit) -> Result<Standing> {
        Ok(match push::is_on(visit) {
            true => Standing {
                fact: "Pushed by themselves",
                off: None,
            },
            false => Standing {
                fact: "Off",
                off: Some("Web push is off: nothing leaves for the push services of browsers."),
            },
        })
    }

    fn empty(_: Stage) -> (&'static str, &'static str) {
        (
            "Nothing here",
            "What is pushed to a device stands here with what its push service said, and never what it says itself.",
        )
    }

    fn line(names: &Directory, held: &OutgoingPush) -> Line {
        Line {
            name: names.name_of(held.person).to_owned(),
            below: "To one of their devices".into(),
            about: String::new(),
        }
    }

    fn facts(visit: &Visit, held: &OutgoingPush) -> Value {
        json!({ "person": person(visit, held.person) })
    }
}
