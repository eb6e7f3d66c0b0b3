//! Several projects at once: given to a manager or a lead, promised for another day, held, resumed, closed.

use super::{
    OPEN_TASKS, Project, Task,
    actions::{CLOSE, EDIT, HOLD, RESUME},
    critical,
    forms::ProjectForm,
    ops::{by_rule, closed, tell_new_hands},
    sub,
};
use crate::{
    access::Action,
    base::{Id, Result, in_order},
    data::{Change, Field, Held, Key, Visit},
    features::{
        lists,
        people::User,
        records::{Deed, Several},
    },
    web::form::{Form, Reader},
};

const DEEDS: &[Deed<Project>] = &[
    Deed::new("hold", "Put on hold", HOLD, |change, project, _| {
        sub::hold(change, project)
    }),
    Deed::new("resume", "Resume", RESUME, |change, project, _| {
        sub::resume(change, project)
    }),
    Deed::new("close", "Close", CLOSE, |change, project, _| {
        by_rule(change, project, Project::close, closed)
    }),
];

impl Several for Project {
    const IN_BAR: &'static [&'static str] = &["manager", "team_lead", "promised"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Project>>> {
        lists::matching(visit, query, most)
    }

    fn rules(form: &mut Reader) {
        ProjectForm::read(form);
    }

    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn deeds() -> &'static [Deed<Project>] {
        DEEDS
    }

    fn load(visit: &Visit, user: Id<User>) -> Result<Option<i64>> {
        visit
            .tally::<Task>(OPEN_TASKS, Key::new().id(user))
            .map(Some)
    }

    fn settle(
        change: &mut Change<'_, '_>,
        before: &Project,
        project: &mut Held<Project>,
    ) -> Result<()> {
        project.must_not_be_closed()?;
        in_order::FINISH.hold(Some(project.start), Some(project.finish))?;
        sub::budgets_stay(change, before, project)?;
        critical::must_ask_nobody(change, before, project)?;
        tell_new_hands(change, before, project)
    }
}
