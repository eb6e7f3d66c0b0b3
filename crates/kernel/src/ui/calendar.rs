//! A month or a week in days, each with what falls on it. Part `calendar`.
//!
//! `assets/js/drag-board.js` moves entries as it moves cards: it posts `id, to, version` with the day as `to`. On a phone
//! the days with something on them are a list.

use maud::{Markup, Render, html};

use super::{badge::Tone, icon::Icon, prelude::*, state_icon::Glyph};
use crate::base::Day;

/// One day.
pub struct CalendarDay {
    pub day: Day,
    pub entries: Vec<Entry>,
    /// How many more there are, and where.
    pub more: Option<(usize, String)>,
    /// Nobody works.
    pub off: bool,
    /// Of the month before or after.
    pub outside: bool,
    /// Where its number leads.
    pub href: String,
}

/// What falls on a day.
pub struct Entry {
    pub id: String,
    pub version: String,
    pub href: String,
    pub title: String,
    pub state_icon: Glyph,
    pub tone: Option<Tone>,
    /// Said quietly behind it: whose it is.
    pub who: Markup,
    /// What is heard of it in one sentence.
    pub label: String,
    pub panel: bool,
    /// May not be moved by this person.
    pub fixed: bool,
}

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/// Days in rows of a week; moves are posted to `action`.
pub fn calendar(action: &str, days: &[CalendarDay], today: Day, week: bool) -> Markup {
    let kind = if week { "week" } else { "month" };
    html! {
        div class="cal" data-span=(kind) {
            p class="caldays" aria-hidden="true" { @for name in DAYS { span { (name) } } }
            div class="calgrid" data-move=(action) data-across="7" {
                @for day in days { (of_day(day, today)) }
            }
        }
    }
}

fn of_day(of: &CalendarDay, today: Day) -> Markup {
    let is_today = of.day == today;
    let date = of.day.date();
    let number = match date.day() {
        1 => date.strftime("%-d %b").to_string(),
        day => day.to_string(),
    };
    html! {
        section data-key=(of.day.iso()) aria-label=(of.day.long()) aria-current=[is_today.then_some("date")]
            data-off[of.off] data-outside[of.outside] data-empty[of.entries.is_empty()] {
            h3 { a href=(of.href) { (number) } span class="calname" { (of.day.long()) } }
            @for entry in &of.entries { (entry) }
            @if let Some((more, href)) = &of.more { p { a class="dim" href=(href) { (more) " more" } } }
        }
    }
}

impl Render for Entry {
    fn render(&self) -> Markup {
        let tone = self.tone.map(Tone::name);
        html! {
            article class="calentry" id={ "card-" (self.id) } data-id=(self.id) data-href=(self.href) data-version=(self.version) data-row
                data-tone=[tone] draggable=[(!self.fixed).then_some("true")] tabindex="0" aria-label=(self.label) {
                (self.state_icon)
                h4 class="trunc" { a href=(self.href) data-panel[self.panel] { (self.title) } }
                (self.who)
            }
        }
    }
}

/// What a calendar shows and the ways to what is before and after it.
pub fn calendar_head(title: &str, before: &str, today: &str, after: &str) -> Markup {
    html! {
        div class="row" {
            h2 { (title) }
            (Button::square_link(Icon::Left, "Earlier", before).small())
            (Button::link("Today", today).small().quiet())
            (Button::square_link(Icon::Right, "Later", after).small())
        }
    }
}
