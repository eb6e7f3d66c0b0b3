//! Sign-in: how people come in, and what proves who they are.
//!
//! Records, which hold secrets and are journaled without their content: `Credential` (password hash, TOTP seed, passkeys,
//! links, known devices), `Session`, `Token`; and `Policy` and `Offices` of the house, `LinkRequest` of who forgot theirs.
//! Actions: set up the house; sign in (password, then a code or a passkey; or a passkey alone), sign out; one's own
//! password, second factors, tokens, look; for those above, links, sessions and second factors of others. Pages: sign-in, set-up,
//! welcome, own profile.
//!
//! Rules: no default password and no open registration; admins always show a code or a passkey; a code's step, and what
//! a passkey signed, is accepted once, inside the transaction that makes the session; a passkey asks its person for a
//! finger, a face or a PIN and works at one name of the house only (`passkey`); waits grow per account and network, never
//! a lock for good; a way into an account is written by its person, or by who may touch that person (`guards`).

mod agent;
mod auth_methods;
mod authenticator;
mod breached;
mod checks;
mod credential;
mod entity;
mod expired;
mod forms;
mod guards;
pub mod import;
mod link_mail;
mod link_request;
mod lockouts;
mod login;
mod login_passkey;
mod notices;
mod ops;
mod pages;
mod passkey;
mod password;
mod password_hash;
mod pending_link;
mod policy;
mod prove;
mod routes;
mod second_factor;
mod session;
mod shared_password;
mod throttle;
mod token;
mod totp;

use std::time::Duration;

use crate::{access::Action, data::KindInfo, features::Feature, jobs::every};

pub use agent::in_words as device_in_words;
pub use auth_methods::{Way, Ways};
pub use authenticator::SessionAuthenticator;
pub use breached::Breached;
pub use checks::{Check, Checks};
pub use credential::{Credential, hash_token, new_token};
pub use expired::{Over, over};
pub use forms::{NewEmail, SetUp};
pub use link_mail::{is_invited, mailed_to};
pub use link_request::{LinkRequest, open_requests};
pub use login::{From, LoginService};
pub use ops::{
    Glass, add_token, add_token_for, add_user, add_user_hashed, appoint, break_glass, change_email,
    close_door, edit, give_password, give_second_factor, insert_client_user, invite, invite_again,
    leaving, may_touch, person_of_link, proves, reactivate, remove_second_factor,
    reset_password_link, reset_second_factor, revoke, set_password, set_up, unlock,
};
pub use passkey::Site;
pub use password_hash::hash_password;
pub use pending_link::{PendingLink, answer_links};
pub use policy::{
    ADMINS_ALWAYS, BY_TIER as POLICY_BY_TIER, Bounds, Factor, Offices, Policies, Policy,
};
pub use second_factor::{COPIED, WRONG_CODE_NOTE, WRONG_PASSKEY_NOTE};
pub use session::{Session, is_open};
pub use shared_password::check as check_shared_password;
pub use throttle::{Waiting, network as network_of};
pub use token::{Token, TokenAccess};
pub use totp::{new_totp_secret, totp_at};

pub const RESET_FACTOR: Action =
    Action::write("users.reset_factor", "Remove somebody's second factor")
        .told("removed the second factor of {}")
        .final_()
        .dangerous()
        .heard_with("sessions.view");
pub const CHANGE_EMAIL: Action = Action::write(
    "users.change_email",
    "Change the e-mail somebody signs in with",
)
.told("changed the e-mail that {} signs in with")
.final_()
.dangerous();
pub const VIEW_SESSIONS: Action = Action::read("sessions.view", "See sessions");
pub const REVOKE: Action = Action::write("sessions.revoke", "End others' sessions")
    .told("ended the sessions of {users}")
    .final_()
    .heard_with("sessions.view");
pub const SET_UP: Action =
    Action::system("house.set_up", "Set up the house").told("set up the house");
pub const SIGN_IN: Action = Action::system("sessions.start", "Sign in")
    .told("{users} signed in")
    .heard_with("sessions.view");
pub const SIGN_IN_FAILED: Action = Action::system("sessions.refuse", "Refuse a sign-in")
    .told("refused sign-ins[ of {users}]")
    .heard_with("sessions.view");
pub const BREAK_GLASS: Action =
    Action::system("users.break_glass", "Break the glass on the server's shell")
        .told("broke the glass[ for {}] on the server's shell")
        .heard_with("sessions.view");
pub const SIGN_OUT: Action = Action::own("sessions.end", "Sign out")
    .told("signed out")
    .heard_with("sessions.view");
pub const OWN: Action =
    Action::own("users.own", "Change the own profile").told("changed their own profile");
pub const OWN_SECRET: Action = Action::own("users.own_secret", "Change the own sign-in")
    .told("changed how they sign in")
    .heard_with("sessions.view");
pub const OWN_EMAIL: Action = Action::own("users.own_email", "Change the e-mail one signs in with")
    .told("changed the e-mail that they sign in with")
    .dangerous();
pub const OWN_TOKEN: Action = Action::own("tokens.own", "Make tokens for one's programs")
    .told("changed the tokens of their programs")
    .dangerous()
    .heard_with("sessions.view");
pub const ASK_LINK: Action = Action::system("users.ask_link", "Ask for a sign-in link")
    .told("{users} asked for a sign-in link")
    .heard_with("sessions.view");
pub const PROVE: Action = Action::own("sessions.prove", "Prove who one is")
    .told("proved who they are")
    .heard_with("sessions.view");
pub const VIEW_POLICIES: Action = Action::read("policies.view", "See the sign-in policy");
pub const EDIT_POLICIES: Action = Action::write("policies.edit", "Change the sign-in policy")
    .told("changed the sign-in policy")
    .dangerous();

pub fn feature() -> Feature {
    Feature {
        name: "sign_in",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::of::<Credential>().guarded(guards::credential),
            KindInfo::of::<Session>().guarded(guards::session),
            KindInfo::of::<Token>().guarded(guards::token),
            KindInfo::entity::<LinkRequest>(),
            KindInfo::of::<PendingLink>(),
            KindInfo::entity::<Policy>().guarded(policy::guard),
            KindInfo::entity::<Offices>().guarded(policy::guard_offices),
        ],
        actions: &[
            RESET_FACTOR,
            CHANGE_EMAIL,
            VIEW_SESSIONS,
            REVOKE,
            SET_UP,
            SIGN_IN,
            SIGN_IN_FAILED,
            BREAK_GLASS,
            SIGN_OUT,
            OWN,
            OWN_SECRET,
            OWN_EMAIL,
            OWN_TOKEN,
            ASK_LINK,
            PROVE,
            VIEW_POLICIES,
            EDIT_POLICIES,
        ],
        routes: routes::routes(),
        jobs: vec![
            || {
                every("failed sign-ins", Duration::from_secs(1), |turn| {
                    lockouts::tick(&turn.visit())
                })
            },
            || {
                every("tokens used", Duration::from_secs(3600), |turn| match turn
                    .visit()
                    .store()
                    .service::<LoginService>(
                ) {
                    Some(doors) => ops::keep_used(&turn.visit(), &doors),
                    None => Ok(()),
                })
            },
            || {
                every("links asked for", Duration::from_secs(1), |turn| {
                    answer_links(&turn.visit())
                })
            },
        ],
        derives: vec![policy::sessions_fit, session::devices_follow],
        ..Feature::default()
    }
}
