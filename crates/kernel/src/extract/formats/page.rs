//! A page of a PDF, as a picture: the first as a small one, for lists; the others, and it too where it is asked for by its
//! number, as large as they are looked at.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf, render, vello_cpu::color::palette::css::WHITE,
};
use image::RgbImage;

use super::{Read, picture::encoded};
use crate::extract::Reading;

const UNSHOWN: &str = "This page can't be shown.";

/// The longer side of a page that is looked at, in pixels.
pub const LARGE: u32 = 1_600;

/// The page of this number, from 1, with so many pixels on its longer side.
pub fn draw(bytes: &[u8], number: u32, longest: u32) -> Read {
    let (paper, pages) = pixels(bytes, number, longest)?;
    Ok(Reading {
        picture: Some(encoded(&paper)?),
        pages,
        ..Reading::default()
    })
}

/// The same as it is drawn, on white, and how many pages there are.
pub fn pixels(bytes: &[u8], number: u32, longest: u32) -> Result<(RgbImage, u32), String> {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| UNSHOWN)?;
    let pages = pdf.pages();
    let at = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
    let page = at.and_then(|at| pages.get(at)).ok_or(UNSHOWN)?;
    let (width, height) = page.render_dimensions();
    let sound = |side: f32| side.is_finite() && side >= 1.0;
    if !sound(width) || !sound(height) {
        return Err(UNSHOWN.into());
    }
    // A little more, for what comes behind the point is cut off.
    let scale = (longest as f32 + 0.01) / width.max(height);
    // The narrowest strip is a pixel wide.
    let least = |side: f32| scale.max(1.0 / side);
    let pixels = render(
        page,
        &RenderCache::new(),
        &InterpreterSettings::default(),
        &RenderSettings::default(),
        &PixmapSettings {
            x_scale: least(width),
            y_scale: least(height),
            bg_color: WHITE,
        },
    );
    let all = pixels.data_as_u8_slice().chunks_exact(4);
    let all = all
        .flat_map(|pixel| [pixel[0], pixel[1], pixel[2]])
        .collect();
    let (width, height) = (u32::from(pixels.width()), u32::from(pixels.height()));
    let paper = RgbImage::from_raw(width, height, all).ok_or(UNSHOWN)?;
    Ok((paper, u32::try_from(pages.len()).unwrap_or(u32::MAX)))
}
