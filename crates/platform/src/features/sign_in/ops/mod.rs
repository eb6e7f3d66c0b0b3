//! The verbs, by whose deed it is: the house's (`house`), about others (`others`), their ways in (`secrets`), one's own
//! (`own`), among them one's passkeys (`passkeys`).

mod email;
mod glass;
mod others;
mod own;
mod passkeys;
mod secrets;
mod set_up;
mod tokens;

pub use email::{change_email, change_own_email};
pub use glass::{Glass, break_glass};
pub(in crate::features::sign_in) use others::insert_user;
pub use others::{
    close_door, edit, insert_client_user, invite, invite_again, leaving, may_touch, reactivate,
    unlock,
};
pub use own::{
    change_look, change_password, end_others, enrol, forget_device, may_end, new_recovery_codes,
    proves, revoke,
};
pub use passkeys::{add_passkey, ask_for_new, ask_for_proof, remove_passkey, rename_passkey};
pub use secrets::{
    choose_password, give_password, give_second_factor, person_of_link, remove_second_factor,
    reset_password_link, reset_second_factor, set_password,
};
pub use set_up::{add_user, add_user_hashed, appoint, set_up};
pub use tokens::{add_token, add_token_for, keep_used, make_own_token, revoke_own_token};
