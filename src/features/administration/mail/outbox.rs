//! The box of mails.

use serde_json::{Value, json};

use super::ops;
use crate::{
    access::Action,
    base::{Choice, Result},
    data::Visit,
    features::{
        administration::outbox::{Boxed, Described, Line, Standing},
        mail::{self, OutgoingMail, Post, Stage},
        people::Directory,
    },
    web::Told,
};

impl Boxed for Post {
    const HERE: &'static str = "/mail";
    const TITLE: &'static str = "Mail";
    const SETTINGS: (&'static str, &'static str) = ("How it is sent", super::HERE);
    const VIEW: Action = mail::VIEW;
    const AGAIN: Action = mail::AGAIN;
    const GIVE_UP: Action = mail::GIVE_UP;
    const ROW: &'static str = "l";
    const COLUMNS: (&'static str, &'static str) = ("Mail", "What the server said");
    const SEND_NOW: &'static str = "Send now";
    const SAID: (&'static str, &'static str) =
        ("It is sent now", "Given up; its link goes nowhere by mail");
    const DESCRIBED: Described = Described {
        list: "Mails that wait, or those of another stage. Never what they say",
        one: "A mail, without what it says",
        again: "Send a mail that waits or failed at once",
        give_up: "Give a mail up: it isn't sent, and what it says is forgotten",
    };
    const TOLD: Told = Told::Object(&[
        ("id", Told::Record),
        ("about", Told::Text),
        ("to", Told::Text),
        ("subject", Told::Text),
        ("stage", Told::Text),
        ("written", Told::Moment),
        ("tries", Told::Number),
        ("next", Told::Moment),
        ("ended", Told::Moment),
        ("said", Told::Text),
    ]);
    const LIVE: &'static [&'static str] = &["mail-servers"];

    fn standing(visit: &Visit) -> Result<Standing> {
        Ok(match ops::held(visit)?.on {
            true => Standing {
                fact: "Sent by itself",
                off: None,
            },
            false => Standing {
                fact: "Off",
                off: Some("Mail is off: nothing leaves, and links are handed over by people."),
            },
        })
    }

    fn empty(shown: Stage) -> (&'static str, &'static str) {
        match shown {
            Stage::Waiting => (
                "Nothing waits",
                "What is written goes within seconds, when the server takes it.",
            ),
            Stage::Failed => (
                "Nothing failed",
                "A mail that nobody takes for two days, or that is refused, stands here with the reason.",
            ),
            Stage::Sent => (
                "Nothing was sent lately",
                "Sent mails stand here for thirty days, without what they said.",
            ),
            _ => (
                "Nothing here",
                "Mails whose link was used, replaced or ran out before they could be sent stand here.",
            ),
        }
    }

    fn line(_: &Directory, held: &OutgoingMail) -> Line {
        Line {
            name: held.subject.clone(),
            below: held.to.clone(),
            about: held.what.label().to_owned(),
        }
    }

    fn facts(_: &Visit, held: &OutgoingMail) -> Value {
        json!({ "about": held.what.key(), "to": held.to, "subject": held.subject })
    }
}
