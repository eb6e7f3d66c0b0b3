//! The text as it is printed: headings, paragraphs, on as many pages as it takes.

use crate::{
    base::{
        Moment, Result,
        language::{self, Language},
    },
    said,
    ui::sheet::{About, HEIGHT, Leaves, MARGIN, Role, WIDTH},
};

const TITLE: f32 = 20.0;
const HEADING: f32 = 13.0;
const TEXT: f32 = 10.5;
const SMALL: f32 = 8.5;
const LEADING: f32 = 1.5;
const ACROSS: f32 = WIDTH - 2.0 * MARGIN;
/// What stays free for the page's number.
const FOOT: f32 = 24.0;

struct Setter {
    leaves: Leaves,
    y: f32,
    page: u32,
    name: String,
}

impl Setter {
    fn begin(&mut self) {
        self.leaves.begin(WIDTH, HEIGHT);
        self.page += 1;
        let said = said!(
            "paper-page",
            title = self.name.as_str(),
            number = self.page.to_string()
        );
        self.leaves.beside(|leaves| {
            leaves.line((MARGIN, HEIGHT - MARGIN / 2.0), SMALL, false, true, &said);
        });
        self.y = MARGIN + TEXT;
    }

    fn words(&mut self, size: f32, bold: bool, quiet: bool, text: &str) {
        for line in self.leaves.wrap(text, size, ACROSS) {
            if self.y > HEIGHT - MARGIN - FOOT {
                self.begin();
            }
            self.leaves.line((MARGIN, self.y), size, bold, quiet, &line);
            self.y += size * LEADING;
        }
    }
}

/// A text of headings and paragraphs as a PDF that tells which is what and in which language it is written, so that it is
/// read aloud in its order and with its sounds.
///
/// # Errors
/// When it can't be written.
pub fn pdf(house: &str, name: &str, body: &str, at: Moment, language: Language) -> Result<Vec<u8>> {
    let _spoken = language::speak(language);
    let mut set = Setter {
        leaves: Leaves::new()?,
        y: 0.0,
        page: 0,
        name: name.to_owned(),
    };
    set.begin();
    set.leaves.read_as(Some(Role::Paragraph));
    set.words(SMALL, false, true, house);
    set.y += TITLE * 0.6;
    set.leaves.read_as(Some(Role::Heading(1, name.to_owned())));
    set.words(TITLE, true, false, name);
    set.y += TEXT;
    for line in body.lines() {
        let line = line.trim_end();
        match (line.strip_prefix("# "), line) {
            (Some(heading), _) => {
                set.y += TEXT * 0.8;
                // No heading stands alone at the foot of a page.
                if set.y > HEIGHT - MARGIN - FOOT - 3.0 * TEXT * LEADING {
                    set.begin();
                }
                let role = Role::Heading(2, heading.to_owned());
                set.leaves.read_as(Some(role));
                set.words(HEADING, true, false, heading);
                set.y += TEXT * 0.2;
            }
            (None, "") => set.y += TEXT * 0.8,
            (None, words) => {
                set.leaves.read_as(Some(Role::Paragraph));
                set.words(TEXT, false, false, words);
            }
        }
    }
    set.leaves.told(&About {
        title: name.to_owned(),
        house,
        at,
        language,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_goes_on_on_the_next_page() {
        let body: String = (1..=120)
            .map(|n| format!("# Part {n}\nWhat stands in it.\n\n"))
            .collect();
        let at = Moment(1_790_000_000_000);
        let bytes = pdf("Juniper & Hale", "Agreement", &body, at, Language::English).unwrap();
        let pages = pdf_extract::extract_text_from_mem_by_pages(&bytes).unwrap();
        assert!(pages.len() > 2, "{}", pages.len());
        assert!(pages[0].contains("Juniper & Hale") && pages[0].contains("Part 1"));
        assert!(pages.iter().any(|page| page.contains("Part 120")));
        assert!(pages[1].contains("page 2"), "{}", pages[1]);
        let file = pdf_extract::Document::load_mem(&bytes).unwrap();
        let catalog = file.catalog().unwrap();
        for told in [&b"StructTreeRoot"[..], b"MarkInfo", b"Lang", b"Metadata"] {
            assert!(catalog.has(told), "it tells as what it is read");
        }
    }
    #[test]
    fn a_german_text_is_marked_as_one_to_its_foot() {
        let at = Moment(1_790_000_000_000);
        let body = "# Preis\nEs kostet 1.000,00 €.\n".repeat(40);
        let bytes = pdf("Juniper & Hale", "Vertrag", &body, at, Language::German).unwrap();
        let pages = pdf_extract::extract_text_from_mem_by_pages(&bytes).unwrap();
        assert!(pages[1].contains("Vertrag, Seite 2"), "{}", pages[1]);
        let file = pdf_extract::Document::load_mem(&bytes).unwrap();
        let language = file.catalog().unwrap().get(b"Lang").unwrap();
        assert_eq!(language.as_str().unwrap(), b"de");
        assert_eq!(language::current(), Language::English, "until then");
    }
}
