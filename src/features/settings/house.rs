//! The one settings record.

use serde::{Deserialize, Serialize};

use super::VIEW;
use crate::{
    access::Reach,
    base::{Day, Id, calendar::WorkingCalendar, money::Currency},
    data::{Declares, Kind, record},
};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Settings {
    #[serde(skip)]
    pub id: Id<Settings>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    #[serde(default)]
    pub currency: String,
    /// Tax put on new quote lines, in basis points.
    #[serde(default)]
    pub tax: i64,
    /// Days a quote stands.
    #[serde(default)]
    pub quote_days: i32,
    #[serde(default)]
    pub holidays: Vec<Day>,
}

/// There is one, made at set-up.
pub const SETTINGS: Id<Settings> = Id::new(1);

impl Default for Settings {
    fn default() -> Self {
        Settings {
            id: Id::NONE,
            version: 0,
            name: "Atrium".into(),
            currency: "USD".into(),
            tax: 825,
            quote_days: 14,
            holidays: Vec::new(),
        }
    }
}

impl Settings {
    fn title(&self) -> String {
        "Settings of the house".into()
    }
    fn reach(&self) -> Vec<Reach> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    pub fn currency(&self) -> Currency {
        Currency::by_code(&self.currency).unwrap_or_default()
    }

    pub fn calendar(&self) -> WorkingCalendar {
        WorkingCalendar {
            holidays: self.holidays.clone(),
        }
    }
}

record!(Settings, Kind::new(8, "settings", "SET"), view: VIEW);
