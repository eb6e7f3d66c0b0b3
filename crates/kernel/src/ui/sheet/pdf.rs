//! A sheet as pages of A4: set line by line, with as many pages as it takes. Letters that the font doesn't have are told
//! as `?`.

use super::{
    Embedded, Picture, Sheet, Signed,
    drawn::drawn,
    face::Face,
    tags::{Piece, Role, Tags},
};
use crate::{
    base::{Result, language::say},
    said,
};

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
    /// A picture whose upper left corner stands at `x` and `y`.
    Picture {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        picture: Picture,
    },
}

/// A mark, and the piece of the sheet that it belongs to; what only adorns a page belongs to none.
pub type Placed = (Option<Piece>, Mark);

/// Sets one page after another.
pub struct Setter {
    pub plain: Face,
    bold: Face,
    pub pages: Vec<Vec<Placed>>,
    pub tags: Tags,
    /// What is being set.
    piece: Option<Piece>,
    y: f32,
}

impl Setter {
    /// Nothing is set yet.
    pub fn blank() -> Result<Setter> {
        Ok(Setter {
            plain: Face::new(dejavu::sans::regular())?,
            bold: Face::new(dejavu::sans::bold())?,
            pages: Vec::new(),
            tags: Tags::default(),
            piece: None,
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
        let piece = match mark {
            Mark::Rule { .. } => None,
            _ => self.piece,
        };
        if let Some(page) = self.pages.last_mut() {
            page.push((piece, mark));
        }
    }

    /// What is set from here on is this.
    fn begin(&mut self, below: Option<Piece>, role: Role) -> Piece {
        let piece = self.tags.add(below, role);
        self.piece = Some(piece);
        piece
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

pub fn write(sheet: &Sheet, embedded: Option<&Embedded>) -> Result<Vec<u8>> {
    let mut set = Setter::blank()?;
    head(&mut set, sheet);
    rows(&mut set, sheet);
    closing(&mut set, sheet);
    if let Some(given) = &sheet.signed {
        signed(&mut set, given);
    }
    drawn(&set, sheet, embedded)
}

/// How large the logo is printed at most.
const LOGO: (f32, f32) = (160.0, 42.0);

/// Who writes, and what it is.
fn letterhead(set: &mut Setter, sheet: &Sheet) -> f32 {
    let top = set.y;
    let mut y = top;
    if let Some(picture) = &sheet.picture {
        let (width, height) = picture.fitted(LOGO.0, LOGO.1);
        set.begin(
            None,
            Role::Figure(said!("paper-logo-of", house = sheet.house.as_str())),
        );
        set.put(Mark::Picture {
            x: MARGIN,
            y: MARGIN,
            width,
            height,
            picture: picture.clone(),
        });
        y += height + 6.0;
    }
    set.begin(None, Role::Paragraph);
    set.text((MARGIN, y), LARGE, true, INK, &sheet.house);
    if !sheet.letterhead.is_empty() {
        set.begin(None, Role::Paragraph);
    }
    y += LARGE * LEADING;
    for line in &sheet.letterhead {
        set.text((MARGIN, y), SMALL, false, DIM, line);
        y += SMALL * LEADING;
    }
    let said = format!("{} {}", sheet.title, sheet.number);
    set.begin(None, Role::Heading(1, said));
    set.right((RIGHT, top), LARGE, true, INK, &sheet.title);
    let below = (RIGHT, top + LARGE * LEADING);
    set.right(below, TEXT, false, DIM, &sheet.number);
    y.max(top + 2.0 * LARGE * LEADING)
}

fn head(set: &mut Setter, sheet: &Sheet) {
    let top = letterhead(set, sheet) + 26.0;
    let third = (RIGHT - MARGIN) / 3.0;
    let mut y = top;
    let list = set.tags.add(None, Role::List);
    let item = set.tags.add(Some(list), Role::Item);
    set.begin(Some(item), Role::Name);
    set.text((MARGIN, y), SMALL, false, DIM, say("paper-for"));
    set.begin(Some(item), Role::Said);
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
            let item = set.tags.add(Some(list), Role::Item);
            set.begin(Some(item), Role::Name);
            set.text((x, y), SMALL, false, DIM, name);
            set.begin(Some(item), Role::Said);
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
        set.begin(None, Role::Heading(2, sheet.heading.clone()));
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
    let table = set.tags.add(None, Role::Table);
    let part = set.tags.add(Some(table), Role::Head);
    let row = set.tags.add(Some(part), Role::Row);
    let y = set.y;
    set.begin(Some(row), Role::ColumnName);
    set.text((MARGIN, y), SMALL, false, DIM, say("paper-description"));
    set.begin(Some(row), Role::ColumnName);
    set.right((RIGHT, y), SMALL, false, DIM, sheet.counted());
    set.y += 6.0;
    set.rule();
    set.y += TEXT * LEADING;
    let width = RIGHT - MARGIN - AMOUNTS;
    let part = set.tags.add(Some(table), Role::Rows);
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
        let cells = set.tags.add(Some(part), Role::Row);
        let said = set.tags.add(Some(cells), Role::Cell);
        let y = set.y;
        set.begin(Some(cells), Role::Cell);
        set.right((RIGHT, y), TEXT, false, INK, &row.amount);
        set.piece = Some(said);
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
    sums(set, sheet, table);
}

fn sums(set: &mut Setter, sheet: &Sheet, table: Piece) {
    set.room(sheet.sums.len() as f32 * TEXT * LEADING + LARGE * LEADING);
    let part = set.tags.add(Some(table), Role::Foot);
    for (n, (name, amount)) in sheet.sums.iter().enumerate() {
        let last = n + 1 == sheet.sums.len();
        let size = if last { LARGE } else { TEXT };
        if last {
            set.y += 6.0;
        }
        let y = set.y;
        let color = if last { INK } else { DIM };
        let row = set.tags.add(Some(part), Role::Row);
        set.begin(Some(row), Role::RowName);
        set.right(
            (RIGHT - AMOUNTS, y),
            size.min(TEXT + 1.5),
            last,
            color,
            name,
        );
        set.begin(Some(row), Role::Cell);
        set.right((RIGHT, y), size, last, INK, amount);
        set.y += size * LEADING;
    }
    set.y += 20.0;
}

fn closing(set: &mut Setter, sheet: &Sheet) {
    for (name, words) in &sheet.closing {
        set.room(4.0 * SMALL * LEADING);
        if !name.is_empty() {
            set.begin(None, Role::Heading(2, name.clone()));
            let y = set.y;
            set.text((MARGIN, y), SMALL, true, INK, name);
            set.y += SMALL * LEADING;
        }
        set.begin(None, Role::Paragraph);
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
    set.begin(None, Role::Paragraph);
    set.text((MARGIN, y), TEXT, true, INK, &signed.said);
    set.y += TEXT;
    if !signed.path.is_empty() {
        set.begin(
            None,
            Role::Figure(said!("paper-signature-of", name = signed.name.as_str())),
        );
        let (left, top) = (MARGIN, set.y);
        let strokes = strokes(&signed.path);
        let printed = strokes.into_iter().map(|stroke| {
            let at = |(x, y): (f32, f32)| (left + x * DRAWN, top + y * DRAWN);
            stroke.into_iter().map(at).collect()
        });
        set.put(Mark::Strokes(printed.collect()));
        set.y += 160.0 * DRAWN;
    }
    set.begin(None, Role::Paragraph);
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
