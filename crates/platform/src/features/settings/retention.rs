//! How long the house keeps what piles up by itself. One record, made when somebody first saves it; until then what
//! `Retention::default` says holds. Work, documents and the journal are not in it: they are never removed for their age.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Result},
    data::{Cached, Declares, Kind, ReadTx, Record, Store, record},
};

/// Days each; nothing keeps them for ever.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Retention {
    #[serde(skip)]
    pub id: Id<Retention>,
    #[serde(skip)]
    pub version: u64,
    /// Notifications, once they were read.
    pub notifications: Option<u32>,
    /// Sessions, tokens and requests for links, once they are over.
    pub sign_ins: Option<u32>,
    /// Alerts, once they were closed.
    pub alerts: Option<u32>,
    /// Views as another person, and restore drills.
    pub checks: Option<u32>,
}

impl Default for Retention {
    fn default() -> Self {
        Retention {
            id: Id::NONE,
            version: 0,
            notifications: Some(180),
            sign_ins: Some(90),
            alerts: Some(2 * 365),
            checks: Some(2 * 365),
        }
    }
}

/// Shorter would take away what people still look for, longer is for ever.
pub const DAYS: std::ops::RangeInclusive<i64> = 7..=3650;

impl Retention {
    fn title(&self) -> String {
        "Retention".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}
}

record!(Retention, Kind::new(11, "retention", "RT"), view: VIEW);

/// What holds now, in memory.
pub struct Kept(pub Retention);

impl Cached for Kept {
    const FROM: &'static [Kind] = &[Retention::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Self> {
        Ok(Kept(read_tx.all::<Retention>()?.pop().unwrap_or_default()))
    }
}
