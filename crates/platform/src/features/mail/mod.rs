//! Mail: what Atrium writes to people outside of it.
//!
//! Records: `MailServer` (which server mail goes to, from whom, and who gets links by it; typed, with history and undo),
//! `MailPassword` (secret), `OutgoingMail` (secret: one mail, with a link in it perhaps), `InboundMailbox` and
//! `InboundPassword` (where answers come in), `FailingAddress` (secret: where mail comes back from). Actions: see what waits and was
//! sent, change how mail is sent (dangerous: whoever chooses the server reads every link), try it, send again or give up.
//!
//! A letter is put into the box in the transaction of the deed that causes it (`put`), under a key that says what it
//! is about, and the post (`post`), which is a channel of `jobs::outbox`, sends it after the commit, so nobody's deed waits
//! for a mail server. When it is killed between the server's yes and writing that down, the letter goes once more under
//! the same Message-ID, by which servers and readers know it again: SMTP gives no more than that.
//!
//! What waits holds the link in clear, because it has to be sent: its kind is secret (never journaled, never shown,
//! not even to who may see the box), and its words go as soon as it was sent, the link was used, replaced or ran out, or
//! somebody gave it up. Links begin with the configured address, never with what a request said.
//!
//! Every mail but the checkpoint's is there twice, as text and as a page of one look (`letter`). News of a record hang
//! together in one thread, and say in their head how they are stopped with one click (RFC 8058).
//!
//! Where a mailbox for answers is set up, a mail about one record on which its reader may post says where to answer: an
//! address with a sealed word in it (`answer`), which stands in its Message-ID too. What comes in is `inbound`'s.
//!
//! Waits grow from half a minute to four hours; after two days a letter has failed, with what the server said, and
//! somebody may send it again. What the server refuses for good fails at once. When the server itself can't be
//! reached, isn't who it should be or doesn't take the password, nothing else is tried for a while.
//!
//! Rules: TLS from the start or STARTTLS that is demanded, and a server whose certificate the machine's roots vouch
//! for; in clear only to this very machine. The password belongs to one server, port and user name, and goes to no
//! other, whatever an Undo puts back. No line break gets into a header. While mail is off, links are handed over by people.

mod actions;
pub mod answer;
mod entity;
pub mod failing;
mod inbound;
mod letter;
mod mailbox;
mod outgoing;
mod password;
mod sender;
mod server;
mod smtp_context;
pub mod unsubscribe;
mod wire;

use crate::{data::KindInfo, features::Feature, jobs::outbox};

pub use crate::jobs::outbox::Stage;
pub use actions::*;
pub use answer::Answerable;
pub use failing::FailingAddress;
pub use inbound::{INBOUND_PASSWORD, InboundMailbox, InboundPassword, MAILBOX, Strangers, to_open};
pub use letter::ABOVE;
pub use mailbox::{
    Draft, LinksAsked, asked_for, carries_links_to, drop_links_of, is_on, is_on_in, is_written,
    last_news, links_to, put, takes_news,
};
pub use outgoing::{BY_MARK, BY_STAGE, BY_TIME, FAILED, Line, Notice, OutgoingMail, WAITING, What};
pub use password::{MailPassword, PASSWORD, Secret};
pub use sender::{Post, Tried, reaches, try_out};
pub use server::{KEEPERS, MailServer, SERVER, Security};
pub use smtp_context::SmtpContext;

pub fn feature() -> Feature {
    Feature {
        name: "mail",
        kinds: vec![
            KindInfo::entity::<MailServer>().guarded(server::guard),
            KindInfo::of::<MailPassword>(),
            outbox::kind::<OutgoingMail>().guarded(outgoing::guard),
            KindInfo::entity::<InboundMailbox>().guarded(inbound::guard),
            KindInfo::of::<InboundPassword>(),
            KindInfo::of::<FailingAddress>(),
        ],
        actions: &[VIEW, EDIT, TEST, AGAIN, GIVE_UP, WORKS, SEND, WRITE],
        wakes: outbox::handlers::<OutgoingMail>(WRITE),
        jobs: vec![|| outbox::outbox(Post::default())],
        ..Feature::default()
    }
}
