//! A mark laid over everything that a file shows: over each page of a PDF, over a picture. What comes of it is a file of its
//! own; the one that was given stays as it is.

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::{
    page,
    paged::{Done, Frame, below, damaged, has, inherited, load, name, numbers, odd, shifted},
    picture,
};
use crate::extract::pages::MOST_PAGES;

/// How much of the mark is seen over a page.
const FAINT: f32 = 0.3;
/// The same over a picture, of 255.
const FAINT_IN_PICTURE: i32 = 110;
/// Marks below one another on a page: a strip has no more.
const MOST_TILES: f32 = 40.0;
/// The widest mark that is drawn over a picture, in pixels.
const TILE: u32 = 1_600;

/// A file with the first page of `leaf` over all that it shows, again and again from top to bottom, each time as wide as
/// what is marked. A PDF stays one, and a picture becomes a JPEG.
pub fn mark(bytes: &[u8], leaf: &[u8]) -> Done<Vec<u8>> {
    match picture::format_of(bytes) {
        Some(format) => over_picture(picture::large(bytes, format)?, leaf),
        None => over_pages(bytes, leaf),
    }
}

fn over_pages(bytes: &[u8], leaf: &[u8]) -> Done<Vec<u8>> {
    let mut document = load(bytes)?;
    if has(&document, &|held| held.has(b"ByteRange")) {
        return Err("It carries a digital signature, which a mark would break.".into());
    }
    let pages: Vec<ObjectId> = document.page_iter().take(MOST_PAGES + 1).collect();
    match pages.len() {
        0 => return Err("It has no pages.".into()),
        many if many > MOST_PAGES => return Err(format!("It has more than {MOST_PAGES} pages.")),
        _ => {}
    }
    let tile = Tile::taken_into(&mut document, leaf)?;
    for page in pages {
        tile.over(&mut document, page)?;
    }
    let mut out = Vec::with_capacity(bytes.len() + (64 << 10));
    document.save_to(&mut out).map_err(odd)?;
    Ok(out)
}

/// The mark, as a drawing that pages name.
struct Tile {
    drawing: ObjectId,
    faint: ObjectId,
    width: f32,
    height: f32,
}

impl Tile {
    fn taken_into(document: &mut Document, leaf: &[u8]) -> Done<Tile> {
        let overlay = Document::load_mem(leaf).map_err(damaged)?;
        let first = overlay.page_iter().next().ok_or_else(|| odd(""))?;
        let shift = document.max_id + 1;
        let mut last = shift;
        for ((number, _), object) in &overlay.objects {
            let kind = object.type_name().unwrap_or_default();
            let tree: [&[u8]; 5] = [b"Catalog", b"Pages", b"Page", b"ObjStm", b"XRef"];
            if tree.contains(&kind) {
                continue;
            }
            let id = (number + shift, 0);
            document.objects.insert(id, shifted(object, shift));
            last = last.max(id.0);
        }
        document.max_id = last;
        let size = Frame::of(&overlay, first)?.size();
        let (width, height) = (size.width as f32 / 10.0, size.height as f32 / 10.0);
        let resources = inherited(&overlay, first, b"Resources");
        let resources = resources.unwrap_or_else(|| Object::Dictionary(Dictionary::new()));
        let mut held = Dictionary::new();
        held.set("Type", name("XObject"));
        held.set("Subtype", name("Form"));
        held.set("BBox", numbers(&[0.0, 0.0, width, height]));
        held.set("Resources", shifted(&resources, shift));
        let mut drawing = Stream::new(held, overlay.get_page_content(first).map_err(damaged)?);
        drawing.compress().map_err(odd)?;
        let mut faint = Dictionary::new();
        faint.set("Type", name("ExtGState"));
        faint.set("ca", FAINT);
        faint.set("CA", FAINT);
        Ok(Tile {
            drawing: document.add_object(drawing),
            faint: document.add_object(faint),
            width,
            height,
        })
    }

    fn over(&self, document: &mut Document, page: ObjectId) -> Done<()> {
        let frame = Frame::of(document, page)?;
        let mut held = document.get_dictionary(page).map_err(odd)?.clone();
        let own = inherited(document, page, b"Resources");
        let mut own = own
            .and_then(|own| own.as_dict().ok().cloned())
            .unwrap_or_default();
        // Names that nothing of the page's own has.
        let (drawing, faint) = (
            format!("AtriumMark{}", self.drawing.0),
            format!("AtriumFaint{}", self.faint.0),
        );
        for (kind, called, id) in [
            (&b"XObject"[..], &drawing, self.drawing),
            (b"ExtGState", &faint, self.faint),
        ] {
            let mut all = below(document, &own, kind);
            all.set(called.as_str(), Object::Reference(id));
            own.set(kind, all);
        }
        held.set("Resources", own);
        let content = self.content(&frame, &drawing, &faint);
        // Whatever the page leaves behind of its own state ends before the mark begins.
        let before = document.add_object(Stream::new(Dictionary::new(), b"q\n".to_vec()));
        let after = document.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
        let mut contents = vec![Object::Reference(before)];
        let there = document.get_page_contents(page).into_iter();
        contents.extend(there.map(Object::Reference));
        contents.push(Object::Reference(after));
        held.set("Contents", contents);
        document.objects.insert(page, Object::Dictionary(held));
        Ok(())
    }

    /// From the top of the page as it is shown to its foot.
    fn content(&self, frame: &Frame, drawing: &str, faint: &str) -> String {
        let size = frame.size();
        let (width, height) = (size.width as f32 / 10.0, size.height as f32 / 10.0);
        let scale = (width / self.width).max(height / (self.height * MOST_TILES));
        let step = self.height * scale;
        let matrix = frame.matrix().map(|number| number.to_string()).join(" ");
        // It is no part of what a tagged file says (ISO 32000-1, 14.8.2.2).
        let beside = "/Artifact <</Type /Pagination /Subtype /Watermark>> BDC";
        let mut content = format!("\nQ\n{beside}\nq\n{matrix} cm\n/{faint} gs\n");
        let mut y = height - step;
        while y > -step {
            content.push_str(&format!("q {scale} 0 0 {scale} 0 {y} cm /{drawing} Do Q\n"));
            y -= step;
        }
        content.push_str("Q\nEMC\n");
        content
    }
}

fn over_picture(mut paper: image::RgbImage, leaf: &[u8]) -> Done<Vec<u8>> {
    let (width, height) = paper.dimensions();
    // As wide as the picture, unless that is a strip.
    let wide = width.max(height / 40).max(1);
    let (tile, _) = page::pixels(leaf, 1, wide.min(TILE))?;
    let (tile_width, tile_height) = tile.dimensions();
    for (x, y, pixel) in paper.enumerate_pixels_mut() {
        let at =
            |along: u32| u32::try_from(u64::from(along) * u64::from(tile_width) / u64::from(wide));
        let (Ok(across), Ok(down)) = (at(x), at(y)) else {
            continue;
        };
        let ink = tile.get_pixel(across.min(tile_width - 1), down % tile_height);
        // The leaf is ink on white.
        let covered = 255 - i32::from(ink.0[0]);
        if covered <= 0 {
            continue;
        }
        let light: u32 = pixel.0.iter().map(|part| u32::from(*part)).sum();
        let toward = if light < 3 * 110 { 255 } else { 0 };
        for part in &mut pixel.0 {
            let was = i32::from(*part);
            let moved = was + (toward - was) * covered * FAINT_IN_PICTURE / (255 * 255);
            *part = u8::try_from(moved).unwrap_or(*part);
        }
    }
    picture::encoded_at(&paper, 90).map(|made| made.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of pages of this size with this content.
    fn pdf(size: [f32; 4], contents: &[String]) -> Vec<u8> {
        let mut document = Document::with_version("1.7");
        let tree = document.new_object_id();
        let mut font = Dictionary::new();
        font.set("Type", name("Font"));
        font.set("Subtype", name("Type1"));
        font.set("BaseFont", name("Helvetica"));
        font.set("Encoding", name("WinAnsiEncoding"));
        let font = document.add_object(font);
        let mut fonts = Dictionary::new();
        fonts.set("F1", Object::Reference(font));
        let mut resources = Dictionary::new();
        resources.set("Font", fonts);
        let mut kids = Vec::new();
        for content in contents {
            let content = Stream::new(Dictionary::new(), content.clone().into_bytes());
            let content = document.add_object(content);
            let mut page = Dictionary::new();
            page.set("Type", name("Page"));
            page.set("Parent", Object::Reference(tree));
            page.set("MediaBox", numbers(&size));
            page.set("Resources", resources.clone());
            page.set("Contents", Object::Reference(content));
            kids.push(Object::Reference(document.add_object(page)));
        }
        let mut pages = Dictionary::new();
        pages.set("Type", name("Pages"));
        pages.set("Count", i64::try_from(kids.len()).unwrap());
        pages.set("Kids", kids);
        document.objects.insert(tree, Object::Dictionary(pages));
        let mut root = Dictionary::new();
        root.set("Type", name("Catalog"));
        root.set("Pages", Object::Reference(tree));
        let root = document.add_object(root);
        document.trailer.set("Root", Object::Reference(root));
        let mut out = Vec::new();
        document.save_to(&mut out).unwrap();
        out
    }

    fn words(text: &str) -> String {
        format!("BT /F1 24 Tf 20 40 Td ({text}) Tj ET\n")
    }

    fn leaf(text: &str) -> Vec<u8> {
        let bar = "0 0 0 rg 20 90 400 60 re f\n";
        let content = format!("{bar}{}", words(text));
        pdf([0.0, 0.0, 600.0, 300.0], &[content])
    }

    fn paper(pages: usize) -> Vec<u8> {
        let pages = (1..=pages).map(|page| words(&format!("Page {page} of the draft")));
        pdf([0.0, 0.0, 595.0, 842.0], &pages.collect::<Vec<_>>())
    }

    #[test]
    fn the_mark_stands_on_each_page_beside_what_it_says() {
        let marked = mark(&paper(3), &leaf("Given to Bexar")).unwrap();
        let pages = pdf_extract::extract_text_from_mem_by_pages(&marked).unwrap();
        assert_eq!(pages.len(), 3);
        for (n, page) in pages.iter().enumerate() {
            assert!(
                page.contains(&format!("Page {} of the draft", n + 1)),
                "{page}"
            );
            assert!(page.contains("Given to Bexar"), "{page}");
        }
        // A tagged file says as much as before: the mark is beside it.
        let file = Document::load_mem(&marked).unwrap();
        let page = file.page_iter().next().unwrap();
        let content = file.get_page_content(page).unwrap();
        let content = String::from_utf8_lossy(&content).into_owned();
        assert!(content.contains("/Subtype /Watermark>> BDC"), "{content}");
        assert_eq!(
            content.matches("BDC").count(),
            content.matches("EMC").count()
        );
        // Twice over is no worse.
        let again = mark(&marked, &leaf("Given to Comal")).unwrap();
        let text = pdf_extract::extract_text_from_mem(&again).unwrap();
        assert!(text.contains("Given to Bexar") && text.contains("Given to Comal"));
    }

    #[test]
    fn a_picture_is_changed_where_the_mark_stands_light_or_dark() {
        for shade in [250, 5] {
            let plain = image::RgbImage::from_pixel(400, 300, image::Rgb([shade; 3]));
            let bytes = picture::encoded(&plain).unwrap().bytes;
            let marked = mark(&bytes, &leaf("Given to Bexar")).unwrap();
            let seen = image::load_from_memory(&marked).unwrap().into_rgb8();
            assert_eq!(seen.dimensions(), (400, 300));
            let other = seen
                .pixels()
                .filter(|pixel| pixel.0[0].abs_diff(shade) > 40);
            assert!(other.count() > 100, "{shade}");
        }
    }

    #[test]
    fn what_shows_nothing_is_refused_in_words() {
        for wrong in [&b"words"[..], b"%PDF-1.7\nnothing", b"PK\x03\x04"] {
            assert!(mark(wrong, &leaf("x")).is_err(), "{wrong:?}");
        }
    }
}
