//! A milestone: a part of a project that ends on a day. What it weighs and how far it is follows from its tasks.

use serde::{Deserialize, Serialize};

use super::{Asked, Project, actions::VIEW_MILESTONES, task::Rest};
use crate::{
    access::Placement,
    base::{Day, Id},
    data::{Declares, Index, Key, Kind, PartOf, record},
    ui::state_icon::Glyph,
};

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Milestone {
    #[serde(skip)]
    pub id: Id<Milestone>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    pub title: String,
    pub position: u32,
    pub start: Day,
    pub due: Day,
    /// Whether the client's portal shows it.
    #[serde(default)]
    pub client_visible: bool,
    /// What the client was asked about it, and said.
    #[serde(default)]
    pub asked: Option<Asked>,
    // Derived from its tasks.
    /// Minutes its counted tasks plan; 0 when nobody estimated any.
    #[serde(default)]
    pub weight: u32,
    #[serde(default)]
    pub weight_rest: Option<Rest>,
    #[serde(default)]
    pub progress: u8,
    /// Tasks that count, how many are completed, how many are started.
    #[serde(default)]
    pub total: u32,
    #[serde(default)]
    pub done: u32,
    #[serde(default)]
    pub started: u32,
}

pub const BY_PROJECT: Index = Index::plain(1);

impl Milestone {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }

    fn part_of(&self) -> Option<PartOf> {
        let project = PartOf::new(self.project.as_ref());
        Some(project.staff_only(!self.client_visible))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(
            BY_PROJECT,
            Key::new().id(self.project).number(u64::from(self.position)),
        );
    }

    pub fn is_done(&self) -> bool {
        self.total > 0 && self.done == self.total
    }

    pub fn state_icon(&self) -> Glyph {
        match (self.is_done(), self.started) {
            (true, _) => Glyph::Done,
            (false, 0) => Glyph::Todo,
            _ => Glyph::Progress,
        }
    }
}

record!(Milestone, Kind::new(30, "milestones", "MS"), view: VIEW_MILESTONES, part_of: Milestone::part_of);
