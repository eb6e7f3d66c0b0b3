//! Mail: what Atrium writes to people outside of it.
//!
//! Records: `MailServer` (which server mail goes to, from whom, and who gets links by it; typed, with history and undo),
//! `MailPassword` (secret), `OutgoingMail` (secret: one mail, with a link in it perhaps). Actions: see what waits and was
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
//! Waits grow from half a minute to four hours; after two days a letter has failed, with what the server said, and
//! somebody may send it again. What the server refuses for good fails at once. When the server itself can't be
//! reached, isn't who it should be or doesn't take the password, nothing else is tried for a while.
//!
//! Rules: TLS from the start or STARTTLS that is demanded, and a server whose certificate the machine's roots vouch
//! for; in clear only to this very machine. The password belongs to one server, port and user name, and goes to no
//! other, whatever an Undo puts back. No line break gets into a header. While mail is off, links are handed over by people.

mod entity;
mod mailbox;
mod outgoing;
mod password;
mod sender;
mod server;
mod wire;

use crate::{access::Action, data::KindInfo, features::Feature, jobs::outbox};

pub use crate::jobs::outbox::Stage;
pub use mailbox::{
    Draft, LinksAsked, asked_for, carries_links_to, drop_links_of, is_on, is_written, links_to, put,
};
pub use outgoing::{BY_STAGE, BY_TIME, FAILED, OutgoingMail, WAITING, What};
pub use password::{MailPassword, PASSWORD, Secret};
pub use sender::{Post, SmtpContext, Tried, reaches, try_out};
pub use server::{KEEPERS, MailServer, SERVER, Security};

pub const VIEW: Action = Action::read("mail.view", "See how mail is sent, and what was");
pub const EDIT: Action = Action::write("mail.edit", "Change how mail is sent")
    .told("changed how mail is sent")
    .dangerous();
pub const TEST: Action = Action::write("mail.test", "Send a test mail")
    .told("sent a test mail")
    .final_();
pub const AGAIN: Action = Action::write("mail.again", "Send a mail again")
    .told("sent a mail again")
    .final_();
pub const GIVE_UP: Action = Action::write("mail.give_up", "Give a mail up")
    .told("gave a mail up")
    .final_();
/// What the server does by itself.
pub const SEND: Action = Action::system("mail.send", "Send mail").told("sent mail");
pub const WRITE: Action =
    Action::system("mail.write", "Write the daily mails").told("wrote the daily mails");

pub fn feature() -> Feature {
    Feature {
        name: "mail",
        kinds: vec![
            KindInfo::entity::<MailServer>().guarded(server::guard),
            KindInfo::of::<MailPassword>(),
            outbox::kind::<OutgoingMail>().guarded(outgoing::guard),
        ],
        actions: &[VIEW, EDIT, TEST, AGAIN, GIVE_UP, SEND, WRITE],
        wakes: outbox::handlers::<OutgoingMail>(WRITE),
        jobs: vec![|| outbox::outbox(Post::default())],
        ..Feature::default()
    }
}
