//! People: who there is and where they belong. The ground of the rooms about them: `authority` says who may what, `sign_in`
//! how they come in; pages about them are in `users`, `roles` and `departments`.
//!
//! Records: `User`, `Department`, `Team`, `Role`, all plain: a person's secrets lie in `sign_in`. What is held whatever deed
//! writes them is in `authority`, which registers them with its guards. `Directory` has their names in memory, and
//! who is on which duty (`duty`).

mod actions;
mod asked;
mod directory;
mod duty;
pub(super) mod entity;
mod forms;
mod holding;
pub(super) mod org;
pub(super) mod role;
pub(super) mod user;

use crate::features::Feature;

pub use actions::*;
pub use asked::{RoleRef, Whom};
pub use directory::{AbsentUntil, Directory, away_until};
pub use duty::least_loaded;
pub use forms::{EditUser, HandOver, NewUser};
pub use holding::{EndsWith, Held, Holding, Holds, swap, swap_maybe};
pub use org::{DEPUTIES_CHANGE, Department, Deputy, Holiday, Hours, Team, above};
pub use role::{Role, ShippedRole};
pub use user::{BY_NAME, User};

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
