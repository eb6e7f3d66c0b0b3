//! What a client said of one project.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result, time},
    data::{BY_NUMBER, Change, Declares, Index, Key, Kind, PartOf, Tally, record},
    features::{clients::Client, people::User, projects::Project},
};

/// How long after its delivery a client is asked about a project.
pub const ASKED_FOR: i64 = 60 * time::DAY;

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Feedback {
    #[serde(skip)]
    pub id: Id<Feedback>,
    #[serde(skip)]
    pub version: u64,
    pub project: Id<Project>,
    pub client: Id<Client>,
    /// What the project was called.
    pub title: String,
    /// One to five; nothing where they didn't want to say.
    #[serde(default)]
    pub rating: Option<u8>,
    #[serde(default)]
    pub words: String,
    pub by: Id<User>,
    pub at: Moment,
}

/// The latest first; what was declined apart.
pub const BY_TIME: Index = Index::scoped(1);
pub const BY_PROJECT: Index = Index::plain(2);
pub const BY_CLIENT: Index = Index::plain(3);
/// How many rated, and the sum of their ratings.
pub const COUNT: Tally = Tally::scoped(1);
pub const SUM: Tally = Tally::scoped(2);

impl Feedback {
    fn title(&self) -> String {
        format!("Feedback on {}", self.title)
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Client(self.client.raw())]
    }

    /// Whoever leads the project reads what is said of it.
    fn part_of(&self) -> Option<PartOf> {
        Some(PartOf::new(self.project.as_ref()))
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        let declined = u8::from(self.rating.is_none());
        to.index(BY_TIME, Key::new().byte(declined).latest(self.at.0));
        to.index(BY_PROJECT, Key::new().id(self.project));
        to.index(BY_CLIENT, Key::new().id(self.client).signed(-self.at.0));
        if let Some(rating) = self.rating {
            to.tally(COUNT, Key::new(), 1);
            to.tally(SUM, Key::new(), i64::from(rating));
        }
        to.words(&self.title);
    }
}

/// Whether a project's client is still asked: it was delivered, and not long ago. Of its parts nobody is asked one by one.
pub fn is_asked(project: &Project, at: Moment) -> bool {
    let lately = |delivered: Moment| at < delivered.plus(ASKED_FOR);
    project.parent.is_none() && project.delivered_at.is_some_and(lately)
}

/// The mean of so many ratings in tenths, rounded half up; nothing of none.
pub fn mean(sum: i64, count: i64) -> Option<i64> {
    (count > 0).then(|| (sum * 20 + count) / (count * 2))
}

/// Held wherever it is written: what was said stands as it was said.
///
/// # Errors
/// `Conflict` when it says something else.
pub fn stays(_: &mut Change<'_, '_>, was: Option<&Feedback>, is: Option<&Feedback>) -> Result<()> {
    match (was, is) {
        (Some(was), Some(is)) if (was.rating, &was.words) != (is.rating, &is.words) => Err(
            Error::conflict("What a client said of the work stays as they said it."),
        ),
        _ => Ok(()),
    }
}

record!(Feedback, Kind::new(195, "feedback", "FB"), view: VIEW, part_of: Feedback::part_of);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn it_is_asked_for_after_delivery_and_not_for_ever() {
        let mut project = Project::default();
        assert!(!is_asked(&project, Moment(5)));
        project.delivered_at = Some(Moment(5));
        assert!(is_asked(&project, Moment(6)));
        assert!(!is_asked(&project, Moment(5 + ASKED_FOR)));
        project.parent = Some(Id::new(7));
        assert!(!is_asked(&project, Moment(6)), "the whole is asked about");
    }

    proptest! {
        #[test]
        fn a_mean_lies_within_its_ratings(ratings in prop::collection::vec(1i64..=5, 1..40)) {
            let (sum, count) = (ratings.iter().sum(), i64::try_from(ratings.len()).unwrap());
            let tenths = mean(sum, count).unwrap();
            let (least, most) = (ratings.iter().min().unwrap(), ratings.iter().max().unwrap());
            prop_assert!((least * 10..=most * 10).contains(&tenths));
            // No further from the true mean than half a tenth.
            prop_assert!((tenths * count - sum * 10).abs() * 2 <= count);
        }
    }
}
