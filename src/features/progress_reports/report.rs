//! One report: what stands in it, line by line, and whether the client has it.

use serde::{Deserialize, Serialize};

use super::{Cycle, VIEW};
use crate::{
    access::Placement,
    base::{Day, Error, Id, Moment, Result},
    choices,
    data::{BY_NUMBER, Change, Declares, Index, Key, Kind, PartOf, record},
    features::{clients::Client, people::User, projects::Project},
    said,
    ui::badge::Tone,
};

choices! {
    pub enum Standing {
        Draft: "draft", "Draft";
        Published: "published", "Published";
    }
}

impl Standing {
    pub fn tone(self) -> Tone {
        match self {
            Standing::Published => Tone::Success,
            Standing::Draft | Standing::Unknown => Tone::Warning,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ProgressReport {
    #[serde(skip)]
    pub id: Id<ProgressReport>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    /// Whose project it was when it was drafted.
    pub client: Id<Client>,
    /// What the project was called.
    pub title: String,
    pub cycle: Cycle,
    /// The days it tells of, the first and the last included.
    pub first: Day,
    pub last: Day,
    pub standing: Standing,
    #[serde(default)]
    pub summary: String,
    // One line each.
    #[serde(default)]
    pub done: String,
    #[serde(default)]
    pub late: String,
    #[serde(default)]
    pub next: String,
    #[serde(default)]
    pub risks: String,
    /// What is needed from the client.
    #[serde(default)]
    pub needs: String,
    /// Of the project when it was drafted.
    pub progress: u8,
    /// Minutes logged since the last report, and in all.
    #[serde(default)]
    pub minutes: i64,
    #[serde(default)]
    pub minutes_in_all: i64,
    /// Minutes of the budget.
    #[serde(default)]
    pub budget_minutes: u32,
    /// Whether the client reads the hours.
    #[serde(default)]
    pub show_hours: bool,
    #[serde(default)]
    pub published_at: Option<Moment>,
    #[serde(default)]
    pub published_by: Option<Id<User>>,
}

/// Of a project, the latest last.
pub const BY_PROJECT: Index = Index::plain(1);
/// The latest first; drafts before what is published.
pub const BY_STANDING: Index = Index::scoped(2);

impl ProgressReport {
    fn title(&self) -> String {
        format!("{} of {}", self.cycle.name(), self.title)
    }

    /// The client's people have a list of what is published.
    fn placement(&self) -> Vec<Placement> {
        let published = self.standing == Standing::Published;
        let client = published.then_some(Placement::Client(self.client.raw()));
        client.into_iter().collect()
    }

    /// Whoever leads the project leads its reports; the client sees what is published.
    fn part_of(&self) -> Option<PartOf> {
        let project = PartOf::new(self.project.as_ref()).with_lead();
        Some(project.staff_only(self.standing != Standing::Published))
    }

    fn declare(&self, to: &mut Declares) {
        let last = i64::from(self.last.0);
        let published = u8::from(self.standing == Standing::Published);
        to.index(BY_NUMBER, Key::new());
        to.index(BY_PROJECT, Key::new().id(self.project).signed(last));
        to.index(BY_STANDING, Key::new().byte(published).latest(last));
        to.words(&self.title);
    }

    pub fn is_published(&self) -> bool {
        self.standing == Standing::Published
    }

    /// Whether it tells of the same cycle up to the same day.
    pub fn is_twin(&self, other: &ProgressReport) -> bool {
        (self.cycle, self.last) == (other.cycle, other.last)
    }

    /// # Errors
    /// `Conflict` once the client has it.
    pub fn must_be_draft(&self) -> Result<()> {
        match self.standing {
            Standing::Published => Err(Error::conflict(
                "The client has read this report. It stays as it is; write the next one.",
            )),
            Standing::Draft | Standing::Unknown => Ok(()),
        }
    }

    /// # Errors
    /// `Conflict` once the client has it; beside the summary when nothing is said at all.
    pub fn publish(&mut self, by: Id<User>, at: Moment) -> Result<()> {
        self.must_be_draft()?;
        let said = self.parts().any(|(_, text)| !text.is_empty());
        if !said && self.summary.is_empty() {
            return Err(Error::field(
                "summary",
                "This report says nothing yet. Write at least a sentence.",
            ));
        }
        self.standing = Standing::Published;
        self.published_at = Some(at);
        self.published_by = Some(by);
        Ok(())
    }

    /// Whether it says what another said, whenever either was saved.
    fn says_what(&self, other: &ProgressReport) -> bool {
        let saved = ProgressReport {
            version: other.version,
            ..self.clone()
        };
        saved == *other
    }

    /// What it tells, under the headings that a client reads.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        [
            ("Done", self.done.as_str()),
            ("Later than planned", self.late.as_str()),
            ("Next", self.next.as_str()),
            ("To keep an eye on", self.risks.as_str()),
            ("What we need from you", self.needs.as_str()),
        ]
        .into_iter()
    }

    /// "8 to 14 June 2026"
    pub fn days(&self) -> String {
        said!(
            "project-from-to",
            from = self.first.long(),
            until = self.last.long()
        )
    }
}

/// Held wherever a report is written, Undo among it: what the client has stays as they read it.
///
/// # Errors
/// `Conflict` once the client has it.
pub fn stays(
    _: &mut Change<'_, '_>,
    was: Option<&ProgressReport>,
    is: Option<&ProgressReport>,
) -> Result<()> {
    match was {
        Some(was) if is.is_none_or(|is| !is.says_what(was)) => was.must_be_draft(),
        _ => Ok(()),
    }
}

record!(ProgressReport, Kind::new(172, "progress-reports", "PRG").filing(2), view: VIEW, part_of: ProgressReport::part_of);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_client_has_stays() {
        let mut report = ProgressReport::default();
        assert!(
            report.publish(Id::new(1), Moment(1)).is_err(),
            "says nothing"
        );
        report.needs = "The logo".into();
        report.publish(Id::new(1), Moment(1)).unwrap();
        assert!(report.must_be_draft().is_err());
        assert!(report.publish(Id::new(1), Moment(2)).is_err());
        assert_eq!(report.published_at, Some(Moment(1)));
        let saved = ProgressReport {
            version: 9,
            ..report.clone()
        };
        assert!(report.says_what(&saved));
        let another = ProgressReport {
            needs: "Nothing".into(),
            ..report.clone()
        };
        assert!(!report.says_what(&another));
    }
}
