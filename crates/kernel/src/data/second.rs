//! A second person: the gravest deeds are done by one and confirmed by another beforehand. A deed says so of itself
//! (`Action::second_person`), or a rule finds out what it amounts to (`Change::demand_second`). Whether the house wants it,
//! and what was confirmed, the feature knows that keeps it; here is where nothing goes around it.

use super::{Change, Deriving, Ref};
use crate::{
    access::Action,
    base::{Error, Result},
};

/// What is known of a second person for the deed that is being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// The house asks for none.
    NotAsked,
    /// Another person has confirmed it: the record that says so, and who it was.
    Confirmed {
        by: Ref,
        person: u64,
    },
    Missing,
}

/// Given by the feature that keeps what waits.
#[derive(Clone, Copy)]
pub struct Seconding {
    pub of: fn(&mut Change<'_, '_>) -> Result<Second>,
    /// A confirmation is for one deed: it is spent with it.
    pub spend: fn(&mut Deriving<'_, '_, '_>, Ref) -> Result<()>,
}

impl Change<'_, '_> {
    /// Refuses a deed that turns out to be among the gravest, unless somebody else has confirmed it or the house wants
    /// nobody to. What Atrium does by itself, and what is done on the server's shell, needs nobody.
    pub fn demand_second(&mut self) -> Result<()> {
        self.demand_second_for(&self.demanded())
    }

    /// The same where what has to be confirmed is named by another action: a whole of such deeds.
    pub fn demand_second_for(&mut self, action: &Action) -> Result<()> {
        let Some(seconding) = self.schema.seconding else {
            return Ok(());
        };
        if self.second.is_some() || self.seconded || self.actor.is_system() {
            return Ok(());
        }
        match (seconding.of)(self)? {
            Second::NotAsked => Ok(()),
            Second::Missing => Err(Error::Unseconded(action.key)),
            Second::Confirmed { by, person } => {
                self.second = Some((by, person));
                self.about(by);
                Ok(())
            }
        }
    }

    /// Who confirmed the deed that is being done.
    pub fn seconded_by(&self) -> Option<u64> {
        self.second.map(|(_, person)| person)
    }

    /// What a rule says of a confirmation by somebody who couldn't do the deed themselves: it waits for another.
    pub fn unseconded(&self) -> Error {
        Error::Unseconded(self.demanded().key)
    }

    /// What stands for the request that the deed is done for.
    pub fn asked(&self) -> [u8; 16] {
        self.asked
    }
}
