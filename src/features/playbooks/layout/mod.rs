//! From a playbook to the rows of a plan: what its conditions leave, as often as it repeats, with the days that the
//! calendar and people's time give. Pure: whoever applies it brings the answers, the first day and the people.

use std::collections::BTreeMap;

use super::outline::{Level, Outline, Repeat, Step};
use crate::{
    base::{
        Day,
        calendar::WorkingCalendar,
        schedule::{self, After, Because, Person, Pin, Problem, Refusal, Work},
    },
    features::projects::Priority,
};

/// Answers by the titles of questions.
pub type Answers = BTreeMap<String, String>;

/// Repetitions that a step has at most.
pub const MOST_TIMES: u32 = 60;
/// In the key of a row: what counts steps; below it stands which repetition it is.
const AGAIN: u64 = 10_000;

/// One milestone, task or subtask to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Unique in a plan, and the same for the same answers.
    pub key: u64,
    pub level: Level,
    pub title: String,
    pub detail: String,
    pub role: String,
    pub skill: String,
    /// Place of the row that it is part of.
    pub parent: Option<usize>,
    /// Own minutes; what has parts weighs theirs.
    pub minutes: u32,
    /// Places of rows that are over before it begins.
    pub after: Vec<usize>,
    pub lag: u32,
    pub not_before: Day,
    /// Working days that it spans at least.
    pub days: u32,
    /// A day on which it begins, whatever the rest says.
    pub pinned: Option<Day>,
    pub priority: Priority,
    pub review: bool,
    pub client_visible: bool,
    pub checklist: Vec<String>,
    /// Place in the people that it is scheduled with.
    pub person: Option<usize>,
    pub start: Day,
    pub due: Day,
    pub because: Because,
    pub critical: bool,
}

impl Row {
    /// Whether it is a later repetition, of itself or within one of its milestone or task: when that is says the calendar,
    /// and no plan of dates draws it nearer.
    pub fn is_again(&self) -> bool {
        !self.key.is_multiple_of(AGAIN)
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Draft {
    pub rows: Vec<Row>,
}

impl Draft {
    pub fn parts(&self, at: usize) -> Vec<usize> {
        (at + 1..self.rows.len())
            .filter(|part| self.rows[*part].parent == Some(at))
            .collect()
    }

    pub fn is_leaf(&self, at: usize) -> bool {
        self.rows
            .get(at + 1)
            .is_none_or(|next| next.parent != Some(at))
    }

    /// Of a row with all its parts.
    pub fn minutes(&self, at: usize) -> u32 {
        match self.parts(at).as_slice() {
            [] => self.rows[at].minutes,
            parts => {
                let parts = parts.iter().map(|part| self.minutes(*part));
                parts.fold(0, u32::saturating_add)
            }
        }
    }

    pub fn finish(&self) -> Option<Day> {
        self.rows.iter().map(|row| row.due).max()
    }

    /// Gives every row its days. Rows without a person take nobody's time.
    ///
    /// # Errors
    /// When somebody never has time for what is theirs.
    pub fn schedule(
        &mut self,
        from: Day,
        calendar: &WorkingCalendar,
        people: Vec<Person>,
    ) -> Result<(), Refusal> {
        let key = |at: usize| at as u64 + 1;
        let work = self.rows.iter().enumerate().map(|(at, row)| Work {
            parent: row.parent.map(key),
            minutes: if self.is_leaf(at) { row.minutes } else { 0 },
            days: row.days,
            person: row.person,
            after: row
                .after
                .iter()
                .map(|before| After {
                    key: key(*before),
                    lag: row.lag,
                })
                .collect(),
            not_before: Some(row.not_before),
            pin: row.pinned.map(Pin::Start),
            priority: urgency(row.priority),
            ..Work::new(key(at), 0)
        });
        let made = schedule::plan(&Problem {
            from: calendar.on_or_after(from),
            calendar: calendar.clone(),
            people,
            work: work.collect(),
        })?;
        for (row, placed) in self.rows.iter_mut().zip(&made.placed) {
            (row.start, row.due) = (placed.start, placed.end);
            (row.because, row.critical) = (placed.because, placed.critical);
        }
        Ok(())
    }
}

/// How urgent a plan takes a priority to be.
pub fn urgency(priority: Priority) -> u8 {
    match priority {
        Priority::Low => 0,
        Priority::Normal | Priority::Unknown => 1,
        Priority::High => 2,
        Priority::Urgent => 3,
    }
}

/// The plan where nobody's time is short: what follows from order, offsets and the calendar alone.
pub fn sketch(
    outline: &Outline,
    answers: &Answers,
    start: Day,
    calendar: &WorkingCalendar,
) -> Draft {
    let mut draft = expand(outline, answers, start, calendar);
    // Without people nothing can be refused but a circle, which no playbook has; then its offsets stand.
    if draft.schedule(start, calendar, Vec::new()).is_err() {
        for row in &mut draft.rows {
            (row.start, row.due) = (row.not_before, row.not_before);
        }
    }
    // What nobody has yet goes along with its task.
    for at in 0..draft.rows.len() {
        if let (Level::Subtask, Some(above)) = (draft.rows[at].level, draft.rows[at].parent) {
            (draft.rows[at].start, draft.rows[at].due) =
                (draft.rows[above].start, draft.rows[above].due);
        }
    }
    draft
}

/// Whether a step is made, by what is answered.
fn is_wanted(outline: &Outline, step: &Step, answers: &Answers) -> bool {
    let Some(only_if) = &step.only_if else {
        return true;
    };
    let mut questions = outline.questions.iter();
    let asked = questions.find(|question| question.title == only_if.question);
    let usual = asked.and_then(|question| question.answers.first());
    let answer = answers.get(&only_if.question).or(usual);
    (answer == Some(&only_if.answer)) != only_if.not
}

/// Which repetition of its milestone and of itself a row is.
type Turn = (u32, u32);

/// The rows, in order, not yet scheduled.
pub fn expand(
    outline: &Outline,
    answers: &Answers,
    start: Day,
    calendar: &WorkingCalendar,
) -> Draft {
    let steps = &outline.steps;
    let wanted: Vec<bool> = (0..steps.len())
        .map(|at| {
            let mut above = std::iter::successors(Some(at), |at| outline.above(*at));
            above.all(|at| is_wanted(outline, &steps[at], answers))
        })
        .collect();
    let mut rows: Vec<Row> = Vec::new();
    let mut of: Vec<(usize, Turn)> = Vec::new();
    let mut at = 0;
    while at < steps.len() {
        let block = outline.block(at);
        for month in 0..often(&steps[at]).min(MOST_TIMES) {
            let mut within = block.start;
            while within < block.end {
                let inner = match within == at {
                    true => within..within + 1,
                    false => outline.block(within),
                };
                let times = if within == at {
                    1
                } else {
                    often(&steps[within]).min(MOST_TIMES)
                };
                for turn in 0..times {
                    for step in inner.clone().filter(|step| wanted[*step]) {
                        of.push((step, (month, turn)));
                        rows.push(row(
                            outline,
                            (at, within, step),
                            (month, turn),
                            start,
                            calendar,
                        ));
                    }
                }
                within = inner.end;
            }
        }
        at = block.end;
    }
    for at in 0..rows.len() {
        let depth = rows[at].level.depth();
        rows[at].parent = (0..at)
            .rev()
            .find(|other| rows[*other].level.depth() < depth);
        rows[at].after = before(outline, &wanted, &of, at);
        // A subtask is done by whoever does its task, where it says nothing else.
        if let (Level::Subtask, Some(above)) = (rows[at].level, rows[at].parent) {
            let (role, skill) = (rows[above].role.clone(), rows[above].skill.clone());
            let row = &mut rows[at];
            if row.role.is_empty() {
                row.role = role;
            }
            if row.skill.is_empty() {
                row.skill = skill;
            }
        }
    }
    without_empty(rows)
}

fn often(step: &Step) -> u32 {
    match step.level {
        Level::Subtask | Level::Unknown => 1,
        Level::Milestone | Level::Task => step.often(),
    }
}

/// The row of a step, in the milestone and the task that it is part of.
fn row(
    outline: &Outline,
    (milestone, task, step): (usize, usize, usize),
    (month, turn): Turn,
    start: Day,
    calendar: &WorkingCalendar,
) -> Row {
    let steps = &outline.steps;
    let held = &steps[step];
    let mut first = later(start, steps[milestone].repeat, month);
    if task != milestone {
        first = later(first, steps[task].repeat, turn);
    }
    let not_before = calendar.step(first, held.start);
    let nth = if step == milestone { month } else { turn };
    let title = match (held.repeat, nth) {
        _ if often(held) == 1 => held.title.clone(),
        (Repeat::Monthly, nth) => format!("{}, month {}", held.title, nth + 1),
        (_, nth) => format!("{}, week {}", held.title, nth + 1),
    };
    let asked = held.documents.iter();
    let asked = asked.map(|document| format!("Received from the client: {document}"));
    Row {
        key: u64::from(held.key) * AGAIN + u64::from(month) * 100 + u64::from(turn),
        level: held.level,
        title,
        detail: held.detail.clone(),
        role: held.role.clone(),
        skill: held.skill.clone(),
        parent: None,
        minutes: held.estimate,
        after: Vec::new(),
        lag: held.lag,
        not_before,
        days: held.days,
        pinned: None,
        priority: held.priority,
        review: held.review,
        client_visible: held.client_visible,
        checklist: asked.chain(held.checklist.iter().cloned()).collect(),
        person: None,
        start: not_before,
        due: not_before,
        because: Because::First,
        critical: false,
    }
}

fn later(day: Day, repeat: Repeat, times: u32) -> Day {
    let times = i32::try_from(times).unwrap_or(0);
    match repeat {
        Repeat::Once | Repeat::Unknown => day,
        Repeat::Weekly => day + 7 * times,
        Repeat::Monthly => day.plus_months(times),
    }
}

/// What a row waits for: within the same repetition where both are part of it, else every time that the other is done. What
/// is left out is waited through: whoever came after it comes after what it came after.
fn before(outline: &Outline, wanted: &[bool], of: &[(usize, Turn)], at: usize) -> Vec<usize> {
    let (step, (month, _)) = of[at];
    let top = |step: usize| {
        let above = std::iter::successors(Some(step), |step| outline.above(*step));
        above.last()
    };
    let mut found = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    let mut open: Vec<u32> = outline.steps[step].after.clone();
    while let Some(key) = open.pop() {
        let Some(other) = outline.place(key).filter(|_| seen.insert(key)) else {
            continue;
        };
        if !wanted[other] {
            open.extend(&outline.steps[other].after);
            continue;
        }
        let beside = top(other) == top(step);
        let rows = of
            .iter()
            .enumerate()
            .filter(|(_, (held, _))| *held == other);
        let rows = rows.filter(|(_, (_, turn))| !beside || turn.0 == month);
        found.extend(rows.map(|(row, _)| row));
    }
    found.sort_unstable();
    found
}

/// A milestone of which every task is left out is none.
fn without_empty(rows: Vec<Row>) -> Draft {
    let kept: Vec<bool> = rows
        .iter()
        .enumerate()
        .map(|(at, row)| {
            let next = rows.get(at + 1);
            row.level != Level::Milestone || next.is_some_and(|next| next.parent == Some(at))
        })
        .collect();
    let place: Vec<usize> = kept
        .iter()
        .scan(0, |next, kept| {
            let at = *next;
            *next += usize::from(*kept);
            Some(at)
        })
        .collect();
    let rows = rows.into_iter().enumerate().filter(|(at, _)| kept[*at]);
    let rows = rows.map(|(_, row)| Row {
        parent: row.parent.map(|at| place[at]),
        after: row
            .after
            .iter()
            .filter(|at| kept[**at])
            .map(|at| place[*at])
            .collect(),
        ..row
    });
    Draft {
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests;
