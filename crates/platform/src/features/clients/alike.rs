//! By what two clients are found to be one.

use crate::{
    base::text,
    features::records::{Facts, Mark},
};

/// What two clients are compared by.
pub(super) fn facts(name: &str, phone: &str, address: &str) -> Facts {
    Facts {
        marks: vec![Mark::of("the same name", name.to_lowercase())],
        apart: vec![
            ("another phone", text::fold(phone)),
            ("another address", text::fold(address)),
        ],
    }
}
