//! Who may do what: pure decisions over plain values, no I/O, no clock, no store.
//! `Action` names a deed, `Scope` says how far a grant reaches, `Placement` says where a record lies,
//! `Actor` is the person with everything granted to them, and `policy` decides and explains.

mod action;
mod actor;
mod hands;
pub mod policy;
mod role;
mod scope;
mod shared;
mod zone;

pub use action::{Action, ActionKind};
pub use actor::{Actor, Grant, Grants, StandIn};
pub use hands::{Hands, Others};
pub use role::{RoleRules, compile, scope_for};
pub(crate) use scope::WITHIN;
pub use scope::{Placement, Scope};
pub use shared::{ShareGrant, Shared};
pub use zone::{Country, Listener, Tier, Told, Zone, Zones, as_meant, lies_in};
