//! What single records were shared with a person beyond what their roles reach: to be seen, or edited as well,
//! until a moment or until it is taken back.

use std::{collections::HashMap, sync::Arc};

use super::Action;
use crate::base::Moment;

/// One record, shared with one person.
#[derive(Debug, Clone, PartialEq)]
pub struct ShareGrant {
    pub edit: bool,
    /// It holds until here, and no longer then.
    pub until: Option<Moment>,
    /// What seeing such a record needs, and what editing it takes.
    pub view: Action,
    pub edits: &'static [Action],
    /// By whom and until when, in words: "by Omar Farouk until 3 Dec".
    pub words: Arc<str>,
}

impl ShareGrant {
    fn holds(&self, at: Moment) -> bool {
        self.until.is_none_or(|until| at < until)
    }

    fn opens(&self, action: &Action, at: Moment) -> bool {
        self.holds(at) && (*action == self.view || self.edit && self.edits.contains(action))
    }
}

/// By kind and number of the record.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared(HashMap<(u8, u64), ShareGrant>);

impl Shared {
    pub fn add(&mut self, kind: u8, id: u64, given: ShareGrant) {
        self.0.insert((kind, id), given);
    }

    /// What of it opens something that is kept.
    pub(super) fn narrowed(&self, keeps: &dyn Fn(&Action) -> bool) -> Shared {
        let held = self.0.iter().filter(|(_, given)| keeps(&given.view));
        let held = held.map(|(of, given)| {
            let edit = given.edit && given.edits.iter().all(keeps);
            (
                *of,
                ShareGrant {
                    edit,
                    ..given.clone()
                },
            )
        });
        Shared(held.collect())
    }

    /// Whether it opens an action on some record.
    pub fn opens(&self, action: &Action, at: Moment) -> bool {
        self.0.values().any(|given| given.opens(action, at))
    }

    /// The records that are shared now, by kind and number.
    pub fn standing(&self, at: Moment) -> impl Iterator<Item = (u8, u64)> {
        let held = self.0.iter().filter(move |(_, given)| given.holds(at));
        held.map(|(of, _)| *of)
    }

    /// Whether this record was shared for an action at all; until when was asked where the permission was.
    pub fn gives(&self, action: &Action, kind: u8, id: u64) -> bool {
        let given = self.0.get(&(kind, id));
        given.is_some_and(|given| given.edit && given.edits.contains(action))
    }

    /// What opens an action on this record.
    pub fn covers(&self, action: &Action, kind: u8, id: u64, at: Moment) -> Option<&ShareGrant> {
        let given = self.0.get(&(kind, id))?;
        given.opens(action, at).then_some(given)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VIEW: Action = Action::read("leads.view", "See leads");
    const EDIT: Action = Action::write("leads.edit", "Edit a lead");
    const WIN: Action = Action::write("leads.win", "Win a lead");

    #[test]
    fn a_share_opens_one_record_as_far_and_as_long_as_it_says() {
        let mut shared = Shared::default();
        let given = |edit, until: Option<i64>| ShareGrant {
            edit,
            until: until.map(Moment),
            view: VIEW,
            edits: &[EDIT],
            words: "".into(),
        };
        shared.add(20, 1, given(false, Some(100)));
        shared.add(20, 2, given(true, None));
        let may = |action: &Action, id, at| shared.covers(action, 20, id, Moment(at)).is_some();
        assert!(may(&VIEW, 1, 99) && !may(&VIEW, 1, 100) && !may(&EDIT, 1, 0));
        assert!(may(&VIEW, 2, 999) && may(&EDIT, 2, 999) && !may(&WIN, 2, 0));
        assert!(!may(&VIEW, 3, 0) && shared.covers(&VIEW, 21, 1, Moment(0)).is_none());
        assert!(shared.opens(&EDIT, Moment(0)) && !shared.opens(&WIN, Moment(0)));
    }
}
