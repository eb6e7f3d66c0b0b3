//! Forwarding of logs: what happens in the house goes to a collector of the company's own (a SIEM) while it happens, as
//! syslog over TLS (RFC 5424 in the frames of RFC 5425). Off until somebody switches it on.
//!
//! Records: `LogDestination` (where to, and what of it; typed, with history and undo), `LogQueue` (secret, not journaled: lines
//! of the program's log that wait). Actions: see where logs go, change it (dangerous: whoever chooses the collector learns who
//! does what), try it. Page: one among the settings.
//!
//! Two things go. Entries of the journal: who did what to which records, from where, with the entry's hash, so that the
//! collector's copy tells when the journal is rewritten; never what a record holds. And lines of the program's log, from a
//! severity on. A job follows the journal from a stored cursor, sends only what an fsync has covered, and moves the cursor
//! when the collector has taken it (`jobs::egress::syslog`): nothing is left out after a kill or days of no connection, and
//! what was in between is sent once more, known by its number and hash. While nothing can be sent the pauses grow, and what
//! waits waits in the journal, also while forwarding is off.

mod actions;
mod destination;
mod forms;
mod forwarder;
mod message;
mod ops;
mod pages;
mod queue;
mod routes;

pub use actions::*;
pub use destination::{Forwarded, LogDestination, LogLevel, guard};
pub use forwarder::job;
pub use queue::LogQueue;
pub(super) use routes::routes;

pub const HERE: &str = "/settings/logs";
