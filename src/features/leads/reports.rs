//! What is reported of leads: how many are won, and of those decided how many.

use super::{COUNT, FIGURES, Lead, Stage, VALUE, actions::VIEW, figure};
use crate::{
    base::{Money, Result, text},
    data::{Key, Visit},
    features::{
        reports::{self, Area, ForReports, Report},
        settings::CurrentSettings,
    },
};

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read,
};

fn read(visit: &Visit, all: &mut Vec<Report>) -> Result<()> {
    let over = reports::reach(visit, &VIEW)?;
    let won = reports::monthly::<Lead>(visit, "Won this month", FIGURES, &over, figure::WON)?;
    let (mut open, mut value) = (Some(0), Some(0));
    for stage in Stage::OPEN {
        let sum = |tally| visit.total::<Lead>(tally, Key::new().byte(stage.code()));
        open = open.zip(sum(COUNT)?).map(|(all, one)| all + one);
        value = value.zip(sum(VALUE)?).map(|(all, one)| all + one);
    }
    let currency = CurrentSettings::of(visit)?.0.currency();
    let worth = open.zip(value).filter(|(open, _)| *open > 0);
    let worth = worth.map(|(open, value)| {
        let count = usize::try_from(open).unwrap_or(0);
        let open = text::count(count, "open lead", "open leads");
        format!("{open}, {}", Money(value).show(currency))
    });
    let won = won.map(|won| match worth {
        Some(worth) => won.note(worth),
        None => won,
    });
    all.push(
        Report::new(
            Area::Sales,
            "Pipeline",
            "/leads/board",
            "open leads by stage with what they are worth",
        )
        .number(won),
    );
    let decided = (figure::WON, figure::LOST);
    let share = reports::share::<Lead>(visit, "Won of those decided", FIGURES, &over, decided)?;
    all.push(
        Report::new(
            Area::Sales,
            "Won and lost",
            "/leads?stage=won&stage=lost",
            "what became of leads, with the reasons",
        )
        .number(share),
    );
    Ok(())
}
