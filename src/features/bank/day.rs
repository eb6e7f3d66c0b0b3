//! The bank in a day: how many lines wait, for whoever matches them.

use super::{
    actions::{MATCH, VIEW},
    line::BankLine,
    list::waiting,
};
use crate::{
    base::Result,
    data::Visit,
    features::day::{ForDay, Number, Workday},
};

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[],
    read,
    live: |visit, page| page.lists::<BankLine>(visit),
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    if !visit.may_somewhere(&MATCH) {
        return Ok(());
    }
    if let Some(count) = waiting(visit)?.filter(|count| *count > 0) {
        let to = "/bank-lines?status=waiting";
        day.number(Number::new(66, "Bank lines to match", count, to));
    }
    Ok(())
}
