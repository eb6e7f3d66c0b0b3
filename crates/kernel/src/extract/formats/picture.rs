//! Pictures: a small one of each, upright as the camera was held.

use std::io::Cursor;

use image::{
    DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage, Rgba,
    codecs::jpeg::JpegEncoder, imageops, metadata::Orientation,
};

use super::Read;
use crate::extract::{Picture, Reading};

/// The longer side of a small picture, in pixels.
pub const LONGEST: u32 = 640;
/// The longer side of what is looked at.
const LARGEST: u32 = 30_000;
const MOST_MEMORY: u64 = 320 << 20;
/// Pixels of what is shown as large as it is.
const MOST_MARKED: u64 = 30_000_000;
const QUALITY: u8 = 78;

/// A kind of picture that is decoded here.
pub fn format_of(bytes: &[u8]) -> Option<ImageFormat> {
    let format = image::guess_format(bytes).ok()?;
    let ours = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ];
    ours.contains(&format).then_some(format)
}

pub fn read(bytes: &[u8], format: ImageFormat, within: bool) -> Read {
    let mut reading = Reading::none("A picture is found by its name.");
    if !within {
        reading.picture = Some(small(bytes, format)?);
    }
    Ok(reading)
}

/// Decoded within its limits, and how the camera was held.
fn decoded(
    bytes: &[u8],
    format: ImageFormat,
) -> Result<(DynamicImage, Option<Orientation>), String> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LARGEST);
    limits.max_image_height = Some(LARGEST);
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(too_large)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) * 4 > MOST_MEMORY {
        return Err(format!(
            "It has too many pixels to be shown small: {width} by {height}."
        ));
    }
    let orientation = decoder.orientation().ok();
    let whole = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    Ok((whole, orientation))
}

fn small(bytes: &[u8], format: ImageFormat) -> Result<Picture, String> {
    let (whole, orientation) = decoded(bytes, format)?;
    let mut small = match whole.width().max(whole.height()) > LONGEST {
        true => whole.thumbnail(LONGEST, LONGEST),
        false => whole,
    };
    if let Some(orientation) = orientation {
        small.apply_orientation(orientation);
    }
    encoded(&on_paper(small))
}

/// A picture as large as it is, upright.
pub fn large(bytes: &[u8], format: ImageFormat) -> Result<RgbImage, String> {
    let (mut whole, orientation) = decoded(bytes, format)?;
    let pixels = u64::from(whole.width()) * u64::from(whole.height());
    if pixels > MOST_MARKED {
        return Err(format!(
            "It has more than {} million pixels.",
            MOST_MARKED / 1_000_000
        ));
    }
    if let Some(orientation) = orientation {
        whole.apply_orientation(orientation);
    }
    Ok(on_paper(whole))
}

/// What shows through shows paper.
fn on_paper(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    let mut paper = image::RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255; 4]));
    imageops::overlay(&mut paper, &picture, 0, 0);
    drop(picture);
    DynamicImage::ImageRgba8(paper).into_rgb8()
}

/// As it is kept.
pub fn encoded(paper: &RgbImage) -> Result<Picture, String> {
    encoded_at(paper, QUALITY)
}

/// The same in another quality, up to 100.
pub fn encoded_at(paper: &RgbImage, quality: u8) -> Result<Picture, String> {
    let mut out = Vec::new();
    JpegEncoder::new_with_quality(&mut out, quality)
        .encode_image(paper)
        .map_err(damaged)?;
    Ok(Picture {
        width: paper.width(),
        height: paper.height(),
        bytes: out,
    })
}

fn damaged(_: image::ImageError) -> String {
    "It is damaged: it can't be shown as a picture.".into()
}

fn too_large(error: image::ImageError) -> String {
    match error {
        image::ImageError::Limits(_) => "It has too many pixels to be shown small.".into(),
        other => damaged(other),
    }
}
