//! Who may do what: pure decisions over plain values, no I/O, no clock, no store.
//! `Action` names a deed, `Scope` says how far a grant reaches, `Reach` says where a record lies,
//! `Actor` is the person with everything granted to them, and `policy` decides and explains.

mod action;
mod actor;
pub mod policy;
mod role;
mod scope;
mod shared;
mod zone;

pub use action::{Action, Deed};
pub use actor::{Actor, Grant, Grants, StandIn};
pub use role::{RoleRules, compile, scope_for};
pub(crate) use scope::WITHIN;
pub use scope::{Reach, Scope};
pub use shared::{Given, Shared};
pub use zone::{Country, Door, Tier, Zone, Zones};
