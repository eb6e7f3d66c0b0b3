//! A form that everybody may send.

use serde::{Deserialize, Serialize};

use super::actions::VIEW;
use crate::{
    access::Placement,
    base::{Id, Moment},
    choices,
    data::{BY_NUMBER, Declares, Index, Key, Kind, record},
    features::people::User,
};

choices! {
    /// What is made of what it brings.
    pub enum Purpose {
        Enquiry: "enquiry", "Enquiries, which become leads";
        Request: "request", "Requests of clients";
    }
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PublicForm {
    #[serde(skip)]
    pub id: Id<PublicForm>,
    #[serde(skip)]
    pub version: u64,
    /// Its heading.
    pub name: String,
    pub purpose: Purpose,
    /// The word in its address. No secret: it stands where everybody finds it.
    pub word: String,
    /// Whom it reaches.
    pub owner: Id<User>,
    #[serde(default)]
    pub intro: String,
    /// What is consented to, in the words beside the tick.
    pub consent: String,
    /// What stands where it was sent.
    #[serde(default)]
    pub thanks: String,
    pub open: bool,
    pub made_at: Moment,
}

pub const BY_WORD: Index = Index::unique(1);
pub const BY_NAME: Index = Index::scoped(2);

impl PublicForm {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.owner.raw())]
    }

    fn declare(&self, to: &mut Declares) {
        to.index(BY_NUMBER, Key::new());
        to.index(BY_WORD, Key::new().text(&self.word));
        to.index(
            BY_NAME,
            Key::new().byte(u8::from(!self.open)).text(&self.name),
        );
        to.words(&self.name);
    }
}

record!(PublicForm, Kind::new(196, "public-forms", "PF"), view: VIEW);
