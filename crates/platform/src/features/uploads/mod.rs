//! Uploads: files that come piece by piece, so that a line that breaks costs a piece and not the file.
//!
//! Record: `UploadSession`, one file on its way: what it is called, how long it will be, and the pieces that are there, each
//! a file in the vault. It is whoever's who sends it, and goes a day after its last piece. Actions: send, give up; Atrium
//! itself takes away what nobody sent to its end.
//!
//! ```text
//!  POST /uploads {name, size}          → UPL-7, and how many bytes a piece has
//!  POST /uploads/UPL-7 at=0 piece=…    → how much is there; again from there after whatever broke
//!  POST … uploaded=UPL-7               → any form that takes files takes it as if it came with it
//! ```
//!
//! A form that takes files reads `uploaded` before its handler does (`web::Resumed`): the pieces go the way of any file from
//! there on, past the same checks of name, content and scanner, so nothing comes in by pieces that wouldn't come in whole.
//! The pieces stay until their day is over or they are given up, so that a form may be sent once more.

mod actions;
mod ops;
mod routes;
mod session;

use crate::{data::KindInfo, features::Feature, jobs::Handler};

pub use actions::*;
pub use ops::{Begun, begin, discard, sent, take};
pub use session::UploadSession;

pub fn feature() -> Feature {
    Feature {
        name: "uploads",
        kinds: vec![KindInfo::entity::<UploadSession>()],
        actions: &[SEND, EXPIRE],
        routes: routes::routes(),
        wakes: vec![Handler::of::<UploadSession>(
            session::OVER,
            EXPIRE,
            ops::expire,
        )],
        ..Feature::default()
    }
}
