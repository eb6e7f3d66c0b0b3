//! Where a command works, and where it listens.

use clap::Args;

use std::path::PathBuf;

/// Where the data is and how it is opened; the same for every command, and wherever it stands on the line.
#[derive(Debug, Clone, Args)]
pub struct Where {
    /// The data folder.
    #[arg(long, global = true, env = "ATRIUM_DATA", default_value = "data")]
    pub data: PathBuf,
    /// The key file; by default the configuration's, else DATA/atrium.key.
    #[arg(long, global = true, env = "ATRIUM_KEY_FILE")]
    pub key_file: Option<PathBuf>,
    /// A file that holds a passphrase instead of a key file.
    #[arg(long, global = true, env = "ATRIUM_PASSPHRASE_FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// Where to serve; what is not given is as the configuration says.
#[derive(Debug, Clone, Copy, Args)]
pub struct Listen {
    /// Address and port to serve on.
    #[arg(long)]
    pub listen: Option<std::net::SocketAddr>,
    /// Address and port of a second listener where only the clients' portal is.
    #[arg(long)]
    pub portal_listen: Option<std::net::SocketAddr>,
}
