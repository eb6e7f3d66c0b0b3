//! A playbook as it is published, shipped or the house's own.

use super::{
    layout,
    layout::Answers,
    outline::{Level, Outline},
    playbook::{Edition, Playbook},
};
use crate::{
    base::{Day, Id, calendar::WorkingCalendar},
    features::settings::Category,
};

/// One that plans are made from.
#[derive(Debug, Clone)]
pub struct Published {
    pub key: String,
    pub name: String,
    pub category: Category,
    pub summary: String,
    /// None for a shipped one.
    pub id: Option<Id<Playbook>>,
    /// The version; 0 of a shipped one.
    pub number: u32,
    pub outline: Outline,
    /// Working days that it takes when nobody's time is short.
    pub days: u32,
    pub milestones: Vec<Part>,
}

impl Published {
    /// What there is to do where it begins on a day.
    pub fn work(&self, start: Day, calendar: &WorkingCalendar) -> Vec<Work> {
        let draft = layout::sketch(&self.outline, &Answers::default(), start, calendar);
        let leaves = (0..draft.rows.len()).filter(|at| draft.is_leaf(*at));
        leaves
            .map(|at| {
                let row = &draft.rows[at];
                Work {
                    role: row.role.clone(),
                    start: row.start,
                    due: row.due,
                    minutes: row.minutes,
                }
            })
            .collect()
    }

    pub(super) fn new(
        key: &str,
        name: String,
        category: Category,
        summary: String,
        outline: Outline,
    ) -> Published {
        let calendar = WorkingCalendar::default();
        // Any Monday: it is counted in working days from there.
        let monday = Day(4);
        let sketch = layout::sketch(&outline, &Answers::default(), monday, &calendar);
        let day = |day: Day| u32::try_from(calendar.between(monday, day)).unwrap_or(0);
        let milestones: Vec<Part> = sketch
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| row.level == Level::Milestone)
            .map(|(at, row)| Part {
                title: row.title.clone(),
                due: day(row.due),
                minutes: sketch.minutes(at),
                tasks: sketch.parts(at).len(),
            })
            .collect();
        Published {
            key: key.to_owned(),
            name,
            category,
            summary,
            id: None,
            number: 0,
            days: milestones
                .iter()
                .map(|part| part.due + 1)
                .max()
                .unwrap_or(0),
            milestones,
            outline,
        }
    }

    pub fn minutes(&self) -> u32 {
        self.milestones.iter().map(|part| part.minutes).sum()
    }

    pub fn tasks(&self) -> usize {
        self.milestones.iter().map(|part| part.tasks).sum()
    }

    pub(super) fn of(edition: Edition, key: &str) -> Published {
        let outline = edition.outline();
        let made = Published::new(
            key,
            edition.name,
            edition.category,
            edition.summary,
            outline,
        );
        Published {
            id: Some(edition.playbook),
            number: edition.number,
            ..made
        }
    }

    /// `WordPress website, version 3`.
    pub fn called(&self) -> String {
        match self.number {
            0 => self.name.clone(),
            number => format!("{}, version {number}", self.name),
        }
    }
}

/// A milestone as it comes out where the usual is answered.
#[derive(Debug, Clone)]
pub struct Part {
    pub title: String,
    /// The working day on which it is due; the first is 0.
    pub due: u32,
    pub minutes: u32,
    pub tasks: usize,
}

/// Something to do, as it comes out where the usual is answered.
#[derive(Debug, Clone)]
pub struct Work {
    /// Whose work it is, by the key of a department.
    pub role: String,
    pub start: Day,
    pub due: Day,
    pub minutes: u32,
}
