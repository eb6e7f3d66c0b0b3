//! Leaves of any size on which words and strokes stand where they are put, on nothing: to be laid over the pages of a paper,
//! or to stand behind them.

use krilla::{Document, SerializeSettings, metadata::Metadata, page::PageSettings};

use super::{
    drawn::{About, draw, leaves},
    pdf::{DIM, INK, Mark, Placed, Setter, strokes},
    tags::{Piece, Role},
};
use crate::base::{Error, Result};

/// The box that a signature is drawn in.
const PAD: (f32, f32) = (600.0, 160.0);

/// Measured from the upper left corner, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

pub struct Leaves {
    set: Setter,
    leaves: Vec<(f32, f32, Vec<Placed>)>,
    /// As what is read what is put now.
    piece: Option<Piece>,
}

impl Leaves {
    /// None yet.
    ///
    /// # Errors
    /// When a font can't be read.
    pub fn new() -> Result<Leaves> {
        Ok(Leaves {
            set: Setter::blank()?,
            leaves: Vec::new(),
            piece: None,
        })
    }

    /// Begins the next, which is so wide and high.
    pub fn begin(&mut self, width: f32, height: f32) {
        self.leaves.push((width, height, Vec::new()));
    }

    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }

    fn put(&mut self, mark: Mark) {
        if let Some((_, _, marks)) = self.leaves.last_mut() {
            let piece = match mark {
                Mark::Rule { .. } => None,
                _ => self.piece,
            };
            marks.push((piece, mark));
        }
    }

    /// What is put from here on is read as this, or is beside what is read.
    pub fn read_as(&mut self, role: Option<Role>) {
        self.piece = role.map(|role| self.set.tags.add(None, role));
    }

    /// What is put from here on is read as this, below another piece: what an item of a list says.
    pub fn read_below(&mut self, above: Option<Piece>, role: Role) -> Piece {
        let piece = self.set.tags.add(above, role);
        self.piece = Some(piece);
        piece
    }

    /// What is put on the way is beside what is read.
    pub fn beside(&mut self, put: impl FnOnce(&mut Leaves)) {
        let piece = self.piece.take();
        put(self);
        self.piece = piece;
    }

    /// A line of words whose foot stands at `y`.
    pub fn line(&mut self, (x, y): (f32, f32), size: f32, bold: bool, quiet: bool, text: &str) {
        let text = self.set.face(bold).known(text);
        if !text.trim().is_empty() {
            self.put(Mark::Text {
                x,
                y,
                size,
                bold,
                color: if quiet { DIM } else { INK },
                text,
            });
        }
    }

    /// Words broken into lines of this width.
    pub fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        self.set.plain.wrap(text, size, width)
    }

    /// A line across an A4 leaf.
    pub fn rule(&mut self, y: f32) {
        self.put(Mark::Rule { y });
    }

    /// Words on one line, as large as they fit into a place, at its foot.
    pub fn fitted(&mut self, place: Place, largest: f32, text: &str) {
        let text = self.set.plain.known(text);
        let wide = self.set.plain.width(&text, 1.0);
        if wide <= 0.0 {
            return;
        }
        let size = largest.min(place.height * 0.8).min(place.width / wide);
        let foot = place.y + place.height - size * 0.25;
        self.line((place.x, foot), size, false, false, &text);
    }

    /// What was drawn on the pad, as large as it fits into a place.
    pub fn drawn(&mut self, place: Place, path: &str) {
        let scale = (place.width / PAD.0).min(place.height / PAD.1);
        let at = |(x, y): (f32, f32)| (place.x + x * scale, place.y + y * scale);
        let printed = strokes(path).into_iter();
        let printed = printed.map(|stroke| stroke.into_iter().map(at).collect());
        let printed = printed.collect();
        self.put(Mark::Strokes(printed));
    }

    /// As a file of which each leaf is a page.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn pdf(&self, title: &str) -> Result<Vec<u8>> {
        let mut document = Document::new_with(SerializeSettings {
            enable_tagging: false,
            ..SerializeSettings::default()
        });
        let metadata = Metadata::new().title(title.to_owned());
        document.set_metadata(metadata.creator("Atrium".into()));
        for (width, height, marks) in &self.leaves {
            let size = PageSettings::from_wh(*width, *height)
                .ok_or_else(|| Error::internal("a page has no size"))?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for (_, mark) in marks {
                draw(&self.set, &mut surface, mark);
            }
            surface.finish();
            page.finish();
        }
        document
            .finish()
            .map_err(|error| Error::internal(format!("a PDF can't be written: {error}")))
    }
}

impl Leaves {
    /// As a file that tells as what everything on it is read: PDF/A-3a and PDF/UA-1 (ISO 19005-3, ISO 14289-1), as sheets
    /// are; PDF/A-3b where it says something that these don't allow.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn told(&self, about: &About<'_>) -> Result<Vec<u8>> {
        leaves(&self.set, &self.leaves, about)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_made_smaller_until_they_fit() {
        let mut leaves = Leaves::new().unwrap();
        leaves.begin(300.0, 200.0);
        let place = Place {
            x: 10.0,
            y: 10.0,
            width: 60.0,
            height: 20.0,
        };
        leaves.fitted(place, 12.0, "Wilhelmina van der Berg-Featherstonehaugh");
        let Some((None, Mark::Text { size, text, .. })) = leaves.leaves[0].2.first() else {
            panic!("no words");
        };
        assert!(*size < 12.0);
        assert!(leaves.set.plain.width(text, *size) <= 60.5);
        leaves.drawn(place, "M0 0L600 160");
        let Some((None, Mark::Strokes(drawn))) = leaves.leaves[0].2.last() else {
            panic!("nothing drawn");
        };
        assert_eq!(drawn[0][1], (70.0, 26.0));
        let bytes = leaves.pdf("Leaves").unwrap();
        let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
        assert!(text.contains("Featherstonehaugh"), "{text}");
    }
}
