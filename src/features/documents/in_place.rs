//! What of a document is changed where it stands.

use super::{Document, actions::EDIT, forms::Edit, own_ops};
use crate::{
    data::Visit,
    features::records::{InPlace, Way},
};

impl InPlace for Document {
    fn ways() -> Vec<Way<Document>> {
        vec![Way::new(
            "change",
            EDIT,
            &["name", "description", "shared_with_client", "expires"],
            |_, document| Ok(Edit::of(document)),
            own_ops::edit,
        )]
    }

    fn takes_changes(&self, _: &Visit) -> bool {
        !self.archived
    }

    /// One that belongs to no client is shared with none.
    fn takes(&self, _: &Visit, key: &str) -> bool {
        key != "shared_with_client" || self.client.is_some()
    }
}
