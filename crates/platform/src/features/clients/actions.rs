//! What may be done in clients: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("clients.view", "See clients");
pub const CREATE: Action = Action::write("clients.create", "Add a client").told("added {}");
pub const EDIT: Action = Action::write("clients.edit", "Edit a client").told("edited {}");
pub const EXPORT: Action = Action::read("clients.export", "Export clients");
pub const CONTACT: Action =
    Action::write("clients.contact", "Add a contact").told("kept {contacts} among the contacts");
pub const TALK: Action = Action::write("clients.talk", "Write in a client's room")
    .told("wrote in the room of {}")
    .final_();
/// Whom clients turn to.
pub const ATTEND: Action = Action::duty("clients.attend", "Be whom a client turns to");
pub const PORTAL: Action = Action::write("clients.portal", "Open the portal for a contact")
    .told("opened the portal for {contacts}")
    .final_();
