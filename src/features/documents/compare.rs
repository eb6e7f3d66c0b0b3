//! Two versions of a document held against each other: their words line by line, pictures side by side.

use maud::{Markup, html};
use serde_json::{Value, json};

use super::{
    Current, Document, Shown, Stage, Version, actions::VIEW, extraction_of, file_link,
    shown::of_version, text_of, uses, version::numbered, versions,
};
use crate::{
    base::{
        Result,
        diff::{Step, lines},
    },
    data::{Record, Visit},
    extract::Text,
    ui::prelude::*,
    web::{Form, Page, Reader, Reply, Request, Told, form::Optional},
};

/// Lines of each side that are compared; what is behind them is said to be left out.
const MOST: usize = 20_000;
/// Lines that stay, shown around what changed.
const AROUND: usize = 3;
/// Changed lines of which a page shows all.
const SHOWN: usize = 2_000;

/// Which two; nothing: the newest against the one before it.
#[derive(Debug, Clone, Default)]
pub struct AskedPair {
    pub from: Option<i64>,
    pub to: Option<i64>,
}

impl Form for AskedPair {
    fn read(f: &mut Reader) -> Self {
        AskedPair {
            from: f.whole("from", "From version", Optional, 1..=1_000_000),
            to: f.whole("to", "To version", Optional, 1..=1_000_000),
        }
    }
}

/// Two versions, the older first however they were asked for.
fn pair(visit: &Visit, document: &Document, asked: &AskedPair) -> Result<(Version, Version)> {
    let newest = Current::of(visit, document.clone())?.newest;
    let to = match asked.to {
        Some(number) => numbered(visit, document, number.unsigned_abs())?,
        None => newest,
    };
    let from = match asked.from {
        Some(number) => number.unsigned_abs(),
        None => to.number.saturating_sub(1).max(1),
    };
    let from = numbered(visit, document, from)?;
    Ok(match from.number <= to.number {
        true => (from, to),
        false => (to, from),
    })
}

/// What of two texts is different.
struct Compared<'t> {
    old: Vec<&'t str>,
    new: Vec<&'t str>,
    steps: Vec<Step>,
    /// There is more in one of them.
    cut: bool,
}

impl<'t> Compared<'t> {
    fn of(old: &'t Text, new: &'t Text) -> Compared<'t> {
        let first = |text: &'t Text| text.body.lines().take(MOST).collect::<Vec<_>>();
        let longer = |text: &Text| text.cut || text.body.lines().nth(MOST).is_some();
        let (before, after) = (first(old), first(new));
        Compared {
            steps: lines(&before, &after),
            cut: longer(old) || longer(new),
            old: before,
            new: after,
        }
    }

    fn words(&self, step: Step) -> (&'static str, &'t str) {
        match step {
            Step::Same(at, _) => ("same", self.old[at]),
            Step::Removed(at) => ("removed", self.old[at]),
            Step::Added(at) => ("added", self.new[at]),
        }
    }

    fn changed(&self) -> (usize, usize) {
        let count = |what: &str| {
            let steps = self.steps.iter();
            steps.filter(|step| self.words(**step).0 == what).count()
        };
        (count("removed"), count("added"))
    }

    /// Those that are shown: what changed, and a few lines around it.
    fn near(&self) -> Vec<bool> {
        let mut near = vec![false; self.steps.len()];
        for (n, step) in self.steps.iter().enumerate() {
            if !matches!(step, Step::Same(..)) {
                let end = (n + AROUND + 1).min(near.len());
                near[n.saturating_sub(AROUND)..end].fill(true);
            }
        }
        near
    }

    fn draw(&self) -> Markup {
        let near = self.near();
        let mut left = SHOWN;
        let mut drawn = Vec::new();
        let mut skipped = 0;
        for (step, near) in self.steps.iter().zip(near) {
            if !near {
                skipped += 1;
                continue;
            }
            if left == 0 {
                drawn.push(html! { li class="skip" { "There is more that changed." } });
                break;
            }
            if skipped > 0 {
                drawn.push(skip(skipped));
                skipped = 0;
            }
            left -= 1;
            let (what, words) = self.words(*step);
            drawn.push(match what {
                "removed" => html! { li class="del" { span class="vh" { "Removed: " } (words) } },
                "added" => html! { li class="ins" { span class="vh" { "Added: " } (words) } },
                _ => html! { li { (words) } },
            });
        }
        if skipped > 0 && left > 0 {
            drawn.push(skip(skipped));
        }
        html! { ul class="diff" { @for line in &drawn { (line) } } }
    }
}

fn skip(lines: usize) -> Markup {
    let words = crate::base::text::count(lines, "line stays", "lines stay");
    html! { li class="skip" { (words) } }
}

/// Why the words of a version can't be compared; nothing when they can.
fn unreadable(visit: &Visit, version: &Version) -> Result<Option<String>> {
    let stage = extraction_of(visit, version)?.map(|held| held.stage);
    let number = version.number;
    Ok(match stage {
        Some(Stage::Ready) => None,
        Some(Stage::Waiting) | None => Some(format!(
            "Version {number} is still being read. Come back in a moment."
        )),
        Some(Stage::Empty) => Some(format!("There are no words in version {number}.")),
        Some(Stage::Failed | Stage::Unknown) => {
            Some(format!("Version {number} could not be read."))
        }
    })
}

/// Both were read.
fn read(visit: &Visit, document: &Document, both: [&Version; 2]) -> Result<()> {
    let mut both = both.into_iter();
    both.try_for_each(|version| uses::opened(visit, document, version, uses::How::Opened))
}

/// The page.
pub fn page(visit: &Visit, request: &Request) -> Result<Reply> {
    let document: Document = visit.find(request.id("id")?)?;
    let asked = request.filters::<AskedPair>();
    let (old, new) = pair(visit, &document, &asked)?;
    read(visit, &document, [&old, &new])?;
    let both_are = |shown| {
        [&old, &new].map(|version| Shown::of(&version.media_type) == Some(shown)) == [true; 2]
    };
    let content = match both_are(Shown::Picture) {
        true => pictures(&document, &old, &new),
        false => texts(visit, &old, &new)?,
    };
    let all = versions(visit, &document)?;
    let base = format!("/documents/{}", document.id);
    let choice = |name: &str, label: &str, chosen: u64| {
        Select::new(name.to_owned(), label.to_owned())
            .options(all.iter().rev().map(|version| {
                let said = match version.note.as_str() {
                    "" => format!("Version {}", version.number),
                    note => format!("Version {}: {note}", version.number),
                };
                (version.number.to_string(), said)
            }))
            .value(chosen)
    };
    let body = html! {
        (Head::new(html! { "Version " (old.number) " against " (new.number) }).fact(id(document.number())))
        (record(content, html! {
            (Section::new("Which versions", form_get(&format!("{base}/compare"), html! {
                div class="stack" {
                    (choice("from", "From", old.number))
                    (choice("to", "To", new.number))
                    (buttons(Button::submit("Compare")))
                }
            })))
            (facts_of(visit, &document, &new)?)
        }))
    };
    let page = Page::new("Compare versions", body)
        .under("Documents", "/documents")
        .under(document.name.as_str(), base)
        .styles(&[
            "record", "list", "empty", "extra", "form", "preview", "thread", "folders",
        ]);
    Ok(page.into())
}

fn facts_of(visit: &Visit, document: &Document, new: &Version) -> Result<Markup> {
    let names = crate::features::people::Directory::of(visit)?;
    Ok(html! {
        (Section::new(format!("Version {}", new.number), Facts::new()
            .fact("By", names.name(new.by).to_owned())
            .fact("At", new.at.show(visit.at, &visit.tz))
            .maybe("What changed", (!new.note.is_empty()).then_some(&new.note))
            .fact("File", html! { a class="link" href={ (file_link(document)) "?version=" (new.number) } { (new.name) } })))
    })
}

fn texts(visit: &Visit, old: &Version, new: &Version) -> Result<Markup> {
    if old.number == new.number {
        return Ok(
            html! { p class="dim" { "There is one version so far: nothing to compare it with." } },
        );
    }
    for version in [old, new] {
        if let Some(why) = unreadable(visit, version)? {
            return Ok(html! {
                (Empty::quiet("The words can’t be compared", why).plain())
            });
        }
    }
    let (before, after) = (text_of(visit, old)?, text_of(visit, new)?);
    let (before, after) = (
        before.map(|held| held.content).unwrap_or_default(),
        after.map(|held| held.content).unwrap_or_default(),
    );
    let compared = Compared::of(&before, &after);
    let (removed, added) = compared.changed();
    Ok(html! {
        (Section::new("What changed", html! {
            @if removed + added == 0 { p class="dim" { "The words are the same. What is different may be how the file looks." } }
            @else { (compared.draw()) }
            @if compared.cut { p class="dim t12" { "There is more in the files than is compared here." } }
        }).small(format!("{removed} removed, {added} added")))
    })
}

fn pictures(document: &Document, old: &Version, new: &Version) -> Markup {
    html! {
        (Section::new("Side by side", html! {
            (halves(html! {
                @for version in [old, new] {
                    figure class="beside" {
                        a class="shown" href=(of_version(document, "file?show=on&", version)) target="_blank" rel="noopener" {
                            img src=(of_version(document, "file?show=on&", version)) alt={ "Version " (version.number) " of " (document.name) } loading="lazy";
                        }
                        figcaption { "Version " (version.number) @if !version.note.is_empty() { ", " (version.note) } }
                    }
                }
            }))
        }))
        (Section::new("Overlaid", html! {
            figure class="overlaid" {
                img src=(of_version(document, "file?show=on&", old)) alt={ "Version " (old.number) " beneath version " (new.number) } loading="lazy";
                img src=(of_version(document, "file?show=on&", new)) alt="" loading="lazy";
            }
        }).small("What is the same is black, what changed stands out"))
    }
}

/// What of two versions is different, as it is told.
pub const TOLD: Told = Told::Object(&[
    ("from", Told::Number),
    ("to", Told::Number),
    ("readable", Told::Flag),
    ("why", Told::Text),
    ("removed", Told::Number),
    ("added", Told::Number),
    ("cut", Told::Flag),
    ("lines", Told::List(&Told::Object(LINE))),
]);
const LINE: &[(&str, Told)] = &[
    ("what", Told::Word(&["same", "removed", "added"])),
    ("text", Told::Text),
];

/// The same for programs: every line of both.
pub fn told(visit: &Visit, request: &Request, asked: AskedPair) -> Result<Reply> {
    visit.demand(&VIEW)?;
    let document: Document = visit.find(request.id("id")?)?;
    let (old, new) = pair(visit, &document, &asked)?;
    read(visit, &document, [&old, &new])?;
    let mut why = None;
    for version in [&old, &new] {
        why = match why {
            Some(why) => Some(why),
            None => unreadable(visit, version)?,
        };
    }
    if let Some(why) = why {
        return Ok(Reply::json(json!({
            "from": old.number, "to": new.number, "readable": false, "why": why,
            "removed": null, "added": null, "cut": null, "lines": [],
        })));
    }
    let (before, after) = (text_of(visit, &old)?, text_of(visit, &new)?);
    let (before, after) = (
        before.map(|held| held.content).unwrap_or_default(),
        after.map(|held| held.content).unwrap_or_default(),
    );
    let compared = Compared::of(&before, &after);
    let (removed, added) = compared.changed();
    let steps = compared.steps.iter().map(|step| {
        let (what, text) = compared.words(*step);
        json!({ "what": what, "text": text })
    });
    let lines: Vec<Value> = steps.collect();
    Ok(Reply::json(json!({
        "from": old.number, "to": new.number, "readable": true, "why": null,
        "removed": removed, "added": added, "cut": compared.cut, "lines": lines,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_changed_and_a_little_around_it_is_shown() {
        let text = |change: &str| {
            let mut text = Text::default();
            let lines: Vec<String> = (1..=40).map(|n| format!("Line {n}")).collect();
            text.add(0, &lines.join("\n").replace("Line 20", change));
            text
        };
        let (old, new) = (text("Line 20"), text("Line twenty"));
        let compared = Compared::of(&old, &new);
        assert_eq!(compared.changed(), (1, 1));
        let drawn = compared.draw().0;
        assert!(
            drawn.contains("Line twenty") && drawn.contains(">Line 17<"),
            "{drawn}"
        );
        assert!(!drawn.contains(">Line 16<"), "{drawn}");
        assert!(
            drawn.contains("16 lines stay") && drawn.contains("17 lines stay"),
            "{drawn}"
        );
    }
}
