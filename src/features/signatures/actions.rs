//! What may be done in signatures: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("signatures.view", "See requests for signatures");
pub const EXPORT: Action = Action::read("signatures.export", "Export requests for signatures");
pub const ASK: Action = Action::write("signatures.ask", "Prepare a request for signatures")
    .told("prepared {signature-requests}");
pub const SEND: Action = Action::write("signatures.send", "Send a request for signatures")
    .told("sent {signature-requests} to be signed")
    .final_();
pub const CANCEL: Action = Action::write("signatures.cancel", "Cancel a request for signatures")
    .told("cancelled {signature-requests}")
    .final_();
pub const SIGN: Action = Action::write("signatures.sign", "Sign what one is asked to sign")
    .told("signed for {signature-requests}")
    .final_();
pub const DECLINE: Action = Action::write("signatures.decline", "Decline to sign")
    .told("declined {signature-requests}")
    .final_();
pub const REMIND: Action = Action::system("signatures.remind", "Remind those who have not signed")
    .told("reminded of {signature-requests}");
pub const EXPIRE: Action = Action::system(
    "signatures.expire",
    "End a request for signatures that is over",
)
.told("ended {signature-requests}, whose last day is over");
pub const VIEW_TIME_STAMPS: Action =
    Action::read("time_stamps.view", "See who stamps the time on seals");
/// Whoever it is learns when the house seals something.
pub const EDIT_TIME_STAMPS: Action =
    Action::write("time_stamps.edit", "Say who stamps the time on seals")
        .told("changed who stamps the time on seals")
        .dangerous();
