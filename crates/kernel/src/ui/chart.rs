//! Charts drawn on the server: x in percent, y in pixels, so they are fluid and text never stretches. Part `chart`.
//!
//! Every chart takes one sentence that says what it shows; `with_table` puts the numbers one fold away.

use maud::{Markup, PreEscaped, Render, html};

use super::{
    badge::Tone,
    icon::{Icon, icon_small},
    progress::percent,
};

/// How a number is written on a chart.
pub type Write = fn(f64) -> String;

/// Plain numbers: whole ones without decimals.
pub fn plain(value: f64) -> String {
    if value.fract().abs() < 0.05 {
        format!("{value:.0}")
    } else {
        format!("{value:.1}")
    }
}

/// A value with its name; `soft` marks a period that is not over.
#[derive(Clone, Debug)]
pub struct Bar {
    name: String,
    value: f64,
    tone: Option<Tone>,
    note: Option<String>,
    soft: bool,
}

impl Bar {
    /// A value with its name.
    pub fn new(name: impl Into<String>, value: f64) -> Self {
        Self {
            name: name.into(),
            value,
            tone: None,
            note: None,
            soft: false,
        }
    }

    /// A tone of its own.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = Some(tone);
        self
    }

    /// A quiet remark (second line in a funnel, right edge in lying bars).
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// Not over yet.
    pub fn soft(mut self) -> Self {
        self.soft = true;
        self
    }
}

fn highest<'a>(values: impl Iterator<Item = &'a f64>) -> f64 {
    values.copied().fold(0.0, f64::max).max(f64::MIN_POSITIVE)
}

/// Standing bars, `goal` as a dashed line across.
pub fn bars_v(label: &str, bars: &[Bar], height: u32, goal: Option<f64>, write: Write) -> Markup {
    let most = highest(bars.iter().map(|bar| &bar.value).chain(goal.as_ref())) * 1.12;
    let base = f64::from(height) - 22.0;
    let step = 100.0 / bars.len().max(1) as f64;
    html! {
        svg class="chart" height=(height) role="img" aria-label=(label) data-tone="pool" {
            @for part in [0.0, 0.25, 0.5, 0.75, 1.0] {
                @let y = (base - base * part * 0.92).round() + 0.5;
                line class="grid" x1="0" x2="100%" y1=(y) y2=(y) {}
            }
            @for (at, bar) in bars.iter().enumerate() {
                @let tall = bar.value / most * base;
                @let (x, middle) = (at as f64 * step + step * 0.21, percent((at as f64 + 0.5) * step));
                rect class=(if bar.soft { "bar soft" } else { "bar" }) data-tone=[bar.tone.map(Tone::name)] x=(percent(x)) width=(percent(step * 0.58)) y=(px(base - tall)) height=(px(tall)) rx="1.5" {
                    title { (bar.name) ": " (write(bar.value)) }
                }
                text class="val mid" x=(middle) y=(px(base - tall - 5.0)) { (write(bar.value)) }
                text class="mid" x=(middle) y=(height - 5) { (bar.name) }
            }
            line class="axis" x1="0" x2="100%" y1=(base + 0.5) y2=(base + 0.5) {}
            @if let Some(goal) = goal {
                @let y = px(base - goal / most * base);
                line class="goal" x1="0" x2="100%" y1=(y) y2=(y) {}
            }
        }
    }
}

/// Lying bars; `names` is the share of the width kept for names (20 to 40).
pub fn bars_h(label: &str, bars: &[Bar], names: f64, tone: Tone, write: Write) -> Markup {
    const ROW: f64 = 28.0;
    let most = highest(bars.iter().map(|bar| &bar.value));
    let room = 100.0 - names - 22.0;
    html! {
        svg class="chart" height=(bars.len() as f64 * ROW) role="img" aria-label=(label) data-tone=(tone.name()) {
            @for (at, bar) in bars.iter().enumerate() {
                @let (top, wide) = (at as f64 * ROW, bar.value / most * room);
                g data-tone=[bar.tone.map(Tone::name)] {
                    text x="0" y=(top + ROW / 2.0 + 4.0) { (bar.name) }
                    rect class="bar" x={ (names) "%" } width=(percent(wide)) y=(top + 7.0) height=(ROW - 14.0) rx="1.5" {}
                    text class="val" x=(percent(names + wide)) dx="7" y=(top + ROW / 2.0 + 4.0) { (write(bar.value)) }
                    @if let Some(note) = &bar.note { text class="end" x="100%" y=(top + ROW / 2.0 + 4.0) { (note) } }
                }
            }
        }
    }
}

/// A line of a line chart.
#[derive(Clone, Debug)]
pub struct Line {
    tone: Tone,
    values: Vec<f64>,
    area: bool,
    soft: bool,
}

impl Line {
    /// Values from the left; fewer than labels leaves the rest open.
    pub fn new(tone: Tone, values: impl IntoIterator<Item = f64>) -> Self {
        Self {
            tone,
            values: values.into_iter().collect(),
            area: false,
            soft: false,
        }
    }

    /// Filled down to the ground.
    pub fn area(mut self) -> Self {
        self.area = true;
        self
    }

    /// Dashed and quiet: a plan, a goal, the year before.
    pub fn soft(mut self) -> Self {
        self.soft = true;
        self
    }
}

/// Lines over the same labels; empty labels are not printed. `top` fixes the highest value.
pub fn lines(
    label: &str,
    labels: &[&str],
    series: &[Line],
    height: u32,
    top: Option<f64>,
    write: Write,
) -> Markup {
    const LEFT: f64 = 5.2;
    let most = top
        .unwrap_or_else(|| highest(series.iter().flat_map(|line| &line.values)) * 1.1)
        .max(f64::MIN_POSITIVE);
    let (tall, last) = (f64::from(height), labels.len().saturating_sub(1).max(1));
    let base = tall - 22.0;
    let x = |at: usize| percent(LEFT + (100.0 - LEFT) * at as f64 / last as f64);
    let y = |value: f64| 8.0 + (base - 8.0) * (1.0 - value / most);
    let path = |line: &Line| {
        let points = line
            .values
            .iter()
            .enumerate()
            .map(|(at, value)| format!("{at} {}", px(y(*value))));
        points.collect::<Vec<_>>().join("L")
    };
    html! {
        svg class="chart" height=(height) role="img" aria-label=(label) {
            @for tick in 0..=4 {
                @let value = most * f64::from(tick) / 4.0;
                @let at = y(value).round() + 0.5;
                line class="grid" x1={ (LEFT) "%" } x2="100%" y1=(at) y2=(at) {}
                text x="0" y=(px(y(value) + 4.0)) { (write(value)) }
            }
            @for (at, text) in labels.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                text class=(if at == last { "end" } else if at > 0 { "mid" } else { "" }) x=(x(at)) y=(height - 4) { (text) }
            }
            svg x={ (LEFT) "%" } width={ (100.0 - LEFT) "%" } y="0" height=(height) viewBox={ "0 0 " (last) " " (height) } preserveAspectRatio="none" overflow="visible" {
                @for line in series.iter().filter(|line| !line.values.is_empty()) {
                    g data-tone=(line.tone.name()) {
                        @if line.area { path class="area" d={ "M0 " (base) "L" (path(line)) "L" (line.values.len() - 1) " " (base) "z" } {} }
                        path class=(if line.soft { "ln soft" } else { "ln" }) d={ "M" (path(line)) } {}
                    }
                }
            }
            @for line in series.iter().filter(|line| !line.soft) {
                @if let Some(value) = line.values.last() {
                    g data-tone=(line.tone.name()) { circle class="pt" cx=(x(line.values.len() - 1)) cy=(px(y(*value))) r="3.5" {} }
                }
            }
        }
    }
}

/// A line the size of a word, for tables; the numbers stand in the other cells.
pub fn spark(tone: Tone, values: &[f64]) -> Markup {
    let (low, high) = values
        .iter()
        .fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(*value), high.max(*value))
        });
    let span = if high > low { high - low } else { 1.0 };
    let points = values
        .iter()
        .enumerate()
        .map(|(at, value)| format!("{at} {}", px(24.0 - 20.0 * (value - low) / span)));
    html! {
        @if values.len() > 1 {
            svg class="chart" height="28" width="88" viewBox={ "0 0 " (values.len() - 1) " 28" } preserveAspectRatio="none" aria-hidden="true" data-tone=(tone.name()) {
                path class="ln" d={ "M" (points.collect::<Vec<_>>().join("L")) } {}
            }
        }
    }
}

/// Shares of a whole, with a large and a small word in the middle. Bars without a tone take the next one.
pub fn donut(label: &str, parts: &[Bar], big: &str, small: &str) -> Markup {
    let total = parts
        .iter()
        .map(|part| part.value)
        .sum::<f64>()
        .max(f64::MIN_POSITIVE);
    let mut start = 0.0;
    let mut arcs = String::new();
    for (at, part) in parts.iter().enumerate() {
        let share = part.value / total * 100.0;
        let shown = (share - 0.9).max(0.0);
        let tone = part.tone.unwrap_or(Tone::ALL[(at + 1) % Tone::ALL.len()]);
        html! {
            circle data-tone=(tone.name()) cx="84" cy="84" r="64" pathLength="100" class="arc"
                stroke-dasharray=(format!("{shown:.2} {:.2}", 100.0 - shown)) stroke-dashoffset=(format!("{:.2}", -start)) transform="rotate(-90 84 84)" {
                title { (part.name) ": " (plain(part.value)) }
            }
        }
        .render_to(&mut arcs);
        start += share;
    }
    html! {
        svg class="chart" viewBox="0 0 168 168" width="168" height="168" role="img" aria-label=(label) {
            (PreEscaped(arcs))
            text class="big mid" x="84" y="88" { (big) }
            text class="mid" x="84" y="106" { (small) }
        }
    }
}

/// What gets through from stage to stage; each stage's note is its second line.
pub fn funnel(label: &str, stages: &[Bar], write: Write) -> Markup {
    const ROW: f64 = 42.0;
    let most = stages
        .first()
        .map_or(1.0, |stage| stage.value)
        .max(f64::MIN_POSITIVE);
    html! {
        svg class="chart" height=((stages.len() as f64 * ROW - 12.0).max(0.0)) role="img" aria-label=(label) data-tone="pool" {
            @for (at, stage) in stages.iter().enumerate() {
                @let (top, wide) = (at as f64 * ROW, stage.value / most * 63.0);
                text class="val" x="0" y=(top + 14.0) { (stage.name) }
                @if let Some(note) = &stage.note { text x="0" y=(top + 28.0) { (note) } }
                rect class="bar" x="26%" width=(percent(wide)) y=(top) height=(ROW - 12.0) rx="2" opacity=(format!("{:.2}", (1.0 - at as f64 * 0.11).max(0.3))) {}
                text class="val" x=(percent(26.0 + wide)) dx="8" y=(top + 20.0) { (write(stage.value)) }
                @if at > 0 && stages[at - 1].value > 0.0 {
                    text class="end" x="100%" y=(top + 20.0) { ((stage.value / stages[at - 1].value * 100.0).round()) "% pass" }
                }
            }
        }
    }
}

/// What the colours of a chart mean: `(tone, name)`.
pub fn legend(parts: &[(Tone, &str)]) -> Markup {
    html! { p class="legend mt" { @for (tone, name) in parts { (super::badge::tag(*tone, name)) } } }
}

/// A chart with its numbers one fold away; the table is a `Table::tight()`.
pub fn with_table(chart: impl Render, table: impl Render) -> Markup {
    html! { (chart) details class="how" { summary { (icon_small(Icon::Table)) "The numbers" } (table) } }
}

fn px(value: f64) -> String {
    format!("{value:.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn charts_of_nothing_still_draw() {
        for chart in [
            bars_v("none", &[], 160, None, plain),
            bars_h("none", &[], 30.0, Tone::Info, plain),
            lines("none", &[], &[Line::new(Tone::Info, [])], 160, None, plain),
            donut("none", &[], "0", "won"),
            funnel("none", &[], plain),
        ] {
            let text = chart.into_string();
            assert!(
                text.contains("<svg") && !text.contains("NaN") && !text.contains("inf"),
                "{text}"
            );
        }
    }
}
