//! What is said on a version that a client isn't shown is kept from them as the version is.

use std::collections::BTreeSet;

use super::{
    Pin,
    pin::{BY_DOCUMENT, of_document},
};
use crate::{
    base::{Id, Result},
    data::{Deriving, Recompute, Recomputing, Record, Ref},
    features::documents::{Document, Version},
};

/// At the end of whatever deed changed a document or its versions: which of these are kept back follows from the document
/// and is derived before (`documents::sharing`), so that they need not be among what the deed itself touched.
pub fn pins_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    let mut documents = BTreeSet::new();
    for of in touched {
        if of.kind == Document::KIND.code {
            documents.insert(of.id);
        } else if of.kind == Version::KIND.code {
            let version = change.find(Id::<Version>::new(of.id))?;
            documents.extend(version.map(|version| version.document.raw()));
        }
    }
    for document in documents {
        for mut pin in change.children::<Pin>(BY_DOCUMENT, of_document(Id::new(document)))? {
            let back = change
                .find(pin.of)?
                .is_some_and(|version| version.kept_back);
            if pin.kept_back != back {
                pin.kept_back = back;
                change.put(&pin)?;
            }
        }
    }
    Ok(())
}

pub const WITH_VERSIONS: Recompute = Recompute {
    kind: Pin::KIND,
    rule: 1,
    run: with_version,
};

fn with_version(to: &mut Recomputing<'_, '_>, id: u64) -> Result<()> {
    let Some(mut pin) = to.find(Id::<Pin>::new(id))? else {
        return Ok(());
    };
    pin.kept_back = to.find(pin.of)?.is_some_and(|version| version.kept_back);
    to.put(&pin)
}
