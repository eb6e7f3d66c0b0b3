//! Boards: lanes with a head of facts, cards one can pick up. Part `board`.
//!
//! `assets/js/drag-board.js` moves cards and posts `id, to, version` (and `after` on ordered boards, `swim` and `into` where
//! a swimlane is left for another) to the board's address; without it the record's own page does the same.

use maud::{Markup, Render, html};

use super::{badge::Tone, button::Button, icon::Icon};

/// The board itself; moves are posted to `action`.
pub fn board(action: &str, lanes: impl Render) -> Markup {
    html! { div class="board" data-move=(action) { (lanes) } }
}

/// A board that is one swimlane of several, in an element with `data-swims`: a card that is dropped from another says what
/// this one stands for, `assignee:U-3`, and keeps its lane.
pub fn board_of_swim(action: &str, swim: &str, lanes: impl Render) -> Markup {
    html! { div class="board" data-move=(action) data-swim=(swim) { (lanes) } }
}

/// A board whose cards keep their places: moves also say after which card.
pub fn board_ordered(action: &str, lanes: impl Render) -> Markup {
    html! { div class="board" data-move=(action) data-order { (lanes) } }
}

/// A board one can only look at.
pub fn board_still(lanes: impl Render) -> Markup {
    html! { div class="board" { (lanes) } }
}

/// A column of a board.
#[derive(Clone, Debug)]
pub struct Lane {
    key: String,
    name: String,
    title: Markup,
    tone: Tone,
    count: u64,
    fact: Option<Markup>,
    ask: Option<String>,
    add: Option<(String, String)>,
    /// Written as they come, so that a full board copies little.
    cards: String,
    line: Option<Markup>,
    more: Option<Markup>,
}

impl Lane {
    /// A lane; `key` is what a move sends as `to`.
    pub fn new(key: impl Into<String>, name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            key: key.into(),
            title: html! { (name) },
            name,
            tone: Tone::Info,
            count: 0,
            fact: None,
            ask: None,
            add: None,
            cards: String::new(),
            line: None,
            more: None,
        }
    }

    /// A line at its foot on which one more is made.
    pub fn line(mut self, line: impl Render) -> Self {
        self.line = Some(line.render());
        self
    }

    /// A title with a mark in front (`stage(..)`, or an arch and the name).
    pub fn title(mut self, title: impl Render) -> Self {
        self.title = title.render();
        self
    }

    /// Colour of its lower edge.
    pub fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    /// How many it holds in all, also those not drawn.
    pub fn count(mut self, count: u64) -> Self {
        self.count = count;
        self
    }

    /// Sum and one fact under the title.
    pub fn fact(mut self, fact: impl Render) -> Self {
        self.fact = Some(fact.render());
        self
    }

    /// A move into it first asks on this page; `{id}` stands for the card ("/leads/{id}/lose").
    pub fn asks(mut self, address: impl Into<String>) -> Self {
        self.ask = Some(address.into());
        self
    }

    /// A plus in its head: label and address.
    pub fn add(mut self, label: impl Into<String>, href: impl Into<String>) -> Self {
        self.add = Some((label.into(), href.into()));
        self
    }

    /// One more card.
    pub fn card(mut self, card: impl Render) -> Self {
        card.render_to(&mut self.cards);
        self
    }

    /// Several cards.
    pub fn cards(mut self, cards: impl IntoIterator<Item = impl Render>) -> Self {
        for card in cards {
            card.render_to(&mut self.cards);
        }
        self
    }

    /// A last line: what is not drawn here.
    pub fn more(mut self, more: impl Render) -> Self {
        self.more = Some(more.render());
        self
    }
}

impl Render for Lane {
    fn render_to(&self, out: &mut String) {
        let head = html! {
            header {
                h2 class="row tight" { (self.title) }
                span class="count" { (self.count) }
                @if let Some((label, href)) = &self.add { (Button::square_link(Icon::Plus, label, href).small()) }
                @if let Some(fact) = &self.fact { small { (fact) } }
            }
        };
        out.reserve(self.cards.len() + head.0.len() + 512);
        out.push_str("<section class=\"lane\" data-tone=\"");
        out.extend([self.tone.name(), "\" data-key=\""]);
        self.key.render_to(out);
        if let Some(ask) = &self.ask {
            out.push_str("\" data-ask=\"");
            ask.render_to(out);
        }
        out.push_str("\" aria-label=\"");
        self.name.render_to(out);
        out.extend(["\">", head.0.as_str(), self.cards.as_str()]);
        if let Some(line) = &self.line {
            out.push_str(&line.0);
        }
        if let Some(more) = &self.more {
            out.extend(["<p class=\"dim t12\">", more.0.as_str(), "</p>"]);
        }
        out.push_str("</section>");
    }
}

/// A card: what it is, where it leads, a line above, lines below, a foot.
#[derive(Clone, Debug)]
pub struct Card {
    id: String,
    title: Markup,
    label: String,
    href: String,
    above: Option<Markup>,
    below: Vec<Markup>,
    foot: Option<Markup>,
    version: Option<String>,
    panel: bool,
    fixed: bool,
    shows: Option<(String, String)>,
}

impl Card {
    /// A card; `label` is what screen readers hear of it in one sentence.
    pub fn new(
        id: impl Into<String>,
        href: impl Into<String>,
        title: impl Render,
        label: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            title: title.render(),
            label: label.into(),
            href: href.into(),
            above: None,
            below: Vec::new(),
            foot: None,
            version: None,
            panel: false,
            fixed: false,
            shows: None,
        }
    }

    /// Is drawn anew alone when this record changes (`leads:7`), unless `beside`, what else the board shows of it, does
    /// too: then all of the board is.
    pub fn shows(mut self, record: impl Into<String>, beside: impl std::fmt::Display) -> Self {
        self.shows = Some((record.into(), beside.to_string()));
        self
    }

    /// The version a move is based on, so that two people do not overwrite each other.
    pub fn version(mut self, version: impl std::fmt::Display) -> Self {
        self.version = Some(version.to_string());
        self
    }

    /// A quiet line above the title: priority, id, group.
    pub fn above(mut self, content: impl Render) -> Self {
        self.above = Some(content.render());
        self
    }

    /// A line below the title; may be called again.
    pub fn line(mut self, content: impl Render) -> Self {
        self.below
            .push(html! { p class="row between" { (content) } });
        self
    }

    /// A quiet line below the title, both ends used.
    pub fn line_quiet(mut self, content: impl Render) -> Self {
        self.below
            .push(html! { p class="row between t12 mute" { (content) } });
        self
    }

    /// Progress below the title.
    pub fn progress(mut self, percent: u32, text: impl Render, label: &str) -> Self {
        self.below.push(html! {
            p class="pbar t12" {
                progress value=(percent) max="100" aria-label=(label) {}
                span class="dim" { (text) }
            }
        });
        self
    }

    /// The foot; its last child stands at the end.
    pub fn foot(mut self, content: impl Render) -> Self {
        self.foot = Some(content.render());
        self
    }

    /// Opens in the side panel where script runs.
    pub fn in_panel(mut self) -> Self {
        self.panel = true;
        self
    }

    /// May not be moved by this person.
    pub fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }
}

impl Render for Card {
    fn render_to(&self, out: &mut String) {
        let of = self.shows.as_ref().map(|(of, _)| of.as_str());
        let within = self.shows.as_ref().map(|(_, within)| within.as_str());
        let card = html! {
            article class="card" id={ "card-" (self.id) } data-id=(self.id) data-href=(self.href) data-live-id={ "card-" (self.id) }
                data-of=[of] data-within=[within] data-row data-version=[self.version.as_deref()]
                draggable=[(!self.fixed).then_some("true")] tabindex="0" aria-label=(self.label) {
                @if let Some(above) = &self.above { p class="row nowrap t12 dim" { (above) } }
                h3 { a href=(self.href) data-panel[self.panel] { (self.title) } }
                @for line in &self.below { (line) }
                @if let Some(foot) = &self.foot { footer { (foot) } }
            }
        };
        out.push_str(&card.0);
    }
}
