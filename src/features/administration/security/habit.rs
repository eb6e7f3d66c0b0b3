//! From where somebody usually signs in, as far as countries are known: what "a new country" is held against.

use serde::{Deserialize, Serialize};

use crate::{
    access::Placement,
    base::{Id, Moment},
    data::{Declares, Index, Key, Kind, record},
    features::{people::User, sign_in::VIEW_SESSIONS},
};

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Habit {
    #[serde(skip)]
    pub id: Id<Habit>,
    #[serde(skip)]
    pub version: u64,
    pub user: Id<User>,
    /// Two letters each.
    pub countries: Vec<String>,
    #[serde(default)]
    pub last: Option<Stay>,
}

/// Where somebody was when they last signed in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stay {
    pub at: Moment,
    pub country: String,
    /// Degrees north and east, where the file knows them.
    #[serde(default)]
    pub spot: Option<(f64, f64)>,
}

pub const BY_USER: Index = Index::unique(1);

impl Habit {
    fn title(&self) -> String {
        "From where somebody signs in".into()
    }
    fn placement(&self) -> Vec<Placement> {
        vec![Placement::Person(self.user.raw())]
    }
    fn declare(&self, to: &mut Declares) {
        to.index(BY_USER, Key::new().id(self.user));
    }

    pub fn stay(&mut self, stay: Stay) {
        if !self.countries.contains(&stay.country) {
            self.countries.push(stay.country.clone());
        }
        self.last = Some(stay);
    }
}

record!(Habit, Kind::new(53, "habits", "HB").secret().unjournaled(), view: VIEW_SESSIONS);
