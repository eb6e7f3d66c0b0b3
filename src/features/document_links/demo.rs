//! What a demonstration has of links: one that was handed to a printer, and one that was taken back.

use super::{LinkForm, make, revoke};
use crate::{
    base::Result,
    data::{Query, Visit},
    features::documents::{Document, versions},
};

pub fn make_links(visit: &Visit) -> Result<()> {
    let found = visit.list(Query::<Document>::by(crate::data::BY_NUMBER).limit(200))?;
    let Some(document) = found
        .rows
        .into_iter()
        .find(|document| !document.archived && visit.may(&super::actions::MAKE, document))
    else {
        return Ok(());
    };
    let newest = versions(visit, &document)?.last().map(|last| last.number);
    make(
        visit,
        document.id,
        LinkForm {
            whom: "Bexar Print Works".into(),
            most: Some(5),
            only: newest.and_then(|number| i64::try_from(number).ok()),
            ..LinkForm::default()
        },
    )?;
    let (gone, _) = make(
        visit,
        document.id,
        LinkForm {
            whom: "Photographer".into(),
            ..LinkForm::default()
        },
    )?;
    revoke(visit, gone)
}
