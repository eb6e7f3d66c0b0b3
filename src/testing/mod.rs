//! The door for tests and the bench: a client for the loopback, a whole server on a folder of its own, the named cast.

pub mod client;
pub mod house;
mod image;
pub mod pkcs12;

pub use atrium_kernel::testing::{fresh_folder, mmdb};

pub use crate::commands::demo::cast;
