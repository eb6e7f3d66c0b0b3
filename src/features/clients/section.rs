//! What other rooms show on the page of a client.

use maud::Markup;

use super::Client;
use crate::{base::Result, data::Visit};

/// What a room above shows of its own on the page of a client; nothing where it has nothing of them.
pub type Section = fn(&Visit, &Client) -> Result<Markup>;
