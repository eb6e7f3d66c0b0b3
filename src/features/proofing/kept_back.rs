//! What is said on a version that a client isn't shown is kept from them as the version is.

use super::{
    Pin,
    pin::{BY_DOCUMENT, of_document},
};
use crate::{
    base::{Id, Result},
    data::{Deriving, Recompute, Recomputing, Record, Ref},
    features::documents::Version,
};

pub fn pins_follow(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Version::KIND.code) {
        let id = Id::<Version>::new(of.id);
        let Some(version) = change.find(id)? else {
            continue;
        };
        // A new one has none, and is shown.
        let before = change.was(id)?.map(|was| was.kept_back);
        if before.unwrap_or_default() == version.kept_back {
            continue;
        }
        for mut pin in change.children::<Pin>(BY_DOCUMENT, of_document(version.document))? {
            if pin.of == id && pin.kept_back != version.kept_back {
                pin.kept_back = version.kept_back;
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
