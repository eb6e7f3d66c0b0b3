//! What rooms declare for each other (`Feature`), gathered once: a room asks here for what others said for it, and knows
//! no list of them.

use std::{any::Any, sync::OnceLock};

use crate::{jobs::Schedule, web::NavItem};

use super::{
    AtHand, Commands, CommandsAnywhere, Declaration, DepartmentWork, Feature, ForSeveral, Forget,
    HungOn, InUse, Start, approvals, clients, clocks, conversation, day, people, records, reports,
};

/// In the order of the features, where nothing else is said.
#[derive(Default)]
pub struct Declared {
    /// The places of the sidebar.
    pub places: Vec<NavItem>,
    /// Pages that are kept as views though they list no records.
    pub kept: Vec<&'static str>,
    /// What can be begun.
    pub starts: Vec<Start>,
    /// What the palette does to the record that is open.
    pub commands: Vec<Commands>,
    /// What it does wherever one is.
    pub anywhere: Vec<CommandsAnywhere>,
    /// What it does to rows that are ticked.
    pub several: Vec<ForSeveral>,
    pub at_hand: Vec<AtHand>,
    pub work: Vec<DepartmentWork>,
    /// What people hold, in the order in which it is listed.
    pub held: Vec<people::Holds>,
    pub ends_with: Vec<people::EndsWith>,
    pub absent: Vec<people::AbsentUntil>,
    /// What a server does from time to time.
    pub schedules: Vec<Schedule>,
    pub hangs: Vec<records::Bring>,
    pub forgets: Vec<Forget>,
    pub in_use: Vec<InUse>,
    pub hung_on: Vec<HungOn>,
    pub clocked: Vec<clocks::ClockedKind>,
    pub rooms: Vec<conversation::RoomKind>,
    pub attachments: Option<conversation::Attachments>,
    pub made_of_posts: Vec<conversation::MadeOfPost>,
    pub approvable: Vec<approvals::Approvable>,
    /// What is somebody's day, that of the last stages of the work first.
    pub day: Vec<day::ForDay>,
    pub reports: Vec<reports::ForReports>,
    /// What the page of a client shows, the latest stage of the work first.
    pub client_sections: Vec<clients::Section>,
    /// What rooms say in types of one another's.
    others: Vec<Declaration>,
}

impl Declared {
    fn of(features: Vec<Feature>) -> Declared {
        let mut all = Declared::default();
        for feature in features {
            all.places.extend(feature.nav);
            all.kept.extend_from_slice(feature.kept);
            all.starts.extend_from_slice(feature.starts);
            all.commands.extend(feature.commands);
            all.anywhere.extend(feature.anywhere);
            all.several.extend(feature.several);
            all.at_hand.extend(feature.at_hand);
            all.work.extend(feature.work);
            all.held.extend(feature.held);
            all.ends_with.extend(feature.ends_with);
            all.absent.extend(feature.absent);
            all.schedules.extend(feature.schedules);
            all.hangs.extend(feature.hangs);
            all.forgets.extend(feature.forgets);
            all.in_use.extend(feature.in_use);
            all.hung_on.extend(feature.hung_on);
            all.clocked.extend(feature.clocked);
            all.rooms.extend(feature.rooms);
            all.attachments = all.attachments.or(feature.attachments);
            all.made_of_posts.extend(feature.made_of_posts);
            all.approvable.extend_from_slice(feature.approvable);
            all.day.extend(feature.day);
            all.reports.extend(feature.reports);
            all.client_sections.extend(feature.client_sections);
            all.others.extend(feature.declares);
        }
        all.held.sort_by_key(|kind| kind.place);
        all.day.reverse();
        all.client_sections.reverse();
        all
    }

    /// All that was said in a type that a room gives for it.
    pub fn each<T: Any>(&self) -> impl Iterator<Item = &T> {
        self.others.iter().filter_map(Declaration::said)
    }
}

static DECLARED: OnceLock<Declared> = OnceLock::new();

/// Takes the list of all features and gathers what they declare for each other, if that wasn't done: the schema and the routes are put
/// together with it, so it is there before any house is open and anybody asks.
pub fn gather(all: fn() -> Vec<Feature>) {
    DECLARED.get_or_init(|| Declared::of(all()));
}

/// What all features declare for each other.
///
/// # Panics
/// Before the schema or the routes of the features were made, without which nobody has a house to ask about.
pub fn declared() -> &'static Declared {
    DECLARED
        .get()
        .expect("the schema of the features gathers what they declare")
}
