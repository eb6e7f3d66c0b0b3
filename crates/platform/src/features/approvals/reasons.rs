//! The house's reasons for a return or a rejection, to choose from beside the words of whoever decides: what comes back most
//! often can be counted then.

use serde::{Deserialize, Serialize};

use super::actions::VIEW_RULES;
use crate::{
    access::Placement,
    base::{Id, Result},
    data::{Cached, Declares, Kind, ReadTx, Record, Store, record},
};

/// One record for the house; what it starts from holds until somebody saves another list.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReturnReasons {
    #[serde(skip)]
    pub id: Id<ReturnReasons>,
    #[serde(skip)]
    pub version: u64,
    pub reasons: Vec<String>,
}

const SHIPPED: [&str; 7] = [
    "Requirements are missing",
    "Scope is unclear",
    "Doesn't pay at this price",
    "No capacity by that date",
    "Dates don't hold",
    "A document is missing",
    "Not what we do",
];

impl Default for ReturnReasons {
    fn default() -> ReturnReasons {
        ReturnReasons {
            id: Id::NONE,
            version: 0,
            reasons: SHIPPED.map(str::to_owned).to_vec(),
        }
    }
}

impl ReturnReasons {
    fn title(&self) -> String {
        "Reasons for a return".into()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn declare(&self, _: &mut Declares) {}
}

record!(ReturnReasons, Kind::new(137, "return-reasons", "RR"), view: VIEW_RULES);

/// The list as it is now.
pub struct Reasons(pub ReturnReasons);

impl Cached for Reasons {
    const FROM: &'static [Kind] = &[ReturnReasons::KIND];

    fn build(read_tx: &ReadTx, _: &Store) -> Result<Reasons> {
        let held = read_tx.all::<ReturnReasons>()?.pop();
        Ok(Reasons(held.unwrap_or_default()))
    }
}
