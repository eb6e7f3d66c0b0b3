//! A sheet that leaves the house (an invoice, a credit note, a statement), said once: as the paper that a page shows and prints,
//! and as the PDF that is kept. What one says the other says, for both are made of the same words.

mod drawn;
mod face;
mod hybrid;
mod leaves;
mod pdf;
mod picture;
mod tags;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use maud::{Markup, Render, html};

use super::{
    list::broken,
    notice::Banner,
    printable::{Paper, sum},
};
use crate::base::{
    Moment, Result,
    language::{self, Language, say},
};

pub use drawn::About;
pub use hybrid::Embedded;
pub use leaves::{Leaves, Place};
pub use pdf::{HEIGHT, MARGIN, WIDTH};
pub use picture::Picture;
pub use tags::{Piece, Role};

/// One line of its table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SheetRow {
    pub title: String,
    /// Below it, quietly: a description, how the amount came about.
    pub below: Vec<String>,
    pub amount: String,
}

/// A signature as it was given: typed, drawn, or both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Signed {
    /// What was said by it: "Accepted".
    pub said: String,
    pub name: String,
    /// `M` and `L` in a box of 600 by 160; empty where nothing was drawn.
    pub path: String,
    /// How, and when.
    pub how: String,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sheet {
    pub house: String,
    /// Where a page shows the logo from.
    pub logo: Option<String>,
    /// The same as it is printed in the file.
    pub picture: Option<Picture>,
    pub letterhead: Vec<String>,
    /// What kind of paper it is, and its number.
    pub title: String,
    pub number: String,
    pub to: Vec<String>,
    /// Names with their values, in two blocks.
    pub facts: Vec<(String, String)>,
    pub heading: String,
    /// What the rows are counted in, above them; amounts where it is empty.
    pub counted: String,
    pub rows: Vec<SheetRow>,
    /// Names with their amounts; the last is what is paid, and printed large.
    pub sums: Vec<(String, String)>,
    /// How to pay, terms, a word of thanks: each under its name, or under none.
    pub closing: Vec<(String, String)>,
    pub signed: Option<Signed>,
    /// When it was made, for whoever keeps the file.
    pub at: Moment,
    /// In which language its own words are.
    pub language: Language,
}

impl Render for Signed {
    fn render(&self) -> Markup {
        html! {
            b { (self.said) }
            @if !self.path.is_empty() {
                svg viewBox="0 0 600 160" role="img" aria-label="Signature" {
                    path d=(self.path) fill="none" stroke="currentColor" stroke-width="2.5" stroke-linecap="round" stroke-linejoin="round" {}
                }
            }
            p {
                @if !self.name.is_empty() { span class="serif" { (self.name) } br; }
                (self.how)
            }
        }
    }
}

impl Sheet {
    /// All that it says.
    fn texts(&self) -> impl Iterator<Item = &str> {
        let pairs = self.facts.iter().chain(&self.sums).chain(&self.closing);
        let pairs = pairs.flat_map(|(name, value)| [name, value]);
        let rows = self.rows.iter();
        let rows = rows.flat_map(|row| row.below.iter().chain([&row.title, &row.amount]));
        let signed = self.signed.iter();
        let signed = signed.flat_map(|signed| [&signed.said, &signed.name, &signed.how]);
        let alone = [
            &self.house,
            &self.title,
            &self.number,
            &self.heading,
            &self.counted,
        ];
        let alone = alone.into_iter().chain(&self.letterhead).chain(&self.to);
        alone
            .chain(pairs)
            .chain(rows)
            .chain(signed)
            .map(String::as_str)
    }

    /// The letters, each once, of which the file's font has none, so that they stand there as `?`.
    ///
    /// # Errors
    /// When the font can't be read.
    pub fn unprintable(&self) -> Result<String> {
        /// More aren't named.
        const MOST: usize = 20;
        // Every font has the first ones, and most sheets no others.
        let letters = self.texts().flat_map(str::chars);
        let unusual: BTreeSet<char> = letters.filter(|c| *c > '\u{ff}').collect();
        if unusual.is_empty() {
            return Ok(String::new());
        }
        let unusual: String = unusual.into_iter().collect();
        let set = pdf::Setter::blank()?;
        let printed = set.plain.known(&unusual);
        let each = unusual.chars().zip(printed.chars());
        let lost = each.filter(|(_, printed)| *printed == '?');
        Ok(lost.map(|(letter, _)| letter).take(MOST).collect())
    }

    /// What whoever sends it should know of its file; nothing where it says what the page says.
    ///
    /// # Errors
    /// When the font can't be read.
    pub fn warning(&self) -> Result<Markup> {
        let lost = self.unprintable()?;
        Ok(html! {
            @if !lost.is_empty() {
                div class="no-print" {
                    (Banner::warning(format!("The PDF has no letters for {lost} and prints ? there. Write it in Latin letters, or in both.")))
                }
            }
        })
    }

    /// As a page shows and prints it.
    pub fn paper(&self) -> Paper {
        let _spoken = language::speak(self.language);
        let half = self.facts.len().div_ceil(2);
        let block = |facts: &[(String, String)]| {
            html! { div {
                @for (name, value) in facts { p class="dim t12" { (name) } p class="mb" { (value) } }
            } }
        };
        let (first, second) = self.facts.split_at(half);
        Paper::new(
            self.house.as_str(),
            self.title.as_str(),
            self.number.clone(),
        )
        .logo(self.logo.clone())
        .address(self.letterhead.clone())
        .language(self.language)
        .to(say("paper-for"), self.to.clone())
        .facts(block(first))
        .facts(block(second))
        .lines(html! {
            @if !self.heading.is_empty() { h3 class="mt2" { (self.heading) } }
            div { (self.table()) }
        })
        .closing(html! {
            @for (name, words) in &self.closing {
                p { @if !name.is_empty() { b { (name) } br; } (broken(words)) }
            }
            @if let Some(signed) = &self.signed { div { (signed) } }
        })
    }

    /// What stands above the amounts.
    fn counted(&self) -> &str {
        match self.counted.as_str() {
            "" => say("paper-amount"),
            counted => counted,
        }
    }

    fn table(&self) -> Markup {
        let last = self.sums.last();
        let before = self.sums.len().saturating_sub(1);
        html! {
            table {
                thead { tr { th scope="col" { (say("paper-description")) } th scope="col" class="num" { (self.counted()) } } }
                tbody {
                    @for row in &self.rows {
                        tr {
                            td { b { (row.title) } @for below in &row.below { br; span class="mute" { (below) } } }
                            td class="num" { (row.amount) }
                        }
                    }
                    @if self.rows.is_empty() { tr { td colspan="2" class="dim" { (say("paper-no-items")) } } }
                }
                tfoot {
                    @for (name, amount) in self.sums.iter().take(before) { (sum(1, name, amount)) }
                    @if let Some((name, amount)) = last { tr { th scope="row" class="num" { (name) } td class="num" { (amount) } } }
                }
            }
        }
    }

    /// As a file of its own that needs nothing from outside: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), with what
    /// everything on it is; PDF/A-3b, with the same, where it says something that these don't allow.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn pdf(&self) -> Result<Vec<u8>> {
        let _spoken = language::speak(self.language);
        pdf::write(self, None)
    }

    /// The same with what it says for programs embedded.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn pdf_with(&self, embedded: &Embedded) -> Result<Vec<u8>> {
        let _spoken = language::speak(self.language);
        hybrid::told(pdf::write(self, Some(embedded))?)
    }
}
