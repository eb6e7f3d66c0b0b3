//! The page from which a document is printed: every page of a PDF, or a picture, and nothing else. Whoever opens it stands in
//! the log as having printed.

use maud::html;

use super::{Current, Document, Shown, Version, api::AskedVersion, drawn, shown::of_version, uses};
use crate::{
    base::{Error, Result, text},
    data::Visit,
    ui::prelude::*,
    web::{Form, Page, Reader, Reply, Request, form::Optional},
};

/// Pages that are printed from here; who prints more opens the file.
const MOST: u32 = 60;

/// Whether a version is printed from here.
pub fn is_printed(version: &Version) -> bool {
    matches!(
        Shown::of(&version.media_type),
        Some(Shown::Pdf | Shown::Picture)
    )
}

pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let asked = request.filters::<AskedVersion>();
    let version = match asked.number() {
        Some(number) => super::numbered(visit, &document, number)?,
        None => Current::of(visit, document.clone())?.newest,
    };
    if !is_printed(&version) {
        return Err(Error::NotFound);
    }
    let (pages, why) = match Shown::of(&version.media_type) {
        Some(Shown::Pdf) => match drawn::page(visit, &version.file, 1)? {
            Some(first) => (first.pages, None),
            None => (
                0,
                Some("Its pages can’t be drawn here. Open the file and print that."),
            ),
        },
        _ => (1, None),
    };
    uses::opened(visit, &document, &version, uses::How::Printed)?;
    let source = |number: u32| match Shown::of(&version.media_type) {
        Some(Shown::Pdf) => of_version(&document, &format!("page?page={number}&"), &version),
        _ => of_version(&document, "file?show=on&", &version),
    };
    let shown = pages.min(MOST);
    let body = html! {
        div class="no-print" {
            (Head::new("Print").fact(document.name.as_str()).fact(format!("version {}", version.number)).actions(html! {
                @if shown > 0 { button class="btn primary" type="button" data-print { (icon(Icon::Print)) "Print" } }
            }))
            @if let Some(why) = why { (Banner::warning(why)) }
            @if pages > shown { (Banner::info(format!("The first {shown} of {} stand here. Open the file to print the others.", text::count(pages as usize, "page", "pages")))) }
        }
        div class="printed" {
            @for number in 1..=shown { img src=(source(number)) alt=(format!("Page {number}")); }
        }
    };
    let page = Page::new("Print", body)
        .under("Documents", "/documents")
        .under(
            document.name.as_str(),
            format!("/documents/{}", document.id),
        )
        .styles(&["extra", "folders"])
        .scripts(&["print"]);
    Ok(page.into())
}

/// Which page of which version.
pub struct AskedPage {
    version: Option<i64>,
    page: u32,
}

impl Form for AskedPage {
    fn read(f: &mut Reader) -> Self {
        let page = f.whole("page", "Page", Optional, 1..=i64::from(MOST));
        AskedPage {
            version: f.whole("version", "Version", Optional, 1..=1_000_000),
            page: page.and_then(|page| u32::try_from(page).ok()).unwrap_or(1),
        }
    }
}

/// A page of a PDF as it is printed; the first where none is named.
pub fn picture(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let asked: AskedPage = request.asked().into_form()?;
    let version = match asked.version {
        Some(number) => super::numbered(visit, &document, number.unsigned_abs())?,
        None => Current::of(visit, document)?.newest,
    };
    if Shown::of(&version.media_type) != Some(Shown::Pdf) {
        return Err(Error::NotFound);
    }
    let drawn = drawn::page(visit, &version.file, asked.page)?;
    Ok(drawn.ok_or(Error::NotFound)?.reply(asked.page))
}
