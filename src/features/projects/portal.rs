//! For the client: which projects are theirs, and the page that shows one of them.

use super::{Project, project::BY_FINISH};
use crate::{
    base::Result,
    data::{List, Visit},
};

/// The client's projects: open ones first, the next to be finished first.
pub fn for_client(visit: &Visit) -> Result<Vec<Project>> {
    Ok(visit.list(List::by(BY_FINISH).limit(100))?.rows)
}
