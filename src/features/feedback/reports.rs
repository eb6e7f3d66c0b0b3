//! What is reported of feedback: what clients give on average.

use std::collections::BTreeMap;

use super::{
    actions::VIEW,
    given::{BY_TIME, Feedback, mean},
};
use crate::{
    base::{Month, Result},
    data::{Key, Query, Visit},
    features::{
        day::Number,
        reports::{Area, ForReports, Report},
    },
};

/// As many of the latest are looked at.
const MOST: usize = 500;
const MONTHS: i64 = 6;

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let said = Query::<Feedback>::by(BY_TIME).under(Key::new().byte(0));
    let said = visit.list(said.limit(MOST))?.rows;
    let first = Month::at(visit.at).before(MONTHS - 1);
    let mut months: BTreeMap<Month, (i64, i64)> = BTreeMap::new();
    let (mut count, mut sum) = (0, 0);
    for (month, rating) in said
        .iter()
        .filter_map(|held| Some((Month::at(held.at), i64::from(held.rating?))))
        .filter(|(month, _)| *month >= first)
    {
        let of = months.entry(month).or_default();
        *of = (of.0 + 1, of.1 + rating);
        (count, sum) = (count + 1, sum + rating);
    }
    let number = mean(sum, count).map(|tenths| {
        let value = format!("{}.{} of 5", tenths / 10, tenths % 10);
        let number = Number::new(0, "Mean of six months", value, "");
        let trend = months
            .values()
            .filter_map(|(count, sum)| mean(*sum, *count));
        Number {
            trend: trend.collect(),
            ..number.note(format!("{count} said"))
        }
    });
    let tells = "what clients say when their project is delivered";
    all.push(Report::new(Area::Service, "Feedback", "/feedback", tells).number(number));
    Ok(())
}
