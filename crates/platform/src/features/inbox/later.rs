//! Until when something is put off: one of a few words, or a moment of one's own.

use jiff::tz::TimeZone;

use crate::{
    base::{Day, Moment, time},
    choices,
    web::{Form, Reader, form::Optional},
};

/// In minutes of the day.
const MORNING: i64 = 9 * 60;
const EVENING: i64 = 18 * 60;

choices! {
    pub enum Until {
        Hour: "hour", "In an hour";
        Evening: "evening", "This evening";
        Tomorrow: "tomorrow", "Tomorrow morning";
        Monday: "monday", "Next Monday";
    }
}

impl Until {
    /// The moment that it means, by the clocks of a zone; always after now.
    pub fn after(self, at: Moment, zone: &TimeZone) -> Moment {
        let today = at.day(zone);
        let monday = today + (7 - i32::from(today.weekday()));
        match self {
            Until::Hour | Until::Unknown => at.plus(time::HOUR),
            Until::Evening => {
                let evening = Moment::at(today, EVENING, zone);
                evening.max(at.plus(time::HOUR))
            }
            Until::Tomorrow => Moment::at(today + 1, MORNING, zone),
            Until::Monday => Moment::at(monday, MORNING, zone),
        }
    }
}

/// As it is typed: a word, a day with its time, or a moment.
#[derive(Debug, Clone, Default)]
pub struct LaterForm {
    pub word: Option<Until>,
    pub until: Option<Moment>,
    pub day: Option<Day>,
    pub clock: Option<i64>,
}

impl Form for LaterForm {
    fn read(f: &mut Reader) -> Self {
        let word = f.choice("word", "Until", Optional);
        let until = f.moment("until", "Until", Optional);
        let day = f.day("day", "Day", Optional);
        let clock = f.clock("clock", "Time", Optional);
        if word.is_none() && until.is_none() && day.is_none() && f.problems.is_empty() {
            f.problem(
                "day",
                "Say until when: a day, a moment, or one of the words.",
            );
        }
        LaterForm {
            word,
            until,
            day,
            clock,
        }
    }
}

impl LaterForm {
    pub fn moment(&self, at: Moment, zone: &TimeZone) -> Moment {
        match (self.until, self.day) {
            (Some(until), _) => until,
            (None, Some(day)) => Moment::at(day, self.clock.unwrap_or(MORNING), zone),
            (None, None) => self.word.unwrap_or_default().after(at, zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Choice;

    #[test]
    fn every_word_is_after_now_by_the_clock() {
        let zone = TimeZone::get("Europe/Berlin").unwrap();
        // Saturday evening before clocks are set on.
        let at = Moment::parse("2026-03-28T18:30:00Z").unwrap();
        let told = |until: Until| until.after(at, &zone).rfc3339();
        assert_eq!(told(Until::Hour), "2026-03-28T19:30:00Z");
        assert_eq!(told(Until::Evening), "2026-03-28T19:30:00Z");
        assert_eq!(told(Until::Tomorrow), "2026-03-29T07:00:00Z");
        assert_eq!(told(Until::Monday), "2026-03-30T07:00:00Z");
        assert!(Until::ALL.iter().all(|until| until.after(at, &zone) > at));
    }
}
