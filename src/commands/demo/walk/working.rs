//! Stages 8 and 9: assigned, worked on, reviewed, delivered.

use super::Walk;
use crate::{
    base::{Day, Id, Moment, Result},
    data::{Key, Visit},
    features::{
        Demo,
        conversation::{self, NewPost},
        people::{self, User},
        projects::{
            self, DAY_MINUTES, Project, TASKS_OF_PROJECT, Task, TaskStatus, TimeEntry, day_key,
            quality::{Accept, GiveBack},
        },
        tasks,
        time::{self as clock, LogTime, Target, Work},
    },
};

impl Walk<'_, '_> {
    /// Stages 8 and 9: assigned, worked on, handed in, accepted, as far as the days have come.
    pub(super) fn work(&mut self, project: Id<Project>) -> Result<()> {
        if !self.later(2, 20) {
            return Ok(());
        }
        let held: Project = self.system().find(project)?;
        let system = self.system();
        let mut all: Vec<Task> =
            system.related(&held, TASKS_OF_PROJECT, Key::new().id(project), 500)?;
        let lead = self.visit(held.team_lead)?;
        for task in &all {
            let who = self.worker(&task.role);
            tasks::assign(&lead, task.id, Some(who))?;
        }
        let today = self.now.day(&jiff::tz::TimeZone::UTC);
        all.sort_by_key(|task| (task.due, task.id));
        let late = self.teller.dice.chance(20);
        for task in all.iter().filter(|task| !task.has_parts()) {
            let due = task.due.unwrap_or(held.finish);
            let behind = if late { 3 } else { 0 };
            if due + behind > today {
                if task.start.unwrap_or(held.start) <= today && self.teller.dice.chance(60) {
                    self.begin_task(task.id, due.min(today))?;
                }
                continue;
            }
            self.do_task(task.id, due)?;
        }
        self.talk(project)?;
        self.finish(project)
    }

    fn worker(&mut self, role: &str) -> Id<User> {
        let Ok(names) = self.teller.stage.store.cached::<people::Directory>() else {
            return self.teller.any("team-member");
        };
        let member = |id: &Id<people::Role>| {
            let role = names.roles.get(&id.raw());
            role.is_some_and(|role| role.key == "team-member")
        };
        let fits: Vec<Id<User>> = names
            .staff()
            .into_iter()
            .filter(|user| {
                user.skills.iter().any(|skill| skill == role) && user.roles.iter().any(member)
            })
            .map(|user| user.id)
            .collect();
        if fits.is_empty() {
            self.teller.any("team-member")
        } else {
            *self.teller.dice.pick(&fits)
        }
    }

    fn on_day(&mut self, day: Day, hour: i64) {
        let at = Moment::at(
            day,
            hour * 60 + self.teller.dice.range(0, 50),
            &jiff::tz::TimeZone::UTC,
        );
        self.at = self.at.max(at.min(self.now));
    }

    fn begin_task(&mut self, id: Id<Task>, day: Day) -> Result<()> {
        self.on_day(day, 9);
        let task: Task = self.system().find(id)?;
        let Some(who) = task.assignee else {
            return Ok(());
        };
        let member = self.visit(who)?;
        // It may wait for another task.
        Demo::unless(tasks::start(&member, id, None), "First come").map(drop)
    }

    fn do_task(&mut self, id: Id<Task>, day: Day) -> Result<()> {
        self.begin_task(id, day)?;
        let task: Task = self.system().find(id)?;
        if task.state != TaskStatus::InProgress {
            return Ok(());
        }
        let Some(who) = task.assignee else {
            return Ok(());
        };
        let member = self.visit(who)?;
        let minutes = task.estimate.map_or(45, |m| {
            (i64::from(m) * self.teller.dice.range(70, 130) / 100).max(5)
        });
        log(&member, &task, who, minutes as u32)?;
        if self.teller.dice.chance(8) {
            let said = self
                .teller
                .dice
                .pick(&self.teller.stage.names.comments)
                .clone();
            let said = tasks::comment(&member, id, said)?;
            // Now and then there is more to say, and a sign.
            if said.raw().is_multiple_of(4) {
                let answer = NewPost {
                    text: "It is **on staging** now.".into(),
                    reply_to: Some(said),
                    ..NewPost::default()
                };
                conversation::write(&member, id, answer)?;
                conversation::react(&member, said, "✅")?;
            }
        }
        self.on_day(day, 15);
        let member = self.visit(who)?;
        tasks::hand_in(&member, id, None, String::new())?;
        self.review(id)?;
        if let Some(parent) = task.parent {
            self.review(parent)?;
        }
        Ok(())
    }

    /// QA looks at what waits for it; now and then something comes back.
    fn review(&mut self, id: Id<Task>) -> Result<()> {
        let task: Task = self.system().find(id)?;
        if task.state != TaskStatus::Review {
            return Ok(());
        }
        let reviewer = self.teller.any("qa-reviewer");
        if self.teller.dice.chance(6) && !task.has_parts() {
            let visit = self.visit(reviewer)?;
            tasks::give_back(
                &visit,
                id,
                GiveBack {
                    why: vec!["Not in the client's brand".into()],
                    reason: "The spacing differs from the design. Please look again.".into(),
                },
            )?;
            if let Some(who) = task.assignee {
                let member = self.visit(who)?;
                tasks::hand_in(&member, id, None, "Fixed".into())?;
            }
        }
        let visit = self.visit(reviewer)?;
        tasks::accept(&visit, id, Accept::default()).map(drop)
    }

    fn finish(&mut self, project: Id<Project>) -> Result<()> {
        let held: Project = self.system().find(project)?;
        if !held.is_done() || !self.later(4, 40) {
            return Ok(());
        }
        let manager = self.visit(held.manager)?;
        let whole = Target {
            project: Some(project),
            ..Target::default()
        };
        let internal = Target {
            category: "Meetings".into(),
            ..Target::default()
        };
        note_down(&manager, whole, "Hand-over call with the client")?;
        note_down(&manager, internal, "What went well, and what didn't")?;
        projects::deliver(
            &manager,
            project,
            "Delivered. Thank you for working with us.".into(),
        )?;
        if self.later(200, 500) {
            let manager = self.visit(held.manager)?;
            projects::close(&manager, project, "All done and paid.".into())?;
        }
        Ok(())
    }
}

/// Half an hour on what is no task: handing a project over, and talking about it in the house.
fn note_down(manager: &Visit, on: Target, note: &str) -> Result<()> {
    let work = Work {
        minutes: 30,
        day: None,
        note: note.to_owned(),
        billable: None,
        over_budget: String::new(),
    };
    clock::log(manager, LogTime { on, work }).map(drop)
}

/// What somebody writes down of one day at most.
const LONG_DAY: u32 = 10 * 60;

/// What was worked by today, on that day and those before it, as far back as the project goes.
fn log(member: &Visit, task: &Task, who: Id<User>, minutes: u32) -> Result<()> {
    let project = member.follow(task, |task: &Task| task.project)?;
    let first = project.map_or(member.today(), |held: Project| held.first_day(&member.tz));
    let (mut left, mut day) = (minutes, member.today());
    while left > 0 && day >= first {
        let there = member.tally::<TimeEntry>(DAY_MINUTES, day_key(who, day))?;
        let room = LONG_DAY.saturating_sub(u32::try_from(there).unwrap_or(LONG_DAY));
        let minutes = left.min(room);
        if minutes > 0 {
            let work = Work {
                minutes,
                day: Some(day),
                note: String::new(),
                billable: None,
                over_budget: String::new(),
            };
            let on = Target::task(task.id);
            clock::log(member, LogTime { on, work })?;
        }
        left -= minutes;
        day = day + -1;
    }
    Ok(())
}
