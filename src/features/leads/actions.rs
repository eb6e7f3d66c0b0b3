//! What may be done in leads: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("leads.view", "See leads");
pub const CREATE: Action = Action::write("leads.create", "Add a lead").told("added {}");
pub const IMPORT: Action = Action::write("leads.import", "Import leads").told("brought in {}");
pub const EDIT: Action = Action::write("leads.edit", "Edit a lead")
    .told("edited {}")
    .in_hands();
pub const NOTE: Action = Action::write("leads.note", "Note what was said with a lead")
    .told("noted what was said with {}");
pub const QUALIFY: Action = Action::write("leads.qualify", "Qualify a lead")
    .told("qualified {}")
    .in_hands();
pub const MOVE: Action = Action::write("leads.move", "Move a lead to another stage")
    .told("moved {} to another stage")
    .in_hands();
pub const HAND_OVER: Action = Action::write("leads.hand_over", "Hand a lead over to an agent")
    .told("handed over {}")
    .in_hands();
pub const RETURN: Action = Action::write("leads.return", "Return a lead to its closer")
    .told("returned {} to its closer")
    .in_hands();
pub const ASSIGN: Action = Action::write("leads.assign", "Assign leads").told("assigned {}");
pub const MERGE: Action = Action::write("leads.merge", "Merge a lead with its double")
    .told("merged {} with its double")
    .in_hands();
pub const LOSE: Action = Action::write("leads.lose", "Mark a lead as lost")
    .told("marked {} as lost")
    .in_hands();
pub const REOPEN: Action = Action::write("leads.reopen", "Reopen a lead")
    .told("reopened {}")
    .in_hands();
/// To whom closers hand over.
pub const RECEIVE: Action = Action::duty("leads.receive", "Be handed qualified leads");
pub const EXPORT: Action = Action::read("leads.export", "Export leads");
