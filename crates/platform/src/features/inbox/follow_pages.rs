//! What one hears of a record: the buttons on its page, and one's own list.

use maud::{Markup, html};

use super::{
    follow::{self, BY_SINCE, Follow, HEARS, Hears},
    ops,
};
use crate::{
    base::Result,
    data::{Key, Query, Ref, Visit},
    features::Command,
    ui::prelude::*,
    web::{
        Form, Reader,
        form::{Optional, Required},
        link,
    },
};

/// Of each kind, as many as a page shows.
const SHOWN: usize = 50;

/// What is said of a record.
#[derive(Debug, Clone)]
pub struct FollowForm {
    /// By its number.
    pub record: String,
    /// None is what one hears by oneself.
    pub hears: Option<Hears>,
    pub until: Option<crate::base::Day>,
}

impl Form for FollowForm {
    fn read(f: &mut Reader) -> Self {
        let record = f.text("record", "Record", Required, 40);
        let words = ["follows", "muted", "default"];
        let word = f.word("hears", "What to hear", &words);
        if word.is_none() && f.problems.of("hears").is_none() {
            f.problem("hears", "Say follows, muted or default.");
        }
        FollowForm {
            record,
            hears: match word {
                Some("follows") => Some(Hears::Follows),
                Some("muted") => Some(Hears::Muted),
                _ => None,
            },
            until: f.day("until", "Until", Optional),
        }
    }
}

fn button_of(of: &str, hears: &str, button: Button) -> Markup {
    let hidden = html! { (hidden("record", of)) (hidden("hears", hears)) };
    post_button("/follows", hidden, button)
}

/// Follow and mute, on a record's page; nothing for whom that is nothing.
pub fn button(visit: &Visit, of: Ref) -> Result<Markup> {
    if !ops::may_follow(visit) {
        return Ok(html! {});
    }
    let number = visit.store().schema().number(of);
    let held = follow::of(visit, of)?;
    let until = held.as_ref().and_then(|held| held.until);
    let until = until.map(|until| format!(", until {}", until.show(visit.at, &visit.tz)));
    Ok(html! {
        div class="no-print row mt" {
            @match held.map(|held| held.hears) {
                Some(Hears::Follows) => {
                    span class="dim t12" { "You follow it" (until.unwrap_or_default()) }
                    (button_of(&number, "default", Button::submit("Unfollow").small().quiet()))
                },
                Some(_) => {
                    span class="dim t12" { "Muted for you" (until.unwrap_or_default()) }
                    (button_of(&number, "default", Button::submit("Unmute").small().quiet()))
                },
                None => {
                    (button_of(&number, "follows", Button::submit("Follow").small().quiet().icon(Icon::Bell)))
                    (button_of(&number, "muted", Button::submit("Mute").small().quiet()))
                },
            }
        }
    })
}

/// What the palette says of a record that is open: to hear of it, or nothing of it.
pub fn commands(visit: &Visit, of: Ref, _: &str) -> Result<Vec<Command>> {
    let schema = visit.store().schema();
    let entity = schema.kind(of.kind)?.entity;
    if !ops::may_follow(visit) || !entity.is_some_and(|entity| entity.has_page) {
        return Ok(Vec::new());
    }
    let number = schema.number(of);
    let say = |title: &str, hears: &str| {
        Command::post(title, Icon::Bell, "/follows")
            .with("record", &number)
            .with("hears", hears)
            .when_asked()
    };
    Ok(match follow::of(visit, of)?.map(|held| held.hears) {
        Some(Hears::Follows) => vec![
            say("Unfollow it", "default"),
            say("Mute its notices", "muted"),
        ],
        Some(_) => vec![
            say("Unmute its notices", "default"),
            say("Follow it", "follows"),
        ],
        None => vec![
            say("Follow it", "follows"),
            say("Mute its notices", "muted"),
        ],
    })
}

fn held(visit: &Visit, muted: bool) -> Result<Vec<Follow>> {
    let list = Query::by(BY_SINCE)
        .facet(HEARS, Key::new().byte(u8::from(muted)))
        .descending(true);
    Ok(visit.list(list.limit(SHOWN))?.rows)
}

/// One's followed and muted records, beside each other.
pub fn lists(visit: &Visit) -> Result<Markup> {
    let (followed, muted) = (held(visit, false)?, held(visit, true)?);
    Ok(halves(html! {
        (Section::new("Followed", rows(visit, &followed, "Unfollow", "Nothing yet. Follow a record on its page, and you hear of all that is done to it."))
            .small(followed.len()))
        (Section::new("Muted", rows(visit, &muted, "Unmute", "Nothing. What waits for you reaches you from muted records too."))
            .small(muted.len()))
    }))
}

fn rows(visit: &Visit, held: &[Follow], ends: &str, none: &str) -> Markup {
    let schema = visit.store().schema();
    html! {
        @if held.is_empty() { p class="dim" { (none) } } @else {
            ul class="list" {
                @for each in held {
                    @let number = schema.number(each.of);
                    @let title = visit.title_of(each.of).ok().flatten();
                    li data-row {
                        span class="grow two-line" {
                            span { (link(visit, each.of, html! { (number) " " (title.unwrap_or_default()) })) }
                            span {
                                @match each.until { Some(until) => { "until " (until.show(visit.at, &visit.tz)) }, None => { "for good" } }
                            }
                        }
                        (button_of(&number, "default", Button::submit(ends).small().quiet().label(format!("{ends} {number}"))))
                    }
                }
            }
        }
    }
}
