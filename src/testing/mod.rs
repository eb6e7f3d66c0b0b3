//! The door for tests and the bench: a client for the loopback, and what they need of the inside.

pub mod client;
