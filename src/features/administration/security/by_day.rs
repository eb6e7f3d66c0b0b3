//! How many alerts there were of late.

use maud::{Markup, html};

use super::{Alert, Stage, alert};
use crate::{
    base::{Day, Moment, Result},
    data::{Key, Query, Visit},
    ui::{
        chart::{self, Bar},
        prelude::*,
    },
};

/// Days that the chart of alerts shows, today's the last.
const DAYS: i32 = 14;
/// Alerts that are counted in it.
const COUNTED: usize = 2_000;

/// Drawn day by day, whatever became of them; nothing where there were none.
pub fn chart(visit: &Visit) -> Result<Markup> {
    let today = visit.today();
    let first = today + -(DAYS - 1);
    let since = Moment::at(first, 0, &visit.tz);
    let mut counts = [0_u32; DAYS as usize];
    for stage in [Stage::Open, Stage::Seen, Stage::Closed] {
        let list = Query::<Alert>::by(alert::BY_STAGE)
            .under(Alert::at(stage))
            .from(Key::new().signed(since.0))
            .limit(COUNTED);
        for alert in visit.list(list)?.rows {
            let day = usize::try_from(alert.last.day(&visit.tz) - first).ok();
            if let Some(count) = day.and_then(|day| counts.get_mut(day)) {
                *count += 1;
            }
        }
    }
    let all: u32 = counts.iter().sum();
    if all == 0 {
        return Ok(html! {});
    }
    let bars: Vec<Bar> = counts
        .iter()
        .zip(0..)
        .map(|(count, nth)| Bar::new(of_month(first + nth), f64::from(*count)).tone(Tone::Danger))
        .collect();
    Ok(html! {
        (Section::new("Alerts by day", chart::bars_v("Alerts by day", &bars, 150, None, chart::plain))
            .small(format!("{all} in {DAYS} days")))
    })
}

/// Short enough for fourteen beside one another on a phone.
fn of_month(day: Day) -> String {
    let iso = day.iso();
    iso.rsplit('-').next().unwrap_or_default().to_owned()
}
