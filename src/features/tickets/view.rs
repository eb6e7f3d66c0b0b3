//! What the page of a ticket shows.

use super::ticket::Ticket;
use crate::{data::Visit, features::people::Directory, web::form::Refused};

/// What every part of the page needs.
pub(super) struct TicketView<'v> {
    pub visit: &'v Visit,
    pub ticket: &'v Ticket,
    pub names: &'v Directory,
    pub base: String,
    pub refused: &'v Refused,
}
