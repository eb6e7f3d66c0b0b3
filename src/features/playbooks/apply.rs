//! Applying a playbook to a project: what it would make, with people and days proposed, and the deed that makes it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    APPLY,
    apply_form::{Apply, ApplyRow},
    layout::{Answers, Draft, Row, expand},
    library::Library,
    make::{Working, build, show_client},
    outline::{Level, MOST_ROWS},
    published::Published,
};
use crate::{
    base::{Day, Error, Id, Result, schedule::Refusal, text},
    data::{Record, Visit},
    features::{
        inbox,
        people::{Directory, User},
        planning::{
            Team,
            people::{Candidate, Need, candidates, choose},
        },
        projects::Project,
        tasks::notices,
    },
};

/// What would be made.
pub struct Prepared {
    pub book: Published,
    pub start: Day,
    pub answers: Answers,
    pub draft: Draft,
    /// Whom rows name by their place.
    pub people: Vec<Id<User>>,
    pub candidates: BTreeMap<Need, Vec<Candidate>>,
    /// Why it can't be made like this: somebody never has time. The days are then those of nobody's time.
    pub no_time: Option<String>,
    /// Keys of rows whose days hold, as somebody set them.
    pub held: BTreeSet<u64>,
    /// Keys of tasks whose person, as somebody chose, does all of it.
    pub whole: BTreeSet<u64>,
}

/// Who a row needs.
pub fn need(row: &Row) -> Need {
    (row.role.clone(), row.skill.clone())
}

impl Prepared {
    /// # Errors
    /// When it can't be made like this.
    pub fn possible(self) -> Result<Prepared> {
        match self.no_time {
            Some(why) => Err(Error::conflict(why)),
            None => Ok(self),
        }
    }
}

/// What a playbook comes to on a project, with what somebody changed of it.
///
/// # Errors
/// When there is no such playbook, and when it comes to too much.
pub fn prepare(visit: &Visit, project: &Project, form: &Apply) -> Result<Prepared> {
    let library = Library::of(visit)?;
    let book = library.by_key(&form.playbook).ok_or_else(|| {
        Error::field(
            "playbook",
            "There is no such playbook. Choose one of the list.",
        )
    })?;
    if form.number.is_some_and(|number| number != book.number) {
        return Err(Error::conflict(format!(
            "{} was published anew meanwhile. Look at what it comes to again.",
            book.name
        )));
    }
    let calendar = Directory::calendar_of(visit, project.department)?;
    let start = form.start.unwrap_or(visit.today().max(project.start));
    let answers: Answers = form.answers.iter().cloned().collect();
    let mut draft = expand(&book.outline, &answers, start, &calendar);
    if draft.rows.len() > MOST_ROWS {
        return Err(Error::conflict(format!(
            "{} comes to {} steps with these answers; at most {MOST_ROWS} are made at once.",
            book.name,
            draft.rows.len()
        )));
    }
    let mut sizes: BTreeMap<Need, i64> = BTreeMap::new();
    for at in 0..draft.rows.len() {
        let size = i64::from(draft.minutes(at));
        *sizes.entry(need(&draft.rows[at])).or_default() +=
            if draft.is_leaf(at) { size } else { 0 };
    }
    let found = candidates(visit, project, sizes.keys().cloned().collect(), start)?;
    let chosen = choose(&sizes, &found);
    let asked: BTreeMap<u64, _> = form.rows.iter().map(|row| (row.key, row)).collect();
    let mut held: BTreeSet<u64> = BTreeSet::new();
    let mut who: Vec<Option<Id<User>>> = Vec::with_capacity(draft.rows.len());
    for at in 0..draft.rows.len() {
        let row = &draft.rows[at];
        let given = asked.get(&row.key);
        let usual = || chosen.get(&need(row)).copied();
        let above = row.parent.filter(|_| row.level == Level::Subtask);
        let person = match (given, above) {
            (Some(given), _) => given.person,
            (None, Some(above)) => handed_on(
                asked.get(&draft.rows[above].key).copied(),
                need(row) == need(&draft.rows[above]),
            )
            .unwrap_or_else(usual),
            (None, None) => usual(),
        };
        who.push(person.filter(|_| row.level != Level::Milestone));
        if let Some(given) = given {
            // A day that was changed holds; so does a span.
            let row = &mut draft.rows[at];
            if let Some(day) = given
                .start
                .filter(|_| given.hold || given.start != given.was)
            {
                row.pinned = Some(calendar.on_or_after(day));
                held.insert(row.key);
            }
            let spans = given
                .due
                .filter(|_| given.hold || given.due != given.was_due);
            if let (Some(start), Some(due)) = (given.start, spans) {
                row.days = u32::try_from(calendar.between(start, due + 1)).unwrap_or(row.days);
                held.insert(row.key);
            }
        }
    }
    staff_only(visit, who.iter().flatten())?;
    let all: Vec<Id<User>> = who.iter().flatten().copied().collect();
    let team = Team::of(visit, &all, start, None)?;
    for (at, person) in who.iter().enumerate() {
        let place = person.and_then(|user| team.place(user));
        draft.rows[at].person = place.filter(|_| draft.is_leaf(at));
    }
    // A task with subtasks can't be pinned itself: its first parts are.
    for at in 0..draft.rows.len() {
        if let Some(day) = draft.rows[at].pinned.filter(|_| !draft.is_leaf(at)) {
            draft.rows[at].pinned = None;
            draft.rows[at].not_before = day;
        }
    }
    let names = Directory::of(visit)?;
    let no_time = match draft.schedule(start, &calendar, team.people) {
        Ok(()) => None,
        Err(Refusal::Circle(_)) => {
            let why = format!("Steps of {} wait for each other.", book.name);
            return Err(Error::conflict(why));
        }
        Err(Refusal::NoTime(key)) => {
            let at = usize::try_from(key).unwrap_or(1).saturating_sub(1);
            let person = who.get(at).copied().flatten();
            let why = format!(
                "{} has no working time within ten years. Give their work to somebody else.",
                person.map_or("Somebody", |user| names.name(user))
            );
            let alone = draft.schedule(start, &calendar, Vec::new());
            alone.map_err(|_| Error::conflict(why.clone()))?;
            Some(why)
        }
    };
    Ok(Prepared {
        book: book.clone(),
        start,
        answers,
        draft,
        people: team.ids,
        candidates: found,
        no_time,
        held,
        whole: asked
            .values()
            .filter(|row| row.is_given())
            .map(|row| row.key)
            .collect(),
    })
}

/// Who a subtask goes to by what is said of its task: a person who was chosen there does all of it, one who was left as
/// proposed what needs the same; None where nothing follows.
fn handed_on(task: Option<&ApplyRow>, needs_the_same: bool) -> Option<Option<Id<User>>> {
    let task = task?;
    (needs_the_same || task.is_given()).then_some(task.person)
}

/// What was shown is what is made, whatever other work came in between.
fn as_shown(draft: &mut Draft, rows: &[ApplyRow]) {
    for at in 0..draft.rows.len() {
        let given = rows.iter().find(|row| row.key == draft.rows[at].key);
        let Some((start, due)) = given.and_then(|row| row.start.zip(row.due)) else {
            continue;
        };
        let due = due.max(start);
        for part in draft.parts(at) {
            let row = &mut draft.rows[part];
            row.start = row.start.clamp(start, due);
            row.due = row.due.clamp(row.start, due);
        }
        (draft.rows[at].start, draft.rows[at].due) = (start, due);
    }
    for at in 0..draft.rows.len() {
        if draft.rows[at].level != Level::Milestone {
            continue;
        }
        let parts = draft.parts(at);
        let starts = parts.iter().map(|part| draft.rows[*part].start).min();
        let dues = parts.iter().map(|part| draft.rows[*part].due).max();
        if let (Some(start), Some(due)) = (starts, dues) {
            (draft.rows[at].start, draft.rows[at].due) = (start, due);
        }
    }
}

fn staff_only<'u>(visit: &Visit, users: impl Iterator<Item = &'u Id<User>>) -> Result<()> {
    let names = Directory::of(visit)?;
    let staff = names.staff();
    for user in users {
        if !staff.iter().any(|held| held.id == *user) {
            return Err(Error::field("rows", "Choose somebody who works here."));
        }
    }
    Ok(())
}

const APPLIES: &str = "a playbook that is applied makes milestones, tasks and subtasks";

/// Makes what was shown, behind what the project has. One Undo takes all of it back.
pub fn apply(visit: &Visit, id: Id<Project>, form: Apply) -> Result<usize> {
    let held: Project = visit.find(id)?;
    let mut prepared = prepare(visit, &held, &form)?.possible()?;
    as_shown(&mut prepared.draft, &form.rows);
    visit.act(APPLY, move |change| {
        let Prepared {
            book,
            draft,
            people,
            ..
        } = prepared;
        change.note(book.called());
        let mut project = change.subject::<Project>(id)?;
        project.must_be_open()?;
        let working = Working::in_change(change, project.department)?;
        let made = build(change, &project, &draft, &working, &people, APPLIES)?;
        if made.is_empty() {
            return Err(Error::conflict(
                "With these answers nothing is left of the playbook.",
            ));
        }
        let departments = working.of_rows(&draft);
        for department in &departments {
            if !project.departments.contains(department) && !department.is_none() {
                project.departments.push(*department);
            }
        }
        if let Some(finish) = draft.finish() {
            project.finish = project.finish.max(finish);
        }
        if project.playbook.is_empty() {
            project.playbook = book.key.clone();
        }
        change.put(&project)?;
        let client = show_client(change, project.client, &departments, APPLIES)?;
        change.put(&client)?;
        let mut given: BTreeMap<Id<User>, usize> = BTreeMap::new();
        for row in &draft.rows {
            if let Some(person) = row.person.and_then(|place| people.get(place)) {
                *given.entry(*person).or_default() += 1;
            }
        }
        for (person, count) in given {
            let told = format!(
                "{} yours, for {}",
                text::count(count, "task is", "tasks are"),
                project.title
            );
            inbox::notify(change, person, &notices::ASSIGNED, project.as_ref(), told)?;
        }
        Ok(made.len())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subtasks_of_other_work_stay_with_whom_they_were_shown() {
        let (one, other) = (Some(Id::new(1)), Some(Id::new(2)));
        let left = ApplyRow {
            person: one,
            was_person: one,
            ..ApplyRow::default()
        };
        assert_eq!(handed_on(None, true), None);
        assert_eq!(handed_on(Some(&left), false), None);
        assert_eq!(handed_on(Some(&left), true), Some(one));
        let chosen = ApplyRow {
            person: other,
            ..left.clone()
        };
        assert_eq!(handed_on(Some(&chosen), false), Some(other));
        // Also when it is shown once more, where the person is no longer another one.
        let again = ApplyRow {
            whole: true,
            ..left
        };
        assert_eq!(handed_on(Some(&again), false), Some(one));
    }
}
