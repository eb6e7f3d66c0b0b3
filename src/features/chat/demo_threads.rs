//! What a demonstration has of a room beside what was said in it one after the other: a thread, signs, what somebody keeps,
//! has begun and wants to be posted later.

use super::{KeepForm, ReadForm, SubscriptionForm, reading, retention};
use crate::{
    base::{Id, Result, time},
    data::{Ref, Visit},
    features::conversation::{self, AnyRoom, Audience, NewPost, Place, Post},
};

/// What is answered: which post of the room, minutes before the end, who, and what.
const REPLIES: [(usize, i64, &str, &str); 5] = [
    (0, 1788, "Hana Sadiq", "Is the roofer's copy signed off?"),
    (
        0,
        1786,
        "Jonas Weber",
        "Since this morning. It is attached to the ticket.",
    ),
    (
        6,
        46,
        "Quinn Abara",
        "@Mei Tanaka please keep the carriers' old addresses, three of them rank.",
    ),
    (
        6,
        44,
        "Mei Tanaka",
        "They stay. I redirect them to the search.",
    ),
    (
        6,
        16,
        "Hana Sadiq",
        "Nice. Show it to support before Wednesday.",
    ),
];

/// Signs: which post, who, and which.
const SIGNS: [(usize, &str, &str); 6] = [
    (3, "Hana Sadiq", "👍"),
    (3, "Bilal Qureshi", "👍"),
    (3, "Jonas Weber", "✅"),
    (5, "Hana Sadiq", "😄"),
    (7, "Mei Tanaka", "👍"),
    (8, "Bilal Qureshi", "👀"),
];

/// Beside a room with these posts. `person` is a visit of somebody so many minutes before the end.
pub fn make(
    admin: &Visit,
    on: Ref,
    posts: &[Id<Post>],
    person: &dyn Fn(&str, i64) -> Result<Visit>,
) -> Result<()> {
    for (at, ago, name, text) in REPLIES {
        let Some(post) = posts.get(at) else { continue };
        let theirs = person(name, ago)?;
        let new = NewPost {
            text: text.into(),
            reply_to: Some(*post),
            ..NewPost::default()
        };
        AnyRoom::of(&theirs, on)?.write(&theirs, new)?;
    }
    for (at, name, sign) in SIGNS {
        if let Some(post) = posts.get(at) {
            conversation::react(&person(name, 11)?, *post, sign)?;
        }
    }
    let mei = person("Mei Tanaka", 10)?;
    if let Some(checklist) = posts.get(3) {
        conversation::save(&mei, *checklist)?;
        let sana = person("Sana Iqbal", 290)?;
        let held = sana.find(*checklist)?;
        if conversation::may_pin(&sana, &held) {
            conversation::pin(&sana, held.id)?;
        }
    }
    waiting(&mei, on)?;
    let hana = person("Hana Sadiq", 9)?;
    let favourite = SubscriptionForm {
        favourite: Some(true),
        ..SubscriptionForm::default()
    };
    reading::set(&hana, on, favourite)?;
    reading::read(&hana, on, &ReadForm::default())?;
    let kept = KeepForm {
        days: Some(730),
        ..KeepForm::default()
    };
    retention::keep(admin, on, kept)
}

/// What somebody has begun to write, and what waits until tomorrow.
fn waiting(mei: &Visit, on: Ref) -> Result<()> {
    let begun = "The search is on staging, please try it on a phone before";
    let place = Place {
        on,
        reply_to: None,
        audience: Audience::Staff,
    };
    conversation::keep_draft(mei, place, begun.into())?;
    let new = NewPost {
        text: "Reminder: the content of the dental site is frozen from noon on.".into(),
        staff_only: true,
        ..NewPost::default()
    };
    conversation::schedule(mei, on, new, mei.at.plus(20 * time::HOUR)).map(drop)
}
