//! What is reported of profit: the margin of this month.

use super::{
    actions::VIEW,
    pages::HERE,
    report::{ReportQuery, report},
    rule::{By, Key},
};
use crate::{
    base::{Money, Result},
    data::Visit,
    features::{
        day::Number,
        reports::{Area, ForReports, Report},
        settings::CurrentSettings,
    },
};

const MONTHS: i64 = 6;

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let asked = ReportQuery {
        by: By::Month,
        months: MONTHS,
    };
    let held = report(visit, &asked)?;
    // Sums of some of it would mislead, so there is nothing in it for whoever sees only some.
    if !held.whole {
        return Ok(());
    }
    let currency = CurrentSettings::of(visit)?.0.currency();
    let of = |month| {
        let line = held.lines.iter().find(|line| line.key == Key::Month(month));
        line.map_or(0, |line| line.sums.margin(By::Month).0)
    };
    let trend: Vec<i64> = held.months.iter().rev().map(|month| of(*month)).collect();
    let number = match trend.as_slice() {
        [.., before, now] if !held.lines.is_empty() => {
            let show = |sum: i64| Money(sum).show(currency);
            let number = Number::new(0, "Margin this month", show(*now), "");
            let number = number.note(format!("{} last month", show(*before)));
            let number = number.bad_if(*now < 0, "more spent than invoiced");
            Some(Number {
                trend: trend.clone(),
                ..number
            })
        }
        _ => None,
    };
    let tells = "what projects, clients, services and people bring, and what they cost";
    all.push(Report::new(Area::Money, "Profitability", HERE, tells).number(number));
    Ok(())
}
