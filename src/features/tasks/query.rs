//! What a list of tasks may be asked for: by its page, its board and the API alike.

use std::collections::BTreeSet;

use super::{
    Priority, SUBTASKS, TASKS_BY_ASSIGNEE, TASKS_BY_STATE, TASKS_OF_PROJECT, Task, TaskStatus,
};
use crate::{
    access::Placement,
    base::{Choice, Day, Error, Id, Result, text},
    data::{BY_NUMBER, Key, Page, Paging, Query, Visit},
    features::{
        people::{Directory, Whom},
        projects::{Project, task_facet as facet},
    },
    web::{Form, Reader, Request, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct TaskQuery {
    pub show: Option<Show>,
    pub project: Option<Id<Project>>,
    pub parent: Option<Id<Task>>,
    /// Any of these, likewise of the others.
    pub assignees: Vec<Whom>,
    pub priorities: Vec<Priority>,
    pub states: Vec<TaskStatus>,
    /// Due on these days, the first and the last included.
    pub due_from: Option<Day>,
    pub due_to: Option<Day>,
    /// Beginnings of words of the title.
    pub words: String,
    pub by_number: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Show {
    Mine,
    Review,
    /// Open ones that nobody has.
    Unassigned,
    All,
}

impl Show {
    pub const ALL: [(Show, &'static str, &'static str); 4] = [
        (Show::Mine, "mine", "My tasks"),
        (Show::Review, "review", "For review"),
        (Show::Unassigned, "unassigned", "Unassigned"),
        (Show::All, "all", "All"),
    ];
}

impl Form for TaskQuery {
    fn read(f: &mut Reader) -> Self {
        let show = f.word("show", "Show", &Show::ALL.map(|(_, key, _)| key));
        let show = Show::ALL.iter().find(|(_, key, _)| Some(*key) == show);
        TaskQuery {
            show: show.map(|(show, ..)| *show),
            project: f.id("project", "Project", Optional),
            parent: f.id("parent", "Parent task", Optional),
            assignees: Whom::all(f, "assignee", "Assignee"),
            priorities: f.choices("priority", "Priority", Optional),
            states: f.choices("state", "State", Optional),
            due_from: f.day("due_from", "Due from", Optional),
            due_to: f.day("due_to", "Due until", Optional),
            words: f.text("q", "Words of the title", Optional, 200),
            by_number: f.by_number(&["show", "parent", "due_from", "due_to"]),
        }
    }
}

/// Tasks of one project that are looked through at most.
const OF_PROJECT: usize = 5000;

/// The tasks of a project that its page is narrowed to, by what a list of tasks may be asked for; None where nothing is asked.
///
/// # Errors
/// When the store can't be read.
pub fn narrowed(
    visit: &Visit,
    project: &Project,
    request: &Request,
) -> Result<Option<BTreeSet<Id<Task>>>> {
    let asked = TaskQuery {
        project: None,
        parent: None,
        by_number: false,
        ..request.filters()
    };
    if !asked.is_filtered() && matches!(asked.show, None | Some(Show::All)) {
        return Ok(None);
    }
    let asked = TaskQuery {
        project: Some(project.id),
        ..asked
    };
    let Some(query) = asked.query(visit)? else {
        return Ok(Some(BTreeSet::new()));
    };
    let found = visit.list(query.limit(OF_PROJECT))?.rows;
    Ok(Some(found.into_iter().map(|task| task.id).collect()))
}

/// The order of a list, which says by itself whose tasks it has.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Order {
    Parent,
    Plan,
    Assignee,
    State,
    Number,
}

impl TaskQuery {
    pub fn is_filtered(&self) -> bool {
        self.project.is_some()
            || self.parent.is_some()
            || !self.assignees.is_empty()
            || !self.priorities.is_empty()
            || !self.states.is_empty()
            || self.has_days()
            || !self.words.is_empty()
    }

    fn has_days(&self) -> bool {
        self.due_from.is_some() || self.due_to.is_some()
    }

    fn is_mine(&self) -> bool {
        self.show == Some(Show::Mine) || self.assignees == [Whom::Me]
    }

    /// One page. Those of a parent and of a project come in the order of the plan; one's own the next due first, then
    /// what is over, the latest first; others by state and due.
    pub fn page(&self, visit: &Visit, paging: Paging) -> Result<Page<Task>> {
        match self.ordered(visit)? {
            None => Ok(Page::empty()),
            // Rows of subtasks say how they weigh; what is asked of a few of them is read.
            Some((query, Order::Parent)) => {
                visit.sift(query.page(paging), |task| self.keeps(visit, task))
            }
            Some((query, _)) => visit.list(query.page(paging)),
        }
    }

    /// The query that answers.
    ///
    /// # Errors
    /// When more is asked of the parts of a task than that they are its parts, which their rows don't say.
    pub fn query(&self, visit: &Visit) -> Result<Option<Query<Task>>> {
        match self.parent.and_then(|_| self.beside_parent()) {
            Some(name) => Err(Error::field(
                name,
                format!("The parts of one task come whole here. Leave {name} out, or parent."),
            )),
            None => Ok(self.ordered(visit)?.map(|(query, _)| query)),
        }
    }

    /// What is asked for beside the parent, by its name.
    fn beside_parent(&self) -> Option<&'static str> {
        let asked = [
            ("sort", self.by_number),
            ("show", !matches!(self.show, None | Some(Show::All))),
            ("project", self.project.is_some()),
            ("assignee", !self.assignees.is_empty()),
            ("priority", !self.priorities.is_empty()),
            ("state", !self.states.is_empty()),
            ("due_from", self.due_from.is_some()),
            ("due_to", self.due_to.is_some()),
            ("q", !self.words.is_empty()),
        ];
        asked
            .iter()
            .find(|(_, asked)| *asked)
            .map(|(name, _)| *name)
    }

    fn ordered(&self, visit: &Visit) -> Result<Option<(Query<Task>, Order)>> {
        let (query, order) = if self.by_number {
            let query = Query::by(BY_NUMBER).near(self.place(visit));
            let query = match self.project {
                Some(project) => query.facet(facet::PROJECT, Key::new().id(project)),
                None => query,
            };
            (query, Order::Number)
        } else if let Some(id) = self.parent {
            let parent = visit.find(id)?;
            (
                Query::of(&parent, SUBTASKS, Key::new().id(id)),
                Order::Parent,
            )
        } else if self.has_days() {
            // Days are a range of the order by state.
            let query = self.by_state(visit);
            let query = match self.project {
                Some(project) => query.facet(facet::PROJECT, Key::new().id(project)),
                None => query,
            };
            (query, Order::State)
        } else if let Some(id) = self.project {
            let project = visit.find(id)?;
            let query = Query::of(&project, TASKS_OF_PROJECT, Key::new().id(id));
            (query, Order::Plan)
        } else if self.is_mine() && self.states.is_empty() {
            let names = Directory::of(visit)?;
            let Some(me) = names.users.get(&visit.actor.person) else {
                return Ok(None);
            };
            let query = Query::of(me, TASKS_BY_ASSIGNEE, Key::new().id(me.id));
            (query, Order::Assignee)
        } else {
            (self.by_state(visit), Order::State)
        };
        Ok(Some((self.filtered(visit, query, order), order)))
    }

    /// The board of one's own: what is open, the next due first, and what was completed lately.
    pub fn own_board(&self, visit: &Visit) -> Result<Vec<Task>> {
        let names = Directory::of(visit)?;
        let Some(me) = names.users.get(&visit.actor.person) else {
            return Ok(Vec::new());
        };
        let of = |over: u8| {
            let key = Key::new().id(me.id).byte(over);
            let query = Query::of(me, TASKS_BY_ASSIGNEE, key);
            let query = self.filtered(visit, query, Order::Assignee);
            match self.project {
                Some(project) => query.facet(facet::PROJECT, Key::new().id(project)),
                None => query,
            }
        };
        let completed = Key::new().byte(TaskStatus::Completed.code());
        let mut tasks = visit.list(of(0).limit(200))?.rows;
        let over = of(1).facet(facet::STATE, completed).limit(20);
        tasks.extend(visit.list(over)?.rows);
        tasks.retain(|task| self.falls(task.due));
        Ok(tasks)
    }

    /// A task, when the board that is asked for has its card.
    pub fn on_board(&self, visit: &Visit, id: Id<Task>) -> Result<Option<Task>> {
        let task = match visit.find(id) {
            Err(Error::NotFound) => return Ok(None),
            found => found?,
        };
        // One's own lie with oneself.
        let listed = self.show == Some(Show::Mine)
            || visit.listed(&self.lane(visit, task.state), id)?.is_some();
        Ok((listed && self.keeps(visit, &task)).then_some(task))
    }

    /// All that the person may see, in the order of state and due.
    fn by_state(&self, visit: &Visit) -> Query<Task> {
        let mut query = Query::by(TASKS_BY_STATE);
        let states = match self.states_asked() {
            // Each is a range of days.
            [] if self.has_days() => TaskStatus::ALL,
            states => states,
        };
        if !states.is_empty() {
            let codes = states.iter().map(|state| Key::new().byte(state.code()));
            query = query.under_any(codes);
        }
        if let Some(from) = self.due_from {
            query = query.from(Key::new().signed(i64::from(from.0)));
        }
        if let Some(to) = self.due_to {
            query = query.until(Key::new().signed(i64::from(to.0) + 1));
        }
        query.near(self.place(visit))
    }

    /// A lane of the board.
    pub fn lane(&self, visit: &Visit, state: TaskStatus) -> Query<Task> {
        let asked = TaskQuery {
            states: vec![state],
            ..self.clone()
        };
        let project = self.project.map(|id| Key::new().id(id));
        let query = asked.filtered(visit, asked.by_state(visit), Order::State);
        match project {
            Some(project) => query.facet(facet::PROJECT, project),
            None => query,
        }
    }

    fn states_asked(&self) -> &[TaskStatus] {
        match self.show {
            Some(Show::Review) => &[TaskStatus::Review],
            _ => &self.states,
        }
    }

    fn place(&self, visit: &Visit) -> Option<Placement> {
        match self.show {
            Some(Show::Mine) => Whom::place(&[Whom::Me], visit),
            _ => Whom::place(&self.assignees, visit),
        }
    }

    /// What the order doesn't say by itself.
    fn filtered(&self, visit: &Visit, mut query: Query<Task>, order: Order) -> Query<Task> {
        if order == Order::Parent {
            return query;
        }
        // Two states that exclude each other find nothing.
        for states in [&self.states, self.states_asked()] {
            let keys = states.iter().map(|state| Key::new().byte(state.code()));
            if !states.is_empty() {
                query = query.any(facet::STATE, keys);
            }
        }
        if self.show == Some(Show::Unassigned) {
            query = query.facet(facet::ASSIGNEE, facet::nobody());
        }
        if self.show == Some(Show::Mine) && order != Order::Assignee {
            query = query.facet(facet::ASSIGNEE, Whom::Me.key(visit));
        }
        if !self.assignees.is_empty() {
            let assignees = self.assignees.iter().map(|whom| whom.key(visit));
            query = query.any(facet::ASSIGNEE, assignees);
        }
        if !self.priorities.is_empty() {
            let priorities = self.priorities.iter();
            query = query.any(facet::PRIORITY, priorities.map(|p| facet::priority(*p)));
        }
        query.words(&self.words)
    }

    fn keeps(&self, visit: &Visit, task: &Task) -> bool {
        let assignee = |whom: Whom| task.assignee == Some(whom.id(visit));
        let shown = match self.show {
            Some(Show::Mine) => assignee(Whom::Me),
            Some(Show::Review) => task.state == TaskStatus::Review,
            Some(Show::Unassigned) => task.is_free(),
            Some(Show::All) | None => true,
        };
        shown
            && self.project.is_none_or(|project| task.project == project)
            && (self.assignees.is_empty() || self.assignees.iter().copied().any(assignee))
            && (self.priorities.is_empty() || self.priorities.contains(&task.priority))
            && (self.states.is_empty() || self.states.contains(&task.state))
            && self.falls(task.due)
            && self.says(&task.title)
    }

    /// Whether it is due on one of the days; what is due on none is on none of them.
    fn falls(&self, due: Option<Day>) -> bool {
        match due {
            None => !self.has_days(),
            Some(due) => {
                self.due_from.is_none_or(|from| from <= due)
                    && self.due_to.is_none_or(|to| due <= to)
            }
        }
    }

    /// The same, between these days.
    pub fn between(&self, from: Day, to: Day) -> TaskQuery {
        TaskQuery {
            due_from: Some(self.due_from.map_or(from, |held| held.max(from))),
            due_to: Some(self.due_to.map_or(to, |held| held.min(to))),
            by_number: false,
            ..self.clone()
        }
    }

    /// Whether a title has for each word that is asked for one that begins with it.
    fn says(&self, title: &str) -> bool {
        let said: Vec<String> = text::words(title).collect();
        let has = |asked: String| said.iter().any(|word| word.starts_with(&asked));
        text::words(&self.words).all(has)
    }
}
