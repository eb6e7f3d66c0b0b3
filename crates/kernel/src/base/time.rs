//! `Moment` (milliseconds, UTC) and `Day` (a calendar day): stored as plain integers, shown in a time zone, in the
//! language of the page.
//! The clock itself is on the visit; nothing here asks what time it is.

use std::ops::{Add, Sub};

use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::language::{self, Language};

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
        let german = language::current() == Language::German;
        if me.date() == today.date() {
            let today = if german { "heute" } else { "today" };
            return format!("{today} {}", self.clock(zone));
        }
        let (hour, minute) = (me.hour(), me.minute());
        let day = short(me.date(), me.year() == today.year());
        let between = if german { ", " } else { " " };
        format!("{day}{between}{hour:02}:{minute:02}")
    }

    pub fn hour(self, zone: &TimeZone) -> i8 {
        self.zoned(zone).hour()
    }

    /// The minutes of the day that clocks show in a zone.
    pub fn minute_of_day(self, zone: &TimeZone) -> i64 {
        let me = self.zoned(zone);
        i64::from(me.hour()) * 60 + i64::from(me.minute())
    }

    /// A moment on a day at a time of day, as the clocks of the house's zone show it then: nine is nine on the day that they
    /// are changed as well. A time that is left out that day is as long after it as clocks jump.
    pub fn at(day: Day, minutes: i64, zone: &TimeZone) -> Moment {
        let days = i32::try_from(minutes.div_euclid(24 * 60)).unwrap_or_default();
        let of_day = minutes.rem_euclid(24 * 60);
        let part = |part: i64| i8::try_from(part).unwrap_or_default();
        (day + days)
            .date()
            .at(part(of_day / 60), part(of_day % 60), 0, 0)
            .to_zoned(zone.clone())
            .map(|z| Moment(z.timestamp().as_millisecond()))
            .unwrap_or_default()
    }

    /// The minutes of a day that the clock shows: below zero before it, and more than a day has after it.
    pub fn minute_of(self, day: Day, zone: &TimeZone) -> i64 {
        let me = self.zoned(zone);
        let days = i64::from(Day::from_date(me.date()) - day);
        days * 24 * 60 + i64::from(me.hour()) * 60 + i64::from(me.minute())
    }
}

/// `Tue 9 Jun` in the year one is in, `9 Jun 2025` in others.
fn short(date: jiff::civil::Date, this_year: bool) -> String {
    const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    if language::current() == Language::German {
        return language::german_short(date, this_year);
    }
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
    if language::current() == Language::German {
        return language::german_brief(date, this_year);
    }
    let (day, month) = (date.day(), named(&YEAR, date.month() - 1));
    match this_year {
        true => format!("{day} {month}"),
        false => format!("{day} {month} {}", date.year()),
    }
}

/// The weekday that a word begins, with three letters or more, in any case: `fri`, `Fri.`; 0 is Monday.
pub fn weekday_begun(word: &str) -> Option<usize> {
    const WEEK: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    begun(&WEEK, word)
}

/// The month that a word begins, likewise; 0 is January.
pub fn month_begun(word: &str) -> Option<usize> {
    const YEAR: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    begun(&YEAR, word)
}

fn begun(words: &[&str], word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.').to_lowercase();
    let long = word.chars().count() >= 3;
    let mut words = words.iter();
    words.position(|held| long && held.starts_with(word.as_str()))
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

    /// A date alone: with a time and its zone it may be another day here.
    pub fn parse(text: &str) -> Option<Day> {
        let text = text.trim();
        let plain = |(at, byte): (usize, u8)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        };
        if text.len() != 10 || !text.bytes().enumerate().all(plain) {
            return None;
        }
        let date: civil::Date = text.parse().ok()?;
        (1970..=2200)
            .contains(&date.year())
            .then(|| Day::from_date(date))
    }

    /// The same day so many months on, or the last of a month that is shorter.
    pub fn plus_months(self, months: i32) -> Day {
        let later = self
            .date()
            .checked_add(jiff::Span::new().months(months.clamp(-1200, 1200)));
        later.map_or(self, Day::from_date)
    }

    /// Monday is 0.
    pub fn weekday(self) -> u8 {
        (self.0 + 3).rem_euclid(7) as u8
    }

    /// `Today`, `Tomorrow`, `Tue 9 Jun`, `9 Jun 2027`.
    pub fn show(self, today: Day) -> String {
        let german = language::current() == Language::German;
        match self.0 - today.0 {
            0 if german => "heute".into(),
            1 if german => "morgen".into(),
            -1 if german => "gestern".into(),
            0 => "Today".into(),
            1 => "Tomorrow".into(),
            -1 => "Yesterday".into(),
            _ => short(self.date(), self.date().year() == today.date().year()),
        }
    }

    /// The same within a sentence: `due tomorrow`, `due Tue 9 Jun`.
    pub fn within(self, today: Day) -> String {
        match self.0 - today.0 {
            -1..=1 => self.show(today).to_lowercase(),
            _ => self.show(today),
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
        if language::current() == Language::German {
            return language::german_long(self);
        }
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

/// Reads what people type for a duration: `1.5`, `0.33`, `1:30`, `90m`, `1h30`, `1 h 30 m`, `2h`, or from when to when:
/// `9-11:15`, `1pm-2:30pm`.
pub fn parse_minutes(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    // `1,5` and `0,25 h`, as half of the world writes them; what a comma may part as thousands stays refused.
    let text = match text.split_once(',') {
        Some((_, after)) if (1..=2).contains(&digits(after)) => text.replacen(',', ".", 1),
        _ => text,
    };
    if let Some((from, to)) = text.split_once(['-', '\u{2013}']) {
        return span(from.trim(), to.trim());
    }
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
        return of_hundredths(hours)?
            .checked_add(m)
            .filter(|_| hours >= 0 && m >= 0);
    }
    if let Some(m) = text.strip_suffix("min").or_else(|| text.strip_suffix('m')) {
        return m.trim().parse().ok().filter(|m| *m >= 0);
    }
    super::money::decimal(&text, 2)
        .filter(|h| *h >= 0)
        .and_then(of_hundredths)
}

/// How many digits a text begins with.
fn digits(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_digit).count()
}

/// Minutes of hundredths of an hour: a third that is written as `0.33` is 20 of them.
fn of_hundredths(hours: i64) -> Option<i64> {
    Some(hours.checked_mul(60)?.checked_add(50)? / 100)
}

/// Minutes from one time of day to another. Where nothing says which half of the day the end is in, it is the first that
/// comes after the beginning: `11-1` are two hours, and `22-1` go past midnight.
fn span(from: &str, to: &str) -> Option<i64> {
    const HALF: i64 = 12 * 60;
    let ((mut from, from_said), (mut to, to_said)) = (time_of_day(from)?, time_of_day(to)?);
    // `1-2:30pm`: the half that is said of the end is the beginning's too, where that comes before it.
    if to_said && !from_said && from < HALF && from + HALF < to {
        from += HALF;
    }
    let step = if to_said || from >= HALF {
        2 * HALF
    } else {
        HALF
    };
    while to <= from {
        to += step;
    }
    Some(to - from)
}

/// `9`, `11:15`, `2:30pm`, in minutes of the day, and whether it says which half of the day is meant.
fn time_of_day(text: &str) -> Option<(i64, bool)> {
    let (digits, later) = match (text.strip_suffix("pm"), text.strip_suffix("am")) {
        (Some(digits), _) => (digits.trim(), Some(12 * 60)),
        (_, Some(digits)) => (digits.trim(), Some(0)),
        _ => (text, None),
    };
    let (hours, minutes) = digits.split_once(':').unwrap_or((digits, "0"));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    let known = match later {
        Some(_) => 1..=12,
        None => 0..=24,
    };
    if !known.contains(&hours) || minutes >= 60 {
        return None;
    }
    let all = match later {
        Some(half) => hours % 12 * 60 + minutes + half,
        None => hours * 60 + minutes,
    };
    (all <= 24 * 60).then_some((all, later.is_some()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_within_a_sentence_begins_small() {
        let today = Day(20_000);
        assert_eq!((today + 1).show(today), "Tomorrow");
        assert_eq!((today + 1).within(today), "tomorrow");
        assert_eq!((today + -1).within(today), "yesterday");
        assert_eq!((today + 5).within(today), (today + 5).show(today));
    }

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
        for none in [
            "2026-02-30",
            "2026-06-09T23:30:00-08:00",
            "2026-06-09T10:00:00Z",
            "20260609",
            "2026-6-9",
            "+002026-06-09",
        ] {
            assert_eq!(Day::parse(none), None, "{none}");
        }
        assert_eq!(Day(i32::MAX).iso(), "1970-01-01");
    }

    #[test]
    fn a_time_of_day_is_what_clocks_show_on_the_days_they_are_changed_too() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        for (day, minutes, utc) in [
            ("2027-03-28", 9 * 60, "2027-03-28T07:00:00Z"),
            ("2027-03-28", 0, "2027-03-27T23:00:00Z"),
            ("2027-03-28", 24 * 60, "2027-03-28T22:00:00Z"),
            ("2027-03-28", 2 * 60 + 30, "2027-03-28T01:30:00Z"),
            ("2027-10-31", 9 * 60, "2027-10-31T08:00:00Z"),
            ("2027-06-01", 33 * 60, "2027-06-02T07:00:00Z"),
        ] {
            let day = Day::parse(day).unwrap();
            let at = Moment::at(day, minutes, &zone);
            assert_eq!(at.rfc3339(), utc);
            if minutes != 2 * 60 + 30 {
                assert_eq!(at.minute_of(day, &zone), minutes);
            }
        }
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
            ("1h30", 90),
            ("0.33", 20),
            ("0.67", 40),
            ("9-11:15", 135),
            ("9:30 \u{2013} 10", 30),
            ("11-1", 120),
            ("9-5", 480),
            ("22-1", 180),
            ("13:00-17:30", 270),
            ("1pm-2:30pm", 90),
            ("1-2:30pm", 90),
            ("11am-1pm", 120),
            ("11-1pm", 120),
            ("9-9", 720),
            ("1,5", 90),
            ("0,25 h", 15),
            ("1,50", 90),
        ] {
            assert_eq!(parse_minutes(typed), Some(want), "{typed}");
        }
        for none in [
            "9-", "-9", "9-25", "9-10:60", "13pm-2pm", "0pm-1", "9-10-11", "a-b", "1,250",
            "1.250,5", "1,5,5", "1,", ",",
        ] {
            assert_eq!(parse_minutes(none), None, "{none}");
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
