//! Bars over days: a list of rows beside a drawing of the same height, with what depends on what, the day it is and the day
//! that was promised. On a phone the list alone is shown, each row with its days in words. Part `timeline`; moved by
//! `timeline.js`.

use maud::{Markup, Render, html};

use super::badge::Tone;
use crate::base::language::say;

/// Height of a row, in pixels of the drawing.
const ROW: i32 = 32;
/// Of its head: a line for the days, one for today and one for the promise, so that their words never meet.
const HEAD: i32 = 54;
/// Baselines of these lines.
const LINES: (i32, i32, i32) = (14, 30, 46);
/// What a date takes; one that would be cut off at the end isn't written.
const DATE: i32 = 48;
/// Room that words need beside a line.
const WORDS: i32 = 130;

/// One bar, in days from the first that is drawn.
#[derive(Debug, Clone, Default)]
pub struct Bar {
    pub from: i32,
    /// The last day.
    pub until: i32,
    pub percent: u32,
    /// Where it was planned at first.
    pub base: Option<(i32, i32)>,
    pub critical: bool,
    pub late: bool,
    pub done: bool,
    /// Spans others: drawn as a line.
    pub whole: bool,
    /// Behind its end: how far it is, what it waits for.
    pub says: String,
}

/// One row: what it is called, where that leads, and its bar.
#[derive(Debug, Clone)]
pub struct Line {
    pub depth: u8,
    /// Before its name: how it stands, whose it is.
    pub mark: Markup,
    pub name: String,
    pub href: String,
    /// Who does it.
    pub who: Markup,
    /// Its days in words.
    pub when: String,
    pub bar: Option<Bar>,
    /// What it is named by when it is moved, and the day it starts on (`2026-06-09`); None stays where it is.
    pub moves: Option<(String, String)>,
}

/// All of it.
pub struct Timeline {
    pub lines: Vec<Line>,
    /// Places of rows: the first is over before the second begins.
    pub links: Vec<(usize, usize)>,
    pub days: i32,
    /// Days that nobody works on.
    pub free: Vec<i32>,
    /// Words above days.
    pub marks: Vec<(i32, String)>,
    pub today: Option<i32>,
    pub promised: Option<(i32, String)>,
    /// Where a move is shown before it is done: `?move=T-1&to=2026-06-09` is put behind it.
    pub preview: Option<String>,
}

impl Timeline {
    /// Pixels of a day: the longer the plan, the narrower.
    fn width(&self) -> i32 {
        match self.days {
            // What is short fills the room that there is.
            ..=20 => 40,
            21..=28 => 30,
            29..=60 => 24,
            61..=140 => 12,
            _ => 6,
        }
    }

    fn top(at: usize) -> i32 {
        HEAD + i32::try_from(at).unwrap_or(0) * ROW
    }

    fn bar(&self, at: usize, line: &Line) -> Markup {
        let Some(bar) = &line.bar else {
            return html! {};
        };
        let day = self.width();
        let (x, y) = (bar.from * day, Timeline::top(at));
        let width = (bar.until - bar.from + 1).max(1) * day - 2;
        let filled = width * i32::try_from(bar.percent.min(100)).unwrap_or(0) / 100;
        let (height, above) = if bar.whole { (6, 13) } else { (16, 7) };
        let (key, start) = match &line.moves {
            Some((key, start)) => (Some(key.as_str()), Some(start.as_str())),
            None => (None, None),
        };
        let label = format!("{}, {}", line.name, line.when);
        let tone = match bar {
            Bar { done: true, .. } => Tone::Success,
            Bar { late: true, .. } => Tone::Danger,
            Bar { percent: 0, .. } => Tone::Stone,
            _ => Tone::Azure,
        };
        html! {
            @if let Some((from, until)) = bar.base {
                rect class="base" x=(from * day) y=(y + 25) width=((until - from + 1).max(1) * day - 2) height="3" rx="1" {}
            }
            g class="bar" data-tone=(tone.as_ref()) data-whole[bar.whole] data-critical[bar.critical]
                data-move=[key] data-start=[start] tabindex=[key.map(|_| "0")] role=[key.map(|_| "button")] aria-label=[key.map(|_| label.as_str())] {
                title { (label) }
                rect class="all" x=(x + 1) y=(y + above) width=(width) height=(height) rx="3" {}
                @if filled > 0 { rect class="part" x=(x + 1) y=(y + above) width=(filled) height=(height) rx="3" {} }
                @if !bar.says.is_empty() { text class="says" x=(x + width + 6) y=(y + 20) { (bar.says) } }
            }
        }
    }

    fn link(&self, from: usize, to: usize) -> Markup {
        let ends = self.lines.get(from).and_then(|line| line.bar.as_ref());
        let begins = self.lines.get(to).and_then(|line| line.bar.as_ref());
        let (Some(before), Some(after)) = (ends, begins) else {
            return html! {};
        };
        let day = self.width();
        let (x1, y1) = ((before.until + 1) * day - 1, Timeline::top(from) + 15);
        let (x2, y2) = (
            after.from * day + 4,
            Timeline::top(to) + if to > from { 6 } else { 24 },
        );
        let path = format!("M{x1} {y1}H{}V{y2}", x2.max(x1 + 3));
        html! { path class="link" data-critical[before.critical && after.critical] d=(path) marker-end="url(#tl-end)" {} }
    }
}

/// Words at a line, on the side that has room for them.
fn beside(x: i32, y: i32, width: i32, class: &str, words: &str) -> Markup {
    match x + WORDS > width && x >= WORDS {
        true => html! { text class=(class) x=(x - 4) y=(y) text-anchor="end" { (words) } },
        false => html! { text class=(class) x=(x + 4) y=(y) { (words) } },
    }
}

impl Render for Timeline {
    fn render(&self) -> Markup {
        let day = self.width();
        let width = self.days * day;
        let height = Timeline::top(self.lines.len());
        html! {
            div class="timeline" data-timeline=[self.preview.as_deref()] data-day=(day) {
                ol class="names" {
                    @for line in &self.lines {
                        li data-depth=(line.depth) data-row {
                            (line.mark)
                            a href=(line.href) data-panel[line.href.starts_with("/tasks/")] { (line.name) }
                            span class="dim t12 when" { (line.when) }
                            (line.who)
                        }
                    }
                }
                div class="scroll" tabindex="0" role="group" aria-label=(say("part-bars-over-days")) {
                    svg width=(width) height=(height) viewBox={ "0 0 " (width) " " (height) } {
                        defs { marker id="tl-end" markerWidth="6" markerHeight="6" refX="4" refY="3" orient="auto" { path d="M0 0L5 3L0 6" class="head" {} } }
                        @for free in &self.free { rect class="free" x=(free * day) y=(HEAD) width=(day) height=(height - HEAD) {} }
                        @for (at, words) in &self.marks {
                            @if at * day + DATE <= width { text x=(at * day + 3) y=(LINES.0) { (words) } }
                            line class="rule" x1=(at * day) x2=(at * day) y1="4" y2=(height) {}
                        }
                        @for at in 0..self.lines.len() { line class="rule" x1="0" x2=(width) y1=(Timeline::top(at)) y2=(Timeline::top(at)) {} }
                        @for (from, to) in &self.links { (self.link(*from, *to)) }
                        @for (at, line) in self.lines.iter().enumerate() { (self.bar(at, line)) }
                        @if let Some(today) = self.today {
                            line class="today" x1=(today * day) x2=(today * day) y1=(LINES.0 + 4) y2=(height) {}
                            (beside(today * day, LINES.1, width, "now", say("part-today")))
                        }
                        @if let Some((at, words)) = &self.promised {
                            line class="promised" x1=((at + 1) * day) x2=((at + 1) * day) y1=(LINES.1 + 4) y2=(height) {}
                            (beside((at + 1) * day, LINES.2, width, "promise", words))
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_draws_without_styles_and_says_each_bar_in_words() {
        let line = |name: &str, from, until| Line {
            depth: 1,
            mark: html! {},
            name: name.into(),
            href: "/tasks/T-1".into(),
            who: html! {},
            when: "Mon 8 Jun to Tue 9 Jun".into(),
            bar: Some(Bar {
                from,
                until,
                percent: 50,
                says: "50%".into(),
                ..Bar::default()
            }),
            moves: Some((name.into(), "2026-06-08".into())),
        };
        let drawn = Timeline {
            lines: vec![line("T-1", 0, 1), line("T-2", 2, 3)],
            links: vec![(0, 1), (0, 9)],
            days: 10,
            free: vec![5, 6],
            marks: vec![(0, "8 Jun".into())],
            today: Some(1),
            promised: Some((4, "Promised".into())),
            preview: Some("/projects/PRJ-1/dates".into()),
        }
        .render()
        .into_string();
        assert!(!drawn.contains("style="));
        assert_eq!(drawn.matches("class=\"link\"").count(), 1);
        // Each stands on a line of its own, however near the days are.
        assert!(drawn.contains("class=\"now\" x=\"44\" y=\"30\""), "{drawn}");
        assert!(drawn.contains("class=\"promise\" x=\"204\" y=\"46\""));
        assert!(
            drawn.contains("class=\"says\" x=\"84\" y=\"74\""),
            "{drawn}"
        );
        assert!(drawn.contains("aria-label=\"T-1, Mon 8 Jun to Tue 9 Jun\""));
    }
}
