//! What is submitted of a plan of dates.

use super::dates::{MOST, Wish};
use crate::{
    base::{Day, Id, in_order},
    features::{people::User, projects::Task},
    web::form::{Form, Optional, Reader, Required},
};

/// What the page and the API are asked to plan with.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    pub wish: Wish,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        let hold = f.ids("hold", "Holds its start");
        let task = f.id("move", "Moved", Optional);
        let to = f.day("to", "To", Optional);
        Asked {
            wish: Wish {
                hold,
                moves: task.zip(to).into_iter().collect(),
            },
        }
    }
}

/// One task with its new days, and the version that was shown.
#[derive(Debug, Clone)]
pub struct Dated {
    pub task: Option<Id<Task>>,
    pub start: Option<Day>,
    pub due: Option<Day>,
    /// Its start holds from here on.
    pub hold: bool,
    pub version: Option<u64>,
}

/// All that moves, as it was shown.
#[derive(Debug, Clone)]
pub struct PlanDates {
    pub rows: Vec<Dated>,
}

impl Form for PlanDates {
    fn read(f: &mut Reader) -> Self {
        let rows = f.rows("rows", MOST, |f| {
            let row = Dated {
                task: f.id("task", "Task", Required),
                start: f.day("start", "Start", Required),
                due: f.day("due", "Due", Required),
                hold: f.flag("hold", "Its start holds"),
                version: f.version(),
            };
            f.in_order(in_order::DUE, row.start, row.due);
            row
        });
        PlanDates { rows }
    }
}

/// Whom one task is given to.
#[derive(Debug, Clone)]
pub struct Given {
    pub task: Option<Id<Task>>,
    pub person: Option<Id<User>>,
}

/// Work that is given out at once; rows without a person stay nobody's.
#[derive(Debug, Clone)]
pub struct GiveOut {
    pub rows: Vec<Given>,
}

impl Form for GiveOut {
    fn read(f: &mut Reader) -> Self {
        GiveOut {
            rows: f.rows("rows", MOST, |f| Given {
                task: f.id("task", "Task", Required),
                person: f.id("person", "Person", Optional),
            }),
        }
    }
}
