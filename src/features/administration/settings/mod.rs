//! The settings of the house, for whoever may see or change them: company, money, calendar, snapshots, numbers.
//! The record is `settings`'; here are its form, its rules and its pages.

mod forms;
mod ops;
mod pages;
mod routes;

pub use ops::{decimals_stay, edit};
pub use pages::{one_of_settings, settings_page};
pub(super) use routes::routes;
