//! What a demonstration has of projects beside what is told of engagements: a board with limits, one that is looked
//! after since it was delivered, and what some clients are shown, told and asked.

use super::{
    AskForm, BY_FINISH, BY_STATE, Limits, LimitsForm, MILESTONES, Milestone, ProgressForm, Project,
    ShowsForm, Status,
    actions::{EDIT, MAINTAIN},
    client, ops,
};
use crate::{
    base::Result,
    data::{Key, Query, Visit},
    features::Demo,
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
    for_clients(visit)?;
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

/// The first shows its hours as well; some have their progress published, and a milestone that waits for the client's yes.
fn for_clients(visit: &Visit) -> Result<()> {
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).with(EDIT);
    let mut found = visit.list::<Project>(open.limit(8))?.rows;
    found.retain(|project| project.must_be_open().is_ok());
    for (at, project) in found.iter().take(3).enumerate() {
        if at == 0 {
            let form = ShowsForm {
                tasks: true,
                hours: true,
                files: true,
                timeline: true,
                version: None,
            };
            client::show(visit, project.id, form)?;
        }
        let form = ProgressForm {
            progress: Some(i64::from(project.progress)),
            words: "Everything goes as planned. We show you the next part as soon as it can be looked at.".into(),
            version: None,
        };
        client::publish(visit, project.id, form)?;
        let milestones: Vec<Milestone> =
            visit.related(project, MILESTONES, Key::new().id(project.id), 50)?;
        let Some(milestone) = milestones.iter().find(|held| held.client_visible) else {
            continue;
        };
        let form = AskForm {
            note: "Please look at it on your phone as well.".into(),
        };
        Demo::unless(
            client::ask(visit, milestone.id, form),
            "comes into the portal yet",
        )?;
    }
    Ok(())
}
