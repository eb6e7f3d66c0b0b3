//! Pages: the doors (`door`), and what everyone sees and changes of their own sign-in (`me`).

mod door;
mod me;

pub use door::*;
pub use me::{Known, Live, Me, frame_of, me, outgrown, own_email, recovery_codes, second_factor};
