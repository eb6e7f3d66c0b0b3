//! Authority: who may what. Roles become grants, and rules hold over whoever gives and takes them.
//!
//! `Access` compiles everybody's grants and keeps them until something that decides them changes. One touches only who
//! stands below (`standing`), and only the superadmin touches a superadmin's account, of whom the last can't go. That is
//! held where people, roles, departments and teams are written (`guards`), whatever deed or Undo does it, which is why
//! these kinds are registered here. A newer Atrium's permissions reach the roles of an older house (`permission_upgrade`).

mod access;
mod entity;
mod guard_departments;
mod guard_roles;
mod guards;
mod notices;
mod permission_upgrade;
mod standing;

use crate::{
    data::KindInfo,
    features::{
        Feature,
        people::{Department, Role, Team, User},
    },
};

pub use access::{Access, eyes_of};
pub use guards::{as_high, could_give, second_for, touch};
pub use permission_upgrade::{KEEP_UP, KnownPermissions, keep_up};
pub use standing::{Standing, fits, level_of, with_inherited};

pub fn feature() -> Feature {
    Feature {
        name: "authority",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<User>().guarded(guards::user),
            KindInfo::entity::<Role>().guarded(guard_roles::role),
            KindInfo::entity::<Department>().guarded(guard_departments::department),
            KindInfo::entity::<Team>().guarded(guard_departments::team),
            KindInfo::entity::<KnownPermissions>(),
        ],
        actions: &[permission_upgrade::KEEP_UP],
        ..Feature::default()
    }
}
