//! How much of a stage's time is left: one clock for tickets and for the approvals that are asked for them, running in
//! the working hours of the department that has it.

use super::Ticket;
use crate::{
    base::{Id, Moment, Result, text, time},
    data::Visit,
    features::people::{Department, Directory},
    ui::badge::Tone,
};

const DAY: i64 = 8 * 60;

#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    pub tone: Tone,
    pub percent: u32,
    pub left: String,
}

impl Clock {
    /// None for a ticket whose stage has no time set.
    pub fn of(visit: &Visit, ticket: &Ticket) -> Result<Option<Clock>> {
        ticket
            .due
            .map(|due| Clock::between(visit, ticket.department, ticket.entered, due))
            .transpose()
    }

    pub fn between(
        visit: &Visit,
        department: Id<Department>,
        from: Moment,
        due: Moment,
    ) -> Result<Clock> {
        let calendar = Directory::calendar_of(visit, department)?;
        let all = calendar.minutes(from, due, &visit.tz);
        let left = calendar.minutes(visit.at, due, &visit.tz);
        // Due at closing time: from then on it is late, though no working minute has passed.
        let late = visit.at > due;
        Ok(Clock::told(all, left, late, &due.show(visit.at, &visit.tz)))
    }

    fn told(all: i64, left: i64, late: bool, due: &str) -> Clock {
        let all = all.max(1);
        let percent = ((all - left).clamp(0, all) * 100 / all) as u32;
        let (tone, left) = match left {
            _ if late => (Tone::Danger, format!("{} late", span(-left))),
            ..=240 if left <= 60 || percent >= 75 => {
                (Tone::Warning, format!("{} left", span(left)))
            }
            ..=240 => (Tone::Stone, format!("{} left", span(left))),
            _ => (Tone::Stone, format!("by {due}")),
        };
        Clock {
            tone,
            percent,
            left,
        }
    }
}

/// Working time in words; from a day on, minutes are noise.
fn span(minutes: i64) -> String {
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
            let clock = Clock::told(480, left, late, "Tue 17:00");
            (clock.percent, clock.left, clock.tone)
        };
        assert_eq!(told(400, false), (16, "by Tue 17:00".into(), Tone::Stone));
        assert_eq!(told(240, false), (50, "4 h left".into(), Tone::Stone));
        assert_eq!(told(60, false), (87, "1 h left".into(), Tone::Warning));
        assert_eq!(told(0, true), (100, "0 m late".into(), Tone::Danger));
        assert_eq!(
            told(-960, true),
            (100, "2 working days late".into(), Tone::Danger)
        );
    }
}
