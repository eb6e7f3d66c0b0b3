//! What a list of tasks may be asked for: by its page, its board and the API alike.

use super::{
    Priority, SUBTASKS, TASKS_BY_ASSIGNEE, TASKS_BY_STATE, TASKS_OF_PROJECT, Task, TaskStatus,
};
use crate::{
    access::Placement,
    base::{Error, Id, Result},
    data::{BY_NUMBER, Key, Page, Paging, Query, Visit},
    features::{
        people::{Directory, Whom},
        projects::{Project, task_facet as facet},
    },
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct TaskQuery {
    pub show: Option<Show>,
    pub project: Option<Id<Project>>,
    pub parent: Option<Id<Task>>,
    pub assignee: Option<Whom>,
    pub priority: Option<Priority>,
    pub state: Option<TaskStatus>,
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
            assignee: Whom::read(f, "assignee", "Assignee"),
            priority: f.choice("priority", "Priority", Optional),
            state: f.choice("state", "State", Optional),
            by_number: f.by_number(&["show", "parent"]),
        }
    }
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
            || self.assignee.is_some()
            || self.priority.is_some()
            || self.state.is_some()
    }

    fn is_mine(&self) -> bool {
        self.show == Some(Show::Mine) || self.assignee == Some(Whom::Me)
    }

    /// One page. Those of a parent and of a project come in the order of the plan; one's own the next due first, then
    /// what is over, the latest first; others by state and due.
    pub fn page(&self, visit: &Visit, paging: Paging) -> Result<Page<Task>> {
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
        } else if let Some(id) = self.project {
            let project = visit.find(id)?;
            let query = Query::of(&project, TASKS_OF_PROJECT, Key::new().id(id));
            (query, Order::Plan)
        } else if self.is_mine() && self.state.is_none() {
            let names = Directory::of(visit)?;
            let Some(me) = names.users.get(&visit.actor.person) else {
                return Ok(Page::empty());
            };
            let query = Query::of(me, TASKS_BY_ASSIGNEE, Key::new().id(me.id));
            (query, Order::Assignee)
        } else {
            (self.by_state(visit), Order::State)
        };
        let query = self.filtered(visit, query, order).page(paging);
        match order {
            // Rows of subtasks say how they weigh; what is asked of a few of them is read.
            Order::Parent => visit.sift(query, |task| self.keeps(visit, task)),
            _ => visit.list(query),
        }
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
        let query = Query::by(TASKS_BY_STATE);
        match self.state_asked() {
            Some(state) => query.under(Key::new().byte(state.code())),
            None => query,
        }
        .near(self.place(visit))
    }

    /// A lane of the board.
    pub fn lane(&self, visit: &Visit, state: TaskStatus) -> Query<Task> {
        let asked = TaskQuery {
            state: Some(state),
            ..self.clone()
        };
        let project = self.project.map(|id| Key::new().id(id));
        let query = asked.filtered(visit, asked.by_state(visit), Order::State);
        match project {
            Some(project) => query.facet(facet::PROJECT, project),
            None => query,
        }
    }

    fn state_asked(&self) -> Option<TaskStatus> {
        match self.show {
            Some(Show::Review) => Some(TaskStatus::Review),
            _ => self.state,
        }
    }

    fn place(&self, visit: &Visit) -> Option<Placement> {
        let whom = match self.show {
            Some(Show::Mine) => Some(Whom::Me),
            _ => self.assignee,
        };
        whom.map(|whom| Placement::Person(whom.id(visit).raw()))
    }

    /// What the order doesn't say by itself.
    fn filtered(&self, visit: &Visit, mut query: Query<Task>, order: Order) -> Query<Task> {
        if order == Order::Parent {
            return query;
        }
        // Two states that exclude each other find nothing.
        let states = [self.state, self.state_asked()].into_iter().flatten();
        for state in states {
            query = query.facet(facet::STATE, Key::new().byte(state.code()));
        }
        if self.show == Some(Show::Unassigned) {
            query = query.facet(facet::ASSIGNEE, facet::nobody());
        }
        if self.show == Some(Show::Mine) && order != Order::Assignee {
            query = query.facet(facet::ASSIGNEE, Whom::Me.key(visit));
        }
        if let Some(whom) = self.assignee {
            query = query.facet(facet::ASSIGNEE, whom.key(visit));
        }
        if let Some(priority) = self.priority {
            query = query.facet(facet::PRIORITY, facet::priority(priority));
        }
        query
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
            && self.assignee.is_none_or(assignee)
            && self
                .priority
                .is_none_or(|priority| task.priority == priority)
            && self.state.is_none_or(|state| task.state == state)
    }
}
