//! One's own tokens for programs: which there are, when each was last used, and making one.

use maud::{Markup, html};

use super::super::{forms::NewToken, token::TokenAccess};
use crate::{
    base::Choice,
    features::form_key,
    ui::prelude::*,
    web::{Filled, Page},
};

/// A token of one's own, in words.
pub struct Made {
    pub id: String,
    pub name: String,
    pub access: TokenAccess,
    pub only: Vec<String>,
    pub until: String,
    pub over: bool,
    pub made: Option<String>,
    pub used: Option<String>,
    pub used_from: String,
}

pub fn tokens(held: &[Made], form: &Filled<NewToken>, areas: &[&str]) -> Page {
    let body = html! {
        (Head::new("Tokens for programs"))
        (stack_wide(html! {
            p class="mute read" { "A token lets a program do through the API what you may, without your password. All of them end when your password or second factor is changed." }
            (list(held))
            (Section::new("Make a token", new(form, areas)))
        }))
    };
    Page::new("Tokens for programs", body)
        .under("Profile and sign-in", "/me")
        .styles(&["extra", "list", "empty"])
        .status(form.status())
        .at("/me/tokens")
}

fn list(held: &[Made]) -> Markup {
    html! {
        @if held.is_empty() {
            (Empty::quiet("You have no token", "Programs that work for you come in with one."))
        } @else {
            ul class="list" {
                @for each in held {
                    li {
                        (icon(Icon::Key))
                        span class="grow duo" {
                            span { (each.name) @if each.over { " " (badge(Tone::Stone, "over")) } }
                            span class="dim t12" {
                                (each.access.label())
                                @if !each.only.is_empty() { " · only " (each.only.join(", ")) }
                                @if let Some(made) = &each.made { " · made " (made) }
                                " · until " (each.until)
                                @match &each.used {
                                    Some(used) => { " · last used " (used) @if !each.used_from.is_empty() { " from " (each.used_from) } }
                                    None => " · never used"
                                }
                            }
                        }
                        (post_button(&format!("/me/tokens/{}/revoke", each.id), html! {}, Button::submit("Revoke").small().danger().label(format!("Revoke {}", each.name))))
                    }
                }
            }
        }
    }
}

fn new(form: &Filled<NewToken>, areas: &[&str]) -> Markup {
    html! {
        form class="stack read" method="post" action="/me/tokens" data-once {
            (form.banner())
            (hidden("_key", form_key()))
            (form.text("name", "What it is for").required().hint("Such as the program and the machine it runs on."))
            (fields_two(html! {
                (form.number("days", "Days it holds").required().hint("365 at most."))
                (form.choice::<TokenAccess>("access", "What it may"))
            }))
            details open[form.values("only").next().is_some()] {
                summary { "Only some areas" }
                (Field::new("only", "Areas").hint("All of them where none is ticked.").error(form.problems.of("only")).around_group(html! {
                    @for area in areas {
                        (Tick::new("only", *area).value(area).checked(form.values("only").any(|held| held == *area)))
                    }
                }))
            }
            (buttons(Button::submit("Make it").primary()))
        }
    }
}

/// Shown once.
pub fn made(name: &str, token: &str) -> Page {
    Page::new(
        "Your token",
        html! {
            (Head::new("Your token"))
            div class="read stack" {
                p { "This is the token for " b { (name) } ". Keep it where the program keeps its secrets; it is not shown again. Programs send it as " code { "Authorization: Bearer" } "." }
                p { code class="t20 wrap" data-copy=(token) { (token) } }
                (buttons(html! {
                    button class="btn" type="button" data-copy=(token) data-copy-said="Token copied." { (icon(Icon::Copy)) "Copy the token" }
                    (Button::link("I have kept it", "/me/tokens").primary())
                }))
            }
        },
    )
    .under("Tokens for programs", "/me/tokens")
    .scripts(&["copy"])
    .at("/me/tokens")
}
