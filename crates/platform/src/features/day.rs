//! What a room has for somebody's day: lines, each with the deed that decides it, and numbers with how they went. Each
//! room says it of its own records (`Feature::day`); My day (`home`) asks those that the person may use, and puts what
//! they give in order. Who does what follows from permissions and duties, so a role made tomorrow has a day as well.
//!
//! What it costs is paid by everybody who arrives: a room reads ranges of an index, a handful of rows each, and sums.

mod ask;
pub mod first;
mod number;

use maud::{Markup, Render, html};

pub use ask::ask;
pub use number::Number;

use crate::{
    access::{Action, Placement},
    base::{Moment, Result},
    data::{Key, Query, Record, Ref, Visit},
    ui::{dayrule::Slot, prelude::*},
    web::{Page, Request},
};

/// Seeing one's own day; lists that are read with it have what lies with the person, whatever else they may see.
pub const VIEW: Action = Action::own("home.view", "See the own day");

/// Rows that a room gives to one part of the day; the rest is one link away.
pub const SHOWN: usize = 5;

/// What a room has for a day.
#[derive(Clone, Copy)]
pub struct ForDay {
    /// Any of these opens it. Nothing is read for whoever has none of them.
    pub opens: &'static [Action],
    /// What comes to whoever may do this, for a first day: "tasks that are assigned to you".
    pub arrives: &'static [(Action, &'static str)],
    pub read: fn(&Visit, &mut Workday) -> Result<()>,
    /// Names what the lines are read from, so that the open page hears of it.
    pub live: fn(&Visit, Page) -> Page,
}

/// Where on the page a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Waits for this person's decision.
    Now,
    /// Theirs, and to be done today or late.
    Today,
    /// What comes after that, or could be taken.
    Next,
    /// Somebody else's turn, with whose and since when.
    Waiting,
    /// What was told to them.
    News,
}

/// One thing of a day: what it is, for whom and why it is here, how long, and what decides it.
pub struct Line {
    pub part: Part,
    /// The record that it is about, if it is about one.
    pub of: Option<Ref>,
    pub title: String,
    pub href: String,
    pub why: String,
    /// Until when, or since when, in words.
    pub when: Option<(Tone, String)>,
    /// By what its part is ordered: the earliest first.
    pub by: Moment,
    /// The hour at which it is due, for the rule of today, with what is to be done then.
    pub at: Option<(Moment, String)>,
    pub unread: bool,
    mark: Markup,
    panel: bool,
    deeds: Vec<Deed>,
}

impl Line {
    pub fn new(
        part: Part,
        of: impl Into<Option<Ref>>,
        href: impl Into<String>,
        title: impl Into<String>,
    ) -> Line {
        Line {
            part,
            of: of.into(),
            title: title.into(),
            href: href.into(),
            why: String::new(),
            when: None,
            by: Moment(i64::MAX),
            at: None,
            unread: false,
            mark: html! {},
            panel: false,
            deeds: Vec::new(),
        }
    }

    /// What stands before it: an icon, a state, a face.
    pub fn mark(mut self, mark: impl Render) -> Line {
        self.mark = mark.render();
        self
    }

    /// For whom, and why it is here.
    pub fn why(mut self, parts: impl IntoIterator<Item = impl Into<String>>) -> Line {
        let parts = parts.into_iter().map(Into::into);
        let parts: Vec<String> = parts.filter(|part: &String| !part.is_empty()).collect();
        self.why = parts.join(" · ");
        self
    }

    pub fn when(mut self, tone: Tone, words: impl Into<String>) -> Line {
        self.when = Some((tone, words.into()));
        self
    }

    pub fn by(mut self, by: Moment) -> Line {
        self.by = by;
        self
    }

    pub fn at(mut self, at: Moment, what: impl Into<String>) -> Line {
        self.at = Some((at, what.into()));
        self
    }

    /// Its title opens in the side panel.
    pub fn in_panel(mut self) -> Line {
        self.panel = true;
        self
    }

    pub fn deed(mut self, deed: Deed) -> Line {
        self.deeds.push(deed);
        self
    }

    pub fn deed_if(self, may: bool, deed: impl FnOnce() -> Deed) -> Line {
        match may {
            true => self.deed(deed()),
            false => self,
        }
    }

    /// What can be done with it, in words.
    pub fn deeds(&self) -> impl Iterator<Item = &str> {
        self.deeds.iter().map(|deed| deed.label.as_str())
    }

    /// The number of the record that it is about.
    pub fn number(&self, visit: &Visit) -> Option<String> {
        self.of.map(|of| visit.store().schema().number(of))
    }

    /// The row. `first` is the decision that comes before all others of the page.
    pub fn row(&self, visit: &Visit, first: bool) -> Markup {
        let number = self.number(visit);
        let called = number.as_deref().unwrap_or(&self.title);
        html! {
            li data-row {
                @if self.part == Part::News {
                    span class="newmark" { @if self.unread { (dot(Tone::Danger)) span class="vh" { "unread" } } }
                }
                (self.mark)
                span class="grow two-line" {
                    // The page's script says that what was told was read.
                    a href=(self.href) data-panel[self.panel] data-read[self.unread] { (self.title) }
                    span {
                        (self.why)
                        @if let Some(number) = &number { @if !self.why.is_empty() { " · " } (number) }
                    }
                }
                @if let Some((tone, words)) = &self.when {
                    span class="wait" { @if *tone == Tone::Stone { (due(words)) } @else { (due_toned(*tone, words)) } }
                }
                @if !self.deeds.is_empty() {
                    div class="btns" {
                        @for (n, deed) in self.deeds.iter().enumerate() { (deed.button(called, first && n == 0)) }
                    }
                }
            }
        }
    }
}

/// Something to do with a line, where it stands.
pub struct Deed {
    label: String,
    to: String,
    how: How,
}

enum How {
    /// The page on which it is done.
    Open,
    /// A field of the record, changed beside the button.
    Change,
    /// Done at once, with what goes along.
    Post(Vec<(&'static str, String)>),
    /// The same as a small mark.
    Mark(Icon, Vec<(&'static str, String)>),
    /// Done with a line of text: the name of its field, what is asked, and what goes along.
    Say(&'static str, &'static str, Vec<(&'static str, String)>),
}

impl Deed {
    pub fn open(label: impl Into<String>, href: impl Into<String>) -> Deed {
        Deed {
            label: label.into(),
            to: href.into(),
            how: How::Open,
        }
    }

    /// Opens the editor of one field (`records::in_place`) where the row stands.
    pub fn change(label: impl Into<String>, to: impl Into<String>) -> Deed {
        Deed {
            label: label.into(),
            to: to.into(),
            how: How::Change,
        }
    }

    pub fn post(label: impl Into<String>, to: impl Into<String>) -> Deed {
        Deed {
            label: label.into(),
            to: to.into(),
            how: How::Post(Vec::new()),
        }
    }

    pub fn icon(icon: Icon, label: impl Into<String>, to: impl Into<String>) -> Deed {
        Deed {
            label: label.into(),
            to: to.into(),
            how: How::Mark(icon, Vec::new()),
        }
    }

    /// `field` is where the text goes, `asks` what is to be written.
    pub fn say(
        label: impl Into<String>,
        to: impl Into<String>,
        field: &'static str,
        asks: &'static str,
    ) -> Deed {
        Deed {
            label: label.into(),
            to: to.into(),
            how: How::Say(field, asks, Vec::new()),
        }
    }

    /// A value that goes along.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Deed {
        match &mut self.how {
            How::Post(along) | How::Mark(_, along) | How::Say(_, _, along) => {
                along.push((name, value.to_string()));
            }
            How::Open | How::Change => {}
        }
        self
    }

    fn button(&self, called: &str, first: bool) -> Markup {
        let along = |values: &[(&'static str, String)]| {
            html! {
                (hidden("back", "/"))
                @for (name, value) in values { (hidden(name, value)) }
            }
        };
        let named = |button: Button| {
            let button = button.label(format!("{} {called}", self.label)).small();
            match first {
                true => button.primary(),
                false => button,
            }
        };
        match &self.how {
            How::Open => named(Button::link(self.label.as_str(), self.to.as_str())).render(),
            How::Change => html! {
                a class="edits btn s" href=(self.to) data-edit="pick" { (self.label) span class="vh" { " " (called) } }
            },
            How::Post(values) => post_button(
                &self.to,
                along(values),
                named(Button::submit(self.label.as_str())),
            ),
            How::Mark(icon, values) => post_button(
                &self.to,
                along(values),
                Button::square_submit(*icon, format!("{}: {called}", self.label)).small(),
            ),
            How::Say(field, asks, values) => html! {
                details class="say" {
                    summary class="btn s" { (self.label) span class="vh" { " " (called) } }
                    form class="row" method="post" action=(self.to) data-once {
                        (along(values))
                        input class="grow" name=(field) required maxlength="1000" aria-label={ (asks) ", " (called) } placeholder=(asks);
                        (Button::submit(self.label.as_str()).small())
                    }
                }
            },
        }
    }
}

/// Where a deed of a row goes back to: My day when it was done there, else `home`.
pub fn back(request: &Request, home: String) -> String {
    match request.field("back") {
        Some("/") => "/".into(),
        _ => home,
    }
}

/// A count up to the most that is looked at.
pub fn up_to(count: usize, most: usize) -> String {
    match count < most {
        true => count.to_string(),
        false => format!("{}+", most.saturating_sub(1)),
    }
}

/// What runs at the moment.
pub struct Running {
    pub entry: Ref,
    pub on: Ref,
    pub since: Moment,
}

/// The hours of today as they were booked.
#[derive(Default)]
pub struct Hours {
    pub slots: Vec<Slot>,
    /// Minutes in all, with what runs.
    pub logged: i64,
    /// Some of them were typed in, and are drawn where there is room.
    pub loose: bool,
    pub running: Option<Running>,
}

/// Somebody's day, as the rooms fill it.
#[derive(Default)]
pub struct Workday {
    pub lines: Vec<Line>,
    pub numbers: Vec<Number>,
    /// Said beside the date: "2 tasks due today".
    pub facts: Vec<String>,
    /// None for whoever logs no time.
    pub hours: Option<Hours>,
}

impl Workday {
    pub fn line(&mut self, line: Line) {
        self.lines.push(line);
    }

    pub fn number(&mut self, number: Number) {
        self.numbers.push(number);
    }

    pub fn of(&self, part: Part) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(move |line| line.part == part)
    }
}

/// A list of what lies with the person themselves.
pub fn own<R: Record>(list: Query<R>) -> Query<R> {
    list.with(VIEW)
}

/// The person as a key.
pub fn me(visit: &Visit) -> Key {
    Key::new().number(visit.actor.person)
}

/// Whether an action reaches beyond what lies with the person: who leads, looks after or oversees.
pub fn reaches_others(visit: &Visit, action: &Action) -> bool {
    let places = visit.actor.places(action);
    places
        .iter()
        .any(|place| !matches!(place, Placement::Person(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_says_that_it_was_not_finished() {
        assert_eq!(up_to(0, 100), "0");
        assert_eq!(up_to(99, 100), "99");
        assert_eq!(up_to(100, 100), "99+");
    }
}
