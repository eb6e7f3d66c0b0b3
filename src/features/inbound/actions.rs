//! What may be done in inbound: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const TEST: Action = Action::write("mail.try_mailbox", "Try the mailbox")
    .told("tried the mailbox")
    .final_();
pub const FETCH: Action = Action::write("mail.look", "Look into the mailbox now")
    .told("had the mailbox looked into")
    .final_();
pub const AGAIN: Action =
    Action::write("mail.take_after_all", "Have a mail taken in that was left")
        .told("had a mail taken in after all")
        .final_();
/// What the server does by itself.
pub const TAKE_IN: Action = Action::system("mail.take_in", "Take mails in").told("took a mail in");
pub const ACKNOWLEDGE: Action =
    Action::system("mail.mark", "Mark mails in the mailbox").told("marked a mail in the mailbox");
