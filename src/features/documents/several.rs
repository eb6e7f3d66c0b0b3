//! Several documents at once: shared with their clients or not, verified, archived, restored.

use super::{
    Document,
    actions::{ARCHIVE, EDIT, VERIFY},
    ops::{archive_held, must_have_whom_to_share_with, verify_held},
    own_ops::expires_otherwise,
};
use crate::{
    access::Action,
    base::{Error, Id, Result},
    data::{Change, Field, Held, Visit},
    features::{
        lists,
        records::{Deed, Several},
    },
};

const DEEDS: &[Deed<Document>] = &[
    Deed::new("verify", "Verify", VERIFY, verify_held).as_seen(),
    Deed::new("archive", "Archive", ARCHIVE, archive_held),
    Deed::new("restore", "Restore", ARCHIVE, |change, document, _| {
        document.restore(change.at)?;
        change.put(document)
    }),
];

impl Several for Document {
    const IN_BAR: &'static [&'static str] = &["shared_with_client"];

    fn matching(visit: &Visit, query: &str, most: usize) -> Result<Vec<Id<Document>>> {
        lists::matching(visit, query, most)
    }

    fn deed(_: &Field) -> Action {
        EDIT
    }

    fn deeds() -> &'static [Deed<Document>] {
        DEEDS
    }

    fn settle(
        change: &mut Change<'_, '_>,
        before: &Document,
        document: &mut Held<Document>,
    ) -> Result<()> {
        if before.archived {
            return Err(Error::conflict("It is archived. Restore it first."));
        }
        must_have_whom_to_share_with(document.shared_with_client, document)?;
        if before.shared_with_client != document.shared_with_client {
            let newest = change.load(&**document, |document| document.newest)?.number;
            let shared = document.shared_with_client;
            document.shared_with_client = before.shared_with_client;
            document.share(shared, newest);
        }
        expires_otherwise(change, before.expires, document);
        document.touched = change.at;
        Ok(())
    }
}
