//! In the making.

pub mod cast;

use std::net::SocketAddr;

use super::{Where, serve};
use crate::base::Result;

pub fn demo(at: &Where, listen: Option<SocketAddr>, _scale: u32, _seed: u64, no_serve: bool) -> Result<()> {
    if no_serve {
        return Ok(());
    }
    serve::serve(at, listen, None)
}
