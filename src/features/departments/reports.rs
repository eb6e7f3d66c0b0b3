//! What is reported of departments: how each did, by the figure that its work is measured by.

use super::{PERFORMANCE, performance};
use crate::{
    base::{Month, Result, Whose},
    data::Visit,
    features::{
        clocks::{self, Clock},
        day::Number,
        leads::{self, Lead},
        people::Directory,
        projects::{TASK_FIGURES, Task, task_figure},
        reports::{self, Area, ForReports, Report},
    },
};

const MONTHS: i64 = 6;

pub const REPORTS: ForReports = ForReports {
    opens: &[PERFORMANCE],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let names = Directory::of(visit)?;
    let held = names.departments.values().filter(|held| !held.retired);
    for held in held.filter(|held| performance::shown(visit, &names, held)) {
        // Whoever sees some of its people is told their own figures.
        let whose = match visit.may(&PERFORMANCE, held) {
            true => Whose::Department(held.id.raw()),
            false => Whose::Person(visit.actor.person),
        };
        let number = number(visit, whose)?;
        let href = format!("/departments/{}/performance", held.id);
        let tells = "its months and its people: won, kept, finished, logged";
        all.push(Report::new(Area::House, held.name.as_str(), href, tells).number(number));
    }
    Ok(())
}

/// Of whoever sells what was won, of whoever makes what was finished, of whoever serves what was kept.
fn number(visit: &Visit, whose: Whose) -> Result<Option<Number>> {
    let over = [whose];
    let now = Month::at(visit.at);
    let months: Vec<Month> = (0..MONTHS).map(|ago| now.before(ago)).collect();
    let did = performance::Figures::over(visit, whose, &months)?;
    if did.sells() {
        let won = "Won this month";
        return reports::monthly::<Lead>(visit, won, leads::FIGURES, &over, leads::figure::WON);
    }
    if did.done > 0 {
        let done = "Finished this month";
        return reports::monthly::<Task>(visit, done, TASK_FIGURES, &over, task_figure::DONE);
    }
    let ended = (clocks::figure::KEPT, clocks::figure::MISSED);
    reports::share::<Clock>(visit, "In time this month", clocks::FIGURES, &over, ended)
}
