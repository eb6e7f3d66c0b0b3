//! The arithmetic of working time: how much of it lies between two moments, and when so much of it is over. Everything
//! that promises something by a time promises it by this.
//!
//! Hours are what clocks on a wall show. They begin at the first moment at which the clock shows their beginning or more,
//! and end at the first at which it shows their end or more: an hour that is left out is no working time, and one that
//! comes twice is worked twice where it lies within the hours, and not again where it was over.

use jiff::tz::{AmbiguousOffset, TimeZone};

use super::{Day, Moment, time::MINUTE};

/// Minutes of a day.
pub const DAY: i64 = 24 * 60;
/// Further ahead nobody promises anything; hours that never come end the search here.
const AHEAD: i32 = 20 * 366;

/// Hours of one day, in minutes of the day: from the first up to, not including, the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub opens: i64,
    pub closes: i64,
}

/// When somebody works: the hours of each day of the week in a zone, without holidays.
#[derive(Debug, Clone)]
pub struct BusinessHours {
    zone: TimeZone,
    /// Monday is 0; in each day in order, apart from one another.
    week: [Vec<Span>; 7],
    holidays: Vec<Day>,
}

impl BusinessHours {
    /// Spans that touch or overlap become one. A week without any is read as Monday to Friday, 9 to 17, so that every
    /// promise has an end.
    pub fn new(zone: TimeZone, mut week: [Vec<Span>; 7], holidays: &[Day]) -> BusinessHours {
        week.iter_mut().for_each(tidy);
        if week.iter().all(Vec::is_empty) {
            let usual = Span {
                opens: 9 * 60,
                closes: 17 * 60,
            };
            week[..5].iter_mut().for_each(|day| day.push(usual));
        }
        let mut holidays = holidays.to_vec();
        holidays.sort_unstable();
        holidays.dedup();
        BusinessHours {
            zone,
            week,
            holidays,
        }
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// The hours of a day, none on a holiday.
    pub fn on(&self, day: Day) -> &[Span] {
        match self.holidays.binary_search(&day) {
            Ok(_) => &[],
            Err(_) => &self.week[usize::from(day.weekday())],
        }
    }

    /// The working hours of a day as moments.
    fn shifts(&self, day: Day) -> impl Iterator<Item = (Moment, Moment)> {
        let spans = self.on(day).iter();
        spans.map(move |span| {
            let at = |minutes| first_showing(day, minutes, &self.zone);
            (at(span.opens), at(span.closes))
        })
    }

    /// The moment at which so many milliseconds of working time have passed since `from`: the first of them, so that
    /// what takes the rest of a day ends when that closes. `from` itself when there is nothing left.
    pub fn after(&self, from: Moment, millis: i64) -> Moment {
        let mut left = millis;
        if left <= 0 {
            return from;
        }
        // Clocks that were put back over midnight show the day before once more.
        let first = from.day(&self.zone) + -1;
        let mut last = from;
        for ahead in 0..AHEAD {
            for (opens, closes) in self.shifts(first + ahead) {
                let begins = opens.max(from);
                let length = closes.since(begins);
                if length <= 0 {
                    continue;
                }
                if left <= length {
                    return begins.plus(left);
                }
                left -= length;
                last = closes;
            }
        }
        last
    }

    /// Working time from one moment to another in milliseconds; below zero when the other lies before.
    pub fn worked(&self, from: Moment, to: Moment) -> i64 {
        if to < from {
            return -self.worked(to, from);
        }
        let first = from.day(&self.zone) + -1;
        let days = (to.day(&self.zone) - first) + 1;
        let mut sum = 0;
        for ahead in 0..=days {
            for (opens, closes) in self.shifts(first + ahead) {
                sum += closes.min(to).since(opens.max(from)).max(0);
            }
        }
        sum
    }

    /// The same in whole minutes.
    pub fn minutes(&self, from: Moment, to: Moment) -> i64 {
        self.worked(from, to) / MINUTE
    }
}

/// In order, within the day, those that touch as one.
fn tidy(day: &mut Vec<Span>) {
    for span in day.iter_mut() {
        span.opens = span.opens.clamp(0, DAY);
        span.closes = span.closes.clamp(0, DAY);
    }
    day.retain(|span| span.opens < span.closes);
    day.sort_unstable();
    let mut whole: Vec<Span> = Vec::with_capacity(day.len());
    for span in day.drain(..) {
        match whole.last_mut() {
            Some(last) if span.opens <= last.closes => last.closes = last.closes.max(span.closes),
            _ => whole.push(span),
        }
    }
    *day = whole;
}

/// The first moment at which the clocks of a zone show so many minutes of a day, or more.
fn first_showing(day: Day, minutes: i64, zone: &TimeZone) -> Moment {
    let days = i32::try_from(minutes.div_euclid(DAY)).unwrap_or_default();
    let of_day = minutes.rem_euclid(DAY);
    let part = |part: i64| i8::try_from(part).unwrap_or_default();
    let shown = (day + days)
        .date()
        .at(part(of_day / 60), part(of_day % 60), 0, 0);
    let found = match zone.to_ambiguous_timestamp(shown).offset() {
        // It is left out: they jump over it.
        AmbiguousOffset::Gap { after, .. } => {
            let before = after.to_timestamp(shown).ok();
            before.and_then(|before| zone.following(before).next().map(|jump| jump.timestamp()))
        }
        AmbiguousOffset::Unambiguous { offset } => offset.to_timestamp(shown).ok(),
        AmbiguousOffset::Fold { before, .. } => before.to_timestamp(shown).ok(),
    };
    found
        .map(|found| Moment(found.as_millisecond()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;

    /// Five that change their clocks in five ways: by an hour in spring and in autumn, at midnight, by half an hour,
    /// on the southern half; each with a moment within days of a change.
    const ZONES: [(&str, [&str; 2]); 5] = [
        (
            "America/New_York",
            ["2026-03-06T12:00Z", "2026-10-30T12:00Z"],
        ),
        ("Europe/London", ["2026-03-27T12:00Z", "2026-10-23T12:00Z"]),
        (
            "Australia/Lord_Howe",
            ["2026-04-03T12:00Z", "2026-10-02T12:00Z"],
        ),
        (
            "America/Sao_Paulo",
            ["2018-02-16T12:00Z", "2018-11-02T12:00Z"],
        ),
        ("Africa/Cairo", ["2026-04-22T12:00Z", "2026-10-28T12:00Z"]),
    ];

    fn moment(text: &str) -> Moment {
        let text = text.replace('Z', ":00Z");
        Moment(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    /// Hours as somebody would find them who looks at the clock every minute, and remembers how late it was already.
    struct Naive<'h> {
        hours: &'h BusinessHours,
        at: Moment,
        /// The latest that the clock has shown, in minutes since 1970.
        shown: i64,
    }

    impl Naive<'_> {
        fn at(hours: &BusinessHours, at: Moment) -> Naive<'_> {
            let mut naive = Naive {
                hours,
                at: at.plus(-36 * 60 * MINUTE),
                shown: i64::MIN,
            };
            while naive.at < at {
                naive.look();
                naive.at = naive.at.plus(MINUTE);
            }
            naive
        }

        fn look(&mut self) {
            let zone = &self.hours.zone;
            let now = i64::from(self.at.day(zone).0) * DAY + self.at.minute_of_day(zone);
            self.shown = self.shown.max(now);
        }

        /// Whether the minute that begins now is worked; then on to the next.
        fn minute(&mut self) -> bool {
            self.look();
            let day = Day(i32::try_from(self.shown.div_euclid(DAY)).unwrap());
            let of_day = self.shown.rem_euclid(DAY);
            let within = |span: &Span| (span.opens..span.closes).contains(&of_day);
            self.at = self.at.plus(MINUTE);
            self.hours.on(day).iter().any(within)
        }
    }

    fn hours(zone: &str, week: &[Vec<Span>], holidays: &[Day]) -> BusinessHours {
        let zone = TimeZone::get(zone).unwrap();
        let week: Vec<Vec<Span>> = week.to_vec();
        BusinessHours::new(zone, week.try_into().unwrap(), holidays)
    }

    fn day_of_spans() -> impl Strategy<Value = Vec<Span>> {
        let span = (0..DAY, 0..DAY).prop_map(|(a, b)| Span {
            opens: a.min(b),
            closes: a.max(b) + 1,
        });
        prop::collection::vec(span, 0..3)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]

        #[test]
        fn it_counts_as_one_does_who_looks_every_minute(
            zone in 0..ZONES.len(),
            change in 0..2usize,
            week in prop::collection::vec(day_of_spans(), 7),
            holiday in 0..8i32,
            begins in 0..(3 * DAY),
            length in 0..(4 * DAY),
        ) {
            let (name, near) = ZONES[zone];
            let from = moment(near[change]).plus(begins * MINUTE);
            let zone = TimeZone::get(name).unwrap();
            let hours = hours(name, &week, &[from.day(&zone) + holiday]);
            let mut naive = Naive::at(&hours, from);
            let mut worked = 0;
            let mut last = from;
            for _ in 0..length {
                let is_worked = naive.minute();
                worked += i64::from(is_worked);
                if is_worked {
                    last = naive.at;
                }
            }
            let to = from.plus(length * MINUTE);
            prop_assert_eq!(hours.worked(from, to), worked * MINUTE, "{} from {}", name, from.rfc3339());
            prop_assert_eq!(hours.worked(to, from), -worked * MINUTE);
            // So much later is the moment at which the last of it was worked.
            let due = hours.after(from, worked * MINUTE);
            prop_assert_eq!(due, if worked == 0 { from } else { last }, "{} from {}", name, from.rfc3339());
        }

        #[test]
        fn what_is_due_has_that_much_before_it(
            zone in 0..ZONES.len(),
            week in prop::collection::vec(day_of_spans(), 7),
            begins in 0..(7 * DAY * MINUTE),
            first in 0..(4 * 60 * MINUTE),
            more in 0..(4 * 60 * MINUTE),
        ) {
            let (name, near) = ZONES[zone];
            let hours = hours(name, &week, &[]);
            let from = moment(near[0]).plus(begins);
            let due = hours.after(from, first);
            prop_assert_eq!(hours.worked(from, due), first);
            // A pause that takes no time moves nothing.
            prop_assert_eq!(hours.after(due, more), hours.after(from, first + more).max(due));
        }
    }

    fn usual(zone: &str, holidays: &[Day]) -> BusinessHours {
        hours(zone, &vec![Vec::new(); 7], holidays)
    }

    #[test]
    fn a_promise_runs_over_the_weekend_and_over_a_holiday() {
        let friday = moment("2026-06-05T16:50Z");
        let two_hours = 120 * MINUTE;
        let hours = usual("UTC", &[]);
        assert_eq!(hours.after(friday, two_hours), moment("2026-06-08T10:50Z"));
        let hours = usual("UTC", &[Day::parse("2026-06-08").unwrap()]);
        assert_eq!(hours.after(friday, two_hours), moment("2026-06-09T10:50Z"));
        // What takes the rest of a day ends with it.
        let hours = usual("UTC", &[]);
        assert_eq!(
            hours.after(friday, 10 * MINUTE),
            moment("2026-06-05T17:00Z")
        );
        assert_eq!(
            hours.after(moment("2026-06-06T03:00Z"), 0),
            moment("2026-06-06T03:00Z")
        );
    }

    #[test]
    fn nights_are_shorter_and_longer_when_clocks_change() {
        let night = vec![
            vec![Span {
                opens: 0,
                closes: 6 * 60
            }];
            7
        ];
        let hours = hours("America/New_York", &night, &[]);
        let worked = |from, to| hours.minutes(moment(from), moment(to)) / 60;
        assert_eq!(worked("2026-03-08T05:00Z", "2026-03-08T12:00Z"), 5);
        assert_eq!(worked("2026-11-01T04:00Z", "2026-11-01T12:00Z"), 7);
        assert_eq!(worked("2026-06-01T04:00Z", "2026-06-01T12:00Z"), 6);
    }

    #[test]
    fn spans_that_touch_are_one() {
        let mut day = vec![
            Span {
                opens: 60,
                closes: 120,
            },
            Span {
                opens: 0,
                closes: 60,
            },
            Span {
                opens: 300,
                closes: 300,
            },
            Span {
                opens: 100,
                closes: 5000,
            },
        ];
        tidy(&mut day);
        assert_eq!(
            day,
            [Span {
                opens: 0,
                closes: DAY
            }]
        );
    }
}
