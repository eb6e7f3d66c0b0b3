//! A playbook as a sheet (CSV), out and in: a row for each step, as people type it. Steps name each other by their numbers
//! in the first column; a step that keeps its number keeps its key.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Playbook,
    outline::{Condition, Level, MOST, Repeat, Step},
};
use crate::{
    base::{Choice, Error, Result, text, time},
    features::{
        people::Directory,
        projects::Priority,
        records::{Table, decode},
    },
};

const HEADS: [&str; 18] = [
    "Step",
    "Kind",
    "Title",
    "What has to be done",
    "Department",
    "Skill",
    "Estimate",
    "Starts on day",
    "Days given",
    "After",
    "Days between",
    "Priority",
    "Review",
    "Client sees it",
    "Checklist",
    "Documents",
    "Repeats",
    "Only if",
];

/// More rows than this aren't read; how many steps fit is said of what was read.
const LONGEST: usize = 10 * MOST;
/// Between several in one cell.
const BETWEEN: char = '|';

/// The sheet of what a playbook says.
///
/// # Errors
/// When it can't be written.
pub fn write(book: &Playbook) -> Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADS).map_err(Error::internal)?;
    let number = |number: u32| {
        if number == 0 {
            String::new()
        } else {
            number.to_string()
        }
    };
    let yes = |yes: bool| if yes { "yes".to_owned() } else { String::new() };
    let joined = |lines: &[String]| lines.join(&format!(" {BETWEEN} "));
    for step in &book.steps {
        let after: Vec<String> = step.after.iter().map(u32::to_string).collect();
        let estimate = match step.estimate {
            0 => String::new(),
            minutes => format!("{minutes}m"),
        };
        let cells = [
            step.key.to_string(),
            step.level.label().into(),
            step.title.clone(),
            step.detail.clone(),
            step.role.clone(),
            step.skill.clone(),
            estimate,
            number(step.start),
            number(step.days),
            after.join(" "),
            number(step.lag),
            step.priority.label().into(),
            yes(step.review),
            yes(step.client_visible),
            joined(&step.checklist),
            joined(&step.documents),
            match step.repeat {
                Repeat::Once | Repeat::Unknown => String::new(),
                repeat => format!("{} x {}", repeat.key(), step.often()),
            },
            step.only_if
                .as_ref()
                .map(Condition::words)
                .unwrap_or_default(),
        ];
        let cells = cells.iter().map(|cell| text::csv_cell(cell));
        out.write_record(cells).map_err(Error::internal)?;
    }
    let bytes = out
        .into_inner()
        .map_err(|error| Error::internal(error.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

/// The steps of a sheet, those without a number with the key 0. Columns are found by their titles, in any order; those that
/// it hasn't are left empty.
///
/// # Errors
/// Beside the sheet, with the row and what is wrong in it.
pub fn read(sheet: &str, names: &Directory) -> Result<Vec<Step>> {
    let wrong = |why: String| Error::field("sheet", why);
    let beside = |error: Error| match error {
        Error::Invalid(problems) => {
            let each: Vec<&str> = problems.iter().map(|(_, why)| why).collect();
            wrong(each.join(" "))
        }
        other => other,
    };
    let decoded = decode(sheet.as_bytes()).map_err(beside)?;
    let table = Table::of(&decoded, LONGEST).map_err(beside)?;
    let column = |name: &str| {
        let mut heads = table.heads.iter();
        heads.position(|head| head.eq_ignore_ascii_case(name))
    };
    for name in ["Kind", "Title"] {
        if column(name).is_none() {
            return Err(wrong(format!(
                "The sheet has no column {name}. Its first row names the columns."
            )));
        }
    }
    let columns: BTreeMap<&str, usize> = HEADS
        .iter()
        .filter_map(|name| Some((*name, column(name)?)))
        .collect();
    let mut steps: Vec<Step> = Vec::new();
    for line in &table.lines {
        let refused = |why: String| wrong(format!("Row {}: {why}", line.number));
        let beyond = line.cells.iter().skip(table.heads.len());
        if let Some(cell) = beyond.map(text::clean_line).find(|cell| !cell.is_empty()) {
            let cell = text::shorten(&cell, 60);
            return Err(refused(format!(
                "{cell} stands beyond the last column. What holds the sign that parts cells stands in quotes."
            )));
        }
        let cell = |name: &str| {
            let held = columns.get(name).and_then(|at| line.cells.get(*at));
            let held = held.unwrap_or_default().trim();
            text::from_csv_cell(held).trim().to_owned()
        };
        steps.push(step(&cell, names).map_err(refused)?);
    }
    match steps.len() {
        0 => Err(wrong("The sheet has no rows below its first.".into())),
        count if count > MOST => Err(wrong(format!(
            "At most {MOST} steps fit; the sheet has {count}."
        ))),
        _ => Ok(steps),
    }
}

fn step(cell: &impl Fn(&str) -> String, names: &Directory) -> std::result::Result<Step, String> {
    let number = |name: &str, most: u32| match cell(name).as_str() {
        "" => Ok(0),
        typed => typed
            .parse()
            .ok()
            .filter(|number| *number <= most)
            .ok_or(format!(
                "{name} should be a whole number up to {most}, not {typed}."
            )),
    };
    let yes = |name: &str| match cell(name).to_lowercase().as_str() {
        "" | "no" | "false" | "0" => Ok(false),
        "yes" | "true" | "1" | "x" => Ok(true),
        typed => Err(format!("{name} should be yes or no, not {typed}.")),
    };
    let listed = |name: &str| -> Vec<String> {
        let cell = cell(name);
        let lines = cell.split(BETWEEN).map(text::clean_line);
        lines.filter(|line| !line.is_empty()).collect()
    };
    let kind = cell("Kind").to_lowercase();
    let level = Level::from_key(&kind).ok_or(format!(
        "Kind should be milestone, task or subtask, not {kind}."
    ))?;
    let title = text::clean_line(&cell("Title"));
    if title.is_empty() || title.chars().count() > 120 {
        return Err("Title should have 1 to 120 characters.".into());
    }
    let role = cell("Department").to_lowercase();
    let known = |held: &&crate::features::people::Department| {
        held.key == role || held.name.to_lowercase() == role
    };
    let role = match role.is_empty() {
        true => String::new(),
        false => {
            let held = names.departments.values().find(known);
            held.ok_or(format!("there is no department {role}."))?
                .key
                .clone()
        }
    };
    let estimate = match cell("Estimate").as_str() {
        "" => 0,
        typed => time::parse_minutes(typed)
            .and_then(|minutes| u32::try_from(minutes).ok())
            .ok_or(format!(
                "Estimate should be a time such as 1.5, 1:30, 90m or 9-11:15, not {typed}."
            ))?,
    };
    let priority = match cell("Priority").to_lowercase().as_str() {
        "" => Priority::Normal,
        typed => Priority::from_key(typed).ok_or(format!("there is no priority {typed}."))?,
    };
    let mut after = Vec::new();
    for typed in cell("After")
        .split([' ', ',', ';'])
        .filter(|typed| !typed.is_empty())
    {
        after.push(
            typed
                .parse()
                .map_err(|_| format!("After should name steps by their numbers, not {typed}."))?,
        );
    }
    let (repeat, times) = repeats(&cell("Repeats"))?;
    Ok(Step {
        key: number("Step", u32::MAX)?,
        level,
        title,
        detail: text::clean_block(&cell("What has to be done")),
        role,
        skill: text::clean_line(&cell("Skill")),
        estimate,
        start: number("Starts on day", 400)?,
        days: number("Days given", 400)?,
        after,
        lag: number("Days between", 400)?,
        priority,
        review: yes("Review")?,
        client_visible: yes("Client sees it")?,
        checklist: listed("Checklist"),
        documents: listed("Documents"),
        repeat,
        times,
        only_if: condition(&cell("Only if"))?,
    })
}

/// `weekly x 4`.
fn repeats(typed: &str) -> std::result::Result<(Repeat, u32), String> {
    if typed.is_empty() {
        return Ok((Repeat::Once, 0));
    }
    let read = typed.split_once('x').and_then(|(repeat, times)| {
        let repeat = Repeat::from_key(repeat.trim())?;
        let times = times.trim().parse().ok()?;
        let fits = (2..=super::layout::MOST_TIMES).contains(&times) && repeat != Repeat::Once;
        fits.then_some((repeat, times))
    });
    read.ok_or(format!(
        "Repeats should be such as weekly x 4 or monthly x 3, not {typed}."
    ))
}

/// `Online booking is yes`.
fn condition(typed: &str) -> std::result::Result<Option<Condition>, String> {
    if typed.is_empty() {
        return Ok(None);
    }
    let read = match typed.rsplit_once(" is not ") {
        Some((question, answer)) => Some((question, true, answer)),
        None => typed
            .rsplit_once(" is ")
            .map(|(question, answer)| (question, false, answer)),
    };
    let (question, not, answer) = read.ok_or(format!(
        "Only if should be such as Online booking is yes, not {typed}."
    ))?;
    Ok(Some(Condition {
        question: question.trim().to_owned(),
        not,
        answer: answer.trim().to_owned(),
    }))
}

/// Steps without a number keep the key of the held one of their kind and title that no other step of the sheet has; else
/// they get one above all that are held or named. Where no step has a number, they name each other by their rows.
pub fn with_keys_of(steps: Vec<Step>, held: &[Step]) -> Vec<Step> {
    let by_rows = steps.iter().all(|step| step.key == 0);
    let taken: BTreeSet<u32> = steps.iter().map(|step| step.key).collect();
    let mut free: Vec<&Step> = held
        .iter()
        .filter(|step| !taken.contains(&step.key))
        .collect();
    let all = held.iter().chain(&steps);
    let mut next = all.map(|step| step.key).max().unwrap_or(0);
    let mut made: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        let same = |other: &&Step| other.level == step.level && other.title == step.title;
        let key = match (step.key, free.iter().position(same)) {
            (0, Some(place)) => free.remove(place).key,
            (0, None) => {
                next = next.saturating_add(1);
                next
            }
            (key, _) => key,
        };
        made.push(Step { key, ..step });
    }
    if by_rows {
        let keys: BTreeMap<u32, u32> = (1..).zip(made.iter().map(|step| step.key)).collect();
        for key in made.iter_mut().flat_map(|step| &mut step.after) {
            *key = keys.get(key).copied().unwrap_or(*key);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(key: u32, title: &str, after: &[u32]) -> Step {
        Step {
            key,
            level: Level::Task,
            title: title.into(),
            after: after.to_vec(),
            ..Step::default()
        }
    }

    fn keys(steps: Vec<Step>, held: &[Step]) -> Vec<(u32, Vec<u32>)> {
        let made = with_keys_of(steps, held).into_iter();
        made.map(|step| (step.key, step.after)).collect()
    }

    #[test]
    fn rows_without_a_number_leave_the_others_their_keys() {
        let held = [
            step(1, "Plan", &[]),
            step(2, "Build", &[1]),
            step(5, "Test", &[2]),
        ];
        let between = vec![
            step(1, "Plan", &[]),
            step(0, "Draw", &[1]),
            step(2, "Make", &[1]),
            step(5, "Test", &[2]),
            step(0, "Show", &[5]),
        ];
        let expected = [
            (1, vec![]),
            (6, vec![1]),
            (2, vec![1]),
            (5, vec![2]),
            (7, vec![5]),
        ];
        assert_eq!(keys(between, &held), expected);
        let without = vec![step(0, "Test", &[]), step(0, "Draw", &[])];
        assert_eq!(keys(without, &held), [(5, vec![]), (6, vec![])]);
        let added = vec![step(2, "Make", &[]), step(3, "Test", &[2])];
        assert_eq!(keys(added, &held), [(2, vec![]), (3, vec![2])]);
        let fresh = vec![step(1, "Draw", &[]), step(0, "Make", &[1])];
        assert_eq!(keys(fresh, &[]), [(1, vec![]), (2, vec![1])]);
    }

    #[test]
    fn a_sheet_without_numbers_is_matched_by_titles() {
        let held = [step(4, "Plan", &[]), step(9, "Build", &[4])];
        let sheet = vec![
            step(0, "Plan", &[]),
            step(0, "Draw", &[1]),
            step(0, "Build", &[2]),
        ];
        let expected = [(4, vec![]), (10, vec![4]), (9, vec![10])];
        assert_eq!(keys(sheet, &held), expected);
    }
}
