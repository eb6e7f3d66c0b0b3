//! What may be done in rates: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const SET: Action =
    Action::write("rates.set", "Say what an hour is billed at").told("set the rate {}");
pub const REMOVE: Action =
    Action::write("rates.remove", "Remove a rate").told("removed the rate {}");
