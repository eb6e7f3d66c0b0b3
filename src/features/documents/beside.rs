//! What other rooms put beside a document: links that were handed out, what is said on a picture.

use maud::{Markup, html};

use super::Document;
use crate::{base::Result, data::Visit};

/// One part of what stands beside a document.
pub type Part = fn(&Visit, &Document) -> Result<Markup>;

/// Left with the store by those who know what stands there, in its order.
pub struct Beside(pub Vec<Part>);

pub(super) fn of(visit: &Visit, document: &Document) -> Result<Markup> {
    let held = visit.store().service::<Beside>();
    let parts = held.iter().flat_map(|held| &held.0);
    let shown: Vec<Markup> = parts
        .map(|part| part(visit, document))
        .collect::<Result<_>>()?;
    Ok(html! { @for part in shown { (part) } })
}
