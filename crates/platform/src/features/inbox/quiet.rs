//! When it is quiet, and when what came together goes: pure rules over somebody's choices, by the clocks of their own zone,
//! across the changes of these.

use jiff::tz::TimeZone;

use super::preferences::{DigestRhythm, NotificationPreferences};
use crate::base::{Day, Moment, time};

impl NotificationPreferences {
    /// When it is quiet no more; None when it isn't quiet now. Days that are all quiet have no end: the last day that is
    /// looked at is taken for it.
    pub fn quiet_until(&self, at: Moment, zone: &TimeZone) -> Option<Moment> {
        /// Every day of a week, and the night after it.
        const STEPS: usize = 16;
        if !self.quiet {
            return None;
        }
        let mut end = at;
        for _ in 0..STEPS {
            let day = end.day(zone);
            let next = match self.quiet_days.contains(&day.weekday()) {
                true => Moment::at(day + 1, 0, zone),
                false if self.is_quiet_clock(end.minute_of_day(zone)) => {
                    self.end_of_hours(end, zone)
                }
                false => break,
            };
            end = next.max(end.plus(time::MINUTE));
        }
        (end > at).then_some(end)
    }

    /// Whether the quiet hours of a day hold this minute of it.
    fn is_quiet_clock(&self, minute: i64) -> bool {
        match self.quiet_from <= self.quiet_to {
            true => (self.quiet_from..self.quiet_to).contains(&minute),
            false => minute >= self.quiet_from || minute < self.quiet_to,
        }
    }

    /// When the quiet hours end that hold this moment.
    fn end_of_hours(&self, at: Moment, zone: &TimeZone) -> Moment {
        let (day, minute) = (at.day(zone), at.minute_of_day(zone));
        let on: Day = match minute < self.quiet_to {
            true => day,
            false => day + 1,
        };
        let end = Moment::at(on, self.quiet_to, zone);
        match end > at {
            true => end,
            // Clocks were set back behind the end: it comes a second time.
            false => at.plus((self.quiet_to - minute) * time::MINUTE),
        }
    }

    /// When what came together goes next, after this moment; None when it never does.
    pub fn next_digest(&self, at: Moment, zone: &TimeZone) -> Option<Moment> {
        match self.digest {
            DigestRhythm::Never => None,
            _ => Some(self.digest_after(at, zone)),
        }
    }

    fn digest_after(&self, at: Moment, zone: &TimeZone) -> Moment {
        if self.digest == DigestRhythm::Hourly {
            let past = at.0.rem_euclid(time::HOUR);
            let full = at.plus(time::HOUR - past);
            return self.quiet_until(full, zone).unwrap_or(full);
        }
        let weekly = self.digest == DigestRhythm::Weekly;
        let today = at.day(zone);
        let goes_on = |day: &Day| match weekly {
            true => day.weekday() == self.digest_day,
            // On days that are quiet as a whole none goes, unless all are.
            false => {
                !self.quiet
                    || self.quiet_days.len() >= 7
                    || !self.quiet_days.contains(&day.weekday())
            }
        };
        let days = (0..=8).map(|ahead| today + ahead).filter(goes_on);
        let mut moments = days.map(|day| Moment::at(day, self.digest_at, zone));
        let next = moments.find(|moment| *moment > at);
        next.unwrap_or_else(|| at.plus(time::DAY))
    }

    /// When something that goes at once may go.
    pub fn when(&self, at: Moment, urgent: bool, zone: &TimeZone) -> Moment {
        match urgent && self.urgent_through {
            true => at,
            false => self.quiet_until(at, zone).unwrap_or(at),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Moment {
        Moment::parse(text).unwrap()
    }

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").unwrap()
    }

    fn quiet() -> NotificationPreferences {
        NotificationPreferences {
            quiet: true,
            ..NotificationPreferences::default()
        }
    }

    #[test]
    fn quiet_hours_end_by_the_clock_across_its_changes() {
        let held = quiet();
        let zone = berlin();
        // Thursday evening to Friday 8:00, in summer.
        let until = held.quiet_until(at("2026-06-11T20:00:00Z"), &zone);
        assert_eq!(until, Some(at("2026-06-12T06:00:00Z")));
        // Friday evening, over the weekend on which clocks are set on (29 March 2026).
        let until = held.quiet_until(at("2026-03-27T20:00:00Z"), &zone);
        assert_eq!(until, Some(at("2026-03-30T06:00:00Z")));
        // And set back (25 October 2026).
        let until = held.quiet_until(at("2026-10-23T20:00:00Z"), &zone);
        assert_eq!(until, Some(at("2026-10-26T07:00:00Z")));
        assert_eq!(held.quiet_until(at("2026-06-12T10:00:00Z"), &zone), None);
    }

    #[test]
    fn quiet_hours_that_end_in_a_repeated_hour_end_for_good() {
        let held = NotificationPreferences {
            quiet: true,
            quiet_days: Vec::new(),
            quiet_from: 60,
            quiet_to: 150,
            ..NotificationPreferences::default()
        };
        let zone = berlin();
        // 2:10 for the second time, on the night on which 3:00 becomes 2:00.
        let second = at("2026-10-25T01:10:00Z");
        assert_eq!(
            held.quiet_until(second, &zone),
            Some(at("2026-10-25T01:30:00Z"))
        );
    }

    #[test]
    fn digests_go_by_the_clock_across_its_changes() {
        let zone = berlin();
        let daily = NotificationPreferences::default();
        assert_eq!(
            daily.digest_after(at("2026-03-28T12:00:00Z"), &zone),
            at("2026-03-29T06:00:00Z")
        );
        assert_eq!(
            daily.digest_after(at("2026-10-24T12:00:00Z"), &zone),
            at("2026-10-25T07:00:00Z")
        );
        // Quiet days have none.
        assert_eq!(
            quiet().digest_after(at("2026-03-27T12:00:00Z"), &zone),
            at("2026-03-30T06:00:00Z")
        );
        let weekly = NotificationPreferences {
            digest: DigestRhythm::Weekly,
            digest_day: 2,
            ..NotificationPreferences::default()
        };
        assert_eq!(
            weekly.digest_after(at("2026-06-10T06:00:00Z"), &zone),
            at("2026-06-17T06:00:00Z")
        );
        let hourly = NotificationPreferences {
            digest: DigestRhythm::Hourly,
            ..NotificationPreferences::default()
        };
        assert_eq!(
            hourly.digest_after(at("2026-06-10T06:20:00Z"), &zone),
            at("2026-06-10T07:00:00Z")
        );
    }

    proptest! {
        /// Whatever is chosen: what waits goes later, within a week and a day, and then it isn't quiet.
        #[test]
        fn quiet_ends(
            from in 0i64..1440, to in 0i64..1440, days in proptest::collection::btree_set(0u8..7, 0..6),
            hours in 0i64..20_000, zone in prop_oneof!["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"],
        ) {
            let zone = TimeZone::get(&zone).unwrap();
            let held = NotificationPreferences {
                quiet: true, quiet_from: from, quiet_to: to, quiet_days: days.into_iter().collect(),
                ..NotificationPreferences::default()
            };
            let at = at("2026-01-01T00:17:00Z").plus(hours * time::HOUR);
            if let Some(end) = held.quiet_until(at, &zone) {
                prop_assert!(end > at && end.since(at) <= 9 * time::DAY);
                prop_assert_eq!(held.quiet_until(end, &zone), None);
            }
            let next = held.digest_after(at, &zone);
            prop_assert!(next > at && next.since(at) <= 9 * time::DAY);
        }
    }
}
