//! How far something is: bar with its number, arches per part of the work (colonnade), frieze, ring.
//!
//! `pbar` is in `core`; colonnade and frieze need the part `arcade`, the ring `record`.

use maud::{Markup, Render, html};

use super::{badge::Tone, element::Element};

/// A bar and its number: `progress_bar(62, "62%", "Project progress")`.
pub fn progress_bar(percent: u32, text: impl Render, label: &str) -> Markup {
    html! { span class="pbar" { progress value=(percent.min(100)) max="100" aria-label=(label) {} span { (text) } } }
}

/// The same in a tone (load over what is good, a goal reached).
pub fn progress_toned(tone: Tone, percent: u32, text: impl Render, label: &str) -> Markup {
    html! {
        span class="pbar" {
            progress value=(percent.min(100)) max="100" data-tone=(tone.name()) aria-label=(label) {}
            span { (text) }
        }
    }
}

/// A bar alone; the number stands in the label.
pub fn progress(percent: u32, label: &str) -> Markup {
    html! { progress value=(percent.min(100)) max="100" aria-label=(label) {} }
}

/// One part of the work in a colonnade.
#[derive(Clone, Debug)]
pub struct Bay {
    name: String,
    full: Option<String>,
    weight: f64,
    percent: f64,
    now: bool,
    big: Option<String>,
    caption: Option<String>,
}

impl Bay {
    /// A part with its weight (any unit) and how much of it is done, 0 to 100.
    pub fn new(name: impl Into<String>, weight: f64, percent: f64) -> Self {
        let percent = percent.clamp(0.0, 100.0);
        Self {
            name: name.into(),
            full: None,
            weight: weight.max(0.0),
            percent,
            now: false,
            big: None,
            caption: None,
        }
    }

    /// The long name, for screen readers.
    pub fn full(mut self, name: impl Into<String>) -> Self {
        self.full = Some(name.into());
        self
    }

    /// Work happens here now.
    pub fn now(mut self, now: bool) -> Self {
        self.now = now;
        self
    }

    /// What stands large under it instead of its percentage.
    pub fn big(mut self, text: impl Into<String>) -> Self {
        self.big = Some(text.into());
        self
    }

    /// The quiet line under its name ("due 17 Jun").
    pub fn caption(mut self, text: impl Into<String>) -> Self {
        self.caption = Some(text.into());
        self
    }

    fn draw(&self, element: Element) -> Element {
        let done = self.percent >= 100.0;
        element
            .flag("data-done", done)
            .flag("data-now", !done && self.now)
            .flag("data-todo", !done && !self.now)
    }
}

/// A row of arches, one per five points of work: a part owns as many as its weight buys and fills them left to right.
#[derive(Clone, Debug)]
pub struct ProgressChart {
    bays: Vec<Bay>,
    height: f64,
    label: Option<String>,
    text: bool,
}

impl ProgressChart {
    /// Parts in their order.
    pub fn new(bays: impl IntoIterator<Item = Bay>) -> Self {
        Self {
            bays: bays.into_iter().collect(),
            height: 112.0,
            label: None,
            text: true,
        }
    }

    /// Its height in pixels, 112 by itself.
    pub fn height(mut self, pixels: u32) -> Self {
        self.height = f64::from(pixels);
        self
    }

    /// What it shows in one sentence; the parts are added.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    /// Arches only, without the names under them.
    pub fn silent(mut self) -> Self {
        self.text = false;
        self
    }
}

const TOP: f64 = 9.0;
const GAP: f64 = 1.1;
const POINTS_PER_ARCH: f64 = 5.0;

impl Render for ProgressChart {
    fn render(&self) -> Markup {
        let total = self
            .bays
            .iter()
            .map(|bay| bay.weight)
            .sum::<f64>()
            .max(f64::MIN_POSITIVE);
        let earned = self
            .bays
            .iter()
            .map(|bay| bay.weight * bay.percent)
            .sum::<f64>()
            / total;
        let inner = self.height - TOP - 5.0;
        let full = 100.0 - GAP * self.bays.len().saturating_sub(1) as f64;
        let mut x = 0.0;
        let placed: Vec<(&Bay, f64, f64, usize)> = self
            .bays
            .iter()
            .map(|bay| {
                let width = bay.weight / total * full;
                let at = (
                    bay,
                    x,
                    width,
                    ((bay.weight / total * 100.0 / POINTS_PER_ARCH).round() as usize).max(1),
                );
                x += width + GAP;
                at
            })
            .collect();
        let parts = self.bays.iter().map(|bay| {
            format!(
                "{} {}%",
                bay.full.as_ref().unwrap_or(&bay.name),
                bay.percent.round()
            )
        });
        let intro = self
            .label
            .clone()
            .unwrap_or_else(|| format!("{}% complete", earned.round()));
        let label = format!("{intro}: {}", parts.collect::<Vec<_>>().join(", "));
        html! {
            figure class="arcade" {
                svg class="colonnade" height=(self.height) role="img" aria-label=(label) {
                    path class="cornice" d="M0 .5h3000M0 3.5h3000" {}
                    @for (bay, x, width, arches) in &placed {
                        (bay.draw(Element::new("svg").attr("x", percent(*x)).attr("y", TOP.to_string()).attr("width", percent(*width)).attr("height", inner.to_string()))
                            .body(html! { @for at in 0..*arches { (arch(at, *arches, bay.percent, inner)) } }))
                    }
                    path class="base" d={ "M0 " (self.height - 4.5) "h3000" } {}
                    path class="base b" d={ "M0 " (self.height - 1.5) "h3000" } {}
                }
                @if self.text {
                    svg class="colonnade labels" height="62" aria-hidden="true" {
                        @for (bay, x, width, _) in &placed {
                            (bay.draw(Element::new("svg").attr("x", percent(*x)).attr("width", percent(*width))).body(html! {
                                // Text that ends where its bay does, whatever the width of the page.
                                foreignObject width="100%" height="62" {
                                    // Below a single arch no word fits.
                                    @if *width >= 5.5 { p class="pc" { (bay.big.clone().unwrap_or_else(|| format!("{}%", bay.percent.round()))) } }
                                    @if *width >= 8.0 {
                                        p class="nm" { (bay.name) }
                                        p class="wt" { (bay.caption.clone().unwrap_or_else(|| format!("weight {}", bay.weight))) }
                                    }
                                }
                            }))
                        }
                    }
                }
            }
        }
    }
}

fn arch(at: usize, of: usize, percent_done: f64, height: f64) -> Markup {
    let lit = (of as f64 * percent_done / 100.0 - at as f64).clamp(0.0, 1.0);
    let y = height * (1.0 - lit);
    html! {
        svg x=(percent(at as f64 / of as f64 * 100.0)) width=(percent(100.0 / of as f64)) height=(height) {
            @if lit < 1.0 { rect class="arch void" y=".5" height=(height * 2.0) {} }
            @if lit > 0.0 {
                svg y=(format!("{y:.1}")) height=(format!("{:.1}", height - y)) {
                    rect class="arch fill" y=(format!("{:.1}", 0.5 - y)) height=(height * 2.0) {}
                }
            }
        }
    }
}

/// A thin row of parts for tables: `(weight, percent done)`.
pub fn frieze(parts: &[(f64, f64)], label: &str) -> Markup {
    let total = parts
        .iter()
        .map(|(weight, _)| weight)
        .sum::<f64>()
        .max(f64::MIN_POSITIVE);
    let mut x = 0.0;
    html! {
        svg class="frieze" role="img" aria-label=(label) {
            @for (weight, done) in parts {
                @let width = weight / total * 100.0;
                svg x=(format!("{x:.1}%")) width=(format!("{width:.1}%")) data-done[*done >= 100.0] {
                    rect class="t" {}
                    @if *done > 0.0 { rect class="f" width={ (done.min(100.0)) "%" } {} }
                }
                ({ x += width; "" })
            }
        }
    }
}

/// A ring that fills; the words stand beside it (see `route::clock`).
pub fn ring(tone: Tone, percent: u32) -> Markup {
    html! {
        svg viewBox="0 0 48 48" data-tone=(tone.name()) aria-hidden="true" {
            circle cx="24" cy="24" r="20" {}
            circle class="v" cx="24" cy="24" r="20" pathLength="100" stroke-dasharray={ (percent.min(100)) " 100" } transform="rotate(-90 24 24)" {}
        }
    }
}

pub(super) fn percent(value: f64) -> String {
    format!("{value:.2}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colonnade_says_what_it_shows() {
        let text = ProgressChart::new([
            Bay::new("Design", 25.0, 100.0),
            Bay::new("Build", 75.0, 20.0).now(true),
        ])
        .render()
        .into_string();
        assert!(
            text.contains("aria-label=\"40% complete: Design 100%, Build 20%\""),
            "{text}"
        );
        assert_eq!(text.matches("data-done").count(), 2);
        assert!(
            ProgressChart::new([])
                .render()
                .into_string()
                .contains("0% complete")
        );
    }
}
