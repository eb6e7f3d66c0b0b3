//! People: who there is, where they belong, what their roles grant, and how they come in.
//!
//! Records: `User`, `Department`, `Team`, `Role` (all plain), and three that hold secrets and are journaled without
//! their content: `Credential` (password hash, TOTP seed, links, known devices), `Session`, `Token`.
//! Actions: set up the house; invite, edit, deactivate people; grant roles; sign in (password, then a code), sign out;
//! one's own password, second factor, look. Pages: sign-in, set-up, welcome, own profile; those about others are in `users`.
//!
//! Rules: no default password and no open registration; admins always show a code; a code's step is accepted once,
//! inside the transaction that makes the session; waits grow per account and network, never a lock for good;
//! only the superadmin touches a superadmin's account, and the last one can't go; one touches only who stands below
//! (`standing`), which is held where people and their ways in are written (`guards`), whatever deed or Undo does it.

mod access;
mod credential;
mod directory;
mod forms;
mod guards;
mod guards_roles;
mod ops;
mod org;
mod pages;
mod role;
mod routes;
mod session;
mod sign_in;
mod standing;
mod throttle;
mod user;
mod waits;

use crate::{access::Action, data::KindInfo, features::Feature};

pub use access::{Access, House};
pub use credential::{Credential, totp_at};
pub use credential::{hash_password, new_totp_secret};
pub use directory::Directory;
pub use forms::{HandOver, NewUser, SetUp};
pub use ops::{
    Glass, add_token, add_user, add_user_hashed, appoint, break_glass, deactivate, edit,
    give_password, give_second_factor, insert_client_user, invite, reactivate, reset_password_link,
    reset_second_factor, revoke, set_password, set_up, unlock,
};
pub use org::{Department, Team};
pub use role::{BY_KEY as ROLE_BY_KEY, Role, ShippedRole};
pub use session::{Session, Token};
pub use sign_in::{Doors, Gate};
pub use standing::{Standing, level_of, with_inherited};
pub use throttle::{Waiting, network as network_of};
pub use user::{BY_NAME, User};

pub const VIEW: Action = Action::read("users.view", "See people");
pub const INVITE: Action = Action::write("users.invite", "Invite people").final_();
pub const EDIT: Action = Action::write("users.edit", "Edit people");
pub const DEACTIVATE: Action = Action::write("users.deactivate", "Deactivate people");
pub const VIEW_SESSIONS: Action = Action::read("sessions.view", "See sessions");
pub const REVOKE: Action = Action::write("sessions.revoke", "End others' sessions").final_();
pub const VIEW_ROLES: Action = Action::read("roles.view", "See roles");
pub const CREATE_ROLE: Action = Action::write("roles.create", "Make roles");
pub const EDIT_ROLE: Action = Action::write("roles.edit", "Change roles");
pub const RETIRE_ROLE: Action = Action::write("roles.retire", "Retire roles");
/// Declared here because the pages of people and roles offer them; the deeds are those of `views`.
pub const VIEW_AS: Action = Action::write("views.start", "View as another person").final_();
pub const TRY_ROLE: Action = Action::write("views.try", "Try as a role").final_();
pub const VIEW_DEPARTMENTS: Action = Action::read("departments.view", "See departments");
pub const SET_UP: Action = Action::system("house.set_up", "Set up the house");
pub const SIGN_IN: Action = Action::system("sessions.start", "Sign in");
pub const SIGN_IN_FAILED: Action = Action::system("sessions.refuse", "Refuse a sign-in");
pub const ADMINISTER: Action =
    Action::system("users.administer", "Administer from the server's shell");
pub const BREAK_GLASS: Action =
    Action::system("users.break_glass", "Break the glass on the server's shell");
pub const SIGN_OUT: Action = Action::own("sessions.end", "Sign out");
pub const OWN: Action = Action::own("users.own", "Change the own profile");
pub const OWN_SECRET: Action = Action::own("users.own_secret", "Change the own sign-in");

pub fn feature() -> Feature {
    Feature {
        name: "people",
        kinds: vec![
            KindInfo::of::<User>().guarded(guards::user),
            KindInfo::of::<Credential>().guarded(guards::credential),
            KindInfo::of::<Session>().guarded(guards::session),
            KindInfo::of::<Token>().guarded(guards::token),
            KindInfo::of::<Role>().guarded(guards_roles::role),
            KindInfo::of::<Department>().guarded(guards_roles::department),
            KindInfo::of::<Team>(),
        ],
        actions: &[
            VIEW,
            INVITE,
            EDIT,
            DEACTIVATE,
            VIEW_SESSIONS,
            REVOKE,
            VIEW_ROLES,
            CREATE_ROLE,
            EDIT_ROLE,
            RETIRE_ROLE,
            VIEW_DEPARTMENTS,
            SET_UP,
            SIGN_IN,
            SIGN_IN_FAILED,
            ADMINISTER,
            BREAK_GLASS,
            SIGN_OUT,
            OWN,
            OWN_SECRET,
        ],
        routes: routes::routes(),
        ..Feature::default()
    }
}

/// The roles a new house starts with, as the configuration ships them.
pub fn shipped_roles() -> crate::base::Result<Vec<ShippedRole>> {
    Ok(role::shipped()?.role)
}
