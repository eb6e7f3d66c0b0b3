//! Weeks in a day: one's own that are over and not submitted, each submitted in its row.

use super::{
    actions::SUBMIT,
    ops::of_week,
    timesheet::{Status, Timesheet, monday},
};
use crate::{
    base::{Day, Id, Moment, Result, time},
    data::{Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Part, Workday},
        projects::{ENTRIES_OF_USER, TimeEntry, day_key},
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// Weeks that are looked back at; what is older is put in order otherwise.
const WEEKS: i32 = 4;
/// Entries of a day that are added up.
const ENTRIES: usize = 100;

pub const DAY: ForDay = ForDay {
    opens: &[SUBMIT],
    arrives: &[],
    read,
    live: |visit, page| page.live(of_me("timesheets@me", visit)),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if !visit.may_somewhere(&SUBMIT) {
        return Ok(());
    }
    let this_week = monday(visit.today());
    let me = Id::new(visit.actor.person);
    for back in (1..=WEEKS).rev() {
        let week = this_week + -7 * back;
        let held = of_week(visit, me, week)?;
        let Some(sheet) = held.filter(Timesheet::is_open) else {
            continue;
        };
        let entries = entries_of(visit, week)?;
        let minutes: i64 = entries.iter().map(|entry| i64::from(entry.minutes)).sum();
        if entries.is_empty() {
            continue;
        }
        let unfinished = |entry: &TimeEntry| entry.started.is_some() || entry.owes_reason;
        let whole = !entries.iter().any(unfinished);
        let (tone, why) = match sheet.status {
            Status::Returned => (Tone::Danger, format!("came back: {}", sheet.reason)),
            _ => (Tone::Warning, "not submitted yet".to_owned()),
        };
        let href = format!("/time?week={}", week.iso());
        day.line(
            Line::new(
                Part::Today,
                sheet.id.as_ref(),
                href.as_str(),
                format!("Week of {}", sheet.week_name()),
            )
            .mark(icon(Icon::Hours))
            .why([format!("{} h", time::hours(minutes)), why])
            .when(tone, format!("ended {}", (week + 6).show(visit.today())))
            .by(Moment::at(week + 7, 0, &visit.tz))
            .deed_if(whole, || {
                Deed::post("Submit", "/time/week")
                    .with("week", week.iso())
                    .with("then", "submit")
            })
            .deed(Deed::open("Look", href)),
        );
    }
    Ok(())
}

fn entries_of(visit: &Visit, week: Day) -> Result<Vec<TimeEntry>> {
    let me = Id::new(visit.actor.person);
    let mut all = Vec::new();
    for weekday in 0..7 {
        let of_day = Query::own(ENTRIES_OF_USER, day_key(me, week + weekday)).limit(ENTRIES);
        all.extend(visit.list::<TimeEntry>(of_day)?.rows);
    }
    Ok(all)
}
