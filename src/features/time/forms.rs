//! What people may submit about time.

use crate::{
    base::{Day, Id, Moment},
    features::{
        projects::{Matter, Project, Task, WorkOn},
        tickets::Ticket,
    },
    web::form::{Form, Optional, Reader, Required},
};

/// What time is for: a task, a project as a whole, a ticket, or internal work; one of them.
#[derive(Debug, Clone, Default)]
pub struct Target {
    pub task: Option<Id<Task>>,
    pub project: Option<Id<Project>>,
    pub ticket: Option<Id<Ticket>>,
    /// Internal work, by its name in the settings; nothing where it isn't.
    pub category: String,
    /// Whether a page said it in its one box for all of them, beside which what is wrong with it is said.
    pub in_one: bool,
}

impl Target {
    pub fn task(id: Id<Task>) -> Target {
        Target {
            task: Some(id),
            ..Target::default()
        }
    }

    pub fn ticket(id: Id<Ticket>) -> Target {
        Target {
            ticket: Some(id),
            ..Target::default()
        }
    }

    /// What a page's one box says.
    pub(super) fn said_in(f: &mut Reader, name: &str, label: &str) -> Self {
        let said = f.text(name, label, Optional, 40);
        let on = WorkOn::numbered(&said);
        if on.is_none() && !said.is_empty() {
            f.problem(
                name,
                "Choose a task, a project or a ticket from the list, or type its number.",
            );
        }
        let none = Target {
            in_one: true,
            ..Target::default()
        };
        match on {
            Some(WorkOn::Task(id)) => Target {
                task: Some(id),
                ..none
            },
            Some(WorkOn::Project(id)) => Target {
                project: Some(id),
                ..none
            },
            Some(WorkOn::Ticket(id)) => Target {
                ticket: Some(id),
                ..none
            },
            Some(WorkOn::Internal(_)) | None => none,
        }
    }

    /// The field beside which something wrong with it is said.
    pub(super) fn field(&self) -> &'static str {
        match (self.in_one, self.on()) {
            (true, _) => "on",
            (false, Some(on)) => on.word(),
            (false, None) => "task",
        }
    }

    pub(super) fn read(f: &mut Reader) -> Self {
        let boxed = match !f.is_json() && f.has("on") {
            true => Target::said_in(f, "on", "What it was for"),
            false => Target::default(),
        };
        let task = f.id("task", "Task", Optional);
        f.tell("What it was for: this, a project as a whole, a ticket, or internal work.");
        let project = f.id("project", "Project", Optional);
        f.tell("For what is no task of its own. Leave it out where a task is said.");
        let ticket = f.id("ticket", "Ticket", Optional);
        f.tell("For work on a ticket itself; it is billed with its client.");
        let category = f.text("category", "Internal work", Optional, 60);
        f.tell(
            "For what is nobody's project, by its name in the settings; it is billed to nobody.",
        );
        let said = [
            ("on", boxed.on().is_some()),
            ("task", task.is_some()),
            ("project", project.is_some()),
            ("ticket", ticket.is_some()),
            ("category", !category.is_empty()),
        ];
        let mut said = said.iter().filter(|(_, said)| *said);
        // Beside the last of them.
        if let (Some(_), Some((field, _))) = (said.next(), said.next_back()) {
            f.problem(
                field,
                "Time is for a task, for a project as a whole, for a ticket, or internal. Leave all but one of them out.",
            );
        }
        Target {
            task: task.or(boxed.task),
            project: project.or(boxed.project),
            ticket: ticket.or(boxed.ticket),
            in_one: boxed.in_one && category.is_empty(),
            category,
        }
    }

    /// None where nothing is said.
    pub fn on(&self) -> Option<WorkOn> {
        let matter = Matter::of(self.project, self.ticket);
        let said = self.task.is_some() || matter.is_some() || !self.category.is_empty();
        said.then(|| WorkOn::of(self.task, matter, &self.category))
    }
}

/// What was done, and for how long.
#[derive(Debug, Clone)]
pub struct Work {
    pub minutes: u32,
    /// None: today.
    pub day: Option<Day>,
    pub note: String,
    /// None: as the rates of the house say; of an entry that is there, as it is.
    pub billable: Option<bool>,
    /// Why it goes beyond the budget of its project, where that asks for a reason.
    pub over_budget: String,
}

impl Work {
    /// On a page whether what is new is billed may be left open, with nothing; of what is there a box says it that isn't sent
    /// where it isn't ticked.
    fn read(f: &mut Reader, new: bool) -> Self {
        let day = f.need("day");
        let day = match f.is_json() {
            true => day,
            false => Optional,
        };
        let billable = f.flag("billable", "Billable");
        let open = new && !f.is_json() && !f.is_filled("billable");
        let said = f.has("billable") && !open;
        let form = Work {
            minutes: f
                .minutes("minutes", "Time", Required)
                .and_then(|m| u32::try_from(m).ok())
                .unwrap_or(0),
            day: f.day("day", "Day", day),
            note: f.text("note", "What was done", Optional, 300),
            billable: said.then_some(billable),
            over_budget: over_budget(f),
        };
        if form.minutes > 24 * 60 {
            f.problem(
                "minutes",
                "A day has 24 hours. Log the rest on another day.",
            );
        }
        form
    }
}

fn reason(f: &mut Reader) -> String {
    let reason = f.text("reason", "Why it is changed", Optional, 300);
    f.tell("Where it is somebody else's time, which hears of it.");
    reason
}

/// The reason for time beyond a budget.
pub fn over_budget(f: &mut Reader) -> String {
    let reason = f.text("over_budget", "Why over the budget", Optional, 300);
    f.tell("Where its project asks for a reason once its budget is used up.");
    reason
}

#[derive(Debug, Clone)]
pub struct LogTime {
    pub on: Target,
    pub work: Work,
}

impl Form for LogTime {
    fn read(f: &mut Reader) -> Self {
        LogTime {
            on: Target::read(f),
            work: Work::read(f, true),
        }
    }
}

#[derive(Debug, Clone)]
pub struct EditTime {
    pub work: Work,
    /// Why somebody else's time is changed.
    pub reason: String,
    pub version: Option<u64>,
}

impl Form for EditTime {
    fn read(f: &mut Reader) -> Self {
        EditTime {
            work: Work::read(f, false),
            reason: reason(f),
            version: f.version(),
        }
    }
}

/// What a timer is stopped with; nothing is needed.
#[derive(Debug, Clone, Default)]
pub struct StopTimer {
    /// When the work ended; else now.
    pub ended: Option<Moment>,
    /// The same as a time of day, the last one that was: minutes.
    pub ended_at: Option<i64>,
    /// What was done; nothing leaves it as it was said at the start.
    pub note: String,
    pub over_budget: String,
}

impl Form for StopTimer {
    fn read(f: &mut Reader) -> Self {
        let ended = f.moment("ended", "Ended", Optional);
        f.tell("When the work ended, where the timer ran on; else now.");
        let ended_at = f.clock("ended_at", "Worked until", Optional);
        f.tell("The same as a time of day: the last one that was.");
        StopTimer {
            ended,
            ended_at,
            note: f.text("note", "What was done", Optional, 300),
            over_budget: over_budget(f),
        }
    }
}

#[derive(Debug, Clone)]
pub struct StartTimer {
    pub on: Target,
    pub note: String,
    pub over_budget: String,
}

impl Form for StartTimer {
    fn read(f: &mut Reader) -> Self {
        StartTimer {
            on: Target::read(f),
            note: f.text("note", "What is being done", Optional, 300),
            over_budget: over_budget(f),
        }
    }
}
