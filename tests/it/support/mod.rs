//! What stories are told with.

#[allow(dead_code)]
pub mod a11y;
#[allow(dead_code)]
pub mod browser;
