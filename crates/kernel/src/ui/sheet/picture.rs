//! A picture on a sheet: the house's logo. It is decoded here, within bounds, and printed as its pixels, so that nothing of the
//! file that was sent stands in the file that leaves the house.

use std::{io::Cursor, sync::Arc};

use image::{ImageFormat, ImageReader, Limits};

/// The longer side of what is read, and of what is printed, in pixels.
const LARGEST: u32 = 4_000;
const PRINTED: u32 = 800;
const MOST_MEMORY: u64 = 96 << 20;

/// As pixels: red, green, blue, and how much shows through.
#[derive(Clone, PartialEq)]
pub struct Picture {
    pub pixels: Arc<Vec<u8>>,
    pub width: u32,
    pub height: u32,
}

impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} by {})", self.width, self.height)
    }
}

impl Picture {
    /// Reads a PNG, JPEG or WebP picture of at most 4,000 by 4,000 pixels; nothing of what is another, larger or damaged.
    pub fn read(bytes: &[u8]) -> Option<Picture> {
        let format = image::guess_format(bytes).ok()?;
        let taken = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP];
        if !taken.contains(&format) {
            return None;
        }
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        let mut limits = Limits::default();
        limits.max_image_width = Some(LARGEST);
        limits.max_image_height = Some(LARGEST);
        limits.max_alloc = Some(MOST_MEMORY);
        reader.limits(limits);
        let whole = reader.decode().ok()?;
        let small = match whole.width().max(whole.height()) > PRINTED {
            true => whole.thumbnail(PRINTED, PRINTED),
            false => whole,
        };
        let pixels = small.into_rgba8();
        let (width, height) = pixels.dimensions();
        (width > 0 && height > 0).then(|| Picture {
            pixels: Arc::new(pixels.into_raw()),
            width,
            height,
        })
    }

    /// As large as it fits into a width and height, in the same unit.
    pub fn fitted(&self, width: f32, height: f32) -> (f32, f32) {
        let (own_width, own_height) = (self.width as f32, self.height as f32);
        let scale = (width / own_width).min(height / own_height);
        (own_width * scale, own_height * scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        image::RgbImage::new(width, height)
            .write_to(&mut out, ImageFormat::Png)
            .unwrap();
        out.into_inner()
    }

    #[test]
    fn pictures_are_read_within_bounds() {
        let small = Picture::read(&png(40, 20)).unwrap();
        assert_eq!((small.width, small.height), (40, 20));
        assert_eq!(small.fitted(100.0, 30.0), (60.0, 30.0));
        let large = Picture::read(&png(2_000, 1_000)).unwrap();
        assert_eq!((large.width, large.height), (800, 400));
        assert!(Picture::read(&png(4_001, 2)).is_none(), "too wide");
        assert!(Picture::read(b"<svg xmlns='http://www.w3.org/2000/svg'/>").is_none());
        assert!(Picture::read(&png(40, 20)[..60]).is_none(), "broken off");
    }
}
