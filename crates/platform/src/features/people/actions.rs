//! What may be done in people: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("users.view", "See people");
pub const INVITE: Action = Action::write("users.invite", "Invite people")
    .told("invited {}")
    .final_();
pub const EDIT: Action = Action::write("users.edit", "Edit people").told("edited {}");
pub const DEACTIVATE: Action = Action::write("users.deactivate", "Deactivate people")
    .told("deactivated {}")
    .told_back("let {} in again")
    .dangerous()
    .note_with("users.deactivate");
pub const VIEW_ROLES: Action = Action::read("roles.view", "See roles");
pub const CREATE_ROLE: Action = Action::write("roles.create", "Make roles")
    .told("made the role {}")
    .dangerous();
pub const EDIT_ROLE: Action = Action::write("roles.edit", "Change roles")
    .told("changed the role {}")
    .dangerous();
pub const RETIRE_ROLE: Action = Action::write("roles.retire", "Retire roles")
    .told("retired the role {}")
    .told_back("brought back the role {}")
    .dangerous();
/// Declared here because the pages of people and roles offer them; the deeds are those of `views`.
pub const VIEW_AS: Action = Action::write("views.start", "View as another person")
    .told("began to view as {users}")
    .dangerous()
    .final_();
pub const TRY_ROLE: Action = Action::write("views.try", "Try as a role")
    .told("tried the role {roles}")
    .final_();
pub const VIEW_DEPARTMENTS: Action = Action::read("departments.view", "See departments");
pub const CREATE_DEPARTMENT: Action =
    Action::write("departments.create", "Make departments").told("made the department {}");
pub const EDIT_DEPARTMENT: Action =
    Action::write("departments.edit", "Rename and move departments")
        .told("changed the department {}");
pub const RETIRE_DEPARTMENT: Action = Action::write("departments.retire", "Retire departments")
    .told("retired the department {}")
    .told_back("brought back the department {}");
pub const APPOINT: Action =
    Action::write("departments.appoint", "Appoint who manages a department")
        .told("appointed who manages {}");
pub const DEPUTE: Action = Action::write("departments.depute", "Name deputies for a manager")
    .told("named who stands in for the manager of {}");
pub const TEAMS: Action = Action::write("departments.teams", "Make and change teams")
    .told("changed the team {teams}[ of {}]");
pub const HOURS: Action = Action::write("departments.hours", "Set a department's working hours")
    .told("set the working hours of {}");
pub const ADMINISTER: Action =
    Action::system("users.administer", "Administer from the server's shell")
        .told("administered {} from the server's shell")
        .heard_with("sessions.view");

/// Who reads how somebody comes in: those who take people in and those who look after this one.
pub const READ_WAYS: &[Action] = &[INVITE, EDIT];
