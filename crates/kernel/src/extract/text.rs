//! The text of a file, in one piece, with marks that say where in the file each stretch of it stands.

use serde::{Deserialize, Serialize};

use crate::choices;

/// The most text that is kept of one file, in bytes.
pub const MOST: usize = 1 << 20;
/// The most marks: a table of short rows has more of them than text.
const MOST_MARKS: usize = 50_000;
const MOST_GROUPS: usize = 1_000;
const LONGEST_NAME: usize = 120;

choices! {
    /// What a file is divided into.
    pub enum PlaceKind {
        Page: "page", "page";
        Sheet: "sheet", "sheet";
        Slide: "slide", "slide";
        Attachment: "attachment", "attachment";
        /// The file itself, which is in one piece.
        Whole: "whole", "whole";
    }
}

/// A sheet or an attachment by its name; all pages of a file, which have only numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    pub kind: PlaceKind,
    #[serde(default)]
    pub name: String,
}

/// Where in the text a stretch begins, the group it is of, and its number there: the page, the row; 0 for none.
type Mark = (u32, u32, u32);

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Stretches one after the other, each ending with a line break.
    pub body: String,
    #[serde(default)]
    pub groups: Vec<Group>,
    #[serde(default)]
    marks: Vec<Mark>,
    /// There was more than is kept.
    #[serde(default)]
    pub cut: bool,
}

/// A stretch of the text that stands in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'t> {
    /// None for a file that is in one piece.
    pub group: Option<&'t Group>,
    /// Page, slide or row; 0 where nothing is counted.
    pub number: u32,
    pub text: &'t str,
}

impl Passage<'_> {
    /// "page 3"; "sheet Prices, row 12"; nothing for a file that is in one piece.
    pub fn place(&self) -> Option<String> {
        let Group { kind, name } = self.group?;
        let number = self.number;
        match kind {
            PlaceKind::Page => Some(format!("page {number}")),
            PlaceKind::Slide => Some(format!("slide {number}")),
            PlaceKind::Sheet if number == 0 => Some(format!("sheet {name}")),
            PlaceKind::Sheet if name.is_empty() => Some(format!("row {number}")),
            PlaceKind::Sheet => Some(format!("sheet {name}, row {number}")),
            PlaceKind::Attachment => Some(format!("attachment {name}")),
            PlaceKind::Whole | PlaceKind::Unknown => None,
        }
    }
}

impl Text {
    pub fn is_empty(&self) -> bool {
        self.body.is_empty()
    }

    /// From here on what is added is of this: a sheet, an attachment, the pages.
    pub fn begin(&mut self, kind: PlaceKind, name: &str) {
        let name = clean(name).chars().take(LONGEST_NAME).collect();
        let group = Group { kind, name };
        // What comes behind so many is told as being of the last of them.
        if self.groups.last() != Some(&group) && self.groups.len() < MOST_GROUPS {
            self.groups.push(group);
        }
    }

    /// Adds a stretch with its number in what was begun last. Whether there is room for more.
    pub fn add(&mut self, number: u32, stretch: &str) -> bool {
        if self.cut {
            return false;
        }
        let stretch = clean(stretch);
        if stretch.is_empty() {
            return true;
        }
        let group = self.groups.len().saturating_sub(1);
        if let (false, Ok(from), Ok(group)) = (
            self.groups.is_empty(),
            u32::try_from(self.body.len()),
            u32::try_from(group),
        ) {
            let goes_on = self
                .marks
                .last()
                .is_some_and(|(_, of, at)| (*of, *at) == (group, number));
            if !goes_on {
                if self.marks.len() == MOST_MARKS {
                    self.cut = true;
                    return false;
                }
                self.marks.push((from, group, number));
            }
        }
        let room = MOST.saturating_sub(self.body.len() + 1);
        if stretch.len() > room {
            self.cut = true;
            self.body
                .push_str(&stretch[..stretch.floor_char_boundary(room)]);
        } else {
            self.body.push_str(&stretch);
        }
        self.body.push('\n');
        !self.cut
    }

    /// The stretches in their order.
    pub fn passages(&self) -> impl Iterator<Item = Passage<'_>> {
        let whole = match self.marks.first() {
            Some((from, _, _)) => *from as usize,
            None => self.body.len(),
        };
        let head = (whole > 0).then(|| self.passage(None, (0, whole)));
        let marked = self.marks.iter().enumerate().map(|(n, mark)| {
            let end = self.marks.get(n + 1).map(|next| next.0 as usize);
            self.passage(
                Some(mark),
                (mark.0 as usize, end.unwrap_or(self.body.len())),
            )
        });
        head.into_iter().chain(marked)
    }

    /// Where the byte of the text stands that is so far from its beginning.
    pub fn place_at(&self, at: usize) -> Option<String> {
        let mark = self.marks.partition_point(|mark| mark.0 as usize <= at);
        let mark = self.marks.get(mark.checked_sub(1)?)?;
        self.passage(Some(mark), (mark.0 as usize, mark.0 as usize))
            .place()
    }

    fn passage(&self, mark: Option<&Mark>, (from, to): (usize, usize)) -> Passage<'_> {
        Passage {
            group: mark.and_then(|mark| self.groups.get(mark.1 as usize)),
            number: mark.map_or(0, |mark| mark.2),
            text: self.body.get(from..to).unwrap_or_default().trim_end(),
        }
    }

    /// Whether marks and groups fit the text: what another process answered is held against this.
    pub fn is_sound(&self) -> bool {
        let mut before = 0;
        let in_order = self.marks.iter().all(|(from, group, _)| {
            let fits = *from >= before
                && self.body.is_char_boundary(*from as usize)
                && (*group as usize) < self.groups.len();
            before = *from;
            fits
        });
        in_order
            && self.body.len() <= MOST + 1
            && self.marks.len() <= MOST_MARKS
            && self.groups.len() <= MOST_GROUPS
    }
}

/// Lines with one space between words, or one tab where cells are apart, and no more than one empty line between them, and
/// nothing that can't be shown.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let is_between = |c: char| c.is_whitespace() || c.is_control() || c == '\u{fffd}';
        let line = line.trim_matches(is_between);
        if line.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(match empty {
                0 => "\n",
                _ => "\n\n",
            });
        }
        empty = 0;
        let mut rest = line;
        while let Some(end) = rest.find(is_between) {
            out.push_str(&rest[..end]);
            let behind = rest[end..].trim_start_matches(is_between);
            let between = &rest[end..rest.len() - behind.len()];
            out.push(if between.contains('\t') { '\t' } else { ' ' });
            rest = behind;
        }
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stretch_says_where_it_stands() {
        let mut text = Text::default();
        text.begin(PlaceKind::Sheet, "Prices");
        assert!(text.add(1, "Item\tPrice"));
        assert!(text.add(12, "Paper  90"));
        text.begin(PlaceKind::Sheet, "Notes");
        assert!(text.add(3, "Ask Ann"));
        assert_eq!(text.body, "Item\tPrice\nPaper 90\nAsk Ann\n");
        let at = text.body.find("90").unwrap();
        assert_eq!(text.place_at(at).as_deref(), Some("sheet Prices, row 12"));
        let places: Vec<_> = text
            .passages()
            .map(|p| (p.place().unwrap(), p.text))
            .collect();
        assert_eq!(places[2], ("sheet Notes, row 3".to_owned(), "Ask Ann"));
        assert!(text.is_sound());
    }

    #[test]
    fn what_has_no_places_is_one_passage() {
        let mut text = Text::default();
        text.add(0, "one\r\n\r\n\r\n\r\n  two\u{0}three ");
        assert_eq!(text.body, "one\n\ntwo three\n");
        assert_eq!(text.passages().count(), 1);
        assert_eq!(text.place_at(2), None);
    }

    #[test]
    fn too_much_is_cut_and_says_so() {
        let mut text = Text::default();
        text.begin(PlaceKind::Page, "");
        assert!(text.add(1, &"ä ".repeat(MOST / 4)));
        assert!(!text.add(2, &"ö".repeat(MOST)));
        assert!(text.cut && text.is_sound());
        assert!(text.body.len() <= MOST + 1);
        assert!(!text.add(3, "more"));
        assert_eq!(
            text.place_at(text.body.len() - 1).as_deref(),
            Some("page 2")
        );
    }

    #[test]
    fn an_answer_whose_marks_lie_is_not_sound() {
        let sound = Text {
            body: "äb\n".into(),
            groups: vec![Group::default()],
            marks: vec![(0, 0, 1), (2, 0, 2)],
            cut: false,
        };
        assert!(sound.is_sound());
        for marks in [
            vec![(1, 0, 1)],
            vec![(2, 0, 1), (0, 0, 1)],
            vec![(0, 1, 1)],
            vec![(9, 0, 1)],
        ] {
            let lies = Text {
                marks,
                ..sound.clone()
            };
            assert!(!lies.is_sound());
        }
    }
}
