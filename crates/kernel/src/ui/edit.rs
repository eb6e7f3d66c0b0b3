//! A value that is changed where it stands: the value itself leads to its editor, which is a small page, and with script
//! opens beside the value (`edit.js`). Part `edit`.

use maud::{Markup, Render, html};

use super::{
    avatar::Avatar,
    button::Button,
    form::{Field, hidden},
    icon::{Icon, icon_small},
};

/// A value that leads to its editor; nothing is offered as "Add ...". It holds no links of its own.
pub fn edits(href: &str, label: &str, picks: bool, shown: impl Render) -> Markup {
    let shown = shown.render();
    let name = label.to_lowercase();
    html! {
        @if shown.0.is_empty() {
            a class="edits adds" href=(href) data-edit=[picks.then_some("pick")] { span class="dim" { "Add " (name) } }
        } @else {
            a class="edits" href=(href) data-edit=[picks.then_some("pick")] { (shown) span class="vh" { ", change " (name) } }
        }
    }
}

/// A value that leads elsewhere itself, with the way to its editor beside it.
pub fn edits_beside(href: &str, label: &str, picks: bool, shown: impl Render) -> Markup {
    let shown = shown.render();
    html! {
        @if shown.0.is_empty() { (edits(href, label, picks, shown)) }
        @else {
            span class="edits-beside" {
                (shown)
                (edits_alone(href, label, picks))
            }
        }
    }
}

/// The way to the editor of a value that stands elsewhere.
pub fn edits_alone(href: &str, label: &str, picks: bool) -> Markup {
    html! {
        a class="edits" href=(href) data-edit=[picks.then_some("pick")] aria-label={ "Change " (label.to_lowercase()) } { (icon_small(Icon::Edit)) }
    }
}

/// The form that changes one value.
#[derive(Clone, Debug)]
pub struct Editor {
    action: String,
    label: String,
    hidden: Markup,
    body: Markup,
    whole: Option<String>,
}

impl Editor {
    /// Posts there what is called so.
    pub fn new(action: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            action: action.into(),
            label: label.into(),
            hidden: html! {},
            body: html! {},
            whole: None,
        }
    }

    /// A value that travels unseen.
    pub fn hidden(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.hidden.0.push_str(&hidden(name, value).0);
        self
    }

    /// The control, with what is wrong above it.
    pub fn body(mut self, body: impl Render) -> Self {
        self.body = body.render();
        self
    }

    /// Where all fields are changed together.
    pub fn whole(mut self, href: Option<String>) -> Self {
        self.whole = href;
        self
    }
}

impl Render for Editor {
    fn render(&self) -> Markup {
        html! {
            form class="editor stack s" method="post" action=(self.action) data-once data-editor=(self.label) {
                (self.hidden)
                // What Enter presses: the first button, and no day of a calendar.
                button type="submit" class="vh" tabindex="-1" aria-hidden="true" { "Save" }
                (self.body)
                div class="row" {
                    (Button::submit("Save").primary().small())
                    @if let Some(href) = &self.whole { (Button::link("All fields", href.as_str()).small().quiet()) }
                }
            }
        }
    }
}

/// Somebody to choose.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What is sent.
    pub value: String,
    pub name: String,
    /// What they have in hand: "4 open", "12 + 20 h".
    pub load: Option<String>,
    /// That they aren't here: "away until 12 Dec".
    pub away: Option<String>,
}

/// People under headings, one of whom is chosen; typing narrows them down where there is script.
#[derive(Clone, Debug)]
pub struct People {
    name: String,
    frame: Field,
    chosen: String,
    note: Option<&'static str>,
    nobody: Option<String>,
    groups: Vec<(String, Vec<Candidate>)>,
}

impl People {
    /// `chosen` is the value of whoever it is; empty for nobody.
    pub fn new(name: impl Into<String>, label: impl Render, chosen: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            frame: Field::new(name.clone(), label),
            name,
            chosen: chosen.into(),
            note: None,
            nobody: None,
            groups: Vec::new(),
        }
    }

    /// What is wrong, if something is.
    pub fn error(mut self, error: Option<&str>) -> Self {
        self.frame = self.frame.error(error);
        self
    }

    /// Whom somebody else chose meanwhile, by value.
    pub fn theirs(mut self, theirs: Option<String>) -> Self {
        let mut all = self.groups.iter().flat_map(|(_, people)| people);
        let theirs = theirs.map(|value| {
            let named = all.find(|held| held.value == value);
            named.map_or(value, |held| held.name.clone())
        });
        self.frame = self.frame.theirs(theirs);
        self
    }

    /// What the words beside their names say.
    pub fn note(mut self, note: Option<&'static str>) -> Self {
        self.note = note;
        self
    }

    /// What choosing nobody is called, where one may.
    pub fn nobody(mut self, words: Option<&str>) -> Self {
        self.nobody = words.map(str::to_owned);
        self
    }

    /// People under a heading; nobody stands under two.
    pub fn group(mut self, heading: impl Into<String>, people: Vec<Candidate>) -> Self {
        let stands = |held: &Candidate| {
            let mut all = self.groups.iter().flat_map(|(_, people)| people);
            all.any(|other| other.value == held.value)
        };
        let new: Vec<Candidate> = people.into_iter().filter(|held| !stands(held)).collect();
        if !new.is_empty() {
            self.groups.push((heading.into(), new));
        }
        self
    }

    fn row(&self, value: &str, content: impl Render) -> Markup {
        html! {
            label class="pick" {
                input type="radio" name=(self.name) value=(value) checked[value == self.chosen];
                (content)
            }
        }
    }
}

impl Render for People {
    fn render(&self) -> Markup {
        let headed = self.groups.len() > 1;
        self.frame.around_group(html! {
            input type="search" data-narrow hidden placeholder="A name" aria-label="Find by name" autocomplete="off";
            @if let Some(note) = self.note { p class="dim t12" { (note) } }
            div class="picks" {
                @if let Some(nobody) = &self.nobody { (self.row("", html! { span class="dim grow" { (nobody) } })) }
                @for (heading, people) in &self.groups {
                    @if headed { p { (heading) } }
                    @for held in people {
                        (self.row(&held.value, html! {
                            @match &held.away {
                                Some(_) => (Avatar::person(held.name.as_str()).small().away()),
                                None => (Avatar::person(held.name.as_str()).small()),
                            }
                            span class="grow" { (held.name) }
                            @if let Some(away) = &held.away { span class="dim" { (away) } }
                            @if let Some(load) = &held.load { span class="dim num" { (load) } }
                        }))
                    }
                }
            }
        })
    }
}

/// A day of a month that is drawn.
#[derive(Clone, Debug)]
pub struct MonthDay {
    /// `2026-06-09`, sent as `_day`.
    pub iso: String,
    pub number: String,
    /// The whole date, with what is special about it.
    pub spoken: String,
    /// Of this month, not of those around it.
    pub inside: bool,
    /// Nobody works then.
    pub off: bool,
    pub today: bool,
    pub chosen: bool,
}

/// A month to choose a day from, in whole weeks. A day is a button of the form around it.
#[derive(Clone, Debug)]
pub struct Month {
    pub title: String,
    /// Where the months before and after it are.
    pub before: String,
    pub after: String,
    /// The letters above the columns.
    pub heads: [&'static str; 7],
    pub weeks: Vec<Vec<MonthDay>>,
}

impl Render for Month {
    fn render(&self) -> Markup {
        html! {
            div class="month" {
                div class="row" {
                    strong class="grow" aria-live="polite" { (self.title) }
                    (Button::square_link(Icon::Back, "Month before", self.before.as_str()).small().attr("data-month", ""))
                    (Button::square_link(Icon::Next, "Month after", self.after.as_str()).small().attr("data-month", ""))
                }
                table {
                    thead { tr { @for head in self.heads { th scope="col" { (head) } } } }
                    tbody { @for week in &self.weeks { tr { @for day in week {
                        td {
                            button type="submit" name="_day" value=(day.iso) aria-label=(day.spoken)
                                aria-current=[day.today.then_some("date")] aria-pressed=[day.chosen.then_some("true")]
                                data-off[day.off] data-out[!day.inside] { (day.number) }
                        }
                    } } } }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn somebody(value: &str, name: &str) -> Candidate {
        Candidate {
            value: value.into(),
            name: name.into(),
            load: None,
            away: None,
        }
    }

    #[test]
    fn nothing_is_offered_to_be_added() {
        let shown = edits("/x", "Due", false, html! {}).into_string();
        assert!(shown.contains("Add due"), "{shown}");
        let shown = edits("/x", "Due", false, "9 Jun").into_string();
        assert!(shown.contains("9 Jun") && shown.contains(", change due"));
    }

    #[test]
    fn nobody_stands_under_two_headings() {
        let people = People::new("owner", "Owner", "U-1")
            .group("Suited", vec![somebody("U-1", "Ann")])
            .group(
                "Others",
                vec![somebody("U-1", "Ann"), somebody("U-2", "Bo")],
            );
        let shown = people.render().into_string();
        assert_eq!(shown.matches("value=\"U-1\"").count(), 1, "{shown}");
        assert_eq!(shown.matches("checked").count(), 1, "{shown}");
    }
}
