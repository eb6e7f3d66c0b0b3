//! A call, mail, meeting or note about a lead: its communication history.

use serde::{Deserialize, Serialize};

use super::{Lead, VIEW};
use crate::{
    access::Placement,
    base::{Id, Moment},
    choices,
    data::{Declares, Index, Key, Kind, PartOf, record},
    features::people::User,
};

choices! {
    pub enum Channel {
        Call: "call", "Call";
        Mail: "mail", "Mail";
        Meeting: "meeting", "Meeting";
        Note: "note", "Note";
    }
}

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Activity {
    #[serde(skip)]
    pub id: Id<Activity>,
    #[serde(skip)]
    pub version: u64,
    pub lead: Id<Lead>,
    pub by: Id<User>,
    pub channel: Channel,
    pub text: String,
    pub at: Moment,
}

pub const BY_LEAD: Index = Index::plain(1);

impl Activity {
    fn title(&self) -> String {
        crate::base::text::shorten(&self.text, 60)
    }
    fn placement(&self) -> Vec<Placement> {
        Vec::new()
    }
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.lead.as_ref()).staff_only(true))
    }
    fn declare(&self, to: &mut Declares) {
        // Newest first, as the page shows them.
        to.index(BY_LEAD, Key::new().id(self.lead).signed(-self.at.0));
    }
}

record!(Activity, Kind::new(21, "activities", "AC"), view: VIEW, part_of: Activity::part_of);
