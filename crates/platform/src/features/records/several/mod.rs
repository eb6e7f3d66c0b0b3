//! Several records at once, those that are ticked or all that a list finds: some of their fields set to one value, or a
//! deed done to each (archived, put on hold), each record by its own rules and the rights that its own deed needs. All or
//! none: which of them may not be changed is said, each with the reason, and whoever wants leaves those out. One deed, so
//! one Undo takes all back.
//!
//! More than one deed holds go in portions (`portions`): a `BulkChange` says how far it is, goes on after a kill where it
//! stopped, and is taken back as a whole, by whoever began it or an administrator.

mod apply;
mod back;
mod bar;
mod bulk_change;
pub mod cut_off;
mod declared;
mod deed;
mod pages;
mod portions;
mod routes;
mod turn;
mod wanted;

pub use bar::{controls, for_several, more_fields};
pub use bulk_change::{BulkChange, Progress};
pub(super) use bulk_change::{BulkPortion, LOOK_AFTER, RUN, STOP, VIEW};
pub use declared::{Deed, SetSeveral, Several};
pub use portions::several_job;
pub(super) use routes::own_routes;
pub use routes::several_routes;
pub use wanted::Set;
