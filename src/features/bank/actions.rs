//! What may be done in bank: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("bank.view", "See the house's bank accounts and statements");
pub const EXPORT: Action = Action::read("bank.export", "Export bank lines");
pub const SET_UP: Action = Action::write("bank.set_up", "Set up a bank account")
    .told("set up {bank-accounts}")
    .heard_with("bank.view");
pub const IMPORT: Action = Action::write("bank.import", "Bring a bank statement in")
    .told("brought in {bank-statements}")
    .heard_with("bank.view");
pub const DELETE: Action = Action::write("bank.delete", "Throw a bank account or a statement away")
    .told("threw[ {bank-statements}][ {bank-accounts}] away")
    .heard_with("bank.view");
pub const MATCH: Action = Action::write("bank.match", "Match bank lines with what they pay")
    .told("matched {bank-lines}[ with {payments}]")
    .heard_with("bank.view");
pub const RELEASE: Action = Action::write("bank.release", "Take the match of a bank line back")
    .told("took the match of {bank-lines} back")
    .heard_with("bank.view");
pub const IGNORE: Action = Action::write("bank.ignore", "Ignore a bank line")
    .told("ignored {bank-lines}")
    .heard_with("bank.view");
pub const WAIT: Action = Action::write("bank.wait", "Let an ignored bank line wait again")
    .told("let {bank-lines} wait again")
    .heard_with("bank.view");
