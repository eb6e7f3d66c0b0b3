//! Sentences with markup in them, in the language of the page.

use maud::{Markup, Render, html};

use crate::base::language::{FluentValue, say_with};

/// A sentence with markup filled in (a link, a bold word), by its key; see `said_html!`. The text itself is escaped.
pub fn say_html(key: &'static str, filled: &[(&'static str, Markup)]) -> Markup {
    // Private characters stand for what is filled in: no text of ours holds them.
    let mark = |at: usize| {
        let at = u32::try_from(at).unwrap_or_default();
        char::from_u32(0xE000 + at).unwrap_or_default()
    };
    let marks: Vec<(&'static str, FluentValue<'_>)> = filled
        .iter()
        .enumerate()
        .map(|(at, (name, _))| (*name, FluentValue::from(mark(at).to_string())))
        .collect();
    let mut parts: Vec<Markup> = Vec::new();
    let mut text = String::new();
    for letter in say_with(key, &marks).chars() {
        match (0..filled.len()).find(|at| mark(*at) == letter) {
            Some(at) => {
                parts.push(text.render());
                parts.push(filled[at].1.clone());
                text.clear();
            }
            None => text.push(letter),
        }
    }
    parts.push(text.render());
    html! { @for part in &parts { (part) } }
}

/// `said_html!("invoice-reference", number = html! { b { (number) } })`: a sentence by its key, with whatever `html!` can show.
#[macro_export]
macro_rules! said_html {
    ($key:literal $(, $name:ident = $value:expr)+ $(,)?) => {
        $crate::ui::words::say_html($key, &[$((stringify!($name), maud::Render::render(&$value))),+])
    };
}
