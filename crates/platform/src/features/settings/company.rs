//! The one settings record.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Day, Id, calendar::WorkingCalendar, money::Currency},
    data::{Declares, Kind, record},
    said,
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
    /// Days of the week that people work on; Monday is 0.
    #[serde(default = "usual_week")]
    pub week: Vec<u8>,
    /// Working hours, in minutes of the day.
    #[serde(default = "usual_opening")]
    pub opens: i64,
    #[serde(default = "usual_closing")]
    pub closes: i64,
    /// What stands under the name on a quote.
    #[serde(default)]
    pub address: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub phone: String,
    #[serde(default)]
    pub tax_number: String,
    /// Hours between snapshots; 0 takes none, nothing leaves it to the configuration.
    #[serde(default)]
    pub snapshot_hours: Option<u32>,
    /// How many snapshots are kept; nothing leaves it to the configuration.
    #[serde(default)]
    pub snapshot_keep: Option<u32>,
    /// From which hour of the day on the nightly restore drill is made.
    #[serde(default = "usual_drill")]
    pub drill_hour: u8,
    /// Whether programs have to say over which version of a record they write.
    #[serde(default)]
    pub demand_versions: bool,
    /// Whether the gravest deeds wait until another person has confirmed them.
    #[serde(default)]
    pub second_person: bool,
    /// For how many minutes people edit what they said; 0 never, nothing for ever.
    #[serde(default = "usual_editing")]
    pub edit_minutes: Option<u32>,
    /// Languages beside English whose words the search knows by their stems (`de`).
    #[serde(default)]
    pub languages: Vec<String>,
    /// What time is spent on that is nobody's project.
    #[serde(default = "usual_categories")]
    pub time_categories: Vec<String>,
}

fn usual_categories() -> Vec<String> {
    ["Meetings", "Training", "Sales", "Administration"]
        .map(str::to_owned)
        .to_vec()
}

fn usual_editing() -> Option<u32> {
    Some(24 * 60)
}

fn usual_week() -> Vec<u8> {
    WorkingCalendar::default().week
}

fn usual_opening() -> i64 {
    WorkingCalendar::default().opens
}

fn usual_closing() -> i64 {
    let usual = WorkingCalendar::default();
    usual.opens + usual.length
}

fn usual_drill() -> u8 {
    3
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
            week: usual_week(),
            opens: usual_opening(),
            closes: usual_closing(),
            address: String::new(),
            email: String::new(),
            phone: String::new(),
            tax_number: String::new(),
            snapshot_hours: None,
            snapshot_keep: None,
            drill_hour: usual_drill(),
            demand_versions: false,
            second_person: false,
            edit_minutes: usual_editing(),
            languages: Vec::new(),
            time_categories: usual_categories(),
        }
    }
}

impl Settings {
    fn title(&self) -> String {
        "Settings of the house".into()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, _: &mut Declares) {}

    pub fn currency(&self) -> Currency {
        Currency::by_code(&self.currency).unwrap_or_default()
    }

    pub fn calendar(&self) -> WorkingCalendar {
        WorkingCalendar {
            week: self.week.clone(),
            holidays: self.holidays.clone(),
            opens: self.opens,
            length: self.closes - self.opens,
        }
    }

    /// The lines under the name on what the house sends.
    pub fn letterhead(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.address.lines().map(str::to_owned).collect();
        lines.extend(
            [&self.phone, &self.email]
                .into_iter()
                .filter(|line| !line.is_empty())
                .cloned(),
        );
        if !self.tax_number.is_empty() {
            lines.push(said!("paper-tax-number", number = self.tax_number.as_str()));
        }
        lines
    }
}

record!(Settings, Kind::new(8, "settings", "SET"), view: VIEW);
