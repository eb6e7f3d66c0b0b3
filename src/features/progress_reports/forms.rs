//! A report as it is edited, and how often there is one.

use super::{Cycle, ProgressReport};
use crate::{
    base::Id,
    features::projects::Project,
    web::{
        Filled,
        form::{Form, Optional, Reader, Required},
    },
};

#[derive(Debug, Clone)]
pub struct ReportForm {
    pub summary: String,
    pub done: String,
    pub late: String,
    pub next: String,
    pub risks: String,
    pub needs: String,
    pub show_hours: bool,
    pub version: Option<u64>,
}

impl Form for ReportForm {
    fn read(f: &mut Reader) -> Self {
        let mut lines = |name: &str, label: &str| f.block(name, label, Optional, 4000);
        let (summary, done, late, next, risks, needs) = (
            lines("summary", "Summary"),
            lines("done", "Done"),
            lines("late", "Later than planned"),
            lines("next", "Next"),
            lines("risks", "To keep an eye on"),
            lines("needs", "What we need from the client"),
        );
        ReportForm {
            summary,
            done,
            late,
            next,
            risks,
            needs,
            show_hours: f.flag("show_hours", "The client reads the hours"),
            version: f.version(),
        }
    }
}

impl ReportForm {
    pub fn of(report: &ProgressReport) -> Filled<ReportForm> {
        let mut values = vec![
            ("summary", report.summary.clone()),
            ("done", report.done.clone()),
            ("late", report.late.clone()),
            ("next", report.next.clone()),
            ("risks", report.risks.clone()),
            ("needs", report.needs.clone()),
            ("version", report.version.to_string()),
        ];
        if report.show_hours {
            values.push(("show_hours", "on".into()));
        }
        Filled::blank(&values)
    }
}

#[derive(Debug, Clone)]
pub struct CycleForm {
    pub cycle: Cycle,
}

impl Form for CycleForm {
    fn read(f: &mut Reader) -> Self {
        CycleForm {
            cycle: f.choice("cycle", "How often", Required).unwrap_or_default(),
        }
    }
}

/// The version that was read, of what is published as it was read.
#[derive(Debug, Clone)]
pub struct AsRead {
    pub version: Option<u64>,
}

impl Form for AsRead {
    fn read(f: &mut Reader) -> Self {
        AsRead {
            version: f.version(),
        }
    }
}

/// What a list of reports may be asked for.
pub struct ReportQuery {
    pub project: Option<Id<Project>>,
}

impl Form for ReportQuery {
    fn read(f: &mut Reader) -> Self {
        ReportQuery {
            project: f.id("project", "Project", Optional),
        }
    }
}
