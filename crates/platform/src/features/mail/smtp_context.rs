//! What sending needs beside the settings.

use crate::{access::Listener, jobs::egress::smtp::Trouble, web::Hosts};
use std::{path::PathBuf, sync::Arc};

/// What of the machine the post needs.
pub struct SmtpContext {
    /// A file of certificates instead of the machine's.
    pub roots: Option<PathBuf>,
    pub hosts: Arc<Hosts>,
}

impl SmtpContext {
    pub fn new(roots: Option<PathBuf>, hosts: Arc<Hosts>) -> SmtpContext {
        SmtpContext { roots, hosts }
    }

    /// How links begin; None as long as the configuration doesn't say by which address people come.
    pub fn base(&self, portal: bool) -> Option<String> {
        self.hosts.outward(match portal {
            true => Listener::Portal,
            false => Listener::Staff,
        })
    }
}

pub(super) fn no_address() -> Trouble {
    Trouble::Server(
        "The configuration doesn't say by which address people come (public), so links have nowhere to lead.".into(),
    )
}
