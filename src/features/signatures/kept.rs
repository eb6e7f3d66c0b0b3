//! What keeps a document because of what is asked about it: nobody deletes what people are asked to sign, no Undo takes away
//! what was sent, and what is over its time takes its requests along.

use super::request::{OF_DOCUMENT, SignatureRequest, Status};
use crate::{
    base::{Id, Result},
    data::{Change, Key, Record, Ref},
    features::documents::{Document, Version},
};

fn all_about(change: &mut Change<'_, '_>, document: Id<Document>) -> Result<Vec<SignatureRequest>> {
    change.children(OF_DOCUMENT, Key::new().id(document))
}

/// A document, or one version of it.
struct Asked {
    document: Id<Document>,
    version: Option<Id<Version>>,
}

impl Asked {
    /// None for other kinds, and for what there never was.
    fn about(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<Asked>> {
        if of.kind == Document::KIND.code {
            return Ok(Some(Asked {
                document: Id::new(of.id),
                version: None,
            }));
        }
        if of.kind != Version::KIND.code {
            return Ok(None);
        }
        let id = Id::<Version>::new(of.id);
        // As it was: by the time that a guard asks, the deed has taken it away.
        let version = change.was(id)?;
        Ok(version.map(|version| Asked {
            document: version.document,
            version: Some(id),
        }))
    }

    fn is_of(&self, held: &SignatureRequest) -> bool {
        self.version.is_none_or(|version| version == held.of)
    }
}

/// What people are asked to sign stays.
pub fn in_use(change: &mut Change<'_, '_>, of: Ref) -> Result<bool> {
    let Some(asked) = Asked::about(change, of)? else {
        return Ok(false);
    };
    let all = all_about(change, asked.document)?;
    let asks = |held: &SignatureRequest| held.status == Status::Open && asked.is_of(held);
    Ok(all.iter().any(asks))
}

/// What is to be signed stays, as what was signed does.
pub fn hung_on(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<&'static str>> {
    let Some(asked) = Asked::about(change, of)? else {
        return Ok(None);
    };
    let all = all_about(change, asked.document)?;
    let hangs = |held: &SignatureRequest| {
        asked.is_of(held) && (held.sent_at.is_some() || held.status == Status::Draft)
    };
    Ok(all
        .iter()
        .any(hangs)
        .then_some("It is to be signed, or was, so it stays. Add another version, or archive it."))
}

/// What is asked about a document goes with it.
pub fn forget(change: &mut Change<'_, '_>, of: Ref) -> Result<()> {
    if of.kind != Document::KIND.code {
        return Ok(());
    }
    for held in all_about(change, Id::new(of.id))? {
        let held = change.subject(held.id)?;
        change.forget(&held)?;
    }
    Ok(())
}
