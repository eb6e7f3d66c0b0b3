//! `Moment` (milliseconds, UTC) and `Day` (a calendar day): stored as plain integers, shown in the house's time zone.
//! The clock itself is on the visit; nothing here asks what time it is.

use std::ops::{Add, Sub};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Moment(pub i64);

pub const SECOND: i64 = 1000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A clock that is corrected by less than this was not set.
pub const CORRECTED: i64 = 5 * MINUTE;

impl Moment {
    /// For the edges of the program (a request arrives, a job starts); rules take the visit's moment instead.
    pub fn now() -> Moment {
        Moment(Timestamp::now().as_millisecond())
    }

    pub fn plus(self, millis: i64) -> Moment {
        Moment(self.0.saturating_add(millis))
    }

    pub fn since(self, earlier: Moment) -> i64 {
        self.0 - earlier.0
    }

    /// Whether something was less than so long ago. What is still to come was written by a clock that has been set back
    /// since: it counts as long ago, or it would count for as long as the clock was ahead.
    pub fn is_within(self, span: i64, of: Moment) -> bool {
        (-CORRECTED.min(span)..span).contains(&self.since(of))
    }

    pub fn day(self, zone: &TimeZone) -> Day {
        Day::from_date(self.zoned(zone).date())
    }

    fn zoned(self, zone: &TimeZone) -> jiff::Zoned {
        Timestamp::from_millisecond(self.0)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_zoned(zone.clone())
    }

    /// RFC 3339 in UTC: what the API and `datetime` attributes carry.
    pub fn rfc3339(self) -> String {
        Timestamp::from_millisecond(self.0)
            .unwrap_or(Timestamp::UNIX_EPOCH)
            .to_string()
    }

    /// As HTTP writes a date (RFC 9110): `Tue, 09 Jun 2026 15:30:00 GMT`.
    pub fn http_date(self) -> String {
        let at = Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH);
        jiff::fmt::rfc2822::DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&at)
            .unwrap_or_default()
    }

    pub fn parse(text: &str) -> Option<Moment> {
        text.parse::<Timestamp>()
            .ok()
            .map(|t| Moment(t.as_millisecond()))
    }

    /// `15:30`
    pub fn clock(self, zone: &TimeZone) -> String {
        let me = self.zoned(zone);
        format!("{:02}:{:02}", me.hour(), me.minute())
    }

    /// `Tue 9 Jun 15:30`, with the year when it isn't this year's.
    pub fn show(self, now: Moment, zone: &TimeZone) -> String {
        let (me, today) = (self.zoned(zone), now.zoned(zone));
        if me.date() == today.date() {
            return format!("today {}", self.clock(zone));
        }
        let (hour, minute) = (me.hour(), me.minute());
        let day = short(me.date(), me.year() == today.year());
        format!("{day} {hour:02}:{minute:02}")
    }

    pub fn hour(self, zone: &TimeZone) -> i8 {
        self.zoned(zone).hour()
    }

    /// A moment on a day at a time of day, in the house's zone.
    pub fn at(day: Day, minutes: i64, zone: &TimeZone) -> Moment {
        day.date()
            .to_zoned(zone.clone())
            .map(|z| Moment(z.timestamp().as_millisecond() + minutes * MINUTE))
            .unwrap_or_default()
    }
}

/// `Tue 9 Jun` in the year one is in, `9 Jun 2025` in others.
fn short(date: jiff::civil::Date, this_year: bool) -> String {
    const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let brief = brief(date, this_year);
    match this_year {
        true => format!(
            "{} {brief}",
            named(&WEEK, date.weekday().to_monday_zero_offset())
        ),
        false => brief,
    }
}

/// The same without the weekday. By hand, for lists show many and a pattern is slower.
fn brief(date: jiff::civil::Date, this_year: bool) -> String {
    const YEAR: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let (day, month) = (date.day(), named(&YEAR, date.month() - 1));
    match this_year {
        true => format!("{day} {month}"),
        false => format!("{day} {month} {}", date.year()),
    }
}

fn named(names: &[&'static str], at: i8) -> &'static str {
    let at = usize::try_from(at).unwrap_or_default();
    names.get(at).copied().unwrap_or_default()
}

/// `09:00`, of the minutes of a day.
pub fn of_day(minutes: i64) -> String {
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// Days since 1 January 1970.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Day(pub i32);

impl Day {
    pub fn from_date(date: civil::Date) -> Day {
        let epoch = civil::date(1970, 1, 1);
        Day(epoch.until(date).map(|s| s.get_days()).unwrap_or(0))
    }

    /// Days out of all calendars are shown as the first; none is ever stored.
    pub fn date(self) -> civil::Date {
        let epoch = civil::date(1970, 1, 1);
        jiff::Span::new()
            .try_days(self.0)
            .and_then(|days| epoch.checked_add(days))
            .unwrap_or(epoch)
    }

    /// `2026-06-09`
    pub fn iso(self) -> String {
        self.date().to_string()
    }

    pub fn parse(text: &str) -> Option<Day> {
        let date: civil::Date = text.trim().parse().ok()?;
        (1970..=2200)
            .contains(&date.year())
            .then(|| Day::from_date(date))
    }

    /// Monday is 0.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// `Today`, `Tomorrow`, `Tue 9 Jun`, `9 Jun 2027`.
    pub fn show(self, today: Day) -> String {
        match self.0 - today.0 {
            0 => "Today".into(),
            1 => "Tomorrow".into(),
            -1 => "Yesterday".into(),
            _ => short(self.date(), self.date().year() == today.date().year()),
        }
    }

    /// For columns: `Today`, `9 Jun`, `9 Jun 2027`.
    pub fn brief(self, today: Day) -> String {
        match self.0 - today.0 {
            -1..=1 => self.show(today),
            _ => brief(self.date(), self.date().year() == today.date().year()),
        }
    }

    /// `Tuesday 9 June 2026`
    pub fn long(self) -> String {
        self.date().strftime("%A %-d %B %Y").to_string()
    }
}

impl Add<i32> for Day {
    type Output = Day;
    fn add(self, days: i32) -> Day {
        Day(self.0 + days)
    }
}
impl Sub<Day> for Day {
    type Output = i32;
    fn sub(self, other: Day) -> i32 {
        self.0 - other.0
    }
}

/// `1 h 30 m`, as durations are written everywhere.
pub fn minutes(total: i64) -> String {
    match (total / 60, total % 60) {
        (0, m) => format!("{m} m"),
        (h, 0) => format!("{h} h"),
        (h, m) => format!("{h} h {m} m"),
    }
}

/// Hours with at most one decimal, for columns: 90 minutes are `1.5`.
pub fn hours(total: i64) -> String {
    let tenths = (total * 10 + 30) / 60;
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        d => format!("{}.{d}", tenths / 10),
    }
}

/// Reads what people type for a duration: `1.5`, `1:30`, `90m`, `1 h 30 m`, `2h`.
pub fn parse_minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    if let Some((h, m)) = text.split_once(':') {
        let (h, m): (i64, i64) = (h.trim().parse().ok()?, m.trim().parse().ok()?);
        return h
            .checked_mul(60)
            .and_then(|minutes| minutes.checked_add(m))
            .filter(|_| h >= 0 && (0..60).contains(&m));
    }
    if let Some((h, m)) = text.split_once('h') {
        let hours = super::money::decimal(h.trim(), 2)?;
        let rest = m
            .trim()
            .trim_end_matches("min")
            .trim_end_matches('m')
            .trim();
        let m: i64 = if rest.is_empty() {
            0
        } else {
            rest.parse().ok()?
        };
        return (hours.checked_mul(60)? / 100)
            .checked_add(m)
            .filter(|_| hours >= 0 && m >= 0);
    }
    if let Some(m) = text.strip_suffix("min").or_else(|| text.strip_suffix('m')) {
        return m.trim().parse().ok().filter(|m| *m >= 0);
    }
    super::money::decimal(&text, 2)
        .filter(|h| *h >= 0)
        .and_then(|h| Some(h.checked_mul(60)? / 100))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_for_http() {
        let at = Moment::parse("1994-11-06T08:49:37.500Z").unwrap();
        assert_eq!(at.http_date(), "Sun, 06 Nov 1994 08:49:37 GMT");
    }

    #[test]
    fn what_is_still_to_come_was_not_lately() {
        let of = Moment(1_790_000_000_000);
        for (later, lately) in [
            (0, true),
            (HOUR - 1, true),
            (HOUR, false),
            (-CORRECTED, true),
            (-CORRECTED - 1, false),
            (-9 * 365 * DAY, false),
        ] {
            assert_eq!(of.plus(later).is_within(HOUR, of), lately, "{later}");
        }
        assert!(!of.plus(-MINUTE).is_within(SECOND, of));
    }

    #[test]
    fn days_count_and_read_back() {
        let day = Day::parse("2026-06-09").unwrap();
        assert_eq!(day.iso(), "2026-06-09");
        assert_eq!(day.weekday(), 1);
        assert_eq!((day + 1).show(day), "Tomorrow");
        assert_eq!(Day::parse("2026-02-30"), None);
        assert_eq!(Day(i32::MAX).iso(), "1970-01-01");
    }

    #[test]
    fn durations_as_typed() {
        for (typed, want) in [
            ("1.5", 90),
            ("1:30", 90),
            ("90m", 90),
            ("1 h 30 m", 90),
            ("2h", 120),
            (".5", 30),
        ] {
            assert_eq!(parse_minutes(typed), Some(want), "{typed}");
        }
        assert_eq!(parse_minutes("-1"), None);
        assert_eq!(parse_minutes("soon"), None);
        for huge in [
            "92233720368547758h",
            "9223372036854775807:59",
            "92233720368547758",
            "1h 9223372036854775807m",
        ] {
            assert!(parse_minutes(huge).is_none_or(|m| m > 1_000_000), "{huge}");
        }
        assert_eq!(minutes(90), "1 h 30 m");
        assert_eq!(hours(90), "1.5");
    }
}
