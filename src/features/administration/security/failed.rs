//! A sign-in that failed, as it is counted and shown.

use crate::{base::Moment, features::sign_in::network_of};
use std::net::IpAddr;

#[derive(Debug, Clone)]
pub struct Failed {
    pub at: Moment,
    pub account: String,
    pub address: String,
    pub why: String,
}

/// A /24 or a /48 of an address that is written as text.
pub fn network_in(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(address) => network_of(address.to_canonical()),
        Err(_) => String::new(),
    }
}
