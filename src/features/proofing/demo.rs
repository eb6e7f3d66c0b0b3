//! What a demonstration has of proofing: two comments on the first picture that there is, one of them settled.

use super::{
    PinForm, answer,
    forms::AnswerForm,
    ops::{self, is_shown},
    settle,
};
use crate::{
    base::Result,
    data::{BY_NUMBER, Query, Visit},
    features::documents::{Current, Document},
};

pub fn make(visit: &Visit) -> Result<()> {
    let found = visit.list(Query::<Document>::by(BY_NUMBER).limit(500))?;
    for document in found.rows {
        if document.archived || !visit.may(&super::actions::COMMENT, &document) {
            continue;
        }
        let current = Current::of(visit, document)?;
        if is_shown(&current.newest) {
            return say(visit, &current);
        }
    }
    Ok(())
}

fn say(visit: &Visit, current: &Current) -> Result<()> {
    let on = |x, y, text: &str| {
        let form = PinForm {
            of: None,
            page: 1,
            x,
            y,
            text: text.into(),
            staff_only: false,
        };
        ops::pin(visit, current.id, form)
    };
    let first = on(180, 620, "The foot of this colour is too dark for print.")?;
    answer(
        visit,
        first,
        AnswerForm {
            text: "Lifted by a tenth in the next proof.".into(),
        },
    )?;
    settle(visit, first, true)?;
    on(760, 240, "A touch warmer, like the chairs of the stand.").map(drop)
}
