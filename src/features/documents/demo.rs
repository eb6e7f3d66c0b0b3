//! What a demonstration has of documents beside what clients hand in: a table and a picture, to be found by their words and
//! to be seen.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

use super::{DocumentForm, IncomingFile, create};
use crate::{
    base::{Error, Result},
    data::Visit,
};

const PRICES: &str = "Service;Unit;Price\nBrand workshop;day;1,900\nLogo with three drafts;piece;4,800\nPackaging, per format;piece;1,250\nPrint supervision;day;980\nVellum sample book;piece;85\n";

pub fn make(visit: &Visit) -> Result<()> {
    add(
        visit,
        "Price list",
        "prices.csv",
        "text/plain; charset=utf-8",
        PRICES.into(),
    )?;
    add(
        visit,
        "Palette for the stand",
        "palette.png",
        "image/png",
        palette()?,
    )
}

fn add(visit: &Visit, title: &str, name: &str, media_type: &str, bytes: Vec<u8>) -> Result<()> {
    let most = bytes.len() as u64;
    let given = IncomingFile {
        file: visit.store().keep(Cursor::new(bytes), most)?,
        name: name.into(),
        media_type: media_type.into(),
    };
    let form = DocumentForm {
        name: title.into(),
        about: String::new(),
        client: None,
        shared: false,
        note: String::new(),
    };
    create(visit, form, given).map(drop)
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
