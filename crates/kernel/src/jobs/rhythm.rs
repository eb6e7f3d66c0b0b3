//! When something periodic is due next. Pure arithmetic over what the machine's clock says, which may be set forward or
//! back at any time: a wrong clock costs one run too many, and never keeps anything from being done.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::base::{Moment, time};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rhythm {
    /// So many milliseconds after it was last done.
    Every(i64),
    /// Once a day from this hour (0-23) on, in the house's zone.
    Daily(i8),
}

impl Rhythm {
    /// From when on it is due, as the clock stands at `now`, when it was last done at `last`. What was done in the future was
    /// done by a clock that has been set back since: it counts as not done.
    pub fn due(self, last: Option<Moment>, now: Moment, tz: &TimeZone) -> Moment {
        let last = last.filter(|last| !self.is_ahead(*last, now));
        match (self, last) {
            (Rhythm::Every(_), None) => now,
            (Rhythm::Every(millis), Some(last)) => last.plus(millis.max(1)),
            (Rhythm::Daily(hour), None) => Moment::at(now.day(tz), i64::from(hour) * 60, tz),
            (Rhythm::Daily(hour), Some(last)) => {
                let today = last.day(tz);
                let at = |day| Moment::at(day, i64::from(hour) * 60, tz);
                match at(today) {
                    sooner if sooner > last => sooner,
                    _ => at(today + 1),
                }
            }
        }
    }

    fn is_ahead(self, last: Moment, now: Moment) -> bool {
        let slack = match self {
            Rhythm::Every(millis) => time::CORRECTED.min(millis),
            Rhythm::Daily(_) => time::CORRECTED,
        };
        last.since(now) > slack
    }
}

/// Remembers which run was seen to lie ahead: it doesn't count once the clock is there again either.
#[derive(Debug, Default)]
pub struct Watch {
    ahead: Option<Moment>,
}

impl Watch {
    /// The same as `Rhythm::due`, for one who asks again and again.
    pub fn due(
        &mut self,
        rhythm: Rhythm,
        last: Option<Moment>,
        now: Moment,
        tz: &TimeZone,
    ) -> Moment {
        if last.is_some_and(|last| rhythm.is_ahead(last, now)) {
            self.ahead = last;
        }
        let last = last.filter(|_| last != self.ahead);
        rhythm.due(last, now, tz)
    }
}

/// So long a house rests, over holidays, without anybody wondering at its clock.
const RESTS: i64 = 4 * time::DAY;
/// So long a clock that went further goes on before it is believed.
const DOUBTED: i64 = 7 * time::DAY;

/// A clock that stands further from the last run than a house rests. Either the house was off for so long, or the clock is
/// ahead, which people notice within days: what can't be made good waits for that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leap {
    /// When it was first looked at, by that clock, and when last.
    since: Moment,
    seen: Moment,
}

impl Leap {
    /// What is to be waited for now; `known` is what was waited for when that was last asked.
    pub fn over(last: Option<Moment>, known: Option<Leap>, now: Moment) -> Option<Leap> {
        let rested = |from: Moment| now.since(from) <= RESTS;
        if last.is_none_or(rested) {
            return None;
        }
        let goes_on = |leap: &Leap| rested(leap.seen) && leap.seen.since(now) <= time::CORRECTED;
        let since = known.filter(goes_on).map_or(now, |leap| leap.since);
        let leap = Leap { since, seen: now };
        (now < leap.until()).then_some(leap)
    }

    /// From when on the clock is believed.
    pub fn until(self) -> Moment {
        self.since.plus(DOUBTED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_went_far_is_believed_after_a_week_and_a_house_that_rested_at_once() {
        let day = |n: i64| Moment(START).plus(n * time::DAY);
        assert_eq!(Leap::over(None, None, day(0)), None);
        assert_eq!(Leap::over(Some(day(0)), None, day(4)), None);
        assert_eq!(Leap::over(Some(day(9)), None, day(0)), None, "set back");
        // Thirty years ahead: looked at day by day, it waits for seven of them.
        let (last, far) = (Some(day(0)), 30 * 365);
        let mut leap = Leap::over(last, None, day(far));
        assert_eq!(leap.unwrap().until(), day(far + 7));
        for n in 1..7 {
            leap = Leap::over(last, leap, day(far + n));
            assert_eq!(leap.unwrap().until(), day(far + 7));
        }
        assert_eq!(Leap::over(last, leap, day(far + 7)), None);
        // Set right meanwhile, nothing is waited for, and another leap is another one.
        assert_eq!(Leap::over(last, leap, day(1)), None);
        let next = Leap::over(last, leap, day(2 * far));
        assert_eq!(next.unwrap().until(), day(2 * far + 7));
        let back = Leap::over(last, leap, day(far - 100));
        assert_eq!(back.unwrap().until(), day(far - 93));
    }

    const START: i64 = 1_780_000_000_000;

    /// A small generator, so that a failure names the seed that shows it.
    struct Rng(u64);
    impl Rng {
        fn below(&mut self, n: i64) -> i64 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            (self.0 % n as u64) as i64
        }
    }

    /// Lives through a month of looking once a minute, with a clock that is set now and then. On a stretch in which
    /// the clock isn't set, never sooner than a period after the last, never later than a period and a look; and
    /// each time it is set costs at most one run.
    #[test]
    fn whatever_the_clock_does_it_is_done_in_time_and_not_twice() {
        for seed in 1..120u64 {
            let mut rng = Rng(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
            let zone = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"];
            let tz = TimeZone::get(zone[rng.below(4) as usize]).unwrap();
            let rhythm = match rng.below(2) {
                0 => Rhythm::Every(time::HOUR * (1 + rng.below(48))),
                _ => Rhythm::Daily(rng.below(24) as i8),
            };
            let (shortest, longest) = match rhythm {
                Rhythm::Every(millis) => (millis, millis),
                // Days on which clocks change have 23 and 25 hours, and an hour that isn't there comes later.
                Rhythm::Daily(_) => (22 * time::HOUR, 26 * time::HOUR),
            };
            let (mut real, mut offset) = (0i64, START);
            let mut last: Option<Moment> = None;
            let mut watch = Watch::default();
            let (mut runs_since_set, mut set, mut ran, mut set_at) = (0, 0, None::<i64>, 0);
            for _ in 0..30 * 24 * 60 {
                real += time::MINUTE;
                if rng.below(6_000) == 0 {
                    let far = [time::HOUR, time::DAY, 30 * time::DAY, 9 * 365 * time::DAY];
                    let by = far[rng.below(4) as usize] + rng.below(time::HOUR);
                    offset += if rng.below(2) == 0 { by } else { -by };
                    (set, runs_since_set, set_at) = (set + 1, 0, real);
                }
                let now = Moment(real + offset);
                let due = watch.due(rhythm, last, now, &tz) <= now;
                if due {
                    // After the clock was set one run may come at any time; from then on it keeps its distance.
                    if runs_since_set > 1 {
                        let since = real - ran.unwrap();
                        assert!(
                            since >= shortest,
                            "seed {seed}: {rhythm:?} after {since} ms"
                        );
                    }
                    runs_since_set += 1;
                    ran = Some(real);
                    last = Some(now);
                }
                let since = real - ran.unwrap_or(0).max(set_at);
                assert!(
                    since <= longest + time::MINUTE + time::CORRECTED,
                    "seed {seed}: {rhythm:?} not done for {since} ms, the clock set {set} times"
                );
            }
        }
    }

    #[test]
    fn a_run_in_the_future_stops_nothing() {
        let now = Moment(START);
        let wrong = Some(now.plus(9 * 365 * time::DAY));
        let every = Rhythm::Every(time::DAY);
        assert_eq!(every.due(wrong, now, &TimeZone::UTC), now);
        let corrected = Some(now.plus(time::SECOND));
        assert!(every.due(corrected, now, &TimeZone::UTC) > now);
        let night = Moment::parse("2026-06-09T03:10:00Z").unwrap();
        let daily = Rhythm::Daily(3);
        assert!(daily.due(None, night, &TimeZone::UTC) <= night);
        assert!(daily.due(None, night.plus(-time::HOUR), &TimeZone::UTC) > night.plus(-time::HOUR));
        assert!(daily.due(Some(night), night, &TimeZone::UTC) > night.plus(20 * time::HOUR));
    }
}
