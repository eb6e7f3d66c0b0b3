//! What is known of a project's days, in lines that a client may read: of tasks and milestones those that the portal shows,
//! and of the others how many there were. What the project doesn't show its client (tasks, hours, dates) isn't in them.

use super::{Cycle, ProgressReport, report::BY_PROJECT};
use crate::{
    base::{Day, Id, Result, if_found, percent, text},
    data::{Key, Visit},
    features::{
        people::Directory,
        projects::{
            MILESTONES, Milestone, Project, Shows, TASKS_OF_PROJECT, Task, TaskStatus, on_project,
        },
        tickets::Ticket,
    },
};

/// Lines of a part at most: a report is read, not filed.
const LINES: usize = 12;
/// Points behind its plan from which on a project's report says so.
const BEHIND: i32 = 10;

/// A draft of the days from `first` to `last`.
pub fn draft(
    visit: &Visit,
    project: &Project,
    cycle: Cycle,
    (first, last): (Day, Day),
) -> Result<ProgressReport> {
    let of = Key::new().id(project.id);
    let mut tasks: Vec<Task> = visit.related(project, TASKS_OF_PROJECT, of, 2000)?;
    tasks.retain(|task| task.parent.is_none() && task.counts());
    let mut milestones: Vec<Milestone> =
        visit.related(project, MILESTONES, Key::new().id(project.id), 100)?;
    milestones.retain(|milestone| milestone.client_visible);
    let of = Key::new().id(project.id);
    let before: Vec<ProgressReport> = visit.related(project, BY_PROJECT, of, usize::MAX)?;
    let logged = on_project(visit, project.id)?;
    let days = Days {
        first,
        last,
        until: last + (last - first) + 1,
        shows: project.shows,
        visit,
    };
    Ok(ProgressReport {
        project: project.id,
        client: project.client,
        title: project.title.clone(),
        cycle,
        first,
        last,
        summary: summary(project, &milestones),
        done: days.done(&tasks),
        late: days.late(&tasks, &milestones),
        next: days.next(&tasks, &milestones),
        risks: days.risks(project, &tasks, logged)?,
        needs: needs(visit, project)?,
        progress: project.told_progress(),
        show_hours: project.shows.hours,
        minutes: (logged - told_before(&before)).max(0),
        minutes_in_all: logged,
        budget_minutes: project.budget_minutes,
        ..ProgressReport::default()
    })
}

/// Minutes of a project that clients were told of: as the latest report said that was published. What a draft counts,
/// nobody has read yet.
pub fn told_before(reports: &[ProgressReport]) -> i64 {
    let published = reports.iter().filter(|report| report.is_published());
    let latest = published.max_by_key(|report| (report.last, report.id));
    latest.map_or(0, |report| report.minutes_in_all)
}

fn summary(project: &Project, milestones: &[Milestone]) -> String {
    let next = milestones.iter().find(|milestone| !milestone.is_done());
    let next = next.map_or_else(String::new, |milestone| {
        format!(
            " Next is {}{}.",
            milestone.title,
            by(project.shows, milestone.due)
        )
    });
    format!(
        "{} is {}% done.{next}",
        project.title,
        project.told_progress()
    )
}

/// ", by 12 June 2026", where dates are shown.
fn by(shows: Shows, due: Day) -> String {
    match shows.timeline {
        true => format!(", by {}", due.long()),
        false => String::new(),
    }
}

/// What the client was asked for and hasn't given.
fn needs(visit: &Visit, project: &Project) -> Result<String> {
    let ticket = match project.ticket {
        Some(id) => if_found(visit.find(Id::<Ticket>::new(id)))?,
        None => None,
    };
    let Some(ticket) = ticket else {
        return Ok(String::new());
    };
    let open = ticket
        .requirements
        .iter()
        .filter(|wanted| wanted.waits_for_client());
    Ok(lines(open.map(|wanted| wanted.title.clone()), 0))
}

/// So many lines, and how many more there are.
fn lines(all: impl Iterator<Item = String>, hidden: usize) -> String {
    let all: Vec<String> = all.collect();
    let left = all.len().saturating_sub(LINES) + hidden;
    let mut shown: Vec<String> = all.into_iter().take(LINES).collect();
    if left > 0 {
        shown.push(text::count(left, "more step", "more steps"));
    }
    shown.join("\n")
}

struct Days<'v> {
    first: Day,
    last: Day,
    /// The last day of what comes next.
    until: Day,
    shows: Shows,
    visit: &'v Visit,
}

impl Days<'_> {
    /// Whether the portal shows it to the client.
    fn is_shown(&self, task: &Task) -> bool {
        self.shows.tasks && task.client_visible
    }

    fn done(&self, tasks: &[Task]) -> String {
        let within = |task: &&Task| {
            let day = task.done_at.map(|at| at.day(&self.visit.tz));
            task.state == TaskStatus::Completed
                && day.is_some_and(|day| (self.first..=self.last).contains(&day))
        };
        let done: Vec<&Task> = tasks.iter().filter(within).collect();
        let seen = done.iter().filter(|task| self.is_shown(task));
        let hidden = done.len() - seen.clone().count();
        lines(seen.map(|task| task.title.clone()), hidden)
    }

    fn late(&self, tasks: &[Task], milestones: &[Milestone]) -> String {
        let say = |title: &str, due: Day| match self.shows.timeline {
            true => format!("{title}, planned for {}", due.long()),
            false => title.to_owned(),
        };
        let milestones = milestones
            .iter()
            .filter(|milestone| !milestone.is_done() && milestone.due <= self.last)
            .map(|milestone| say(&milestone.title, milestone.due));
        let tasks = tasks
            .iter()
            .filter(|task| self.is_shown(task) && task.state.is_open())
            .filter_map(|task| Some((task, task.due.filter(|due| *due <= self.last)?)))
            .map(|(task, due)| say(&task.title, due));
        lines(milestones.chain(tasks), 0)
    }

    fn next(&self, tasks: &[Task], milestones: &[Milestone]) -> String {
        let say = |title: &str, due: Day| format!("{title}{}", by(self.shows, due));
        let coming = |due: Day| self.last < due && due <= self.until;
        let milestones = milestones
            .iter()
            .filter(|milestone| !milestone.is_done() && coming(milestone.due))
            .map(|milestone| say(&milestone.title, milestone.due));
        let mut due: Vec<(Day, &Task)> = tasks
            .iter()
            .filter(|task| self.is_shown(task) && task.state.is_open())
            .filter_map(|task| Some((task.due.filter(|due| coming(*due))?, task)))
            .collect();
        due.sort_by_key(|(due, _)| *due);
        let tasks = due.into_iter().map(|(due, task)| say(&task.title, due));
        lines(milestones.chain(tasks), 0)
    }

    fn risks(&self, project: &Project, tasks: &[Task], logged: i64) -> Result<String> {
        let mut risks: Vec<String> = tasks
            .iter()
            .filter(|task| self.is_shown(task) && task.state.is_open())
            // Why it does is said among staff.
            .filter(|task| task.blocked.is_some())
            .map(|task| format!("{} waits.", task.title))
            .collect();
        let calendar = Directory::calendar_of(self.visit, project.department)?;
        let expected = i32::from(project.expected(&calendar, self.last + 1));
        let behind = expected - i32::from(project.progress);
        if project.state.is_open() && behind >= BEHIND {
            risks.push(format!("The work is {behind} points behind its plan."));
        }
        let budget = i64::from(project.budget_minutes);
        let done = i64::from(project.progress) + i64::from(BEHIND);
        if self.shows.hours && percent::of(logged, budget).is_some_and(|used| used >= done) {
            risks.push("More time was needed so far than was planned for it.".into());
        }
        Ok(lines(risks.into_iter(), 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_published_was_told() {
        use super::super::Standing;
        let report = |last: i32, standing: Standing, minutes_in_all: i64| ProgressReport {
            last: Day(last),
            standing,
            minutes_in_all,
            ..ProgressReport::default()
        };
        let mut reports = vec![report(14, Standing::Draft, 120)];
        assert_eq!(told_before(&reports), 0);
        reports.push(report(7, Standing::Published, 60));
        reports.push(report(0, Standing::Published, 30));
        assert_eq!(told_before(&reports), 60);
    }

    #[test]
    fn a_part_ends_with_how_many_more_there_are() {
        let many = (0..LINES + 2).map(|n| format!("Step {n}"));
        let told = lines(many, 1);
        assert_eq!(told.lines().count(), LINES + 1);
        assert!(told.ends_with("3 more steps"));
        assert_eq!(lines(std::iter::empty(), 0), "");
        assert_eq!(lines(std::iter::empty(), 1), "1 more step");
    }
}
