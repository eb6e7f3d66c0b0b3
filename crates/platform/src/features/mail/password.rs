//! The password for the mail server. Journaled as changed, never as what, and never shown again.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::actions::EDIT;
use crate::{
    access::Placement,
    base::Id,
    data::{Declares, Kind, record},
};

/// Text that no log and no panic prints.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MailPassword {
    #[serde(skip)]
    pub id: Id<MailPassword>,
    #[serde(skip)]
    pub version: u64,
    /// Of which user name at which server it is.
    pub account: String,
    pub password: Secret,
}

/// There is one, kept when it is first typed.
pub const PASSWORD: Id<MailPassword> = Id::new(1);

impl MailPassword {
    fn title(&self) -> String {
        "The password for the mail server".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(MailPassword, Kind::new(71, "mail-passwords", "MXP").secret(), view: EDIT);
