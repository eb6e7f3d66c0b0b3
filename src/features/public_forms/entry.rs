//! What somebody sent by a public form.

use serde::{Deserialize, Serialize};

use super::{
    actions::VIEW_ENTRIES,
    form::{PublicForm, Purpose},
};
use crate::{
    access::Placement,
    base::{Error, Id, Moment, Result},
    choices,
    data::{BY_NUMBER, Declares, Index, Key, Kind, Ref, record},
    features::people::User,
    ui::badge::Tone,
};

choices! {
    pub enum State {
        Waiting: "waiting", "Waits";
        Taken: "taken", "Taken in";
    }
}

impl State {
    pub fn tone(self) -> Tone {
        match self {
            State::Taken => Tone::Success,
            State::Waiting | State::Unknown => Tone::Info,
        }
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FormEntry {
    #[serde(skip)]
    pub id: Id<FormEntry>,
    #[serde(skip)]
    pub version: u64,
    pub form: Id<PublicForm>,
    pub purpose: Purpose,
    /// Whom it reaches.
    pub owner: Id<User>,
    pub name: String,
    pub email: String,
    #[serde(default)]
    pub company: String,
    #[serde(default)]
    pub phone: String,
    pub text: String,
    /// The words that were consented to, as they stood on the page that was sent.
    pub consent: String,
    /// The version of the form that they stood in; 0 where it was sent before that was kept.
    #[serde(default)]
    pub form_version: u64,
    pub at: Moment,
    /// Of the page that it was sent from: a page is sent once.
    pub stamp: String,
    pub state: State,
    /// What it became.
    #[serde(default)]
    pub became: Option<Ref>,
}

/// What waits first, the latest first.
pub const BY_STATE: Index = Index::scoped(1);
pub const BY_STAMP: Index = Index::unique(2);
/// What waits of one form.
pub const WAITING: Index = Index::plain(3);

impl FormEntry {
    fn title(&self) -> String {
        match self.company.is_empty() {
            true => self.name.clone(),
            false => format!("{}, {}", self.name, self.company),
        }
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.owner.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        let waits = self.state == State::Waiting;
        to.index(BY_NUMBER, Key::new());
        to.index(
            BY_STATE,
            Key::new().byte(u8::from(!waits)).latest(self.at.0),
        );
        to.index(BY_STAMP, Key::new().text(&self.stamp));
        if waits {
            to.index(WAITING, Key::new().id(self.form));
        }
        to.words(&self.name);
        to.words(&self.company);
    }

    /// # Errors
    /// `Conflict` once it was taken in.
    pub fn must_wait(&self) -> Result<()> {
        match self.state {
            State::Taken => Err(Error::conflict("This was taken in already.")),
            State::Waiting | State::Unknown => Ok(()),
        }
    }
}

/// What a stranger says of themselves: it stands in the entry and in no journal, so that it is gone when it is dropped.
const WITHHELD: &[&str] = &["name", "email", "company", "phone", "text"];

record!(FormEntry, Kind::new(197, "form-entries", "FE").withheld(WITHHELD), view: VIEW_ENTRIES);
