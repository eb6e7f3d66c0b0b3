//! A sheet for the client: what is on screen is what prints. Part `paper`.

use maud::{Markup, Render, html};

use super::icon::sign;
use crate::base::language::Language;

/// A sheet under construction: letterhead, facts, lines, sums, closing words.
#[derive(Clone, Debug)]
pub struct Paper {
    house: String,
    logo: Option<String>,
    address: Vec<String>,
    title: Markup,
    number: Markup,
    blocks: Vec<Markup>,
    lines: Markup,
    closing: Option<Markup>,
    language: Language,
}

impl Paper {
    /// A sheet of the house with a title ("Invoice") and its number.
    pub fn new(house: impl Into<String>, title: impl Render, number: impl Render) -> Self {
        Self {
            house: house.into(),
            logo: None,
            address: Vec::new(),
            title: title.render(),
            number: number.render(),
            blocks: Vec::new(),
            lines: html! {},
            closing: None,
            language: Language::default(),
        }
    }

    /// In which language it is, which may be another than that of the page around it.
    pub fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// The address of the house's logo, which stands in place of its name.
    pub fn logo(mut self, address: Option<String>) -> Self {
        self.logo = address;
        self
    }

    /// Lines of the house's address.
    pub fn address(mut self, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.address = lines.into_iter().map(Into::into).collect();
        self
    }

    /// The addressee, one of three blocks under the letterhead.
    pub fn to(mut self, label: &str, lines: impl IntoIterator<Item = impl Into<String>>) -> Self {
        let lines: Vec<String> = lines.into_iter().map(Into::into).collect();
        self.blocks
            .push(html! { div { p class="dim t12" { (label) } (address(&lines, "")) } });
        self
    }

    /// A block of facts (`Facts::new()`), the second and third of three.
    pub fn facts(mut self, facts: impl Render) -> Self {
        self.blocks.push(facts.render());
        self
    }

    /// The table of lines with its sums in the foot.
    pub fn lines(mut self, table: impl Render) -> Self {
        self.lines = table.render();
        self
    }

    /// How to pay, whom to ask; small, two columns.
    pub fn closing(mut self, content: impl Render) -> Self {
        self.closing = Some(content.render());
        self
    }
}

fn address(lines: &[String], class: &str) -> Markup {
    html! {
        address class=[(!class.is_empty()).then_some(class)] {
            @for (at, line) in lines.iter().enumerate() { @if at > 0 { br; } (line) }
        }
    }
}

impl Render for Paper {
    fn render(&self) -> Markup {
        html! {
            article class="paper" lang=(self.language.code()) {
                header {
                    div {
                        p class="row nowrap mb serif house2" { (sign(&self.house, self.logo.as_deref())) }
                        (address(&self.address, "mute"))
                    }
                    div class="right2" { h2 class="ptitle" { (self.title) } p class="mute" { (self.number) } }
                }
                @if !self.blocks.is_empty() { div class="grid-3 pmeta" { @for block in &self.blocks { (block) } } }
                (self.lines)
                @if let Some(closing) = &self.closing { div class="grid-2 t12 mute" { (closing) } }
            }
        }
    }
}

/// The ground a sheet lies on, with what one can do about it in the aside.
pub fn desk(printable: impl Render, aside: impl Render) -> Markup {
    html! {
        div class="invgrid" { div class="desk" { (printable) } aside class="stack l" { (aside) } }
    }
}

/// A row of sums in the foot of a sheet; the last one is printed large.
pub fn sum(columns: usize, name: impl Render, amount: impl Render) -> Markup {
    html! { tr { td class="num" colspan=(columns) { (name) } td class="num" { (amount) } } }
}
