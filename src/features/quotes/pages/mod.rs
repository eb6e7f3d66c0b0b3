//! The list of quotes, a quote as the sheet that prints with what can be done about it, and what a client has.

mod dialogs;
mod list;
mod one;

pub(super) use list::list;
pub use list::{LEADS_OF_CLIENT, OF_CLIENT, draft_of, of_lead};
pub(super) use one::quote;
