//! # What Atrium stands on
//!
//! The floors below everything that Atrium does, as a crate of their own: they know no room, and whoever edits a room
//! doesn't build them again. The map of the whole is the head of `src/lib.rs` at the root of the repository, which names
//! these floors as its own, so that the rest says `crate::data` wherever it stands.
//!
//! From the ground up: [`base`], [`ui`] and [`extract`], [`access`], [`data`], [`jobs`], [`web`]; a floor uses those
//! before it, never those after it (`tests/it/guards/floors.rs`). [`testing`] is what their own tests and those above
//! both need.

pub mod access;
pub mod base;
pub mod data;
pub mod extract;
pub mod jobs;
pub mod testing;
pub mod ui;
pub mod web;
