//! People: who there is, where they belong, what their roles grant, and how they come in.
//!
//! Records: `User`, `Department`, `Team`, `Role` (all plain), and three that hold secrets and are journaled without
//! their content: `Credential` (password hash, TOTP seed, passkeys, links, known devices), `Session`, `Token`.
//! Actions: set up the house; invite, edit, deactivate people; grant roles; sign in (password, then a code or a passkey;
//! or a passkey alone), sign out; one's own password, second factors, look. Pages: sign-in, set-up, welcome, own
//! profile; those about others are in `users`.
//!
//! Rules: no default password and no open registration; admins always show a code or a passkey; a code's step, and what
//! a passkey signed, is accepted once, inside the transaction that makes the session; a passkey asks its person for a
//! finger, a face or a PIN and works at one name of the house only (`passkey`); waits grow per account and network, never
//! a lock for good; only the superadmin touches a superadmin's account, and the last one can't go; one touches only who
//! stands below (`standing`), which is held where people and their ways in are written (`guards`), whatever deed or Undo
//! does it.

mod access;
mod admit;
mod agent;
mod breached;
mod checks;
mod credential;
mod directory;
mod entity;
mod forms;
mod guards;
mod guards_org;
mod guards_roles;
pub mod import;
mod letters;
mod link_request;
mod newer;
mod ops;
mod org;
mod over;
mod pages;
mod passkey;
mod password;
mod policy;
mod prove;
mod role;
mod routes;
mod session;
mod shown;
mod sign_in;
mod sign_in_passkey;
mod standing;
mod throttle;
mod user;
mod waits;
mod ways;

use crate::{access::Action, data::KindInfo, features::Feature};

pub use access::{Access, House};
pub use admit::Gate;
pub use agent::in_words as device_in_words;
pub use breached::Breached;
pub use checks::{Check, Checks};
pub use credential::{Credential, totp_at};
pub use credential::{hash_password, new_totp_secret};
pub use directory::Directory;
pub use forms::{HandOver, NewEmail, NewUser, SetUp};
pub use letters::mailed_to;
pub use link_request::{LinkRequest, open_requests};
pub use newer::{Known, keep_up};
pub use ops::{
    Glass, add_token, add_token_for, add_user, add_user_hashed, appoint, break_glass, change_email,
    close_door, edit, give_password, give_second_factor, insert_client_user, invite, leaving,
    may_touch, person_of_link, proves, reactivate, remove_second_factor, reset_password_link,
    reset_second_factor, revoke, set_password, set_up, unlock,
};
pub use org::{Department, Deputy, Holiday, Hours, Team, above};
pub use over::{Over, over};
pub use passkey::Site;
pub use policy::{
    ADMINS_ALWAYS, BY_TIER as POLICY_BY_TIER, Bounds, Factor, Offices, Policies, Policy,
};
pub use role::{BY_KEY as ROLE_BY_KEY, Role, ShippedRole};
pub use session::{Session, Token};
pub use shown::{COPIED, WRONG_CODE_NOTE, WRONG_PASSKEY_NOTE};
pub use sign_in::{Doors, From};
pub use standing::{Standing, fits, level_of, with_inherited};
pub use throttle::{Waiting, network as network_of};
pub use user::{BY_NAME, User};
pub use ways::{Way, Ways};

pub const VIEW: Action = Action::read("users.view", "See people");
pub const INVITE: Action = Action::write("users.invite", "Invite people").final_();
pub const EDIT: Action = Action::write("users.edit", "Edit people");
pub const DEACTIVATE: Action = Action::write("users.deactivate", "Deactivate people")
    .dangerous()
    .note_with("users.deactivate");
pub const RESET_FACTOR: Action =
    Action::write("users.reset_factor", "Remove somebody's second factor")
        .final_()
        .dangerous()
        .heard_with("sessions.view");
pub const CHANGE_EMAIL: Action = Action::write(
    "users.change_email",
    "Change the e-mail somebody signs in with",
)
.final_()
.dangerous();
pub const VIEW_SESSIONS: Action = Action::read("sessions.view", "See sessions");
pub const REVOKE: Action = Action::write("sessions.revoke", "End others' sessions")
    .final_()
    .heard_with("sessions.view");
pub const VIEW_ROLES: Action = Action::read("roles.view", "See roles");
pub const CREATE_ROLE: Action = Action::write("roles.create", "Make roles").dangerous();
pub const EDIT_ROLE: Action = Action::write("roles.edit", "Change roles").dangerous();
pub const RETIRE_ROLE: Action = Action::write("roles.retire", "Retire roles").dangerous();
/// Declared here because the pages of people and roles offer them; the deeds are those of `views`.
pub const VIEW_AS: Action = Action::write("views.start", "View as another person")
    .dangerous()
    .final_();
pub const TRY_ROLE: Action = Action::write("views.try", "Try as a role").final_();
pub const VIEW_DEPARTMENTS: Action = Action::read("departments.view", "See departments");
pub const CREATE_DEPARTMENT: Action = Action::write("departments.create", "Make departments");
pub const EDIT_DEPARTMENT: Action =
    Action::write("departments.edit", "Rename and move departments");
pub const RETIRE_DEPARTMENT: Action = Action::write("departments.retire", "Retire departments");
pub const APPOINT: Action =
    Action::write("departments.appoint", "Appoint who manages a department");
pub const DEPUTE: Action = Action::write("departments.depute", "Name deputies for a manager");
pub const TEAMS: Action = Action::write("departments.teams", "Make and change teams");
pub const HOURS: Action = Action::write("departments.hours", "Set a department's working hours");
pub const SET_UP: Action = Action::system("house.set_up", "Set up the house");
pub const SIGN_IN: Action = Action::system("sessions.start", "Sign in").heard_with("sessions.view");
pub const SIGN_IN_FAILED: Action =
    Action::system("sessions.refuse", "Refuse a sign-in").heard_with("sessions.view");
pub const ADMINISTER: Action =
    Action::system("users.administer", "Administer from the server's shell")
        .heard_with("sessions.view");
pub const BREAK_GLASS: Action =
    Action::system("users.break_glass", "Break the glass on the server's shell")
        .heard_with("sessions.view");
pub const SIGN_OUT: Action = Action::own("sessions.end", "Sign out").heard_with("sessions.view");
pub const OWN: Action = Action::own("users.own", "Change the own profile");
pub const OWN_SECRET: Action =
    Action::own("users.own_secret", "Change the own sign-in").heard_with("sessions.view");
pub const OWN_EMAIL: Action =
    Action::own("users.own_email", "Change the e-mail one signs in with").dangerous();
pub const ASK_LINK: Action =
    Action::system("users.ask_link", "Ask for a sign-in link").heard_with("sessions.view");
pub const PROVE: Action =
    Action::own("sessions.prove", "Prove who one is").heard_with("sessions.view");
pub const VIEW_POLICIES: Action = Action::read("policies.view", "See the sign-in policy");
pub const EDIT_POLICIES: Action =
    Action::write("policies.edit", "Change the sign-in policy").dangerous();

pub fn feature() -> Feature {
    Feature {
        name: "people",
        kinds: vec![
            KindInfo::entity::<User>().guarded(guards::user),
            KindInfo::of::<Credential>().guarded(guards::credential),
            KindInfo::of::<Session>().guarded(guards::session),
            KindInfo::of::<Token>().guarded(guards::token),
            KindInfo::entity::<Role>().guarded(guards_roles::role),
            KindInfo::entity::<Department>().guarded(guards_org::department),
            KindInfo::entity::<Team>().guarded(guards_org::team),
            KindInfo::entity::<LinkRequest>(),
            KindInfo::entity::<Known>(),
            KindInfo::entity::<Policy>().guarded(policy::guard),
            KindInfo::entity::<Offices>().guarded(policy::guard_offices),
        ],
        actions: &[
            VIEW,
            INVITE,
            EDIT,
            DEACTIVATE,
            RESET_FACTOR,
            CHANGE_EMAIL,
            VIEW_SESSIONS,
            REVOKE,
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
            SET_UP,
            SIGN_IN,
            SIGN_IN_FAILED,
            ADMINISTER,
            BREAK_GLASS,
            SIGN_OUT,
            OWN,
            OWN_SECRET,
            OWN_EMAIL,
            PROVE,
            ASK_LINK,
            newer::KEEP_UP,
            VIEW_POLICIES,
            EDIT_POLICIES,
        ],
        routes: routes::routes(),
        ticks: vec![waits::tick],
        derives: vec![policy::sessions_fit],
        ..Feature::default()
    }
}

/// The roles a new house starts with, as the configuration ships them.
pub fn shipped_roles() -> crate::base::Result<Vec<ShippedRole>> {
    Ok(role::shipped()?.role)
}
