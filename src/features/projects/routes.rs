//! In the making.
use crate::web::Route;
pub fn routes() -> Vec<Route> { Vec::new() }
