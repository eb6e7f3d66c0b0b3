//! What of projects and milestones is changed where it stands.

use super::{
    Milestone, Project,
    actions::{EDIT, EDIT_MILESTONE},
    ahead,
    forms::{MilestoneForm, ProjectForm},
    ops,
};
use crate::{
    base::{Result, if_found},
    data::{Field, Visit},
    features::{
        people::{Directory, User},
        records::{Holders, InPlace, Way},
    },
    web::Filled,
};

impl InPlace for Project {
    fn ways() -> Vec<Way<Project>> {
        vec![Way::new(
            "change",
            EDIT,
            &[
                "title",
                "manager",
                "team_lead",
                "start",
                "finish",
                "promised",
                "budget_minutes",
                "value",
                "budget_money",
                "budget_by",
                "at_full",
                "parent",
            ],
            |visit, project| ProjectForm::of(project, visit),
            ops::edit,
        )]
    }

    fn takes_changes(&self, _: &Visit) -> bool {
        self.must_not_be_closed().is_ok()
    }

    fn people(&self, visit: &Visit, _: &Field) -> Result<Holders> {
        let names = Directory::of(visit)?;
        let staff = names.staff();
        let near = |user: &&&User| user.departments.contains(&self.department);
        let ids = |users: &[&User]| users.iter().map(|user| user.id).collect::<Vec<_>>();
        let here: Vec<&User> = staff.iter().filter(near).copied().collect();
        Ok(Holders::default()
            .group("In its department", ids(&here))
            .group("Everyone else", ids(&staff)))
    }

    const LOAD: Option<&'static str> = Some(ahead::WORDS);

    fn load(visit: &Visit, user: &User) -> Result<Option<String>> {
        Ok(if_found(ahead::of(visit, user))?.map(ahead::Ahead::words))
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/projects/{}/edit", self.id))
    }
}

impl InPlace for Milestone {
    fn ways() -> Vec<Way<Milestone>> {
        vec![Way::new(
            "change",
            EDIT_MILESTONE,
            &["title", "start", "due", "client_visible"],
            |_, milestone| Ok(Filled::blank(&MilestoneForm::of(milestone))),
            ops::edit_milestone,
        )]
    }

    /// While its project does.
    fn takes_changes(&self, visit: &Visit) -> bool {
        let project = visit.follow(self, |milestone| milestone.project);
        matches!(project, Ok(Some(project)) if project.must_not_be_closed().is_ok())
    }

    fn whole(&self) -> Option<String> {
        Some(format!("/milestones/{}/edit", self.id))
    }
}
