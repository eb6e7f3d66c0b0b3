//! Signing and declining. Whoever signs last has the house seal the file: it is made before, and lies in the vault named by
//! nothing; that they signed, that it is sealed, and the new version of the document are one deed, so that a kill leaves all
//! of it or none.

use std::io::Cursor;

use super::{
    actions::{DECLINE, SIGN},
    forms::{MOST_SIGNERS, Sign},
    how::How,
    notices, of_quotes,
    ops::{tell_end, tell_next},
    request::{SealedFile, SignatureRequest, StampedBy, Status},
    seal,
    seal::digest,
    sealing,
    sealing::{MOST_BYTES, appended, bytes_of},
    signer::Given,
    time_stamps::{self, Clock},
};
use crate::{
    base::{Error, Id, Result, language},
    data::{Change, Held, Record, Visit},
    features::{
        documents::{self, IncomingFile},
        inbox, quotes,
    },
};

/// All others may sign in the same moment, and each time it is looked at anew.
const TRIES: usize = MOST_SIGNERS + 1;

/// Signs as whoever comes; whether it is sealed now.
///
/// # Errors
/// `NotFound` for whoever doesn't see it, `Conflict` when it isn't theirs to sign now.
pub fn sign(visit: &Visit, id: Id<SignatureRequest>, form: Sign) -> Result<bool> {
    let address = visit.origin.address.map(|address| address.to_string());
    let given = Given {
        name: form.name,
        path: form.signature,
        address: address.unwrap_or_default(),
        how: How::of(visit)?,
        language: language::current(),
        texts: form.texts,
    };
    for _ in 1..TRIES {
        match try_to_sign(visit, id, &form.hash, &given) {
            Err(Error::Stale) => {}
            done => return done,
        }
    }
    try_to_sign(visit, id, &form.hash, &given)
}

fn try_to_sign(visit: &Visit, id: Id<SignatureRequest>, read: &str, given: &Given) -> Result<bool> {
    let held: SignatureRequest = visit.find_for(&SIGN, id)?;
    let person = visit.actor.person;
    if read != held.hash {
        return Err(Error::field(
            "hash",
            "This is not the document that is to be signed. Open the page anew and read it.",
        ));
    }
    of_quotes::must_be_theirs_to_accept(visit, &held)?;
    let next = match held.quote {
        Some(_) => quotes::hearing(visit)?,
        None => Vec::new(),
    };
    let version = held.version;
    let mut after = held;
    // What can't be done is refused below, where it is known whether it was done before under the same key.
    let complete = after.sign(person, given.clone(), visit.at);
    let sealed = match complete {
        Ok(true) => Some(sealed(visit, &after)?),
        _ => None,
    };
    let given = given.clone();
    visit.act(SIGN, move |change| {
        let mut request = change.subject_at(id, Some(version))?;
        let at = change.at;
        let complete = request.sign(person, given, at)?;
        if complete {
            finish(change, &mut request, sealed.ok_or(Error::Stale)?)?;
            of_quotes::accept(change, &request, next)?;
        }
        change.put(&request)?;
        if let Some(client) = request.client {
            change.about(client.as_ref());
        }
        change.about(request.document.as_ref());
        if let Some(of) = request.quote {
            change.about(of.quote.as_ref());
        }
        tell_of_signature(change, &request, complete)?;
        Ok(complete)
    })
}

fn tell_of_signature(
    change: &mut Change<'_, '_>,
    request: &SignatureRequest,
    complete: bool,
) -> Result<()> {
    let by = change.actor.person;
    let name = request.signer(by).map_or("", |(_, held)| &held.name);
    let said = match complete {
        true => format!("Everybody has signed {}: it is sealed", request.name),
        false => format!(
            "{name} signed {} ({} of {})",
            request.name,
            request.signed(),
            request.signers.len()
        ),
    };
    inbox::notify(
        change,
        request.sender,
        &notices::ANSWERED,
        request.id.as_ref(),
        said.as_str(),
    )?;
    match complete {
        true => tell_end(change, request, by, &said),
        // All at once were told when it was sent.
        false if request.in_order => tell_next(change, request),
        false => Ok(()),
    }
}

/// The file with what everybody gave, sealed, as it lies in the vault.
fn sealed(visit: &Visit, request: &SignatureRequest) -> Result<SealedFile> {
    let key = sealing::seal_key(visit)?
        .ok_or_else(|| Error::internal("the house has no key for its seals"))?;
    let original = bytes_of(visit, &request.file)?;
    if digest::hash(&original) != request.hash {
        return Err(Error::internal("what was signed is not what lies there"));
    }
    let worker = sealing::worker(visit)?;
    let append = |clock: &Clock| appended(visit, &worker, request, &original, clock);
    let (made, stamped) = match time_stamps::current(visit)? {
        None => (seal::seal(&key, &original, &append(&Clock::House)?)?, None),
        Some(authority) => {
            let mut told = Err("it wasn’t asked".to_owned());
            let with = append(&Clock::Stamped(authority.host()))?;
            let made = seal::seal_with(&key, &original, &with, |signature| {
                told = authority.stamp(signature, visit.at);
                told.as_ref().ok().map(|stamp| stamp.token.clone())
            });
            match told {
                Ok(stamp) => {
                    let stamped = StampedBy {
                        at: stamp.at,
                        by: stamp.by,
                        certificate: stamp.certificate,
                    };
                    (made?, Some(stamped))
                }
                // The file says so, and nobody waits for an authority that doesn't answer.
                Err(why) => {
                    let without = append(&Clock::Failed(authority.host(), why))?;
                    (seal::seal(&key, &original, &without)?, None)
                }
            }
        }
    };
    let hash = digest::hash(&made.bytes);
    Ok(SealedFile {
        file: visit
            .store()
            .keep(Cursor::new(made.bytes), MOST_BYTES * 2)?,
        hash,
        covered: made.covered,
        certificate: key.fingerprint(),
        at: visit.at,
        stamped,
    })
}

/// Everybody has signed: it is sealed, and the sealed file is the document's version that counts, unless it has become
/// another document since.
fn finish(
    change: &mut Change<'_, '_>,
    request: &mut Held<SignatureRequest>,
    sealed: SealedFile,
) -> Result<()> {
    let document = change.load(&**request, |request| request.document)?;
    if document.newest == request.of && !document.archived {
        let given = IncomingFile {
            scanned: false,
            file: sealed.file.clone(),
            name: signed_name(&request.name),
            media_type: "application/pdf".into(),
        };
        let note = format!("Signed by all and sealed ({})", request.id);
        // Who has it out for a next version keeps nobody from signing this one.
        documents::add_made_version(change, request.document, given, note)?;
    }
    let at = change.at;
    request.sealed = Some(sealed);
    request.end(Status::Sealed, at);
    Ok(())
}

/// `Agreement-signed.pdf`: the name of a file, of what a document is called.
pub fn signed_name(name: &str) -> String {
    let lower = name.to_ascii_lowercase();
    let stem = match lower.ends_with(".pdf") {
        true => &name[..name.len() - 4],
        false => name,
    };
    let plain = |c: char| match c {
        '/' | '\\' | ':' | '"' | '<' | '>' | '|' | '?' | '*' => '-',
        c => c,
    };
    let stem: String = stem.chars().map(plain).collect();
    format!("{}-signed.pdf", stem.trim_start_matches('.'))
}

/// Whoever is asked doesn't sign, and says why; nobody else is asked any more.
pub fn decline(visit: &Visit, id: Id<SignatureRequest>, reason: String) -> Result<()> {
    visit.act(DECLINE, move |change| {
        let mut request = change.subject::<SignatureRequest>(id)?;
        let (at, by) = (change.at, change.actor.person);
        request.decline(by, &reason, at)?;
        change.put(&request)?;
        change.note(reason.clone());
        let name = request.signer(by).map_or("", |(_, held)| &held.name);
        let said = format!("{name} declined to sign {}: {reason}", request.name);
        inbox::notify(
            change,
            request.sender,
            &notices::ANSWERED,
            request.as_ref(),
            said.as_str(),
        )?;
        tell_end(change, &request, by, &said)
    })
}

#[cfg(test)]
mod tests {
    use super::{super::sealing::pdf_moment, *};
    use crate::base::Moment;

    #[test]
    fn a_moment_is_written_as_files_have_it() {
        assert_eq!(pdf_moment(Moment(1_790_000_000_000)), "D:20260921141320Z");
        assert_eq!(
            signed_name("Care agreement.PDF"),
            "Care agreement-signed.pdf"
        );
        assert_eq!(signed_name("Care agreement"), "Care agreement-signed.pdf");
        assert_eq!(signed_name("../Care 3/4: all"), "-Care 3-4- all-signed.pdf");
    }
}
