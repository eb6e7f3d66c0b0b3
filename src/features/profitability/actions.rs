//! What may be done in profitability: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("profitability.view", "See profitability");
pub const EXPORT: Action = Action::read("profitability.export", "Export profitability");
