//! The search index at the shell: how it stands, and having it made anew.

use std::sync::Arc;

use clap::Subcommand;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use crate::{
    base::{Moment, Result},
    data::{
        Store, Visit,
        full_text::{Rebuild, Stand, languages},
    },
    features::{administration::want_search_anew, settings::CurrentSettings},
    jobs::Supervisor,
};

#[derive(Debug, Subcommand, Serialize, Deserialize)]
pub enum Search {
    /// Say how many records are filed, or how far it is.
    Status,
    /// Make it anew. A server that runs does it beside its people, who go on finding meanwhile.
    Rebuild,
}

/// Records that are filed at once.
const PORTION: usize = 5_000;

pub fn perform(store: &Arc<Store>, what: &Search) -> Result<String> {
    let served = store.service::<Supervisor>().is_some();
    match what {
        Search::Status => status(store),
        Search::Rebuild if served => {
            want_search_anew(store);
            Ok(
                "The search index is being made anew. How far it is says: atrium search status"
                    .into(),
            )
        }
        Search::Rebuild => rebuild(store),
    }
}

fn rebuild(store: &Arc<Store>) -> Result<String> {
    let visit = Visit::system(store, Moment::now(), TimeZone::UTC);
    let spoken = languages(&CurrentSettings::of(&visit)?.0.languages);
    let index = store.search_index();
    store.open_search_index(&spoken)?;
    let mut rebuild = Rebuild::begin(store, "somebody asked for it at the shell".into())?;
    while rebuild.portion(store, PORTION)? {}
    let said = status(store);
    index.close();
    said
}

fn status(store: &Store) -> Result<String> {
    let index = store.search_index();
    Ok(match index.stand() {
        Stand::Ready { documents } => format!("{documents} records and texts are filed."),
        Stand::Making { why, done, of, .. } => {
            let percent = done
                .saturating_mul(100)
                .checked_div(of)
                .unwrap_or(0)
                .min(99);
            format!("It is being made anew, because {why}: {percent} % is done.")
        }
        Stand::Closed => match index.look() {
            Ok(Some((documents, seq))) => format!(
                "{documents} records and texts are filed, up to entry {seq} of {}. The rest is filed when the server starts.",
                store.newest()
            ),
            Ok(None) => "There is none yet. It is made when the server starts.".into(),
            Err(error) => format!("{error}. It is made anew when the server starts."),
        },
    })
}
