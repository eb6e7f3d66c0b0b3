//! What a demonstration has of documents beside what clients hand in: a table and a picture, to be found by their words and
//! to be seen; versions to hold against each other, folders, and categories that say how long papers are kept.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::{
    CategoryForm, CheckOutForm, Document, DocumentForm, Edit, Ending, FileForm, FolderForm,
    NewVersion, add_category, create, create_folder, document::BY_TOUCHED, edit, file_into,
    incoming::IncomingFile, new_version, take_out,
};
use crate::{
    base::{Error, Id, Result},
    data::{Key, Query, Visit},
};

const PRICES: &str = "Service;Unit;Price\nBrand workshop;day;1,900\nLogo with three drafts;piece;4,800\nPackaging, per format;piece;1,250\nPrint supervision;day;980\nVellum sample book;piece;85\n";

const SHEET: &str = "text/plain; charset=utf-8";

pub fn make(visit: &Visit) -> Result<()> {
    let prices = add(visit, "Price list", "prices.csv", SHEET, PRICES.into())?;
    let raised = PRICES
        .replace("Print supervision;day;980", "Print supervision;day;1,040")
        .replace(
            "Vellum sample book;piece;85\n",
            "Vellum sample book;piece;90\nProof on the real paper;piece;140\n",
        );
    let form = NewVersion {
        note: "Printing costs more from this quarter on".into(),
        keep: false,
        version: None,
    };
    let given = given(visit, "prices.csv", SHEET, raised.into())?;
    new_version(visit, prices, form, given)?;
    let palette = add(
        visit,
        "Palette for the stand",
        "palette.png",
        "image/png",
        palette()?,
    )?;
    let form = CheckOutForm {
        note: "The colours of the second wall".into(),
        version: None,
    };
    take_out(visit, palette, form)
}

/// Folders of the house, and how long its papers are kept.
pub fn in_order(visit: &Visit) -> Result<()> {
    let category = |name: &str, keep_months, ending| {
        let form = CategoryForm {
            name: name.into(),
            keep_months,
            ending,
            version: None,
        };
        add_category(visit, form)
    };
    category("Contracts", Some(120), Ending::Archive)?;
    let papers = category("Working papers", Some(24), Ending::Archive)?;
    category("Applications", Some(6), Ending::Delete)?;
    let folder = |name: &str, parent| {
        let form = FolderForm {
            name: name.into(),
            parent,
            client: None,
            about: String::new(),
        };
        create_folder(visit, form)
    };
    let sales = folder("Sales kit", None)?;
    let prices = folder("Prices", Some(sales))?;
    folder("Templates", None)?;
    let live = || Query::<Document>::by(BY_TOUCHED).under(Key::new().byte(0));
    let Some(list) = visit.first(live().words("Price list"))? else {
        return Ok(());
    };
    let form = FileForm {
        documents: vec![list.id],
        folder: Some(prices),
    };
    file_into(visit, form)?;
    let expires = visit.today().plus_months(3);
    let form = Edit {
        name: list.name.clone(),
        description: list.description.clone(),
        shared: list.shared_with_client,
        category: Some(papers),
        expires: Some(expires),
        version: None,
    };
    edit(visit, list.id, form)
}

fn given(visit: &Visit, name: &str, media_type: &str, bytes: Vec<u8>) -> Result<IncomingFile> {
    let most = bytes.len() as u64;
    Ok(IncomingFile {
        scanned: false,
        file: visit.store().keep(Cursor::new(bytes), most)?,
        name: name.into(),
        media_type: media_type.into(),
    })
}

fn add(
    visit: &Visit,
    title: &str,
    name: &str,
    media_type: &str,
    bytes: Vec<u8>,
) -> Result<Id<Document>> {
    let given = given(visit, name, media_type, bytes)?;
    let form = DocumentForm {
        name: title.into(),
        about: String::new(),
        client: None,
        shared: false,
        note: String::new(),
        folder: None,
    };
    create(visit, form, given)
}

/// Six colours side by side, each darker towards the foot.
fn palette() -> Result<Vec<u8>> {
    const COLOURS: [[u32; 3]; 6] = [
        [32, 58, 92],
        [64, 122, 140],
        [150, 180, 160],
        [236, 220, 180],
        [214, 140, 90],
        [160, 62, 50],
    ];
    let pixels = RgbImage::from_fn(960, 540, |x, y| {
        let light = 255 - y / 6;
        let colour = COLOURS[(x / 160) as usize % COLOURS.len()];
        Rgb(colour.map(|part| u8::try_from(part * light / 255).unwrap_or(u8::MAX)))
    });
    let mut out = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(pixels)
        .write_to(&mut out, ImageFormat::Png)
        .map_err(Error::internal)?;
    Ok(out.into_inner())
}
