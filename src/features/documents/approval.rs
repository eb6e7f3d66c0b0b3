//! The approval of one version of a document: a newer one has to be asked for anew.

use super::{Document, Version, actions::ASK_APPROVAL, words::size};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Record, Ref, Visit},
    features::{
        approvals::{
            self, Approvable, Approval, Asking, BY_SUBJECT, Effect, Fact, Note, subject_key,
        },
        people::Directory,
    },
};

pub const DOCUMENT: Approvable = Approvable {
    approve: "Approve this version",
    always: true,
    ..Approvable::new("document", "Document", approved).evidence(evidence)
};

fn version_of(approval: &Approval) -> Id<Version> {
    Id::new(approval.subject.map_or(0, |of| of.id))
}

fn document_of(version: &Version) -> Id<Document> {
    version.document
}

/// Asks whoever decides in the person's department for a yes to the version that counts now.
pub fn ask(visit: &Visit, id: Id<Document>, form: Note) -> Result<Id<Approval>> {
    let document: Document = visit.find(id)?;
    visit.demand_on(&ASK_APPROVAL, &document)?;
    document.must_be_live()?;
    let newest = visit.follow(&document, |document| document.newest)?;
    let newest = newest.ok_or(Error::NotFound)?;
    let names = Directory::of(visit)?;
    let asker = names.users.get(&visit.actor.person);
    let own = asker.and_then(|user| user.departments.first()).copied();
    let department = document.departments.first().copied().or(own);
    let draft = Approval {
        subject: Some(newest.as_ref()),
        client: document.client.map_or(0, Id::raw),
        title: format!("{}, version {}", document.name, newest.number),
        note: form.note,
        department: department.unwrap_or_default(),
        owner: Some(document.owner),
        ..Approval::default()
    };
    let asking = Asking::of(visit, &DOCUMENT, draft)?;
    visit.act(ASK_APPROVAL, move |change| {
        let document = change.subject::<Document>(id)?;
        if document.newest != newest.id {
            return Err(Error::Stale);
        }
        change.note(asking.approval.note.clone());
        Ok(asking.file(change)?.id)
    })
}

/// What was asked about a version so far, the newest first.
pub fn about(visit: &Visit, version: &Version) -> Result<Vec<Approval>> {
    approvals::all_about(visit, version)
}

/// Whether somebody is to say yes to a version yet.
pub fn waits_for(change: &mut Change<'_, '_>, version: &Version) -> Result<bool> {
    let asked = change.children::<Approval>(BY_SUBJECT, subject_key(version.as_ref()))?;
    Ok(asked.iter().any(Approval::is_waiting))
}

/// A version that somebody was asked about stays with what they said.
pub fn hung_on(change: &mut Change<'_, '_>, of: Ref) -> Result<Option<&'static str>> {
    let asked = of.kind == Version::KIND.code
        && change.has_child::<Approval>(BY_SUBJECT, subject_key(of))?;
    Ok(asked.then_some("Approval was asked for this version, so it stays. Add another one."))
}

fn evidence(visit: &Visit, approval: &Approval) -> Result<Vec<Fact>> {
    let Some(version) = visit.follow(approval, version_of)? else {
        return Ok(Vec::new());
    };
    let Some(document) = visit.follow(&version, document_of)? else {
        return Ok(Vec::new());
    };
    let newest = visit.follow(&document, |document| document.newest)?;
    let counts = newest.map_or(0, |newest| newest.number);
    let mut facts = vec![
        Fact::new("Document", document.name.as_str()),
        Fact::new("File", version.name.as_str()),
        Fact::new("Size", size(version.file.size)),
        Fact::new("Version that counts", counts.to_string()),
    ];
    if !version.note.is_empty() {
        facts.push(Fact::new("What changed", version.note.as_str()));
    }
    Ok(facts)
}

/// The yes stands with the version; one that is no longer the newest isn't worth any.
fn approved(change: &mut Change<'_, '_>, approval: &mut Approval) -> Result<Effect> {
    let version = change.load(&*approval, version_of)?;
    let document = change.load(&version, document_of)?;
    document.must_be_live()?;
    if document.newest != version.id {
        return Err(Error::conflict(
            "There is a newer version of this document. Return it, so that the newer one is asked for.",
        ));
    }
    Ok(Effect {
        about: Some(document.as_ref()),
        also: vec![document.owner],
        told: None,
    })
}
