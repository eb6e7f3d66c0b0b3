//! What a feature declares of itself: the whole is put together from these declarations, and no room names another's
//! kinds or addresses.

use std::any::Any;

use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Change, Derive, FormerKind, KindInfo, Recompute, Ref, Reshape, Unscoped, Visit},
    jobs::{Handler, Job, Schedule},
    web::{NavItem, Route, live::Source},
};

use super::{
    Commands, CommandsAnywhere, ForSeveral, Start, approvals, clients, clocks, conversation, day,
    inbox, people, records, reports,
};

/// What a feature gives to the whole.
#[derive(Default)]
pub struct Feature {
    pub name: &'static str,
    pub kinds: Vec<KindInfo>,
    /// What becomes of records that earlier versions stored in another shape.
    pub reshapes: Vec<Reshape>,
    /// What is derived by another rule than in earlier versions, and worked out anew in an older house.
    pub recomputes: Vec<Recompute>,
    /// Kinds that there were, and what their records became.
    pub former: Vec<FormerKind>,
    pub actions: &'static [Action],
    /// What people are told of its deeds.
    pub notices: &'static [&'static inbox::NoticeType],
    pub routes: Vec<Route>,
    pub nav: Vec<NavItem>,
    pub portal_nav: Vec<NavItem>,
    /// Its pages that are kept as views though they list no records, by their addresses without the first stroke.
    pub kept: &'static [&'static str],
    /// Steps that keep what is derived across records true, at the end of every command.
    pub derives: Vec<Derive>,
    /// What is rendered of new records for pages that are open on what they belong to.
    pub fragments: Vec<Source>,
    /// What is done when something of a record is due.
    pub wakes: Vec<Handler>,
    /// What goes on beside people while the house is served.
    pub jobs: Vec<fn() -> Box<dyn Job>>,
    /// What a server does from time to time.
    pub schedules: Vec<Schedule>,
    /// What can be begun from anywhere, in the palette.
    pub starts: &'static [Start],
    /// What the palette does to a record that is open, said beside the routes that do it.
    pub commands: Vec<Commands>,
    /// What the palette does wherever one is.
    pub anywhere: Option<CommandsAnywhere>,
    /// What the palette does to rows that are ticked.
    pub several: Vec<ForSeveral>,
    /// Which of its records somebody has at hand: they are offered first where one is chosen.
    pub at_hand: Vec<AtHand>,
    /// What of it is work that lies open in a department.
    pub work: Vec<DepartmentWork>,
    /// What of it people hold, and hand over before they leave.
    pub held: Vec<people::Holds>,
    /// What of it runs in somebody's name, needs nobody after them, and ends when they leave.
    pub ends_with: Option<people::EndsWith>,
    /// Until when somebody isn't here, as far as it knows.
    pub absent: Option<people::AbsentUntil>,
    /// What of it hangs on records of any kind, and goes over to the one that a record turns out to be.
    pub hangs: Vec<records::Bring>,
    /// What of it goes for good when the time of a record is over, with all that hangs on it.
    pub forgets: Vec<Forget>,
    /// Whether it still works on a record, which then stays beyond its time.
    pub in_use: Option<InUse>,
    /// What of it hangs on a record, so that Undo doesn't take that away.
    pub hung_on: Option<HungOn>,
    /// What of it promises something by a time.
    pub clocked: Vec<clocks::ClockedKind>,
    /// What of it people talk on.
    pub rooms: Vec<conversation::RoomKind>,
    /// How it keeps the files that come with posts.
    pub attachments: Option<conversation::Attachments>,
    /// What it makes of a post.
    pub made_of_posts: Vec<conversation::MadeOfPost>,
    /// What of it waits for somebody's yes.
    pub approvable: &'static [approvals::Approvable],
    /// What of it is somebody's day.
    pub day: Vec<day::ForDay>,
    /// What it reports.
    pub reports: Vec<reports::ForReports>,
    /// What of it the page of a client shows.
    pub client_sections: Vec<clients::Section>,
    /// What it says for a room that this list doesn't know, in a type of that room's.
    pub declares: Vec<Declaration>,
    /// What a demonstration has of it beside what is told of engagements.
    pub demo: Option<Demo>,
    /// The same over what engagements left behind, at the end.
    pub demo_after: Option<Demo>,
    /// What each person of a demonstration has done with what reached them by its end.
    pub demo_end: Option<fn(&Visit) -> Result<()>>,
}

/// What a room says for another in a type that the other gives for it: the other asks for all of that type
/// (`Declared::each`), so that nothing below either names them.
pub struct Declaration(Box<dyn Any + Send + Sync>);

impl Declaration {
    pub fn of<T: Any + Send + Sync>(said: T) -> Declaration {
        Declaration(Box::new(said))
    }

    /// What was said, where it is of this type.
    pub(super) fn said<T: Any>(&self) -> Option<&T> {
        self.0.downcast_ref()
    }
}

/// Takes a record away for good, if it is one of this feature's; nothing for others. Atrium itself does it.
pub type Forget = fn(&mut Change<'_, '_>, Ref) -> Result<()>;

/// Whether a room works on a record of whatever kind; false for kinds that aren't its matter, and for what isn't there.
pub type InUse = fn(&mut Change<'_, '_>, Ref) -> Result<bool>;

/// Why a record of whatever kind stays, because a room has something that hangs on it; None where it has nothing.
pub type HungOn = fn(&mut Change<'_, '_>, Ref) -> Result<Option<&'static str>>;

/// Records of one kind that somebody has at hand, the next first, at most so many.
pub struct AtHand {
    /// The plural of the kind.
    pub kind: &'static str,
    pub of: fn(&Visit, usize) -> Result<Vec<Ref>>,
}

/// Makes what a demonstration has of a room, by its own verbs.
#[derive(Clone, Copy)]
pub struct Demo {
    /// The role, by its key, of whoever does it.
    pub by: &'static str,
    pub make: fn(&Visit) -> Result<()>,
}

impl Demo {
    /// What a demonstration tries though the house may refuse it, and why it may: None where it did, for that reason. A
    /// refusal for any other reason is a fault, and the demonstration isn't made.
    ///
    /// # Errors
    /// What else keeps it from being done.
    pub fn unless<T>(done: Result<T>, because: &str) -> Result<Option<T>> {
        match done {
            Ok(done) => Ok(Some(done)),
            Err(Error::Conflict(why)) if why.contains(because) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// How much of one kind lies open in a department: counted without reading any of it.
pub struct DepartmentWork {
    /// Who they are, by the plural of their kind.
    pub kind: &'static str,
    /// As far as whoever asks may see them; nothing when they may see none of the kind.
    pub seen: fn(&Visit, Id<people::Department>) -> Result<Option<i64>>,
    /// All of them, from inside a deed.
    pub all: fn(&mut Unscoped<'_, '_, '_>, Id<people::Department>) -> Result<usize>,
    /// How many of them wait there, and for what, counted likewise: how far they are is where they wait.
    pub waits: fn(&Visit, Id<people::Department>) -> Result<Vec<Waits>>,
}

/// So many of one kind that wait for the same.
pub struct Waits {
    /// "a first word", "somebody to check them".
    pub for_what: &'static str,
    pub count: i64,
    /// Where they are listed.
    pub href: String,
}

impl Waits {
    /// Those that are in a state of which a sum is kept, by the key of its filter; nothing for whoever may see none.
    pub fn of(
        count: Option<i64>,
        for_what: &'static str,
        href: impl Into<String>,
    ) -> Option<Waits> {
        Some(Waits {
            for_what,
            count: count.filter(|count| *count > 0)?,
            href: href.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demonstration_passes_over_the_refusal_that_it_names_and_no_other() {
        let refused = || Err::<u8, _>(Error::conflict("This quote was valid until Monday."));
        assert_eq!(Demo::unless(Ok(3), "was valid until").unwrap(), Some(3));
        assert_eq!(Demo::unless(refused(), "was valid until").unwrap(), None);
        assert!(Demo::unless(refused(), "is closed").is_err());
        let hidden = Err::<u8, _>(Error::Forbidden("was valid until".into()));
        assert!(Demo::unless(hidden, "was valid until").is_err());
    }
}
