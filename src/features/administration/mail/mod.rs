//! Mail for those who look after the house: its settings, the box of what waits, failed and was sent, how well it goes,
//! and the mails of every day (the journal's checkpoint, backups that nobody can be sure of). The records and the post
//! are `mail`'s.

mod daily;
mod forms;
mod ops;
mod outbox;
mod pages;
mod routes;

pub use daily::write_daily_mail;
pub(super) use ops::{has_password, outside};
pub(super) use routes::routes;

pub const HERE: &str = "/settings/mail";
