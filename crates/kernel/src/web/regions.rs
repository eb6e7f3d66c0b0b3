//! What a script asks for of a page: the regions that changed, and not the page. It says so with the type it accepts,
//! `Accept: text/html; part="board sidebar"`; `*` are all regions of the page's own, without the walls around them.
//! The answer carries each region in a `template` of its own.

use maud::{Markup, PreEscaped, html};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regions(Vec<String>);

/// All of the page's own.
const ALL: &str = "*";
/// Regions that are asked for at once, at most.
const MOST: usize = 60;

impl Regions {
    /// What a header `Accept` asks for; None when it is a whole page.
    pub fn asked(accept: &str) -> Option<Regions> {
        let (_, part) = accept.split_once("text/html; part=\"")?;
        let (part, _) = part.split_once('"')?;
        let ids = part.split(' ').filter(|id| !id.is_empty()).take(MOST);
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        (!ids.is_empty()).then_some(Regions(ids))
    }

    pub fn has(&self, id: &str) -> bool {
        self.0.iter().any(|asked| asked == id)
    }

    /// Whether nothing but these is asked for.
    pub fn within(&self, ids: &[&str]) -> bool {
        self.0.iter().all(|asked| ids.contains(&asked.as_str()))
    }

    /// What follows `prefix` in each, when nothing else is asked for: cards by their numbers.
    pub fn only(&self, prefix: &str) -> Option<Vec<&str>> {
        self.0.iter().map(|id| id.strip_prefix(prefix)).collect()
    }

    /// The asked regions of a page's body.
    pub fn of(&self, body: &Markup) -> Markup {
        let whole = self.has(ALL);
        html! {
            @if whole { template { (PreEscaped(&body.0)) } }
            @else { @for region in cut(&body.0, self) { template { (PreEscaped(region)) } } }
        }
    }
}

/// Elements that have no end.
const VOID: [&str; 8] = ["br", "col", "hr", "img", "input", "link", "meta", "source"];

/// The outermost elements that are asked for, of HTML as we write it: well formed, with nothing but text unescaped.
fn cut<'a>(html: &'a str, asked: &Regions) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    let mut at = 0;
    while let Some(begin) = html[at..].find('<').map(|n| at + n) {
        let Some(end) = end_of_tag(html, begin) else {
            break;
        };
        let tag = &html[begin + 1..end];
        at = end + 1;
        if tag.starts_with('/') {
            if let Some((from, depth)) = open {
                open = (depth > 1).then_some((from, depth - 1));
                if open.is_none() {
                    found.push(&html[from..at]);
                }
            }
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if tag.starts_with('!') || tag.ends_with('/') || VOID.contains(&name) {
            continue;
        }
        open = match open {
            Some((from, depth)) => Some((from, depth + 1)),
            None => id_of(tag)
                .is_some_and(|id| asked.has(id))
                .then_some((begin, 1)),
        };
    }
    found
}

/// Where a tag that begins here ends; what stands in quotes doesn't end it.
fn end_of_tag(html: &str, begin: usize) -> Option<usize> {
    let mut quoted = false;
    let bytes = html.as_bytes().iter().enumerate().skip(begin);
    for (at, byte) in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn id_of(tag: &str) -> Option<&str> {
    let (_, value) = tag.split_once(" data-live-id=\"")?;
    value.split_once('"').map(|(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(ids: &str) -> Regions {
        Regions::asked(&format!("text/html; part=\"{ids}\"")).unwrap()
    }

    #[test]
    fn a_region_is_cut_out_whole() {
        let page = html! {
            h1 data-live-id="head" { "A < B" img src="x" alt="a > b"; }
            div class="s" data-live-id="board" {
                section { article data-live-id="card-T-1" { p { "One" br; input value="\"></div>"; } } }
                article data-live-id="card-T-2" { (PreEscaped("<svg><path d=\"M0\"/></svg>")) }
            }
            p { "after" }
        };
        let cut = |ids: &str| asked(ids).of(&page).0;
        let card = r#"<template><article data-live-id="card-T-2"><svg><path d="M0"/></svg></article></template>"#;
        assert_eq!(cut("card-T-2"), card);
        assert_eq!(cut("nothing"), "");
        let whole = format!("<template>{}</template>", page.0);
        assert_eq!(cut("board *"), whole);
        let both = cut("head card-T-1");
        assert_eq!(both.matches("<template>").count(), 2, "{both}");
        assert!(both.contains("One") && both.ends_with("</p></article></template>"));
        // What lies within another region that is asked for comes with it once.
        assert_eq!(cut("board card-T-1").matches("One").count(), 1);
    }

    #[test]
    fn what_is_asked_for_is_read_from_what_is_accepted() {
        assert_eq!(
            Regions::asked("text/html,application/xhtml+xml;q=0.9"),
            None
        );
        assert_eq!(Regions::asked("text/html; part=\"\""), None);
        assert!(asked("card-T-1 card-T-2").only("card-").is_some());
        assert_eq!(asked("card-T-1 sidebar").only("card-"), None);
        assert!(asked("sidebar bell").within(&["bell", "sidebar", "timer"]));
        assert!(!asked("sidebar *").within(&["bell", "sidebar", "timer"]));
    }
}
