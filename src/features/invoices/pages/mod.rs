//! Pages of invoices, for staff and in the portal.

mod bound;
mod dialogs;
mod editor;
mod money;
mod of_client;
mod one;
mod portal;
mod terms;
mod time;
mod trade;

pub use editor::{edit, edit_values, fields, new, values};
pub use money::{PaymentSection, account_values, open, payment, statement};
pub use of_client::CLIENT_SECTION;
pub use one::invoice;
pub use portal::{lately as portal_open, list as portal_list, one as portal_one};
pub use terms::{page as terms, values as terms_values};
pub use time::unbilled;
