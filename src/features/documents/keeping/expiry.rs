//! The day on which what a document says expires: its owner is reminded a month and a week before, and on the day.

use crate::{
    base::{Day, Moment, Result, text},
    data::{Change, Held, Record},
    features::{
        documents::{Document, notices},
        inbox,
    },
};

use jiff::tz::TimeZone;

/// What a document waits for that expires.
pub const EXPIRES: u8 = 1;
/// Days before, and the hour of the day.
const BEFORE: [i32; 3] = [30, 7, 0];
const MORNING: i64 = 8 * 60;

/// When somebody is reminded next; nothing where the last reminder lies behind.
fn next(expires: Day, now: Moment, tz: &TimeZone) -> Option<Moment> {
    let each = BEFORE.into_iter();
    let mut moments = each.map(|days| Moment::at(expires + -days, MORNING, tz));
    moments.find(|at| *at > now)
}

/// Says when the reminders of a document come, from its day on.
pub fn plan(document: &mut Document, now: Moment, tz: &TimeZone) {
    document.remind_at = document.expires.and_then(|day| next(day, now, tz));
}

/// Reminds its owner once; reminders that passed while nobody was there are one.
pub fn remind(change: &mut Change<'_, '_>, mut document: Held<Document>) -> Result<()> {
    let (at, tz) = (change.at, change.tz.clone());
    plan(&mut document, at, &tz);
    change.put(&document)?;
    let Some(expires) = document.expires else {
        return Ok(());
    };
    let today = at.day(&tz);
    let when = match expires - today {
        0 => "expires today".to_owned(),
        days if days > 0 => format!(
            "expires in {}, on {}",
            text::count(days.unsigned_abs() as usize, "day", "days"),
            expires.long()
        ),
        _ => format!("expired on {}", expires.long()),
    };
    inbox::notify(
        change,
        document.owner,
        &notices::EXPIRING,
        Record::as_ref(&*document),
        format!("{} {when}", document.name),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::time;

    #[test]
    fn reminders_come_a_month_and_a_week_before_and_on_the_day() {
        let (expires, tz) = (Day(20_000), TimeZone::UTC);
        let mut at = Moment::at(expires + -100, 0, &tz);
        let mut days = Vec::new();
        while let Some(then) = next(expires, at, &tz) {
            days.push(expires - then.day(&tz));
            at = then;
        }
        assert_eq!(days, [30, 7, 0]);
        assert_eq!(next(expires, at.plus(time::DAY), &tz), None);
    }
}
