//! The files that an invoice and a statement are taken away as.

use std::io::Cursor;

use super::{
    electronic::{self, Written},
    invoice::Invoice,
    paper, statement,
};
use crate::{
    base::{Result, language},
    data::Visit,
    features::{
        clients::{self, Client},
        settings::logo_printed,
    },
    ui::sheet::Sheet,
    web::{Reply, Request},
};

/// The paper as a file. A draft's is for the house alone.
pub(super) fn pdf(visit: &Visit, request: &Request) -> Result<Reply> {
    let invoice: Invoice = visit.find(request.id("id")?)?;
    file(paper::pdf(visit, &invoice)?, paper::file_name(&invoice))
}

/// The paper for programs: CII, as it stands in the PDF.
pub(super) fn xml(visit: &Visit, request: &Request) -> Result<Reply> {
    written(visit, request, Written::Cii)
}

/// The same in UBL.
pub(super) fn ubl(visit: &Visit, request: &Request) -> Result<Reply> {
    written(visit, request, Written::Ubl)
}

pub(super) fn statement_pdf(visit: &Visit, request: &Request) -> Result<Reply> {
    kept_statement(visit, &visit.find(request.id("id")?)?, "")
}

pub fn written(visit: &Visit, request: &Request, how: Written) -> Result<Reply> {
    let invoice: Invoice = visit.find(request.id("id")?)?;
    let (xml, name) = electronic::file(visit, &invoice, how)?;
    Ok(Reply::Stream {
        size: Some(xml.len() as u64),
        reader: Box::new(Cursor::new(xml.into_bytes())),
        name,
        media_type: "application/xml",
    })
}

pub fn kept_statement(visit: &Visit, client: &Client, below: &str) -> Result<Reply> {
    statement::must_see_all_of(visit, client)?;
    // A paper is the same whoever looks.
    let _spoken = language::speak(clients::language(visit, client.id)?);
    let held = statement::of(visit, client, below)?;
    let sheet = Sheet {
        picture: logo_printed(visit)?,
        ..paper::statement(visit, client, &held)?
    };
    file(sheet.pdf()?, format!("statement-{}.pdf", client.id))
}

pub fn file(bytes: Vec<u8>, name: String) -> Result<Reply> {
    Ok(Reply::Stream {
        size: Some(bytes.len() as u64),
        reader: Box::new(Cursor::new(bytes)),
        name,
        media_type: "application/pdf",
    })
}
