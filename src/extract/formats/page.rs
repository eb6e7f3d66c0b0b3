//! The first page of a PDF, as a small picture.

use hayro::{
    PixmapSettings, RenderCache, RenderSettings, hayro_interpret::InterpreterSettings,
    hayro_syntax::Pdf, render, vello_cpu::color::palette::css::WHITE,
};
use image::RgbImage;

use super::{
    Read,
    picture::{LONGEST, encoded},
};
use crate::extract::Reading;

const UNSHOWN: &str = "Its first page can't be shown.";

pub fn first(bytes: &[u8]) -> Read {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| UNSHOWN)?;
    let page = pdf.pages().first().ok_or(UNSHOWN)?;
    let (width, height) = page.render_dimensions();
    let sound = |side: f32| side.is_finite() && side >= 1.0;
    if !sound(width) || !sound(height) {
        return Err(UNSHOWN.into());
    }
    // A little more, for what comes behind the point is cut off.
    let scale = (LONGEST as f32 + 0.01) / width.max(height);
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
    Ok(Reading {
        picture: Some(encoded(&paper)?),
        ..Reading::default()
    })
}
