//! Mail that comes in: an answer to a mail of ours becomes a post on the record that it was about, in the name of whoever
//! wrote it, with its files.
//!
//! Records: `InboundMail` (secret: one mail that was looked at, and what became of it). The mailbox itself, its password and
//! the addresses that fail are `mail`'s. Actions: try the mailbox, look into it now, have taken in what
//! was left; the rest is the house's own: take a mail in, mark it there. Pages: the mailbox among the settings, what came in with the reason why something was left, the
//! addresses from which mail comes back.
//!
//! An answer is known by the word that `mail::answer` sealed into the address it goes to, or into the Message-ID that it
//! answers. It counts when it comes from the address of the very person that the word names, and they may post there now
//! (`take`). What it quotes and signs is cut off (`cut`). What programs wrote (away notices, lists, loops) is dropped, a
//! server's report that one of ours came back marks the address. Everything else stays where it lies, unread, and is listed.
//! A mail that answers nothing becomes a ticket or a lead only where the house wants that, in the name of whom it chose.
//!
//! **Once.** What becomes of a mail is noted under its Message-ID, with how far the mailbox was looked through, in one
//! transaction; the post before it is made under the same name. The mailbox is told only afterwards, from what is noted.
//!
//! **Who sent it** nobody can prove of a mail. The word was sent to one person only, is good for one record, and opens
//! nothing; whoever gets hold of it can write there in their name as long as they may, as with any helpdesk that takes mail.
//! So it is off until somebody turns it on, and says for whom.

mod actions;
mod addresses;
mod arrived;
mod cursor;
mod cut;
mod fetch;
mod forms;
mod look;
mod mail;
mod notices;
mod open;
mod ops;
mod pages;
mod place;
mod received;
mod routes;
mod strangers;
mod take;

use crate::{
    data::{Held, KindInfo},
    features::{Demo, Feature},
    jobs::Handler,
};

pub use actions::*;
pub use mail::{InboundMail, Outcome};
pub use open::reaches;
pub use place::is_answerable;

pub fn feature() -> Feature {
    Feature {
        name: "inbound",
        notices: notices::ALL,
        kinds: vec![KindInfo::of::<InboundMail>()],
        actions: &[TEST, FETCH, AGAIN, TAKE_IN, ACKNOWLEDGE],
        wakes: vec![Handler::of(
            mail::GROWS_OLD,
            ACKNOWLEDGE,
            |change, held: Held<InboundMail>| {
                change.event();
                change.delete(&held)
            },
        )],
        jobs: vec![|| Box::new(fetch::Fetcher::default())],
        routes: routes::routes(),
        demo: Some(Demo {
            by: "it-administrator",
            make: ops::demonstrate,
        }),
        ..Feature::default()
    }
}
