//! Tasks in a day: one's own by when they are due, what waits for one's review, and what those who lead are asked for.

mod review;

use super::{
    ASSIGN, TASKS_BY_ASSIGNEE, Task, TaskStatus, VIEW,
    actions::{ACCEPT, APPROVE, HAND_IN, START, UNBLOCK},
};
use crate::{
    base::{Day, Id, Moment, Result, Whose},
    data::{Key, Query, Visit},
    features::{
        day::{Deed, ForDay, Line, Number, Part, SHOWN, Workday, reaches_others, up_to},
        people::{Directory, User},
        projects::{
            LOG_TIME, Need, OPEN_TASKS, Project, TASK_FIGURES, TASKS_BY_NEED, propose, running,
            task_figure,
        },
    },
    ui::prelude::*,
    web::shell::of_me,
};

/// Open tasks of one person that are looked at: the next due.
const OPEN: usize = 24;
/// Tasks in review that are looked at: others may be named for the first of them.
const LOOKED_AT: usize = 50;
/// Free ones that are shown, each with somebody proposed.
const FREE: usize = 3;
/// As many that want something are counted.
const MOST: usize = 100;

pub const DAY: ForDay = ForDay {
    opens: &[VIEW],
    arrives: &[
        (START, "tasks that are assigned to you"),
        (ACCEPT, "finished work to accept or return"),
    ],
    read,
    live: |visit, page| {
        let page = page.live(of_me("tasks@me", visit));
        // What waits for their review and what they lead comes from wherever they may accept and assign.
        [ACCEPT, ASSIGN]
            .iter()
            .fold(page, |page, action| match visit.may_somewhere(action) {
                true => page.reads::<Task>(visit, action),
                false => page,
            })
    },
};

fn read(visit: &Visit, day: &mut Workday) -> Result<()> {
    let mut shown = Shown {
        visit,
        projects: Vec::new(),
        runs: running(visit)?.and_then(|entry| entry.task),
        logs: visit.may_somewhere(&LOG_TIME),
    };
    shown.mine(day)?;
    if visit.may_somewhere(&ACCEPT) {
        shown.for_review(day)?;
    }
    if visit.may_somewhere(&ASSIGN) && reaches_others(visit, &ASSIGN) {
        shown.for_lead(day)?;
    }
    Ok(())
}

struct Shown<'v> {
    visit: &'v Visit,
    /// Several tasks of one project read it once.
    projects: Vec<(Id<Project>, Option<Project>)>,
    /// What the timer runs on.
    runs: Option<Id<Task>>,
    logs: bool,
}

impl Shown<'_> {
    fn project(&mut self, task: &Task) -> Result<Option<&Project>> {
        let at = match self.projects.iter().position(|(id, _)| *id == task.project) {
            Some(at) => at,
            None => {
                let project = self.visit.follow(task, |task: &Task| task.project)?;
                self.projects.push((task.project, project));
                self.projects.len() - 1
            }
        };
        Ok(self.projects[at].1.as_ref())
    }

    /// The task with its project and when it is due; `why` says what else there is to it.
    fn line(&mut self, part: Part, task: &Task, why: &str) -> Result<Line> {
        let (today, tz) = (self.visit.today(), &self.visit.tz);
        let by = task
            .due
            .map_or(Moment(i64::MAX), |due| Moment::at(due, 0, tz));
        let project = self
            .project(task)?
            .map_or("", |project| project.title.as_str());
        let mut line = Line::new(
            part,
            task.id.as_ref(),
            format!("/tasks/{}", task.id),
            task.title.as_str(),
        )
        .mark(task.state_icon())
        .in_panel()
        .why([project, why])
        .by(by);
        if let Some(due) = task.due {
            line = line.when(tone(due, today), due.show(today));
        }
        Ok(line)
    }

    /// Where a task's deed is done.
    fn to(task: &Task, verb: &str) -> String {
        format!("/tasks/{}/{verb}", task.id)
    }

    /// Late, due today, and what comes next; what came back before all others.
    fn mine(&mut self, day: &mut Workday) -> Result<()> {
        let today = self.visit.today();
        let key = Key::new().number(self.visit.actor.person).byte(0);
        let list = Query::own(TASKS_BY_ASSIGNEE, key).limit(OPEN);
        let open: Vec<Task> = self.visit.list(list)?.rows;
        let (mut due_today, mut overdue, mut in_review, mut next) = (0, 0, 0, 0);
        for task in &open {
            let part = match task.due {
                _ if task.state == TaskStatus::Review => {
                    in_review += 1;
                    continue;
                }
                _ if task.returned.is_some() => Part::Now,
                Some(due) if due <= today => Part::Today,
                _ => Part::Next,
            };
            match task.due {
                Some(due) if due < today => overdue += 1,
                Some(due) if due == today => due_today += 1,
                _ => {}
            }
            next += usize::from(part == Part::Next);
            if part == Part::Next && next > SHOWN {
                continue;
            }
            let why = match (&task.returned, &task.blocked) {
                (Some(reason), _) => format!("returned: {reason}"),
                (None, Some(reason)) => format!("blocked: {reason}"),
                (None, None) => String::new(),
            };
            let line = self.line(part, task, &why)?;
            let line = self.work(line, task)?;
            day.line(line);
        }
        if due_today + overdue > 0 {
            let mut due = format!(
                "{} due today",
                crate::base::text::count(due_today, "task", "tasks")
            );
            if overdue > 0 {
                due.push_str(&format!(", {overdue} overdue"));
            }
            day.facts.push(due);
        }
        if in_review > 0 {
            let waits = if in_review == 1 { "waits" } else { "wait" };
            day.facts
                .push(format!("{in_review} {waits} for review by others"));
        }
        self.numbers(day)
    }

    /// What its assignee does with it next, and the timer.
    fn work(&mut self, line: Line, task: &Task) -> Result<Line> {
        let visit = self.visit;
        if task.blocked.is_some() || task.requested || task.parts > 0 {
            return Ok(line);
        }
        let goes_on = self
            .project(task)?
            .is_some_and(|project| project.must_be_open().is_ok());
        if !goes_on {
            return Ok(line);
        }
        let line = match task.state {
            TaskStatus::ToDo if visit.may_somewhere(&START) && self.is_next(task)? => {
                line.deed(Deed::post("Start", Self::to(task, "start")))
            }
            TaskStatus::InProgress if visit.may_somewhere(&HAND_IN) => {
                let label = if task.review_needed {
                    "Hand in"
                } else {
                    "Complete"
                };
                line.deed(Deed::post(label, Self::to(task, "hand-in")))
            }
            _ => line,
        };
        if task.state != TaskStatus::InProgress {
            return Ok(line);
        }
        Ok(match self.runs == Some(task.id) {
            true => line.deed(Deed::icon(Icon::Stop, "Stop timer", "/time/stop")),
            false => line.deed_if(self.logs, || {
                Deed::icon(Icon::Play, "Start timer", "/time/start").with("task", task.id)
            }),
        })
    }

    /// Everything that comes before it, or before the task it is part of, is completed.
    fn is_next(&self, task: &Task) -> Result<bool> {
        let parent = match task.parent {
            Some(_) => {
                let of = |task: &Task| task.parent.unwrap_or_default();
                self.visit.follow(task, of)?
            }
            None => None,
        };
        for held in std::iter::once(task).chain(&parent) {
            let before = self
                .visit
                .follow_all(held, |task: &Task| task.after.clone())?;
            let open = |task: &Task| task.counts() && task.state != TaskStatus::Completed;
            if before.iter().any(open) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Asked for by members, blocked, and free, wherever the person says who does what.
    fn for_lead(&mut self, day: &mut Workday) -> Result<()> {
        let names = Directory::of(self.visit)?;
        let me = Some(Id::new(self.visit.actor.person));
        let wants = |need: Need| Query::by(TASKS_BY_NEED).under(need.key()).with(ASSIGN);
        let visit = self.visit;
        let list = |need, most| visit.list::<Task>(wants(need).limit(most));
        let asked = list(Need::Answer, SHOWN)?.rows;
        let blocked = list(Need::Unblocking, SHOWN)?.rows;
        let free = list(Need::Assignee, FREE)?.rows;
        for task in &asked {
            let why = format!("{} asks for it", names.name_of(task.created_by));
            let line = self.line(Part::Now, task, &why)?;
            day.line(line.deed_if(self.visit.may(&APPROVE, task), || {
                Deed::post("Approve", Self::to(task, "approve"))
            }));
        }
        for task in blocked.iter().filter(|task| task.assignee != me) {
            let who = task.assignee.map_or("", |who| names.name(who));
            let why = [who, task.blocked.as_deref().unwrap_or_default()].join(": ");
            let line = self.line(Part::Now, task, why.trim_start_matches(": "))?;
            day.line(line.deed_if(self.visit.may(&UNBLOCK, task), || {
                Deed::post("Unblock", Self::to(task, "unblock"))
            }));
        }
        let mut proposed: Vec<(&str, Option<Id<User>>)> = Vec::new();
        for task in &free {
            let who = match proposed.iter().find(|(role, _)| *role == task.role) {
                Some((_, who)) => *who,
                None => {
                    let who = propose(self.visit, &task.role)?
                        .first()
                        .map(|(who, _)| *who);
                    proposed.push((&task.role, who));
                    who
                }
            };
            let line = self.line(Part::Next, task, "nobody has it")?;
            day.line(match who {
                Some(who) => {
                    let label = format!("Assign {}", first_name(names.name(who)));
                    line.deed(Deed::post(label, Self::to(task, "assign")).with("assignee", who))
                }
                None => line.deed(Deed::open("Assign", format!("/tasks/{}", task.id))),
            });
        }
        let unassigned = self.visit.count(&wants(Need::Assignee), MOST)?;
        let stuck = self.visit.count(&wants(Need::Unblocking), MOST)?;
        let href = "/tasks?show=unassigned";
        day.number(Number::new(52, "Unassigned", up_to(unassigned, MOST), href));
        day.number(
            Number::new(51, "Blocked", up_to(stuck, MOST), "/tasks?show=all")
                .bad_if(stuck > 0, "can't go on"),
        );
        let done = |month| self.of_departments(&names, task_figure::DONE, month);
        let name = "Completed with yours";
        let done = Number::monthly(visit, 54, name, "/tasks?show=all&state=completed", done)?;
        day.numbers.extend(done);
        Ok(())
    }

    fn numbers(&self, day: &mut Workday) -> Result<()> {
        let visit = self.visit;
        let me = visit.actor.person;
        let open = visit.tally::<Task>(OPEN_TASKS, Key::new().number(me))?;
        let whose = Whose::Person(me);
        let done = |month| {
            let key = Key::new().figure(whose, task_figure::DONE, month);
            visit.tally::<Task>(TASK_FIGURES, key)
        };
        let name = "Completed this month";
        let done = Number::monthly(visit, 30, name, "/tasks?show=mine", done)?;
        if open > 0 || done.is_some() {
            day.number(Number::new(
                31,
                "Open tasks of yours",
                open,
                "/tasks?show=mine",
            ));
        }
        day.numbers.extend(done);
        Ok(())
    }
}

fn tone(due: Day, today: Day) -> Tone {
    match due {
        due if due < today => Tone::Danger,
        due if due == today => Tone::Warning,
        _ => Tone::Stone,
    }
}
