//! What a demonstration has of projects beside what is told of engagements: a board with limits, and one that is looked
//! after since it was delivered.

use super::{BY_FINISH, BY_STATE, EDIT, Limits, LimitsForm, MAINTAIN, Project, Status, ops};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
};

pub fn make(visit: &Visit) -> Result<()> {
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).with(EDIT);
    if let Some(project) = visit.list::<Project>(open.limit(1))?.rows.first() {
        let limits = Limits {
            in_progress: 4,
            review: 3,
            ..Limits::default()
        };
        let form = LimitsForm {
            limits,
            version: None,
        };
        ops::limit(visit, project.id, form)?;
    }
    let delivered = Query::by(BY_STATE)
        .under(Key::new().byte(Status::Delivered.code()))
        .with(MAINTAIN);
    let delivered = visit.list::<Project>(delivered.limit(4))?.rows;
    // Most of what is delivered is billed and closed.
    if let [first, _, _, ..] = delivered.as_slice() {
        let note = "Hosting, updates and small changes by the month.";
        ops::maintain(visit, first.id, note.into())?;
    }
    Ok(())
}
