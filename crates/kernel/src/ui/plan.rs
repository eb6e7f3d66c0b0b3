//! A plan as a table of three levels: parts, pieces, steps; each with who, hours, weight, progress, points, date.
//!
//! Parts `plan` (and `list` or `arcade` beside it). Rows fold by the script `fold`; without it everything is open.

use maud::{Markup, Render, html};

use super::{
    badge::id,
    icon::{Icon, icon_small},
    progress::progress_bar,
    state_icon::Glyph,
};

/// A row of a plan.
#[derive(Clone, Debug)]
pub struct PlanRow {
    level: u8,
    name: String,
    href: String,
    pen: Markup,
    state_icon: Option<Glyph>,
    number: Option<String>,
    owner: Option<Markup>,
    hours: Markup,
    weight: Markup,
    percent: u32,
    points: Markup,
    due: Markup,
    key: Option<String>,
    below: Option<String>,
}

impl PlanRow {
    /// A row at level 1 (part), 2 (piece) or 3 (step).
    pub fn new(level: u8, name: impl Into<String>, href: impl Into<String>) -> Self {
        Self {
            level,
            name: name.into(),
            href: href.into(),
            pen: html! {},
            state_icon: None,
            number: None,
            owner: None,
            hours: html! {},
            weight: html! {},
            percent: 0,
            points: html! {},
            due: html! {},
            key: None,
            below: None,
        }
    }

    /// Its state; a row without one shows the milestone mark.
    pub fn state_icon(mut self, state_icon: Glyph) -> Self {
        self.state_icon = Some(state_icon);
        self
    }

    /// The way to the editor of its name.
    pub fn pen(mut self, pen: impl Render) -> Self {
        self.pen = pen.render();
        self
    }

    /// The number people say aloud.
    pub fn number(mut self, number: impl Into<String>) -> Self {
        self.number = Some(number.into());
        self
    }

    /// Whose it is, mostly a small face.
    pub fn owner(mut self, owner: impl Render) -> Self {
        self.owner = Some(owner.render());
        self
    }

    /// Hours logged and planned, as text.
    pub fn hours(mut self, text: impl Render) -> Self {
        self.hours = text.render();
        self
    }

    /// Share of what it belongs to.
    pub fn weight(mut self, text: impl Render) -> Self {
        self.weight = text.render();
        self
    }

    /// How much is done.
    pub fn percent(mut self, percent: u32) -> Self {
        self.percent = percent;
        self
    }

    /// Weight times progress.
    pub fn points(mut self, text: impl Render) -> Self {
        self.points = text.render();
        self
    }

    /// When, mostly `due(..)`.
    pub fn due(mut self, due: impl Render) -> Self {
        self.due = due.render();
        self
    }

    /// What the rows below name it by: they fold away under it.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The key of the row it belongs to.
    pub fn below(mut self, key: impl Into<String>) -> Self {
        self.below = Some(key.into());
        self
    }
}

impl Render for PlanRow {
    fn render(&self) -> Markup {
        let key = self.key.as_deref();
        html! {
            tr data-level=(self.level) data-row data-node=[key] data-parent=[self.below.as_deref()] {
                th scope="row" {
                    span class="row" {
                        @if let Some(key) = key {
                            button class="tog" type="button" data-fold=(key) aria-expanded="true" aria-label={ "What belongs to " (self.name) } {
                                (icon_small(Icon::Down))
                            }
                        } @else if self.level == 2 {
                            span class="tog" {}
                        }
                        @match self.state_icon { Some(state_icon) => (state_icon), None => (icon_small(Icon::Milestone)) }
                        @if let Some(number) = &self.number { (id(number)) }
                        a href=(self.href) data-panel[self.href.starts_with("/tasks/")] { (self.name) }
                        (self.pen)
                    }
                }
                td { @if let Some(owner) = &self.owner { (owner) } }
                td class="num dim" { (self.hours) }
                td class="num" { (self.weight) }
                td { (progress_bar(self.percent, format!("{}%", self.percent), &format!("{} progress", self.name))) }
                td class=(if self.level == 1 { "num med" } else { "num dim" }) { (self.points) }
                td { (self.due) }
            }
        }
    }
}

/// The whole table; `first` names the first column, `total` is the row in the foot, drawn by `plan_total`.
pub fn plan(first: &str, rows: impl IntoIterator<Item = PlanRow>, total: impl Render) -> Markup {
    html! {
        table class="plan rows" {
            colgroup { @for _ in 0..7 { col; } }
            thead {
                tr {
                    th scope="col" { (first) }
                    th scope="col" { span class="vh" { "Owner" } }
                    th class="num" scope="col" { "Logged / plan" }
                    th class="num" scope="col" { "Weight" }
                    th scope="col" { "Progress" }
                    th class="num" scope="col" { "Points" }
                    th scope="col" { "Due" }
                }
            }
            tbody { @for row in rows { (row) } }
            tfoot { (total) }
        }
    }
}

/// The row in the foot of a plan.
pub fn plan_total(name: &str, hours: impl Render, percent: u32, points: impl Render) -> Markup {
    html! {
        tr {
            th scope="row" { (name) }
            td {}
            td class="num" { (hours) }
            td class="num" { "100%" }
            td { (progress_bar(percent, format!("{percent}%"), &format!("{name} progress"))) }
            td class="num" { (points) }
            td {}
        }
    }
}
