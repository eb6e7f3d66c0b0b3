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

mod actions;
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
mod ledger;
mod link_mail;
mod link_request;
mod lockouts;
mod login;
mod login_passkey;
mod notices;
mod opening;
mod ops;
mod pages;
mod passkey;
mod password;
mod password_hash;
mod pending_link;
mod policy;
mod policy_guard;
mod prove;
mod routes;
mod second_factor;
mod session;
mod shared_password;
mod throttle;
mod token;
mod totp;
mod ways;

use std::time::Duration;

use crate::{data::KindInfo, features::Feature, jobs::every};

pub use actions::*;
pub use agent::in_words as device_in_words;
pub use auth_methods::{Way, Ways};
pub use authenticator::SessionAuthenticator;
pub use breached::Breached;
pub use checks::{Check, Checks};
pub use credential::Credential;
pub use expired::{Over, over};
pub use forms::{NewEmail, SetUp};
pub use link_mail::{is_invited, mailed_to};
pub use link_request::{LinkRequest, open_requests};
pub use login::LoginService;
pub use opening::From;
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
pub use token::{hash_token, new_token};
pub use totp::{new_totp_secret, totp_at};

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
            KindInfo::entity::<Policy>().guarded(policy_guard::guard),
            KindInfo::entity::<Offices>().guarded(policy_guard::guard_offices),
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
        derives: vec![ways::sessions_fit, session::devices_follow],
        ..Feature::default()
    }
}
