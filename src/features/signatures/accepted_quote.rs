//! The quote that is accepted where its paper is signed.

use crate::{base::Id, features::quotes::Quote};
use serde::{Deserialize, Serialize};

/// The version of a quote that is accepted with the last signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedQuote {
    pub quote: Id<Quote>,
    pub revision: u32,
}
