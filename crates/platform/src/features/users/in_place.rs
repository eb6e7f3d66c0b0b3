//! What of a person is changed where it stands; what they may do has a form of its own.

use crate::{
    access::Tier,
    data::Visit,
    features::{
        people::{EDIT, EditUser, User},
        records::{self, InPlace, Way},
        sign_in,
    },
};

impl InPlace for User {
    fn ways() -> Vec<Way<User>> {
        vec![Way::new(
            "change",
            EDIT,
            &["name", "title"],
            records::filled::<User, EditUser>,
            sign_in::edit,
        )]
    }

    fn takes_changes(&self, _: &Visit) -> bool {
        self.tier != Tier::Client
    }
}
