//! In the making.

use clap::Args;

use crate::base::Result;

#[derive(Debug, Args)]
pub struct Bench {
    /// How large the agency is that is measured.
    #[arg(long, default_value_t = 1)]
    pub scale: u32,
}

pub fn bench(_: &Bench) -> Result<()> {
    Ok(())
}
