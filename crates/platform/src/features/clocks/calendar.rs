//! A business calendar: the hours of each day of the week in a zone, and the days that nobody works. The house's own stands
//! in the settings and is what every policy counts by that names no other.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::actions::VIEW_CALENDARS;
use crate::{
    access::Placement,
    base::{
        BusinessHours, Day, Id,
        business_hours::{DAY, Span},
        text, time,
    },
    data::{Declares, Index, Key, Kind, record},
    features::people::Holiday,
};

/// Days of the week by the names that forms know.
pub const WEEK: [(&str, &str); 7] = [
    ("mon", "Monday"),
    ("tue", "Tuesday"),
    ("wed", "Wednesday"),
    ("thu", "Thursday"),
    ("fri", "Friday"),
    ("sat", "Saturday"),
    ("sun", "Sunday"),
];

/// Hours of one day of the week.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OpenHours {
    /// Monday is 0.
    pub day: u8,
    /// Minutes of the day.
    pub opens: i64,
    pub closes: i64,
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BusinessCalendar {
    #[serde(skip)]
    pub id: Id<BusinessCalendar>,
    #[serde(skip)]
    pub version: u64,
    pub name: String,
    /// An IANA name; empty is the house's.
    #[serde(default)]
    pub zone: String,
    pub hours: Vec<OpenHours>,
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Whether the house's holidays are holidays here as well.
    #[serde(default)]
    pub with_house: bool,
    /// No policy may choose it any more; those that did go on.
    #[serde(default)]
    pub retired: bool,
}

pub const BY_NAME: Index = Index::scoped(1);

impl BusinessCalendar {
    fn title(&self) -> String {
        self.name.clone()
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn declare(&self, to: &mut Declares) {
        let order = Key::new().byte(u8::from(self.retired));
        to.index(BY_NAME, order.text(&text::fold(&self.name)));
    }

    /// As promises are counted by it; `house` are the house's zone and holidays.
    pub fn business_hours(&self, house: (&TimeZone, &[Day])) -> BusinessHours {
        let mut week: [Vec<Span>; 7] = Default::default();
        for held in &self.hours {
            if let Some(day) = week.get_mut(usize::from(held.day)) {
                day.push(Span {
                    opens: held.opens,
                    closes: held.closes,
                });
            }
        }
        let mut holidays: Vec<Day> = self.holidays.iter().map(|held| held.day).collect();
        if self.with_house {
            holidays.extend(house.1);
        }
        let zone = zone_named(&self.zone).unwrap_or_else(|| house.0.clone());
        BusinessHours::new(zone, week, &holidays)
    }

    /// The hours of a day of the week, as they are typed: "09:00-12:00, 13:00-17:00".
    pub fn of_day(&self, day: u8) -> String {
        let spans = self.hours.iter().filter(|held| held.day == day);
        let words: Vec<String> = spans
            .map(|held| {
                let (opens, closes) = (time::of_day(held.opens), time::of_day(held.closes));
                format!("{opens}-{closes}")
            })
            .collect();
        words.join(", ")
    }
}

/// A zone by its IANA name.
pub fn zone_named(name: &str) -> Option<TimeZone> {
    match name.trim() {
        "" => None,
        name => TimeZone::get(name).ok(),
    }
}

/// Hours of a day as they are typed: spans with a comma between them, nothing for a day off.
///
/// # Errors
/// What is wrong with them, for whoever typed them.
pub fn typed_hours(day: u8, typed: &str) -> Result<Vec<OpenHours>, String> {
    let mut found: Vec<OpenHours> = Vec::new();
    for part in typed.split([',', ';']).map(str::trim) {
        if part.is_empty() {
            continue;
        }
        let span = part.split_once(['-', '\u{2013}']).and_then(|(from, to)| {
            Some(OpenHours {
                day,
                opens: clock(from)?,
                closes: clock(to)?,
            })
        });
        match span {
            Some(span) if span.opens < span.closes => found.push(span),
            Some(_) => return Err(format!("{part} ends before it begins.")),
            None => {
                return Err(format!(
                    "{part} should be hours such as 09:00-17:00; several with a comma between them."
                ));
            }
        }
    }
    found.sort_unstable();
    let overlap = found.windows(2).any(|pair| pair[1].opens < pair[0].closes);
    match overlap {
        true => Err("These hours overlap. Write each of them once.".into()),
        false => Ok(found),
    }
}

/// `9`, `9:30` or `24:00`, in minutes of the day.
fn clock(typed: &str) -> Option<i64> {
    let (hours, minutes) = match typed.trim().split_once(':') {
        Some((hours, minutes)) => (hours, minutes.parse::<i64>().ok()?),
        None => (typed.trim(), 0),
    };
    let hours: i64 = hours.parse().ok()?;
    let all = hours * 60 + minutes;
    ((0..=24).contains(&hours) && (0..60).contains(&minutes) && all <= DAY).then_some(all)
}

record!(BusinessCalendar, Kind::new(121, "calendars", "CAL"), view: VIEW_CALENDARS);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_as_they_were_typed() {
        let typed = "09:00-12:00, 13:00-17:30";
        let hours = typed_hours(2, typed).unwrap();
        let calendar = BusinessCalendar {
            hours,
            ..BusinessCalendar::default()
        };
        assert_eq!(calendar.of_day(2), typed);
        assert_eq!(calendar.of_day(3), "");
        assert_eq!(typed_hours(0, "9-17").unwrap().len(), 1);
        assert!(typed_hours(0, " ").unwrap().is_empty());
        for wrong in ["17-9", "nine to five", "9-25", "9-12, 11-13", "9:70-12"] {
            assert!(typed_hours(0, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn it_has_the_houses_holidays_only_where_it_says_so() {
        let monday = Day::parse("2026-06-08").unwrap();
        let mut calendar = BusinessCalendar {
            hours: typed_hours(0, "8-10").unwrap(),
            ..BusinessCalendar::default()
        };
        let open = |calendar: &BusinessCalendar| {
            let hours = calendar.business_hours((&TimeZone::UTC, &[monday]));
            !hours.on(monday).is_empty()
        };
        assert!(open(&calendar));
        calendar.with_house = true;
        assert!(!open(&calendar));
    }
}
