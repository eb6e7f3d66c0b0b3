//! What may be done in mail: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

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
pub const WORKS: Action = Action::write("mail.works", "Say that an address takes mail again")
    .told("said that an address takes mail again");
/// What the server does by itself.
pub const SEND: Action = Action::system("mail.send", "Send mail").told("sent mail");
pub const WRITE: Action =
    Action::system("mail.write", "Write the daily mails").told("wrote the daily mails");
