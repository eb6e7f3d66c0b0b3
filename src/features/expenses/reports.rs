//! What is reported of expenses: what was spent, month by month.

use super::{VIEW, sums};
use crate::{
    access::Placement,
    base::{Money, Month, Result},
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

/// It is added up for whoever sees all of them.
fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    if !visit.actor.places(&VIEW).contains(&Placement::Global) {
        return Ok(());
    }
    let currency = CurrentSettings::of(visit)?.0.currency();
    let now = Month::of(visit.today());
    let months: Vec<Month> = (0..MONTHS).rev().map(|ago| now.before(ago)).collect();
    let spent = sums::spent_in(visit, &months)?;
    let of = |month: &Month| {
        let of = spent.iter().filter(|(of, _, _)| of == month);
        of.map(|(_, _, sum)| *sum).sum::<i64>()
    };
    let trend: Vec<i64> = months.iter().map(of).collect();
    let show = |sum: &i64| Money(*sum).show(currency);
    let number = match trend.as_slice() {
        [.., before, now] if trend.iter().any(|sum| *sum != 0) => {
            let number = Number::new(0, "Spent this month", show(now), "");
            let number = number.note(format!("{} last month", show(before)));
            Some(Number {
                trend: trend.clone(),
                ..number
            })
        }
        _ => None,
    };
    let href = "/expenses?status=approved&status=reimbursed";
    let tells = "what was spent and said yes to, without tax";
    all.push(Report::new(Area::Money, "Expenses", href, tells).number(number));
    Ok(())
}
