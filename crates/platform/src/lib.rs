//! # What Atrium's rooms stand on
//!
//! The rooms that name none of the others: the settings, mail and other ways out, people, how they come in and who may
//! what, what people are told, histories, records, lists and their kept views, shares, clients, uploads, clocks, approvals,
//! conversation and search; and what a room declares of itself for the whole. They are a crate of their own between the
//! floors (`crates/kernel`) and the program, so that whoever edits a room above them builds neither again. The map of the
//! whole is the head of `src/lib.rs` at the root of the repository; the program calls these rooms its own
//! (`crate::features::people`), wherever it names them, and so do they.

pub mod features;

pub use atrium_kernel::{access, base, choices, data, extract, jobs, said, said_html, ui, web};
