//! What may be done in proofing: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = crate::features::documents::VIEW;
pub const COMMENT: Action =
    Action::write("proofing.comment", "Comment on a draft").told("commented on {documents}");
pub const SETTLE: Action = Action::write("proofing.settle", "Settle a comment on a draft")
    .told("changed whether a comment on {documents} is settled");
/// It was read by the house, and work went on over it.
pub const DECIDE: Action = Action::write("proofing.decide", "Decide on a draft, as the client")
    .told("decided on {documents}")
    .final_();
