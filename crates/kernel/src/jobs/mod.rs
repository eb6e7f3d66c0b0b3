//! What Atrium does by itself, beside the people: it follows the journal, does what is due, does periodic work, sends what
//! leaves the house. Everything here goes through the same `Visit` and `Change` as a person's deed, as the system's actor.
//!
//! ```text
//!  journal ────► Follower     reads on, writes what follows; its cursor moves in the same transaction
//!           └──► Exporter     writes elsewhere (a search index); the position lies in its own commit
//!  wake index ─► clock        what a record says is due: handled and taken away in one deed (`Handler`)
//!  the day ────► Schedule     what is periodic and of no record: snapshots, drills, sweeps
//!  the box ────► Sender       what leaves the house, by a channel of its kind (`outbox`)
//!                   │
//!               Supervisor    starts, names, watches, restarts with back-off, stops and joins all of them
//! ```
//!
//! **Once, and how.** What a follower writes is committed together with its cursor, and what a wake causes together with
//! the record that no longer declares it. So neither needs an fsync of its own: a power cut takes both back, or neither,
//! and what was taken back is done again. What writes elsewhere reads only what an fsync has covered, and asks itself how
//! far it came.
//!
//! **Threads.** A job runs on a worker of a pool that grows and shrinks: whenever every worker is busy one more waits for
//! what comes, so the slowest job delays no other; when nothing goes on, one waiting thread is all there is. A job never
//! runs twice at once. Reading happens on the worker; only what is written goes through the thread that writes.
//!
//! **What fails** is tried again after a pause that doubles, from a second to five minutes, while everything else goes on. A panic
//! counts as a failure. Health shows each job with its state, its last error and how far behind the journal it is.
//!
//! **Outward** Atrium connects from `egress` alone, which holds every address against how far the connection may go.
//!
//! This floor lies above `data`, because it uses nothing but visits, and below `web`, whose live stream is one of the jobs.

pub mod clock;
pub mod egress;
mod exporter;
mod follower;
mod job;
mod log_lines;
pub mod outbox;
mod pool;
pub mod rhythm;
mod schedule;
mod status;
mod supervisor;

pub use clock::Handler;
pub use exporter::{Exporter, exporter};
pub use follower::{Follower, From, follower};
pub use job::{Job, Next, Turn, every, once};
pub use log_lines::{LogLine, LogLines};
pub use rhythm::Rhythm;
pub use schedule::{Schedule, schedule};
pub use status::{Stand, Status};
pub use supervisor::Supervisor;
