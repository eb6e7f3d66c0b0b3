//! A post that somebody keeps to come back to.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::{Post, actions::READ};
use crate::{
    access::Placement,
    base::{Day, Id, Moment, time},
    choices,
    data::{Declares, Index, Key, Kind, record},
    features::people::User,
};

/// One for each person and post. Nobody else sees that they keep it; whoever sees the post no more doesn't read it here.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SavedPost {
    #[serde(skip)]
    pub id: Id<SavedPost>,
    #[serde(skip)]
    pub version: u64,
    pub by: Id<User>,
    pub post: Id<Post>,
    pub at: Moment,
    /// When they want to be told of it.
    #[serde(default)]
    pub remind: Option<Moment>,
}

choices! {
    /// When somebody wants to be told of what they keep.
    pub enum Reminder {
        Hour: "hour", "In an hour";
        Tomorrow: "tomorrow", "Tomorrow morning";
        Week: "week", "Next Monday";
        Never: "never", "Not at all";
    }
}

/// Minutes of the day at which a morning's reminder comes.
const MORNING: i64 = 9 * 60;

impl Reminder {
    /// The moment that is meant, said at a moment and a place.
    pub fn due(self, now: Moment, tz: &TimeZone) -> Option<Moment> {
        let today = now.day(tz);
        let days = match self {
            Reminder::Hour => return Some(now.plus(time::HOUR)),
            Reminder::Tomorrow => 1,
            Reminder::Week => 7 - i32::from(today.weekday()),
            Reminder::Never | Reminder::Unknown => return None,
        };
        Some(Moment::at(Day(today.0 + days), MORNING, tz))
    }
}

/// The one of a person and a post.
pub const ONCE: Index = Index::unique(1);
/// A person's, the last kept at the end.
pub const BY_PERSON: Index = Index::plain(2);
/// Whoever keeps a post.
pub const BY_POST: Index = Index::plain(3);
/// What it waits for: to be told of.
pub const DUE: u8 = 1;

impl SavedPost {
    pub fn once_key(by: Id<User>, post: Id<Post>) -> Key {
        Key::new().id(by).id(post)
    }

    pub fn key_of(by: Id<User>) -> Key {
        Key::new().id(by)
    }

    pub fn post_key(post: Id<Post>) -> Key {
        Key::new().id(post)
    }

    fn title(&self) -> String {
        format!("kept {}", self.post)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.by.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(ONCE, SavedPost::once_key(self.by, self.post));
        to.index(BY_PERSON, SavedPost::key_of(self.by).signed(self.at.0));
        to.index(BY_POST, SavedPost::post_key(self.post));
        if let Some(at) = self.remind {
            to.wake(at, DUE);
        }
    }
}

record!(SavedPost, Kind::new(85, "saved-posts", "SVP").personal().unjournaled(), view: READ);

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_reminder_comes_in_the_morning_that_is_meant() {
        let of = |month: i8, day: i8, reminder: Reminder| {
            let day = Day::from_date(date(2026, month, day));
            let due = reminder.due(Moment::at(day, 15 * 60, &TimeZone::UTC), &TimeZone::UTC);
            due.map(|at| at.rfc3339())
        };
        // A Wednesday, a Monday, a Sunday.
        for (day, next) in [(3, "08"), (8, "15"), (7, "08")] {
            let due = of(6, day, Reminder::Week).unwrap();
            assert!(due.starts_with(&format!("2026-06-{next}T09:00")), "{due}");
        }
        let tomorrow = of(6, 30, Reminder::Tomorrow).unwrap();
        assert!(tomorrow.starts_with("2026-07-01T09:00"), "{tomorrow}");
        assert!(
            of(6, 3, Reminder::Hour)
                .unwrap()
                .starts_with("2026-06-03T16:00")
        );
        assert_eq!(of(6, 3, Reminder::Never), None);
    }
}
