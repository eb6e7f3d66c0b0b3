//! Who sees what is of a project beside those who wrote it: whoever leads it, and its department. Rooms that keep both with
//! a record of their own let it go with the project whenever either changes (`follow`).

use super::Project;
use crate::{
    base::{Id, Result},
    data::{Deriving, Index, Key, Record},
    features::people::{Department, User},
};

/// Who leads a project and where it lies, as what is of it keeps them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Led {
    /// Each once, the manager first.
    pub leads: Vec<Id<User>>,
    pub department: Id<Department>,
}

impl Led {
    pub fn of(project: &Project) -> Led {
        Led {
            leads: leads_of(project),
            department: project.department,
        }
    }
}

/// Who leads a project: its manager and its team lead, each once.
pub fn leads_of(project: &Project) -> Vec<Id<User>> {
    let mut leads = vec![project.manager, project.team_lead];
    leads.retain(|id| !id.is_none());
    leads.dedup();
    leads
}

/// A project that a deed gave to somebody else, as it is by now, with who leads it; None of any other.
///
/// # Errors
/// When the store can't be read.
pub fn led_anew(
    change: &mut Deriving<'_, '_, '_>,
    id: Id<Project>,
) -> Result<Option<(Project, Led)>> {
    let (Some(was), Some(is)) = (change.was(id)?, change.find(id)?) else {
        return Ok(None);
    };
    let led = Led::of(&is);
    Ok((Led::of(&was) != led).then_some((is, led)))
}

/// Lets records of a project go with whoever leads it, at the end of a deed that touched it. They are found in an index by the
/// key that `at` makes of the project; `take` gives one of them its new leads, and says whether it is of this project.
///
/// # Errors
/// When the store can't be read or written.
pub fn follow<R: Record>(
    change: &mut Deriving<'_, '_, '_>,
    id: Id<Project>,
    (index, at): (Index, fn(&Project) -> Key),
    take: impl Fn(&mut R, &Led) -> bool,
) -> Result<()> {
    let Some((project, led)) = led_anew(change, id)? else {
        return Ok(());
    };
    let all: Vec<R> = change.children(index, at(&project))?;
    for mut held in all {
        if take(&mut held, &led) {
            change.put(&held)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_leads_alone_is_named_once() {
        let mut project = Project {
            manager: Id::new(3),
            team_lead: Id::new(3),
            ..Project::default()
        };
        assert_eq!(leads_of(&project), [Id::new(3)]);
        project.team_lead = Id::NONE;
        assert_eq!(leads_of(&project), [Id::new(3)]);
        project.team_lead = Id::new(4);
        assert_eq!(Led::of(&project).leads, [Id::new(3), Id::new(4)]);
    }
}
