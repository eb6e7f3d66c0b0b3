//! How long what piles up is kept, as a part of the settings, and the sweep that takes away what is over.
//!
//! Action: `retention.sweep`, Atrium's own, journaled with what it took away: the journal says that a record went, no
//! longer what it held. Rules: nothing that people made is swept (leads, projects, documents, messages), nor the
//! journal; what is still open (an unread notification, a session that holds, an open alert) stays whatever its age.

mod actions;
mod forms;
mod ops;
mod pages;
mod routes;
mod sweep;

pub use actions::*;
pub(super) use routes::routes;
pub use sweep::{Swept, sweep, sweep_all};

/// Where it stands among the settings.
const HERE: &str = "/settings/retention";
