//! Files that came piece by piece before the form that they belong to. A form that takes files names them in `uploaded`, and
//! they go into it the way of files that come with it.

use std::sync::Arc;

use crate::{
    base::Result,
    data::{FileRef, Store},
};

/// The field of a form that names them.
pub const FIELD: &str = "uploaded";
/// So many in one form.
pub const MOST: usize = 20;

/// One that was sent to its end.
pub struct Sent {
    pub name: String,
    /// In their order.
    pub pieces: Vec<FileRef>,
}

/// Finds what a person has sent, by its number; left with the store by the feature that keeps it.
pub struct Resumed(pub fn(&Arc<Store>, u64, &str) -> Result<Sent>);
