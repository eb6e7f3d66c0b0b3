//! A sheet as pages of A4: set line by line, with as many pages as it takes. Letters that the font doesn't have are told
//! as `?`.

use super::{Sheet, Signed, drawn::drawn, face::Face};
use crate::base::Result;

/// A4 in points, and what stays free around it.
pub const WIDTH: f32 = 595.28;
pub const HEIGHT: f32 = 841.89;
pub const MARGIN: f32 = 56.0;
pub const FOOT: f32 = 64.0;
/// Of all that is printed, nothing is larger than the amount that is paid.
const TEXT: f32 = 9.5;
pub const SMALL: f32 = 8.0;
const LARGE: f32 = 13.0;
const LEADING: f32 = 1.45;

/// Red, green, blue.
pub type Color = [u8; 3];

pub const INK: Color = [0x24, 0x22, 0x1e];
pub const DIM: Color = [0x6a, 0x63, 0x57];
pub const RULE: Color = [0xc9, 0xc2, 0xb6];

/// What stands somewhere on a page, measured from its upper left corner.
pub enum Mark {
    Text {
        x: f32,
        y: f32,
        size: f32,
        bold: bool,
        color: Color,
        text: String,
    },
    Rule {
        y: f32,
    },
    /// Strokes of a pen, each a line through points.
    Strokes(Vec<Vec<(f32, f32)>>),
}

/// Sets one page after another.
pub struct Setter {
    pub plain: Face,
    bold: Face,
    pub pages: Vec<Vec<Mark>>,
    y: f32,
}

impl Setter {
    /// Nothing is set yet.
    pub fn blank() -> Result<Setter> {
        Ok(Setter {
            plain: Face::new(dejavu::sans::regular())?,
            bold: Face::new(dejavu::sans::bold())?,
            pages: Vec::new(),
            y: MARGIN + LARGE,
        })
    }

    pub fn face(&self, bold: bool) -> &Face {
        if bold { &self.bold } else { &self.plain }
    }

    fn put(&mut self, mark: Mark) {
        if self.pages.is_empty() {
            self.pages.push(Vec::new());
        }
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Begins another page where there is no room for so much.
    fn room(&mut self, height: f32) {
        if self.y + height > HEIGHT - FOOT {
            self.pages.push(Vec::new());
            self.y = MARGIN;
        }
    }

    fn text(&mut self, (x, y): (f32, f32), size: f32, bold: bool, color: Color, text: &str) {
        let text = self.face(bold).known(text);
        if !text.trim().is_empty() {
            self.put(Mark::Text {
                x,
                y,
                size,
                bold,
                color,
                text,
            });
        }
    }

    /// The same up to a right edge.
    fn right(&mut self, (x, y): (f32, f32), size: f32, bold: bool, color: Color, text: &str) {
        let face = self.face(bold);
        let width = face.width(&face.known(text), size);
        self.text((x - width, y), size, bold, color, text);
    }

    fn rule(&mut self) {
        self.put(Mark::Rule { y: self.y });
    }
}

pub const RIGHT: f32 = WIDTH - MARGIN;

pub fn write(sheet: &Sheet) -> Result<Vec<u8>> {
    let mut set = Setter::blank()?;
    head(&mut set, sheet);
    rows(&mut set, sheet);
    sums(&mut set, sheet);
    closing(&mut set, sheet);
    if let Some(given) = &sheet.signed {
        signed(&mut set, given);
    }
    drawn(&set, sheet)
}

fn head(set: &mut Setter, sheet: &Sheet) {
    let top = set.y;
    set.text((MARGIN, top), LARGE, true, INK, &sheet.house);
    set.right((RIGHT, top), LARGE, true, INK, &sheet.title);
    set.right(
        (RIGHT, top + LARGE * LEADING),
        TEXT,
        false,
        DIM,
        &sheet.number,
    );
    let mut y = top + LARGE * LEADING;
    for line in &sheet.letterhead {
        set.text((MARGIN, y), SMALL, false, DIM, line);
        y += SMALL * LEADING;
    }
    let top = y.max(top + 2.0 * LARGE * LEADING) + 26.0;
    let third = (RIGHT - MARGIN) / 3.0;
    let mut y = top;
    set.text((MARGIN, y), SMALL, false, DIM, "For");
    for line in &sheet.to {
        for line in set.plain.wrap(line, TEXT, third - 12.0) {
            y += TEXT * LEADING;
            set.text((MARGIN, y), TEXT, false, INK, &line);
        }
    }
    let mut lowest = y;
    let half = sheet.facts.len().div_ceil(2);
    let (first, second) = sheet.facts.split_at(half);
    for (at, facts) in [(1.0, first), (2.0, second)] {
        let x = MARGIN + third * at;
        let mut y = top;
        for (name, value) in facts {
            set.text((x, y), SMALL, false, DIM, name);
            for line in set.plain.wrap(value, TEXT, third - 12.0) {
                y += TEXT * LEADING;
                set.text((x, y), TEXT, false, INK, &line);
            }
            y += TEXT * LEADING + 4.0;
        }
        lowest = lowest.max(y - TEXT * LEADING);
    }
    set.y = lowest + 34.0;
    if !sheet.heading.is_empty() {
        for line in set.bold.wrap(&sheet.heading, TEXT + 1.5, RIGHT - MARGIN) {
            let y = set.y;
            set.text((MARGIN, y), TEXT + 1.5, true, INK, &line);
            set.y += (TEXT + 1.5) * LEADING;
        }
        set.y += 6.0;
    }
}

/// What the amounts take at the right.
const AMOUNTS: f32 = 120.0;

fn rows(set: &mut Setter, sheet: &Sheet) {
    let y = set.y;
    set.text((MARGIN, y), SMALL, false, DIM, "Description");
    set.right((RIGHT, y), SMALL, false, DIM, "Amount");
    set.y += 6.0;
    set.rule();
    set.y += TEXT * LEADING;
    let width = RIGHT - MARGIN - AMOUNTS;
    for row in &sheet.rows {
        let titles = set.bold.wrap(&row.title, TEXT, width);
        let below: Vec<String> = row
            .below
            .iter()
            .flat_map(|line| set.plain.wrap(line, SMALL, width))
            .collect();
        // A line stays together, unless it alone is longer than a page.
        let height =
            (titles.len() as f32 + 0.5) * TEXT * LEADING + below.len() as f32 * SMALL * LEADING;
        set.room(height.min(HEIGHT / 2.0));
        let y = set.y;
        set.right((RIGHT, y), TEXT, false, INK, &row.amount);
        for line in &titles {
            set.room(TEXT * LEADING);
            let y = set.y;
            set.text((MARGIN, y), TEXT, true, INK, line);
            set.y += TEXT * LEADING;
        }
        for line in &below {
            set.room(SMALL * LEADING);
            let y = set.y;
            set.text((MARGIN, y), SMALL, false, DIM, line);
            set.y += SMALL * LEADING;
        }
        set.y -= 3.0;
        set.rule();
        set.y += TEXT * LEADING + 2.0;
    }
}

fn sums(set: &mut Setter, sheet: &Sheet) {
    set.room(sheet.sums.len() as f32 * TEXT * LEADING + LARGE * LEADING);
    for (n, (name, amount)) in sheet.sums.iter().enumerate() {
        let last = n + 1 == sheet.sums.len();
        let size = if last { LARGE } else { TEXT };
        if last {
            set.y += 6.0;
        }
        let y = set.y;
        let color = if last { INK } else { DIM };
        set.right(
            (RIGHT - AMOUNTS, y),
            size.min(TEXT + 1.5),
            last,
            color,
            name,
        );
        set.right((RIGHT, y), size, last, INK, amount);
        set.y += size * LEADING;
    }
    set.y += 20.0;
}

fn closing(set: &mut Setter, sheet: &Sheet) {
    for (name, words) in &sheet.closing {
        set.room(4.0 * SMALL * LEADING);
        if !name.is_empty() {
            let y = set.y;
            set.text((MARGIN, y), SMALL, true, INK, name);
            set.y += SMALL * LEADING;
        }
        for line in set.plain.wrap(words, SMALL, RIGHT - MARGIN) {
            set.room(SMALL * LEADING);
            let y = set.y;
            set.text((MARGIN, y), SMALL, false, DIM, &line);
            set.y += SMALL * LEADING;
        }
        set.y += 8.0;
    }
}

/// How wide a drawn signature is printed, of the 600 that it was drawn in.
const DRAWN: f32 = 160.0 / 600.0;

fn signed(set: &mut Setter, signed: &Signed) {
    set.room(160.0 * DRAWN + 4.0 * TEXT * LEADING);
    let y = set.y;
    set.text((MARGIN, y), TEXT, true, INK, &signed.said);
    set.y += TEXT;
    if !signed.path.is_empty() {
        let (left, top) = (MARGIN, set.y);
        let strokes = strokes(&signed.path);
        let printed = strokes.into_iter().map(|stroke| {
            let at = |(x, y): (f32, f32)| (left + x * DRAWN, top + y * DRAWN);
            stroke.into_iter().map(at).collect()
        });
        set.put(Mark::Strokes(printed.collect()));
        set.y += 160.0 * DRAWN;
    }
    set.y += TEXT;
    for words in [&signed.name, &signed.how] {
        let y = set.y;
        set.text((MARGIN, y), SMALL, false, DIM, words);
        set.y += SMALL * LEADING;
    }
}

/// The strokes of a path of moves and lines; what can't be read of it is left out.
pub fn strokes(path: &str) -> Vec<Vec<(f32, f32)>> {
    let mut strokes: Vec<Vec<(f32, f32)>> = Vec::new();
    let mut rest = path;
    while let Some(at) = rest.find(['M', 'L']) {
        let begins = rest[at..].starts_with('M');
        rest = &rest[at + 1..];
        let end = rest.find(['M', 'L']).unwrap_or(rest.len());
        let numbers: Vec<f32> = rest[..end]
            .split(' ')
            .filter_map(|word| word.parse().ok())
            .filter(|number: &f32| number.is_finite())
            .collect();
        let [x, y] = numbers[..] else { continue };
        // A pen that left the box is drawn at its edge.
        let point = (x.clamp(0.0, 600.0), y.clamp(0.0, 160.0));
        match strokes.last_mut().filter(|_| !begins) {
            Some(stroke) => stroke.push(point),
            None => strokes.push(vec![point]),
        }
    }
    strokes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::sheet::SheetRow;

    fn sheet(rows: usize) -> Sheet {
        let row = |n: usize| SheetRow {
            title: format!(
                "Item {n} with a title that goes on for so long that it is broken over several lines of the page"
            ),
            below: vec!["64 h × $85.00, less 12%".into()],
            amount: "$4,787.20".into(),
        };
        Sheet {
            house: "Juniper & Hale".into(),
            letterhead: vec!["18 Foundry Lane".into()],
            title: "Invoice".into(),
            number: "INV-2026-0042".into(),
            to: vec!["Delgado Family Dental".into(), "Zażółć 日本".into()],
            facts: vec![
                ("Issued".into(), "4 June 2026".into()),
                ("Due".into(), "15 June 2026".into()),
            ],
            rows: (0..rows).map(row).collect(),
            sums: vec![
                ("Tax, 8.25%".into(), "$198.00".into()),
                ("Total".into(), "$2,598.00".into()),
            ],
            closing: vec![("Pay by transfer".into(), "Account 4471 0098 213".into())],
            ..Sheet::default()
        }
    }

    #[test]
    fn a_sheet_is_a_file_that_says_what_the_paper_says() {
        let bytes = sheet(3).pdf().unwrap();
        assert!(bytes.starts_with(b"%PDF-1.7"), "PDF/A-3");
        let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
        for word in [
            "INV-2026-0042",
            "Delgado",
            "Za",
            "$4,787.20",
            "$2,598.00",
            "4471",
        ] {
            assert!(text.contains(word), "{word} in {text}");
        }
        // The same sheet is the same file: whoever downloads it twice keeps one.
        assert_eq!(bytes, sheet(3).pdf().unwrap());
    }

    #[test]
    fn a_signature_is_its_strokes() {
        let drawn = strokes("M1 2L3.5 4L-5 900M10 10L20 20 Lx");
        assert_eq!(
            drawn,
            [
                vec![(1.0, 2.0), (3.5, 4.0), (0.0, 160.0)],
                vec![(10.0, 10.0), (20.0, 20.0)]
            ]
        );
        assert!(strokes("").is_empty() && strokes("M M1").is_empty());
        let signed = Signed {
            said: "Accepted".into(),
            name: "Naomi Frost".into(),
            path: "M1 2L300 90".into(),
            how: "In the portal".into(),
        };
        let sheet = Sheet {
            signed: Some(signed),
            ..sheet(1)
        };
        let text = pdf_extract::extract_text_from_mem(&sheet.pdf().unwrap()).unwrap();
        assert!(
            text.contains("Accepted") && text.contains("Naomi Frost"),
            "{text}"
        );
    }

    #[test]
    fn what_is_long_goes_on_over_pages() {
        let bytes = sheet(80).pdf().unwrap();
        let text = pdf_extract::extract_text_from_mem(&bytes).unwrap();
        assert!(text.contains("page 1 of") && text.contains("Item 79"));
        assert!(sheet(0).pdf().is_ok(), "nothing on it yet");
    }
}
