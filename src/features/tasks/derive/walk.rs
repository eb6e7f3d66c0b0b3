//! The walk from what a deed touched up to the projects above: what every task, milestone and project on it will show.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rollup;
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Key, Record, Ref},
    features::projects::{
        Below, MILESTONES, Milestone, Project, SUB_PROJECTS, SUBTASKS, TASKS_OF_MILESTONE, Task,
        TaskPart as Part, TaskStatus as Status,
    },
};

const EVERY_PART: &str = "what is summed up counts every part, whoever sees it";

fn milestones_of(change: &mut Change<'_, '_>, id: Id<Project>) -> Result<Vec<Milestone>> {
    let mut every = change.unscoped(EVERY_PART);
    every.children(MILESTONES, Key::new().id(id))
}

/// What is still to be worked out: tasks by how many stand above them, milestones, projects.
#[derive(Default)]
struct Open {
    tasks: BTreeMap<usize, BTreeSet<u64>>,
    milestones: BTreeSet<u64>,
    projects: BTreeSet<u64>,
}

impl Open {
    fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.milestones.is_empty() && self.projects.is_empty()
    }
}

/// More rounds than projects can stand above one another.
const ROUNDS: usize = 16;

/// The records on the way up as they will be, beside how they are stored. A verb asks in advance what will follow from it.
#[derive(Default)]
pub struct Walk {
    tasks: BTreeMap<u64, (Task, Task)>,
    milestones: BTreeMap<u64, (Milestone, Milestone)>,
    projects: BTreeMap<u64, (Project, Project)>,
}

impl Walk {
    pub fn over(change: &mut Change<'_, '_>, touched: &[Ref]) -> Result<Walk> {
        let mut walk = Walk::default();
        let mut open = walk.touched(change, touched)?;
        // A project that is worked out is a part of the one above, which is worked out next.
        for _ in 0..ROUNDS {
            if open.is_empty() {
                return Ok(walk);
            }
            open = walk.round(change, open)?;
        }
        Err(Error::internal(
            "projects lie above one another in a circle",
        ))
    }

    fn touched(&mut self, change: &mut Change<'_, '_>, touched: &[Ref]) -> Result<Open> {
        let mut open = Open::default();
        for of in touched {
            match of.kind {
                code if code == Task::KIND.code => {
                    self.open_task(change, of.id, &mut open)?;
                    if open.tasks.values().any(|ids| ids.contains(&of.id)) {
                        self.join(change, of.id)?;
                    }
                    // Where it is gone from, it no longer counts.
                    let was = change.unscoped(EVERY_PART).was(Id::<Task>::new(of.id))?;
                    if let Some(was) = was {
                        open.milestones.insert(was.milestone.raw());
                        if let Some(parent) = was.parent {
                            self.open_task(change, parent.raw(), &mut open)?;
                        }
                    }
                }
                code if code == Milestone::KIND.code => {
                    open.milestones.insert(of.id);
                    let was = change
                        .unscoped(EVERY_PART)
                        .was(Id::<Milestone>::new(of.id))?;
                    if let Some(was) = was {
                        open.projects.insert(was.project.raw());
                    }
                }
                code if code == Project::KIND.code => {
                    open.projects.insert(of.id);
                    let was = change.unscoped(EVERY_PART).was(Id::<Project>::new(of.id))?;
                    if let Some(was) = was {
                        open.projects.extend(was.parent.map(Id::raw));
                        if let Some(task) = was.stands_at {
                            self.open_task(change, task.raw(), &mut open)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(open)
    }

    fn open_task(&mut self, change: &mut Change<'_, '_>, id: u64, open: &mut Open) -> Result<()> {
        if let Some(depth) = self.depth(change, id)? {
            // Deepest first, so that a parent is worked out once, after all its parts.
            open.tasks.entry(depth).or_default().insert(id);
        }
        Ok(())
    }

    /// Works out what is open, and says what that opens above.
    fn round(&mut self, change: &mut Change<'_, '_>, open: Open) -> Result<Open> {
        let Open {
            tasks: mut levels,
            mut milestones,
            mut projects,
        } = open;
        while let Some((depth, ids)) = levels.pop_last() {
            for id in ids {
                let Some(mut task) = self.task(change, id)? else {
                    continue;
                };
                match task.stands_for {
                    Some(project) => {
                        let project = self.project(change, project.raw())?;
                        rollup::stand_for(&mut task, project.as_ref());
                    }
                    None => {
                        let parts = self.parts(change, SUBTASKS, Key::new().number(id))?;
                        rollup::recompute(&mut task, &parts);
                    }
                }
                match task.parent {
                    Some(parent) if depth > 0 => {
                        levels.entry(depth - 1).or_default().insert(parent.raw());
                    }
                    _ => {
                        milestones.insert(task.milestone.raw());
                    }
                }
                self.keep(task);
            }
        }
        for id in milestones {
            let stored = change.unscoped(EVERY_PART).find(Id::<Milestone>::new(id))?;
            let Some(stored) = stored else {
                continue;
            };
            let parts = self.parts(change, TASKS_OF_MILESTONE, Key::new().number(id))?;
            let mut milestone = stored.clone();
            rollup::settle_milestone(&mut milestone, &parts);
            projects.insert(milestone.project.raw());
            self.milestones.insert(id, (stored, milestone));
        }
        let mut next = Open::default();
        for id in projects {
            let Some(mut project) = self.project(change, id)? else {
                continue;
            };
            let mut milestones = milestones_of(change, Id::new(id))?;
            for milestone in &mut milestones {
                if let Some((_, new)) = self.milestones.get(&milestone.id.raw()) {
                    *milestone = new.clone();
                }
            }
            let below = self.below(change, Id::new(id))?;
            rollup::settle_project(&mut project, &milestones, &below);
            next.projects.extend(project.parent.map(Id::raw));
            if let Some(task) = project.stands_at {
                self.open_task(change, task.raw(), &mut next)?;
            }
            self.keep_project(project);
        }
        Ok(next)
    }

    /// The sub-projects of a project, as they will be.
    fn below(&mut self, change: &mut Change<'_, '_>, id: Id<Project>) -> Result<Vec<Below>> {
        let key = Key::new().id(id);
        let filed = change
            .unscoped(EVERY_PART)
            .filed::<Project>(SUB_PROJECTS, key)?;
        let as_it_will_be = |(id, stored): &(Id<Project>, Vec<u8>)| {
            let below = match self.projects.get(&id.raw()) {
                Some((_, new)) => Some(Below::of(new)),
                None => Below::read(stored),
            };
            below.ok_or_else(|| Error::internal(format!("{id} is filed as no part")))
        };
        filed.iter().map(as_it_will_be).collect()
    }

    pub(super) fn put(self, change: &mut Deriving<'_, '_, '_>) -> Result<()> {
        for (stored, new) in self.tasks.into_values() {
            if stored != new {
                change.put(&new)?;
            }
        }
        for (stored, new) in self.milestones.into_values() {
            if stored != new {
                change.put(&new)?;
            }
        }
        for (stored, new) in self.projects.into_values() {
            if stored != new {
                change.put(&new)?;
            }
        }
        Ok(())
    }

    /// Tasks that were open before this deed and are not any more.
    pub(super) fn over_now(&self, change: &mut Change<'_, '_>) -> Result<Vec<Task>> {
        let mut over = Vec::new();
        for (stored, new) in self.tasks.values().filter(|(_, new)| !new.state.is_open()) {
            let was = change.was(new.id)?;
            if was.as_ref().unwrap_or(stored).state.is_open() {
                over.push(new.clone());
            }
        }
        Ok(over)
    }

    pub fn tasks_as_they_will_be(&self) -> impl Iterator<Item = &Task> {
        self.tasks.values().map(|(_, new)| new)
    }

    /// How many tasks a column of a project's board will hold, without subtasks.
    pub fn held_in(
        &mut self,
        change: &mut Change<'_, '_>,
        project: Id<Project>,
        lane: Status,
    ) -> Result<i64> {
        let milestones = milestones_of(change, project)?;
        let mut held = 0;
        for milestone in milestones {
            let key = Key::new().id(milestone.id);
            let parts = self.parts(change, TASKS_OF_MILESTONE, key)?;
            let here = parts
                .iter()
                .filter(|part| part.counts && part.state == lane);
            held += i64::try_from(here.count()).unwrap_or(i64::MAX);
        }
        Ok(held)
    }

    /// Tasks that will show review and did not before.
    pub fn arrived_in_review(&self) -> impl Iterator<Item = &Task> {
        self.tasks
            .values()
            .filter(|(stored, new)| stored.state != Status::Review && new.state == Status::Review)
            .map(|(_, new)| new)
    }

    /// Milestones whose last open task this completes.
    pub fn reached(&self) -> impl Iterator<Item = &Milestone> {
        self.milestones
            .values()
            .filter(|(stored, new)| !stored.is_done() && new.is_done())
            .map(|(_, new)| new)
    }

    /// Projects whose last open task this completes.
    pub fn finished(&self) -> impl Iterator<Item = &Project> {
        self.projects
            .values()
            .filter(|(stored, new)| !stored.is_done() && new.is_done())
            .map(|(_, new)| new)
    }

    fn task(&mut self, change: &mut Change<'_, '_>, id: u64) -> Result<Option<Task>> {
        if let Some((_, task)) = self.tasks.get(&id) {
            return Ok(Some(task.clone()));
        }
        let stored = change.unscoped(EVERY_PART).find(Id::<Task>::new(id))?;
        if let Some(task) = &stored {
            self.tasks.insert(id, (task.clone(), task.clone()));
        }
        Ok(stored)
    }

    fn keep(&mut self, task: Task) {
        if let Some((_, new)) = self.tasks.get_mut(&task.id.raw()) {
            *new = task;
        }
    }

    fn project(&mut self, change: &mut Change<'_, '_>, id: u64) -> Result<Option<Project>> {
        if let Some((_, project)) = self.projects.get(&id) {
            return Ok(Some(project.clone()));
        }
        let stored = change.unscoped(EVERY_PART).find(Id::<Project>::new(id))?;
        if let Some(project) = &stored {
            self.projects.insert(id, (project.clone(), project.clone()));
        }
        Ok(stored)
    }

    fn keep_project(&mut self, project: Project) {
        if let Some((_, new)) = self.projects.get_mut(&project.id.raw()) {
            *new = project;
        }
    }

    /// How many tasks stand above it; None when it is gone.
    fn depth(&mut self, change: &mut Change<'_, '_>, id: u64) -> Result<Option<usize>> {
        let Some(mut task) = self.task(change, id)? else {
            return Ok(None);
        };
        let mut depth = 0;
        while let Some(parent) = task.parent {
            let Some(above) = self.task(change, parent.raw())? else {
                break;
            };
            depth += 1;
            task = above;
        }
        Ok(Some(depth))
    }

    fn parts(
        &mut self,
        change: &mut Change<'_, '_>,
        index: crate::data::Index,
        key: Key,
    ) -> Result<Vec<Part>> {
        let filed = change.unscoped(EVERY_PART).filed::<Task>(index, key)?;
        let as_it_will_be = |(id, stored): &(Id<Task>, Vec<u8>)| {
            let part = match self.tasks.get(&id.raw()) {
                Some((_, new)) => Some(Part::of(new)),
                None => Part::read(stored),
            };
            part.ok_or_else(|| Error::internal(format!("{id} is filed as no part")))
        };
        filed.iter().map(as_it_will_be).collect()
    }

    /// Whoever is given a task belongs to its project from then on.
    fn join(&mut self, change: &mut Change<'_, '_>, id: u64) -> Result<()> {
        let Some(task) = self.task(change, id)? else {
            return Ok(());
        };
        let Some(mut project) = self.project(change, task.project.raw())? else {
            return Ok(());
        };
        for person in [task.assignee, task.reviewer].into_iter().flatten() {
            if !project.members.contains(&person) {
                project.members.push(person);
            }
        }
        self.keep_project(project);
        Ok(())
    }
}
