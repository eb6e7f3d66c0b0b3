//! Handing open work over, when somebody leaves the house or a department: everything they hold is listed, each piece
//! has somebody who takes it, all of it changes hands in one command, and nothing is left without an owner.
//!
//! What a person can hold, each room says of its own records (`people::Holding`), and what of it merely ends with them
//! (`Feature::ends_with`). `ops` lists, hands over and closes the
//! door; `watch` holds for every deed and Undo that nobody goes while something is open in their name, and that
//! nothing open is put into the hands of somebody who has gone.

mod forms;
mod holding;
mod notices;
mod ops;
mod pages;
mod routes;
mod watch;

use crate::{
    features::{Feature, people::User},
    web::Route,
};

pub use forms::{Give, Leave, MoveOn};
pub use holding::counted;
pub use notices::CHANGED;
pub use ops::{Plan, deactivate, deactivate_all, held_by, move_on, plan, reactivate};

pub fn feature() -> Feature {
    Feature {
        name: "handover",
        notices: notices::ALL,
        routes: Route::about::<User>("/users", routes::routes()),
        derives: vec![watch::derive],
        ..Feature::default()
    }
}
