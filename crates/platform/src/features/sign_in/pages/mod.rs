//! Pages: the doors (`door`), and what everyone sees and changes of their own sign-in (`me`, `passkeys`,
//! `tokens`).

mod door;
mod frame;
mod me;
mod passkeys;
mod tokens;

pub use door::*;
pub use me::{
    KnownDevice, Live, Me, frame_of, me, outgrown, own_email, recovery_codes, second_factor,
};
pub use passkeys::{Kept, new_passkey, passkey};
pub use tokens::{Made, made, tokens};
