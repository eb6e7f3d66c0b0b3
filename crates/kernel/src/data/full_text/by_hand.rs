//! The same question put to every record there is, one by one, with nothing but the store: what tests hold the index
//! against.

use std::collections::BTreeSet;

use super::{
    Ask,
    filing::{Filer, is_found},
};
use crate::{
    base::Result,
    data::{
        Ref, Visit,
        engine::{search::words::Words, tables::Tab},
        read_tx::id_at_end,
    },
};

/// Every record, post and text that answers and that the person sees; with the stems of the index's languages.
pub fn answers(visit: &Visit, ask: &Ask) -> Result<BTreeSet<Ref>> {
    let schema = visit.store().schema();
    let read_tx = visit.read_tx()?;
    let mut filer = Filer::new(schema, &read_tx);
    let mut words = Words::new(&visit.store().search_index().languages());
    let mut found = BTreeSet::new();
    for info in schema.kinds().filter(|info| is_found(info)) {
        let mut ids = Vec::new();
        read_tx.scan(Tab::Records, &[info.kind.code], &mut |key, _| {
            ids.push(id_at_end(key));
            Ok(true)
        })?;
        for id in ids {
            let of = Ref {
                kind: info.kind.code,
                id,
            };
            let Some(entry) = filer.entry(of)? else {
                continue;
            };
            if ask.weighs(&entry, &mut words).is_some() && visit.sees_ref(of)? {
                found.insert(of);
            }
        }
    }
    Ok(found)
}

/// Whether any segment of the index that answers has a word, were it only of what was taken away.
pub fn has_word(visit: &Visit, word: &str) -> Result<bool> {
    match visit.store().search_index().answering() {
        Some((index, _)) => index.has_term(word),
        None => Ok(false),
    }
}
