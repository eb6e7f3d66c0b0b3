//! What a demonstration has of reports: one that a client has, and a draft, of projects that are reported on each week.

use super::{Cycle, CycleForm, actions::PLAN, ops};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::projects::{BY_FINISH, Project},
};

pub fn make(visit: &Visit) -> Result<()> {
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).with(PLAN);
    let found = visit.list::<Project>(open.limit(2))?.rows;
    for (at, project) in found.iter().enumerate() {
        let form = CycleForm {
            cycle: Cycle::Weekly,
        };
        ops::plan(visit, project.id, form)?;
        let report = ops::draft(visit, project.id)?;
        if at == 0 {
            ops::publish(visit, report, None)?;
        }
    }
    Ok(())
}
