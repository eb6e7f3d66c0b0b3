//! A quote that is signed: its paper becomes a document about it, a request is prepared over that, and with the last signature
//! the quote is accepted in the deed that seals the paper. What becomes of the quote meanwhile ends the request: nobody signs
//! what doesn't hold any more.

use std::io::Cursor;

use super::{
    accepted_quote::AcceptedQuote,
    actions::ASK,
    forms::Content,
    ops::{self},
    request::{OF_DOCUMENT, SignatureRequest, Status},
    sealing,
    sealing::{MOST_BYTES, hash_bytes},
};
use crate::{
    base::{Error, Id, Result},
    data::{Change, Deriving, Key, Record, Ref, Visit},
    features::{
        documents::{self, Document, IncomingFile, NewDocument},
        people::User,
        quotes::{self, Quote, Way, sheet},
        settings::logo_printed,
    },
    ui::sheet::Sheet,
};

fn must_wait(visit: &Visit, quote: &Quote) -> Result<()> {
    match quote.is_open(visit.today()) {
        true => Ok(()),
        false => Err(Error::conflict(
            "Only a quote that waits for the client’s answer is signed. Send it first.",
        )),
    }
}

/// Prepares a request over the version of a quote that the client has; the client's people in the portal sign where nobody is
/// named.
///
/// # Errors
/// `Conflict` for a quote that waits for no answer; beside the field otherwise.
pub fn prepare(visit: &Visit, id: Id<Quote>, content: Content) -> Result<Id<SignatureRequest>> {
    let quote: Quote = visit.find(id)?;
    visit.demand_on(&ASK, &quote)?;
    must_wait(visit, &quote)?;
    let (client, contacts) = sheet::client_of(visit, &quote)?;
    let mut named = content.signers;
    if named.is_empty() {
        named.extend(contacts.iter().filter_map(|contact| contact.user));
    }
    let signers = ops::signers(visit, Some(quote.client), &named)?;
    if !signers.iter().any(|signer| signer.client) {
        return Err(Error::field(
            "people",
            "Somebody of the client signs a quote. Name them, or open the portal for a contact first.",
        ));
    }
    let holds = quote.valid_until;
    if let (Some(asked), Some(last)) = (content.expires, holds)
        && asked > last
    {
        return Err(Error::field(
            "expires",
            format!("The quote holds until {}.", last.long()),
        ));
    }
    let expires = ops::last_day(content.expires.or(holds), visit.today())?;
    let version = sheet::Version::of(&quote, None);
    let paper = Sheet {
        picture: logo_printed(visit)?,
        ..sheet::said(visit, &quote, &version, &client, &contacts)?
    };
    let bytes = paper.pdf()?;
    let pages = sealing::worker(visit)?
        .inspect(&mut bytes.as_slice())
        .map_err(ops::not_signed)?;
    let hash = hash_bytes(&bytes);
    let file = visit.store().keep(Cursor::new(bytes), MOST_BYTES)?;
    let name = format!("{} {}", quote.id, quote.title);
    let given = IncomingFile {
        scanned: false,
        file: file.clone(),
        name: format!("{}.pdf", quote.id),
        media_type: "application/pdf".into(),
    };
    visit.act(ASK, move |change| {
        let held = change.subject_at(id, Some(quote.version))?;
        let new = NewDocument {
            name: name.clone(),
            client: Some(held.client),
            about: Some(Record::as_ref(&*held)),
            shared: true,
            ..NewDocument::of(given)
        };
        let document = documents::add(change, new)?;
        let made = change.insert(SignatureRequest {
            document: document.id,
            of: document.newest,
            number: 1,
            name,
            client: Some(held.client),
            hash,
            file,
            pages,
            sender: Id::new(change.actor.person),
            signers,
            message: content.message,
            in_order: content.in_order,
            expires,
            every: content.every,
            made_at: change.at,
            quote: Some(AcceptedQuote {
                quote: held.id,
                revision: held.revision,
            }),
            ..SignatureRequest::default()
        })?;
        change.about(document.as_ref());
        change.about(Record::as_ref(&*held));
        Ok(made.id)
    })
}

/// Whoever signs for the client may accept the quote.
///
/// # Errors
/// `Forbidden` otherwise.
pub fn must_be_theirs_to_accept(visit: &Visit, request: &SignatureRequest) -> Result<()> {
    let Some(of) = request.quote else {
        return Ok(());
    };
    let (_, signer) = request.signer(visit.actor.person).ok_or_else(|| {
        Error::Forbidden("You are not among those who are asked to sign this.".into())
    })?;
    match signer.client {
        true => visit.demand_on(&quotes::ACCEPT, &visit.find(of.quote)?),
        false => Ok(()),
    }
}

/// Everybody has signed: the client's yes to the quote.
///
/// # Errors
/// `Conflict` where the quote can't be accepted any more; then nothing is signed.
pub fn accept(
    change: &mut Change<'_, '_>,
    request: &SignatureRequest,
    next: Vec<Id<User>>,
) -> Result<()> {
    let Some(of) = request.quote else {
        return Ok(());
    };
    let mut signed = request.signers.iter();
    let client = signed
        .find(|signer| signer.client)
        .ok_or_else(|| Error::conflict("Nobody of the client has signed this quote."))?;
    let signature = quotes::Signature {
        name: client.typed.clone(),
        path: client.path.clone(),
        way: Way::Portal,
        note: format!("Signed by all and sealed ({})", request.id),
        at: client.at.unwrap_or(change.at),
        address: client.address.clone(),
    };
    quotes::accept_signed(
        change,
        (of.quote, of.revision),
        client.user,
        signature,
        next,
    )
}

/// What a quote isn't any more is not signed either.
pub fn follow_quotes(change: &mut Deriving<'_, '_, '_>, touched: &[Ref]) -> Result<()> {
    for of in touched.iter().filter(|of| of.kind == Quote::KIND.code) {
        let quote = change.find(Id::<Quote>::new(of.id))?;
        let about = documents::about_key(*of);
        for document in change.children::<Document>(documents::BY_ABOUT, about)? {
            let key = Key::new().id(document.id);
            for mut request in change.children::<SignatureRequest>(OF_DOCUMENT, key)? {
                let waits = matches!(request.status, Status::Draft | Status::Open);
                let Some(asked) = request.quote.filter(|_| waits) else {
                    continue;
                };
                let stands = quote.as_ref().is_some_and(|quote| {
                    quote.id == asked.quote
                        && quote.revision == asked.revision
                        && quote.status == quotes::Status::Sent
                });
                if !stands {
                    request.reason =
                        "The quote doesn’t stand any more as it was to be signed.".into();
                    let at = change.at;
                    request.end(Status::Cancelled, at);
                    change.put(&request)?;
                }
            }
        }
    }
    Ok(())
}
