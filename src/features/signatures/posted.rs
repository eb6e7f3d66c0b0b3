//! What the forms about signatures do, post by post.

use super::{
    actions::ASK,
    forms::{EditRequest, NewRequest, Places, Sign},
    ops, pages,
    pages::{Forms, Side, Signing},
    pictures,
    request::SignatureRequest,
    sign,
    sign::signed_name,
};
use crate::{
    base::{Error, Id, Result},
    data::Visit,
    features::{
        documents,
        documents::{Document, How},
    },
    web::{
        Filled, Reply, Request,
        form::{Form, Optional, Reader, Reason, Shown},
    },
};

pub fn new(visit: &Visit, request: &Request) -> Result<Reply> {
    let Some(id) = request.query("document").and_then(Id::<Document>::parse) else {
        return Ok(Reply::go("/documents").toast("Choose the document first", None));
    };
    let document: Document = visit.find_for(&ASK, id)?;
    let form = match ops::signable(visit, id) {
        Ok(_) => Filled::blank(&[("every", "3".to_owned())]),
        Err(Error::Invalid(problems)) => {
            let blank = Filled::blank(&[]);
            let why = problems.of("document").unwrap_or_default().to_owned();
            blank.with_problem("document", &why)
        }
        Err(other) => return Err(other),
    };
    Ok(pages::new(visit, &document, &form)?.status(200).into())
}

pub fn prepare(visit: &Visit, request: &Request) -> Result<Reply> {
    match request
        .fill::<NewRequest>()
        .attempt(|form| ops::prepare(visit, form))?
    {
        Ok(id) => {
            Ok(Reply::go(format!("/signature-requests/{id}")).toast("Prepared", visit.wrote()))
        }
        Err(filled) => {
            let id = filled.value("document").and_then(Id::<Document>::parse);
            let document: Document = visit.find(id.ok_or(Error::NotFound)?)?;
            Ok(pages::new(visit, &document, &filled)?.into())
        }
    }
}

pub fn show(visit: &Visit, request: &Request, forms: &Forms) -> Result<Reply> {
    Ok(pages::one(visit, &of(visit, request)?, request, forms)?.into())
}

pub fn here(id: Id<SignatureRequest>) -> String {
    format!("/signature-requests/{id}")
}

pub fn edit(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<EditRequest>()
        .attempt(|form| ops::edit(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Saved", visit.wrote())),
        Err(edit) => {
            let held = of(visit, request)?;
            let edit = edit.against(held.version, &pages::filled(&held));
            let forms = Forms {
                edit,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

pub fn place(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Places>()
        .attempt(|form| ops::place(visit, id, form))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Places saved", visit.wrote())),
        Err(places) => {
            let held = of(visit, request)?;
            let places = places.against(held.version, &pages::typed_places(&held));
            let forms = Forms {
                places,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

pub fn send(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    let form: Shown = request.form()?;
    match ops::send(visit, id, form.version) {
        Ok(()) => Ok(Reply::go(here(id)).toast("Sent to those who sign", None)),
        Err(why @ Error::Conflict(_)) => {
            let held = of(visit, request)?;
            let forms = Forms {
                send: Some(why),
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
        Err(other) => Err(other),
    }
}

pub fn cancel(visit: &Visit, request: &Request) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Reason>()
        .attempt(|form| ops::cancel(visit, id, form.reason))?
    {
        Ok(()) => Ok(Reply::go(here(id)).toast("Cancelled", None)),
        Err(cancel) => {
            let held = of(visit, request)?;
            let forms = Forms {
                cancel,
                ..Forms::blank(&held)
            };
            show(visit, request, &forms)
        }
    }
}

pub fn reading(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let held = of(visit, request)?;
    Ok(pages::signing(visit, &held, side, &Signing::blank())?.into())
}

pub fn signed(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Sign>()
        .attempt(|form| sign::sign(visit, id, form))?
    {
        Ok(sealed) => {
            let said = match sealed {
                true => "Signed. Everybody has, and it is sealed",
                false => "Signed. Thank you",
            };
            Ok(Reply::go(side.here(&of(visit, request)?)).toast(said, None))
        }
        Err(sign) => {
            let forms = Signing {
                sign,
                ..Signing::blank()
            };
            Ok(pages::signing(visit, &of(visit, request)?, side, &forms)?.into())
        }
    }
}

pub fn declined(visit: &Visit, request: &Request, side: Side) -> Result<Reply> {
    let id: Id<SignatureRequest> = request.id("id")?;
    match request
        .fill::<Reason>()
        .attempt(|form| sign::decline(visit, id, form.reason))?
    {
        Ok(()) => {
            let to = side.here(&of(visit, request)?);
            Ok(Reply::go(to).toast("Declined. They are told", None))
        }
        Err(decline) => {
            let forms = Signing {
                decline,
                ..Signing::blank()
            };
            Ok(pages::signing(visit, &of(visit, request)?, side, &forms)?.into())
        }
    }
}

/// Which of the two files.
pub struct Asked {
    pub(super) sealed: bool,
}

impl Form for Asked {
    fn read(f: &mut Reader) -> Self {
        Asked {
            sealed: f.flag("sealed", "With all signatures and the seal"),
        }
    }
}

/// Whoever signs reads the document here, and its own log says so as well.
pub fn noted(visit: &Visit, held: &SignatureRequest, how: How) -> Result<()> {
    let document = visit.follow(held, |held| held.document)?;
    let version = visit.follow(held, |held| held.of)?;
    match document.zip(version) {
        Some((document, version)) => {
            documents::opened_through(visit, &document, &version, how, held.id.to_string())
        }
        None => Ok(()),
    }
}

pub fn file(visit: &Visit, request: &Request, asked: Asked) -> Result<Reply> {
    let held = of(visit, request)?;
    if asked.sealed && held.sealed.is_none() {
        return Err(Error::NotFound);
    }
    noted(visit, &held, How::Downloaded)?;
    let (file, name) = match asked.sealed {
        true => {
            let sealed = held.sealed.ok_or(Error::NotFound)?;
            (sealed.file, signed_name(&held.name))
        }
        false => {
            let stem = signed_name(&held.name).replace("-signed.pdf", ".pdf");
            (held.file, stem)
        }
    };
    Ok(Reply::File {
        file,
        name,
        media_type: "application/pdf".into(),
        inline: false,
        kept: false,
    })
}

/// Which page, from 1.
pub struct PageNumber(u32);

impl Form for PageNumber {
    fn read(f: &mut Reader) -> Self {
        let number = f.whole("number", "Page", Optional, 1..=500);
        PageNumber(number.and_then(|n| u32::try_from(n).ok()).unwrap_or(1))
    }
}

pub fn picture(visit: &Visit, request: &Request, asked: PageNumber) -> Result<Reply> {
    let held = of(visit, request)?;
    let drawn = pictures::page(visit, &held, asked.0)?;
    noted(visit, &held, How::Shown)?;
    Ok(drawn)
}

pub fn of(visit: &Visit, request: &Request) -> Result<SignatureRequest> {
    visit.find(request.id("id")?)
}
