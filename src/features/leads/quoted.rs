//! What of a lead was quoted: whoever keeps quotes lends it.

use super::lead::Lead;
use crate::{base::Result, data::Visit};
use maud::Markup;

/// The quotes of a lead. Quotes lie above leads and provide this, so that a lead's page shows what became of it.
pub struct QuotesOf(pub fn(&Visit, &Lead) -> Result<Quoted>);

#[derive(Default)]
pub struct Quoted {
    /// One row each, newest first; empty without any.
    pub rows: Vec<Markup>,
    /// Where the draft that is being written goes on.
    pub draft: Option<String>,
    /// The quote the client said yes to: its page and its number.
    pub accepted: Option<(String, String)>,
}
