//! The verbs of whoever asks for signatures: prepare a request, say where what stands, send it, cancel it.

use super::{
    actions::{ASK, CANCEL, SEND},
    forms::{Content, EditRequest, NewRequest, Places},
    notices,
    request::{OF_DOCUMENT, SignatureRequest, Status},
    seal::{self, SEAL_KEY, SealKey},
    sealing::{MOST_BYTES, appended, bytes_of, hash_of, seal_key, worker},
    signer::Signer,
    time_stamps::Clock,
};
use crate::{
    access::Tier,
    base::{Day, Error, Id, Moment, Result, text},
    data::{Change, Key, Record, Visit},
    extract::{Failure, PageSize, Worker},
    features::{
        clients::Client,
        documents::{Document, Version},
        inbox,
        people::{Directory, User},
        settings::CurrentSettings,
    },
};

/// How long it can be signed where nobody says otherwise, and the longest.
const USUAL_DAYS: i32 = 21;
const LONGEST_DAYS: i32 = 366;

/// What a file came to that can't be signed, beside the field that names it.
pub fn not_signed(failure: Failure) -> Error {
    match failure {
        Failure::Lasting(why) => Error::field(
            "document",
            format!("This document can't be signed here. {why}"),
        ),
        Failure::Passing(why) => Error::Unavailable(why),
    }
}

/// Those who are named, each one of the house's people or of the client's.
///
/// # Errors
/// On `people`.
pub fn signers(
    visit: &Visit,
    client: Option<Id<Client>>,
    named: &[Id<User>],
) -> Result<Vec<Signer>> {
    let names = Directory::of(visit)?;
    let each = named.iter().map(|id| {
        let user = names.users.get(&id.raw()).filter(|user| !user.inactive);
        let client = client.map(Id::raw);
        match user {
            Some(user) if user.tier != Tier::Client || user.client == client => Ok(Signer {
                user: *id,
                name: user.name.clone(),
                client: user.tier == Tier::Client,
                ..Signer::default()
            }),
            Some(user) => Err(Error::field(
                "people",
                format!("{} belongs to another client than the document.", user.name),
            )),
            None => Err(Error::field(
                "people",
                format!("{id} has no account in use. Open the portal for them first."),
            )),
        }
    });
    each.collect()
}

/// The last day of a request.
///
/// # Errors
/// On `expires`.
pub fn last_day(asked: Option<Day>, today: Day) -> Result<Day> {
    let day = asked.unwrap_or(today + USUAL_DAYS);
    match day {
        past if past < today => Err(Error::field("expires", "This day is over.")),
        far if far - today > LONGEST_DAYS => Err(Error::field(
            "expires",
            "A year is the longest that it waits.",
        )),
        day => Ok(day),
    }
}

/// The document and the version of it that would be signed, if it can be.
pub fn signable(visit: &Visit, id: Id<Document>) -> Result<(Document, Version)> {
    let document: Document = visit
        .find(id)
        .map_err(|_| Error::field("document", "There is no such document that you may see."))?;
    visit.demand_on(&ASK, &document)?;
    document.must_be_live()?;
    let newest = visit.follow(&document, |document| document.newest)?;
    let newest = newest.ok_or(Error::NotFound)?;
    if newest.media_type != "application/pdf" {
        return Err(Error::field(
            "document",
            "Only a PDF is signed here: what it shows is the same everywhere. Save this one as a PDF and add that as a new version.",
        ));
    }
    if newest.file.size > MOST_BYTES {
        return Err(Error::field(
            "document",
            format!("It is larger than {} MB.", MOST_BYTES >> 20),
        ));
    }
    Ok((document, newest))
}

/// Prepares a request over the version that counts. Nobody hears of it before it is sent.
///
/// # Errors
/// For what is no PDF, or one to which nothing can be added.
pub fn prepare(visit: &Visit, form: NewRequest) -> Result<Id<SignatureRequest>> {
    let document = form
        .document
        .ok_or_else(|| Error::field("document", "Document is missing."))?;
    let (_, newest) = signable(visit, document)?;
    let mut file = visit.store().file(&newest.file)?;
    let pages = worker(visit)?.inspect(&mut file).map_err(not_signed)?;
    prepare_known(visit, form, pages)
}

/// The same of a file whose pages are known.
pub fn prepare_known(
    visit: &Visit,
    form: NewRequest,
    pages: Vec<PageSize>,
) -> Result<Id<SignatureRequest>> {
    let (document, newest) = signable(visit, form.document.unwrap_or_default())?;
    let content = form.content;
    let request = SignatureRequest {
        document: document.id,
        of: newest.id,
        number: newest.number,
        name: document.name.clone(),
        client: document.client,
        hash: hash_of(&mut visit.store().file(&newest.file)?)?,
        file: newest.file,
        pages,
        sender: Id::new(visit.actor.person),
        signers: signers(visit, document.client, &content.signers)?,
        message: content.message,
        in_order: content.in_order,
        expires: last_day(content.expires, visit.today())?,
        every: content.every,
        made_at: visit.at,
        ..SignatureRequest::default()
    };
    visit.act(ASK, move |change| {
        let document = change.subject::<Document>(request.document)?;
        if document.newest != request.of {
            return Err(Error::Stale);
        }
        let made = change.insert(request)?;
        change.about(document.as_ref());
        Ok(made.id)
    })
}

/// Changes what isn't sent yet. Places of whoever doesn't sign any more go.
pub fn edit(visit: &Visit, id: Id<SignatureRequest>, form: EditRequest) -> Result<()> {
    let held: SignatureRequest = visit.find_for(&ASK, id)?;
    held.must_be_draft()?;
    let document = visit.follow(&held, |held| held.document)?;
    let document = document.ok_or(Error::NotFound)?;
    let Content {
        signers: named,
        in_order,
        message,
        expires,
        every,
    } = form.content;
    let signers = signers(visit, document.client, &named)?;
    // What was said before stays, though it may be over by now: sending asks again.
    let expires = match expires == Some(held.expires) {
        true => held.expires,
        false => last_day(expires, visit.today())?,
    };
    visit.act(ASK, move |change| {
        let mut request = change.subject_at(id, form.version)?;
        request.must_be_draft()?;
        // A place stays with its person, wherever among all they come now.
        let before = std::mem::take(&mut request.signers);
        let mut fields = std::mem::take(&mut request.fields);
        fields.retain_mut(|field| {
            let whose = before.get((field.signer as usize).wrapping_sub(1));
            let now = whose.and_then(|whose| {
                let mut each = signers.iter();
                each.position(|signer| signer.user == whose.user)
            });
            field.signer = now.map_or(0, |now| u32::try_from(now + 1).unwrap_or_default());
            field.signer > 0
        });
        request.fields = fields;
        request.signers = signers;
        request.in_order = in_order;
        request.message = message;
        request.expires = expires;
        request.every = every;
        change.put(&request)
    })
}

/// Says where what stands, for all who sign.
pub fn place(visit: &Visit, id: Id<SignatureRequest>, form: Places) -> Result<()> {
    visit.act(ASK, move |change| {
        let mut request = change.subject_at(id, form.version)?;
        request.must_be_draft()?;
        for (n, field) in form.fields.iter().enumerate() {
            if let Some(why) = field.wrong(request.pages.len(), request.signers.len()) {
                return Err(Error::field(
                    &format!("fields.{n}.page"),
                    format!("Place {}: {why}", n + 1),
                ));
            }
        }
        request.fields = form.fields;
        change.put(&request)
    })
}

/// Whoever is named can sign, and what they sign can be sealed: that is tried before anybody signs, for the last of them is too
/// late to learn of it.
fn must_be_signable_by_all(
    visit: &Visit,
    mut request: SignatureRequest,
    key: &SealKey,
) -> Result<()> {
    if let Some(document) = visit.follow(&request, |request| request.document)? {
        let named = request.signers.iter();
        let named: Vec<Id<User>> = named.map(|signer| signer.user).collect();
        signers(visit, document.client, &named).map_err(|error| match error {
            Error::Invalid(why) => Error::conflict(why.to_string()),
            other => other,
        })?;
    }
    let end = Moment::at(request.expires + 1, 0, &visit.tz);
    // A demonstration is made where nothing reads files.
    let Some(worker) = visit.store().service::<Worker>() else {
        return Ok(());
    };
    request.send(visit.at, end)?;
    let original = bytes_of(visit, &request.file)?;
    let appended = appended(visit, &worker, &request, &original, &Clock::House)?;
    seal::seal(key, &original, &appended).map(drop)
}

/// Sends it to those who sign; from then on what is signed doesn't change any more.
///
/// # Errors
/// `Conflict` where somebody who is named can't sign any more, or the file can't be sealed.
pub fn send(visit: &Visit, id: Id<SignatureRequest>, version: Option<u64>) -> Result<()> {
    let held: SignatureRequest = visit.find_for(&SEND, id)?;
    let house = CurrentSettings::of(visit)?.0.name.clone();
    let (key, known) = match seal_key(visit)? {
        Some(key) => (key, true),
        None => (SealKey::make(&house, visit.at)?, false),
    };
    if held.status == Status::Draft {
        must_be_signable_by_all(visit, held, &key)?;
    }
    visit.act(SEND, move |change| {
        let mut request = change.subject_at::<SignatureRequest>(id, version)?;
        let document = change.load(&*request, |request| request.document)?;
        document.must_be_live()?;
        if document.newest != request.of {
            return Err(Error::conflict(
                "There is a newer version of this document. Prepare a request over that one.",
            ));
        }
        let end = Moment::at(request.expires + 1, 0, &change.tz);
        request.send(change.at, end)?;
        change.put(&request)?;
        change.about(document.as_ref());
        if let Some(client) = request.client {
            change.about(client.as_ref());
        }
        let there = change
            .unscoped("whether the house has a key for its seals, and nothing of it")
            .find(SEAL_KEY)?;
        if there.is_none() && !known {
            change
                .on_behalf("the house seals what it sends out to be signed")
                .insert(key)?;
        }
        tell_next(change, &request)
    })
}

/// Tells those whose turn it is.
pub fn tell_next(change: &mut Change<'_, '_>, request: &SignatureRequest) -> Result<()> {
    let today = change.at.day(&change.tz);
    let mut said = format!(
        "{}: read it and sign it by {}",
        request.name,
        request.expires.show(today)
    );
    if !request.message.is_empty() {
        said.push_str(&format!(". {}", text::shorten(&request.message, 300)));
    }
    for signer in request.whose_turn() {
        let of = match signer.client {
            true => &notices::ASKED_CLIENT,
            false => &notices::ASKED,
        };
        inbox::notify(change, signer.user, of, request.id.as_ref(), said.as_str())?;
    }
    Ok(())
}

/// Tells those who sign, but for one, how it ended.
pub fn tell_end(
    change: &mut Change<'_, '_>,
    request: &SignatureRequest,
    but: u64,
    said: &str,
) -> Result<()> {
    for signer in request.others(but) {
        let of = match signer.client {
            true => &notices::ENDED_CLIENT,
            false => &notices::ENDED,
        };
        inbox::notify(change, signer.user, of, request.id.as_ref(), said)?;
    }
    Ok(())
}

/// Nobody is to sign it any more. What is sealed stays sealed.
pub fn cancel(visit: &Visit, id: Id<SignatureRequest>, reason: String) -> Result<()> {
    visit.act(CANCEL, move |change| {
        let mut request = change.subject::<SignatureRequest>(id)?;
        let (at, by) = (change.at, change.actor.person);
        request.cancel(&reason, at)?;
        change.put(&request)?;
        change.note(reason.clone());
        match request.sent_at {
            None => Ok(()),
            Some(_) => {
                let said = format!("{} is not to be signed any more: {reason}", request.name);
                tell_end(change, &request, by, &said)
            }
        }
    })
}

/// What was asked about a document, the latest first.
pub fn of_document(visit: &Visit, document: &Document) -> Result<Vec<SignatureRequest>> {
    visit.related(document, OF_DOCUMENT, Key::new().id(document.id), 20)
}
