//! What may be done in playbooks: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("playbooks.view", "See playbooks");
pub const CREATE: Action =
    Action::write("playbooks.create", "Make a playbook").told("made the playbook {}");
pub const EDIT: Action = Action::write("playbooks.edit", "Edit a playbook").told("edited {}");
pub const PUBLISH: Action = Action::write("playbooks.publish", "Publish a version of a playbook")
    .told("published a version of {playbooks}");
pub const RETIRE: Action = Action::write("playbooks.retire", "Retire a playbook or bring it back")
    .told("retired {} or brought it back");
