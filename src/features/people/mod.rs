//! People: who there is and where they belong. The ground of the rooms about them: `authority` says who may what, `sign_in`
//! how they come in; pages about them are in `users`, `roles` and `departments`.
//!
//! Records: `User`, `Department`, `Team`, `Role`, all plain: a person's secrets lie in `sign_in`. What is held whatever deed
//! writes them is in `authority`, which registers them with its guards. `Directory` has their names in memory, and
//! who is on which duty (`duty`).

mod asked;
mod directory;
mod duty;
pub(super) mod entity;
mod forms;
mod holding;
pub(super) mod org;
pub(super) mod role;
pub(super) mod user;

use crate::{access::Action, features::Feature};

pub use asked::{RoleRef, Whom};
pub use directory::{AbsentUntil, Directory, away_until};
pub use duty::least_loaded;
pub use forms::{EditUser, HandOver, NewUser};
pub use holding::{Held, Holding, Holds, swap, swap_maybe};
pub use org::{DEPUTIES_CHANGE, Department, Deputy, Holiday, Hours, Team, above};
pub use role::{Role, ShippedRole};
pub use user::{BY_NAME, User};

pub const VIEW: Action = Action::read("users.view", "See people");
pub const INVITE: Action = Action::write("users.invite", "Invite people")
    .told("invited {}")
    .final_();
pub const EDIT: Action = Action::write("users.edit", "Edit people").told("edited {}");
/// Who reads how somebody comes in: those who take people in and those who look after this one.
const READ_WAYS: &[Action] = &[INVITE, EDIT];
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

pub fn feature() -> Feature {
    Feature {
        name: "people",
        actions: &[
            VIEW,
            INVITE,
            EDIT,
            DEACTIVATE,
            VIEW_ROLES,
            CREATE_ROLE,
            EDIT_ROLE,
            RETIRE_ROLE,
            VIEW_DEPARTMENTS,
            CREATE_DEPARTMENT,
            EDIT_DEPARTMENT,
            RETIRE_DEPARTMENT,
            APPOINT,
            DEPUTE,
            TEAMS,
            HOURS,
            ADMINISTER,
        ],
        held: vec![Holds::of::<Department>(), Holds::of::<Team>()],
        ..Feature::default()
    }
}

/// The roles a new house starts with, as the configuration ships them.
pub fn shipped_roles() -> crate::base::Result<Vec<ShippedRole>> {
    Ok(role::shipped()?.role)
}
