//! What may be done in quotes: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("quotes.view", "See quotes");
pub const EXPORT: Action = Action::read("quotes.export", "Export quotes");
pub const CREATE: Action = Action::write("quotes.create", "Write a quote").told("wrote {}");
pub const EDIT: Action = Action::write("quotes.edit", "Edit a quote").told("edited {}");
pub const ASK_DISCOUNT: Action =
    Action::write("quotes.ask_discount", "Ask for a yes to a discount")
        .told("asked for the discount of {}");
pub const SEND: Action = Action::write("quotes.send", "Send a quote to the client")
    .told("sent {} to the client")
    .final_();
pub const REVISE: Action = Action::write("quotes.revise", "Revise a quote").told("revised {}");
pub const WITHDRAW: Action =
    Action::write("quotes.withdraw", "Withdraw a quote").told("withdrew {}");
pub const ACCEPT: Action = Action::write("quotes.accept", "Accept a quote")
    .told("accepted {}")
    .final_();
pub const DECLINE: Action = Action::write("quotes.decline", "Decline a quote")
    .told("declined {}")
    .final_();
/// Whoever goes on with what a client said yes to.
pub const HEAR_ANSWERS: Action = Action::duty(
    "quotes.hear_answers",
    "Be told of quotes that clients accept",
);
