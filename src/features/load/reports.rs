//! What is reported of work: who has more than their time next week, and what is finished.

use super::{LOAD, LoadQuery, loads};
use crate::{
    base::Result,
    data::Visit,
    features::{
        day::Number,
        projects::{TASK_FIGURES, Task, task_figure},
        reports::{self, Area, ForReports, Report},
    },
};

/// More than what there is time for.
const FULL: i64 = 100;

pub const REPORTS: ForReports = ForReports {
    opens: &[LOAD],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let loads = loads(visit, &LoadQuery::default())?;
    let next = |held: &&super::Load| held.percent(1) > FULL;
    let number = match loads.as_slice() {
        [] => None,
        [own] => Some(Number::new(
            0,
            "Of your hours next week",
            format!("{}%", own.percent(1)),
            "",
        )),
        _ => {
            let over = loads.iter().filter(next).count();
            let number = Number::new(0, "Above their hours next week", over, "");
            Some(number.note(format!("of {} people", loads.len())))
        }
    };
    // The weeks to come are the line: what is planned of what there is time for.
    let number = number.map(|number| Number {
        trend: (0..super::WEEKS.min(6))
            .map(|week| planned(&loads, week))
            .collect(),
        ..number
    });
    all.push(
        Report::new(
            Area::Work,
            "Load",
            "/load",
            "who has how much to do in the weeks to come; its line is the next six weeks",
        )
        .number(number),
    );
    let over = reports::reach(visit, &LOAD)?;
    let name = "Finished this month";
    let done = reports::monthly::<Task>(visit, name, TASK_FIGURES, &over, task_figure::DONE)?;
    all.push(
        Report::new(
            Area::Work,
            "How work went",
            "/load/figures",
            "billed time, estimates, days a task takes, what came back",
        )
        .number(done),
    );
    Ok(())
}

/// Percent of everybody's hours of a week.
fn planned(loads: &[super::Load], week: usize) -> i64 {
    let minutes = loads.iter().map(|held| held.planned[week]).sum();
    let there = loads.iter().map(|held| held.days.of_week(week)).sum();
    super::percent(minutes, there)
}
