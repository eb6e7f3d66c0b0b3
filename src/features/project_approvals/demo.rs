//! What a demonstration has of approvals beside those of projects: a larger budget and another scope that wait.

use crate::{
    base::{Money, Result},
    data::{Key, Query, Visit},
    features::projects::{self, BY_FINISH, EDIT, Project, ProjectForm, ScopeForm},
};

pub fn make(visit: &Visit) -> Result<()> {
    let open = Query::by(BY_FINISH).under(Key::new().byte(0)).with(EDIT);
    let found = visit.list::<Project>(open.limit(2))?.rows;
    if let Some(project) = found.first() {
        let form = ScopeForm {
            scope: "The client wants the booking form in Spanish as well. Two more screens, translated by them.".into(),
            budget_minutes: Some(i64::from(project.budget_minutes) + 6 * 60),
            value: Some(Money(project.value.0 + 48_000)),
            promised: None,
        };
        projects::change_scope(visit, project.id, form)?;
    }
    if let Some(project) = found.get(1) {
        let form = ProjectForm {
            title: project.title.clone(),
            manager: Some(project.manager),
            team_lead: Some(project.team_lead),
            start: Some(project.start),
            finish: Some(project.finish),
            promised: project.promised,
            budget_minutes: Some(i64::from(project.budget_minutes) + 20 * 60),
            value: Some(project.value),
            budget_money: Some(project.budget_money),
            budget_by: project.budget_by,
            at_full: project.at_full,
            parent: project.parent,
            version: None,
        };
        projects::edit(visit, project.id, form)?;
    }
    Ok(())
}
