//! Addresses that several parts of it lead to.

/// Where a part of the settings is.
pub fn settings_href(part: &str) -> String {
    format!("/settings/{part}")
}
