//! What may be done in tickets: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("tickets.view", "See tickets");
pub const EXPORT: Action = Action::read("tickets.export", "Export tickets");
pub const OPEN: Action =
    Action::write("tickets.open", "Open an onboarding ticket").told("opened {}");
pub const RAISE: Action = Action::write("tickets.raise", "Raise a ticket").told("raised {}");
pub const EDIT: Action = Action::write("tickets.edit", "Edit a ticket")
    .told("edited {}")
    .in_hands();
pub const HAND_OVER: Action = Action::write("tickets.hand_over", "Hand a ticket over")
    .told("handed over {}")
    .in_hands();
pub const RETURN: Action = Action::write("tickets.return", "Return a ticket")
    .told("returned {}")
    .in_hands();
pub const CHECK: Action = Action::write("tickets.check", "Check a ticket's information")
    .told("checked the information of {}")
    .in_hands();
pub const WAIVE: Action = Action::write("tickets.waive", "Waive a checkpoint")
    .told("waived a checkpoint of {}")
    .in_hands();
pub const COMPLETE: Action = Action::write("tickets.complete", "Complete a requirement")
    .told("completed a requirement of {}")
    .in_hands();
pub const ASK: Action = Action::write("tickets.ask", "Ask the client for a document")
    .told("asked the client for a document for {}")
    .in_hands();
pub const ATTACH: Action = Action::write("tickets.attach", "Attach a document to a ticket")
    .told("attached a document to {}");
pub const VERIFY: Action = Action::write("tickets.verify", "Verify a ticket's document")
    .told("verified a document of {}")
    .in_hands();
pub const REFUSE: Action = Action::write("tickets.refuse", "Refuse a ticket's document")
    .told("refused a document of {}")
    .in_hands();
pub const FREEZE: Action = Action::write("tickets.freeze", "Freeze a ticket's scope")
    .told("froze the scope of {}")
    .in_hands();
pub const UNFREEZE: Action = Action::write("tickets.unfreeze", "Unfreeze a ticket's scope")
    .told("unfroze the scope of {}")
    .in_hands();
pub const REPLY: Action = Action::write("tickets.reply", "Write on a ticket").told("wrote on {}");
pub const CANCEL: Action = Action::write("tickets.cancel", "Cancel a ticket")
    .told("cancelled {}")
    .in_hands();
pub const CLOSE: Action = Action::write("tickets.close", "Close a ticket")
    .told("closed {}")
    .in_hands();
pub const REOPEN: Action = Action::write("tickets.reopen", "Reopen a ticket")
    .told("reopened {}")
    .in_hands();
pub const HOLD: Action = Action::write("tickets.hold", "Put a ticket on hold")
    .told("put {} on hold")
    .in_hands();
pub const RESUME: Action = Action::write("tickets.resume", "Take a ticket up again")
    .told("took {} up again")
    .in_hands();
/// To whom a new onboarding comes, and what nobody else is there for.
pub const TRIAGE: Action = Action::duty("tickets.triage", "Be handed tickets to validate");
/// To whom tickets come to be worked on.
pub const RECEIVE: Action = Action::duty("tickets.receive", "Be handed tickets to work on");
pub const RECEIVE_COMPLAINTS: Action = Action::duty(
    "tickets.receive_complaints",
    "Be handed clients' complaints",
);
