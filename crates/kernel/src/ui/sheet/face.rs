//! A font of a sheet: which letters it has, how wide they are, and where a line ends.

use krilla::text::Font;
use skrifa::{
    FontRef, MetadataProvider,
    instance::{LocationRef, Size},
};

use crate::base::{Error, Result};

/// A font, and how wide its letters are.
pub struct Face {
    pub font: Font,
    bytes: &'static [u8],
}

impl Face {
    pub fn new(bytes: &'static [u8]) -> Result<Face> {
        let font =
            Font::new(bytes.into(), 0).ok_or_else(|| Error::internal("a font can't be read"))?;
        Ok(Face { font, bytes })
    }

    fn read(&self) -> Option<FontRef<'static>> {
        FontRef::new(self.bytes).ok()
    }

    /// The text with what the font has no letter for told as `?`, and with what no program knows the meaning of (private use);
    /// line breaks and tabs are spaces.
    pub fn known(&self, text: &str) -> String {
        let map = self.read().map(|font| font.charmap());
        let has = |c: char| map.as_ref().is_some_and(|map| map.map(c).is_some());
        let letter = |c: char| match c {
            c if c.is_whitespace() || c.is_control() => ' ',
            '\u{2212}' if !has(c) => '-',
            '\u{e000}'..='\u{f8ff}' | '\u{f0000}'.. => '?',
            c if has(c) => c,
            _ => '?',
        };
        text.chars().map(letter).collect()
    }

    /// In points, at a size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        let Some(font) = self.read() else { return 0.0 };
        let (map, metrics) = (
            font.charmap(),
            font.glyph_metrics(Size::new(size), LocationRef::default()),
        );
        text.chars()
            .filter_map(|c| map.map(c))
            .filter_map(|glyph| metrics.advance_width(glyph))
            .sum()
    }

    /// Broken between words, and within one that is wider than the line.
    pub fn wrap(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for whole in text.lines() {
            let mut line = String::new();
            for word in self.known(whole).split(' ').filter(|word| !word.is_empty()) {
                let longer = match line.as_str() {
                    "" => word.to_owned(),
                    held => format!("{held} {word}"),
                };
                if self.width(&longer, size) <= width {
                    line = longer;
                    continue;
                }
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                for letter in word.chars() {
                    let mut wider = line.clone();
                    wider.push(letter);
                    if !line.is_empty() && self.width(&wider, size) > width {
                        lines.push(std::mem::take(&mut line));
                    }
                    line.push(letter);
                }
            }
            lines.push(line);
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_no_wider_than_they_may_be() {
        let face = Face::new(dejavu::sans::regular()).unwrap();
        let text = "Supercalifragilistic words and_a_word_that_is_wider_than_the_line_is\nand another line";
        let lines = face.wrap(text, 10.0, 90.0);
        assert!(lines.len() > 5);
        for line in &lines {
            assert!(face.width(line, 10.0) <= 90.0, "{line}");
        }
        let letters = |text: &str| {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .collect::<String>()
        };
        assert_eq!(letters(&lines.concat()), letters(text), "nothing is lost");
    }
}
