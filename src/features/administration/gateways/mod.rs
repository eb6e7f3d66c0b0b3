//! Gateways for those who look after the house: their settings, the box of what waits, failed and was posted.

mod forms;
mod ops;
mod outbox;
mod pages;
mod routes;

pub(super) use routes::routes;

pub const HERE: &str = "/settings/gateways";
