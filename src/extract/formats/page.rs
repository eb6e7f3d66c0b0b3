//! Pages of a PDF as pictures: the first as a small one, any to be read.

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
const UNREADABLE: &str = "This page can't be shown.";
/// The longer side of a page that is read, in pixels.
const READABLE: u32 = 1_500;

pub fn first(bytes: &[u8]) -> Read {
    shown(bytes, 0, LONGEST, UNSHOWN)
}

/// A page by its number, from 1.
pub fn readable(bytes: &[u8], number: u32) -> Read {
    let at = usize::try_from(number).ok().and_then(|n| n.checked_sub(1));
    shown(bytes, at.ok_or(UNREADABLE)?, READABLE, UNREADABLE)
}

fn shown(bytes: &[u8], at: usize, longest: u32, unshown: &'static str) -> Read {
    let pdf = Pdf::new(bytes.to_vec()).map_err(|_| unshown)?;
    let page = pdf.pages().get(at).ok_or(unshown)?;
    let (width, height) = page.render_dimensions();
    let sound = |side: f32| side.is_finite() && side >= 1.0;
    if !sound(width) || !sound(height) {
        return Err(unshown.into());
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
    let paper = RgbImage::from_raw(width, height, all).ok_or(unshown)?;
    Ok(Reading {
        picture: Some(encoded(&paper)?),
        ..Reading::default()
    })
}
