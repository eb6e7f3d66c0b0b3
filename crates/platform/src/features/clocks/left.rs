//! How much of a promise is left, in working time and in a tone.

use super::{
    Clock, Hold,
    hours::{hours, hours_of_clock, hours_of_next},
    next_due::NextDue,
    target::{HoursOf, PauseReason},
};
use crate::{
    base::{BusinessHours, Choice, Id, Moment, Result, text, time},
    data::Visit,
    features::people::Department,
    ui::badge::Tone,
};

/// A working day, for words.
const DAY: i64 = 8 * 60;

#[derive(Debug, Clone, PartialEq)]
pub struct Left {
    pub tone: Tone,
    /// Of its time, what is over.
    pub percent: u32,
    pub left: String,
}

impl Left {
    /// What is next to be missed of a record.
    pub fn of_next(visit: &Visit, next: &NextDue) -> Result<Left> {
        match (next.due, next.held) {
            (Some(due), _) => {
                let hours = hours_of_next(visit, next)?;
                Ok(Left::until(visit, &hours, next.minutes, due))
            }
            (None, Some(held)) => Ok(Left::held(held)),
            (None, None) => Ok(Left::over("")),
        }
    }

    /// A clock, also one that is over.
    pub fn of(visit: &Visit, clock: &Clock) -> Result<Left> {
        let show = |at: Moment| at.show(visit.at, &visit.tz);
        Ok(match (clock.met, clock.missed, clock.ended, clock.due) {
            (Some(met), None, ..) => Left {
                tone: Tone::Success,
                percent: 100,
                left: format!("met {}", show(met)),
            },
            (Some(met), Some(_), ..) => Left {
                tone: Tone::Danger,
                percent: 100,
                left: format!("missed, met {}", show(met)),
            },
            (None, Some(_), Some(_), _) => Left {
                tone: Tone::Danger,
                percent: 100,
                left: "missed".into(),
            },
            (None, None, Some(_), _) => Left::over("not waited for"),
            (None, _, None, Some(due)) => {
                Left::until(visit, &hours_of_clock(visit, clock)?, clock.minutes, due)
            }
            (None, _, None, None) => clock.held.map_or_else(|| Left::over(""), Left::held),
        })
    }

    /// What a department has from one moment to another.
    pub fn between(
        visit: &Visit,
        department: Id<Department>,
        from: Moment,
        due: Moment,
    ) -> Result<Left> {
        let hours = hours(visit, HoursOf::Department, None, department)?;
        let all = hours.minutes(from, due);
        Ok(Left::until(visit, &hours, all, due))
    }

    fn until(visit: &Visit, hours: &BusinessHours, all: i64, due: Moment) -> Left {
        let left = hours.minutes(visit.at, due);
        // Due at closing time: from then on it is late, though no working minute has passed.
        let late = visit.at > due;
        Left::told(all, left, late, &due.show(visit.at, &visit.tz))
    }

    fn held(held: Hold) -> Left {
        Left {
            tone: Tone::Stone,
            percent: 0,
            left: match held.reason {
                PauseReason::Unknown => "stands still".into(),
                reason => format!("paused: {}", reason.label().to_lowercase()),
            },
        }
    }

    fn over(words: &str) -> Left {
        Left::plain(words.to_owned())
    }

    /// Where nothing runs out: only words.
    pub fn plain(words: String) -> Left {
        Left {
            tone: Tone::Stone,
            percent: 0,
            left: words,
        }
    }

    fn told(all: i64, left: i64, late: bool, due: &str) -> Left {
        let all = all.max(1);
        let percent = ((all - left).clamp(0, all) * 100 / all) as u32;
        let (tone, left) = match left {
            // Past closing time, before the next working minute.
            0 if late => (Tone::Danger, format!("was due {due}")),
            _ if late => (Tone::Danger, format!("{} late", span(-left))),
            ..=240 if left <= 60 || percent >= 75 => {
                (Tone::Warning, format!("{} left", span(left)))
            }
            ..=240 => (Tone::Stone, format!("{} left", span(left))),
            _ => (Tone::Stone, format!("by {due}")),
        };
        Left {
            tone,
            percent,
            left,
        }
    }
}

/// Working time in words; from a day on, minutes are noise.
pub fn span(minutes: i64) -> String {
    match minutes {
        ..DAY => time::minutes(minutes.max(0)),
        _ => text::count((minutes / DAY) as usize, "working day", "working days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_is_left() {
        let told = |left, late| {
            let clock = Left::told(480, left, late, "Tue 17:00");
            (clock.percent, clock.left, clock.tone)
        };
        assert_eq!(told(400, false), (16, "by Tue 17:00".into(), Tone::Stone));
        assert_eq!(told(240, false), (50, "4 h left".into(), Tone::Stone));
        assert_eq!(told(60, false), (87, "1 h left".into(), Tone::Warning));
        assert_eq!(
            told(0, true),
            (100, "was due Tue 17:00".into(), Tone::Danger)
        );
        assert_eq!(
            told(-960, true),
            (100, "2 working days late".into(), Tone::Danger)
        );
    }
}
