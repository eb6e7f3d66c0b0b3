//! What stories are told with.

pub mod a11y;
pub mod browser;
pub mod failing_files;
pub mod imap;
pub mod papers;
pub mod passkey;
pub mod smtp;
pub mod steps;
pub mod syslog;
