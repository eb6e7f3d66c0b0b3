//! One's own profile: password, second factors with their recovery codes, where one is signed in, which devices are known.

use maud::{Markup, Render, html};

use super::{
    super::{
        credential::{FEW, RECOVERY},
        forms::{Enrol, NewEmail, NewPassword},
    },
    passkeys::Kept,
};
use crate::{
    base::{
        Choice,
        language::{Language, say},
    },
    features::people::User,
    said,
    ui::prelude::*,
    web::{Filled, Page, reply::Frame},
};

/// A session, in words.
pub struct Live {
    pub id: String,
    pub device: String,
    pub address: String,
    pub since: String,
    pub seen: String,
    pub this: bool,
}

/// A device that signed in before, in words.
pub struct KnownDevice {
    pub hash: String,
    pub name: String,
    pub seen: String,
    pub this: bool,
}

/// Everything the profile shows.
pub struct Me<'a> {
    pub user: &'a User,
    pub form: &'a Filled<NewPassword>,
    pub password_rule: String,
    pub authenticator: bool,
    pub passkeys: Vec<Kept>,
    /// Why none can be added where Atrium was opened; nothing where they can.
    pub no_passkeys: Option<&'static str>,
    /// When the tier is asked for a code, in words.
    pub asked: String,
    pub recovery: usize,
    pub sessions: Vec<Live>,
    pub devices: Vec<KnownDevice>,
}

impl Me<'_> {
    fn has_factor(&self) -> bool {
        self.authenticator || !self.passkeys.is_empty()
    }
}

/// Enrolling a second factor: the QR code, the seed to type, and a first code as proof.
pub fn second_factor(
    form: &Filled<Enrol>,
    seed: &str,
    code: &Markup,
    has_factor: bool,
    ask_password: bool,
    passkeys: bool,
) -> Page {
    super::frame::door(say("me-second-factor"), html! {
        form class="stack" method="post" action="/me/second-factor" data-once {
            div class="stack s" {
                h1 { @if has_factor { (say("me-replace-your-second-factor")) } @else { (say("me-add-your-second-factor")) } }
                p class="mute" { (say("me-scan-this-with-an-authenticator-app")) }
            }
            (form.banner())
            figure class="qr" { (code) }
            p class="t12" { (say("me-cant-scan")) " " code class="seed" { (seed) } }
            (hidden("seed", seed))
            @if let Some(why) = form.problems.of("seed") { (Banner::error(why)) }
            (form.text("code", say("me-code-of-the-new-authenticator")).required().autocomplete("one-time-code").attr("inputmode", "numeric").autofocus())
            @if has_factor {
                (form.text("current", say("me-code-of-the-present-authenticator")).required().autocomplete("off").hint(say("me-or-one-of-your-recovery-codes")))
            }
            @if ask_password {
                (form.password("password", say("me-your-password"), "current-password").required())
            }
            (Button::submit(if has_factor { say("me-replace-it") } else { say("me-turn-it-on") }).primary().wide())
        }
        footer class="row" {
            @if has_factor { (Button::link(say("me-keep-things-as-they-are"), "/me").quiet().small()) }
            @else if passkeys { (Button::link(say("me-use-a-passkey-instead"), "/me/second-factor/passkey").quiet().small()) }
            form method="post" action="/sign-out" data-signout { (Button::submit(say("me-sign-out-instead")).quiet().small()) }
        }
    })
    .styles(&["extra"])
    .status(form.status())
}

/// Another e-mail to sign in with; who it is is asked when it is sent.
pub fn own_email(user: &User, form: &Filled<NewEmail>) -> Page {
    let body = html! {
        (Head::new("Change your e-mail"))
        form class="stack read" method="post" action="/me/email" data-once {
            p class="mute" { "You sign in with " (user.email) ". Links that were sent to it and not used yet end, and so do your other sessions." }
            (form.banner())
            (form.email("email", "New e-mail").required().autocomplete("email").autofocus())
            (buttons(html! { (Button::submit("Change the e-mail").primary()) (Button::link("Cancel", "/me")) }))
        }
    };
    Page::new("Change your e-mail", body)
        .under(say("me-profile-and-sign-in"), "/me")
        .styles(&["extra"])
        .at("/me/email")
        .status(form.status())
}

/// More is asked of a password now than when theirs was taken: before anything else they choose another.
pub fn outgrown(form: &Filled<NewPassword>, rule: &str) -> Page {
    super::frame::door(say("me-choose-a-new-password"), html! {
        form class="stack" method="post" action="/me/password" data-once data-strength {
            div class="stack s" {
                h1 { (say("me-choose-a-new-password")) }
                p class="mute" { (say("me-the-house-asks-more-of-a")) }
            }
            (form.banner())
            (form.password("current", say("me-current-password"), "current-password").required().autofocus())
            (super::door::new_password(form, rule))
            (Button::submit(say("me-change-the-password")).primary().wide())
        }
        footer {
            form method="post" action="/sign-out" data-signout { (Button::submit(say("me-sign-out-instead")).quiet().small()) }
        }
    })
    .scripts(&["password"])
    .status(form.status())
}

/// Shown once; whoever leaves this page has kept them or makes new ones.
pub fn recovery_codes(codes: &[String]) -> Page {
    let all = codes.join("\n");
    super::frame::door(
        say("me-recovery-codes"),
        html! {
            div class="stack" {
                div class="stack s" {
                    h1 { (say("me-your-recovery-codes")) }
                    p class="mute" { (say("me-each-opens-the-door-once-when")) }
                }
                ol class="codes" { @for code in codes { li { code { (code) } } } }
                (buttons(html! {
                    button class="btn" type="button" data-copy=(all) data-copy-said=(say("me-codes-copied")) { (icon(Icon::Copy)) (say("me-copy")) }
                    (post_button("/me/recovery-codes/file", html! { (hidden("codes", &all)) }, Button::submit(say("me-download")).icon(Icon::Download)))
                    button class="btn" type="button" data-print { (icon(Icon::Print)) (say("me-print")) }
                }))
                (Button::link(say("me-i-have-kept-them"), "/").primary().wide())
            }
        },
    )
    .scripts(&["copy", "print"])
    .styles(&["print"])
}

pub fn me(told: &Me<'_>) -> Page {
    let user = told.user;
    let body = html! {
        (Head::new(user.name.as_str()).avatar(Avatar::person(user.name.as_str()).large()).fact(user.email.as_str()).fact(user.title.as_str()).actions(html! {
            (Button::link(say("me-notifications"), "/me/notifications").icon(Icon::Bell))
            @if user.tier.is_staff() {
                (Button::link("Tokens for programs", "/me/tokens"))
                (Button::link("Change your e-mail", "/me/email"))
            }
        }))
        (stack_wide(html! {
            @if told.has_factor() && told.recovery <= FEW {
                (Banner::warning(match told.recovery {
                    0 => say("me-you-have-no-recovery-codes-left").to_owned(),
                    left => said!("me-codes-left", count = left),
                }).action(post_button("/me/recovery-codes", html! {}, Button::submit(say("me-make-new-ones")).small())))
            }
            (halves(html! {
                (password(told))
                (factor(told))
            }))
            (time_zone(told))
            (sessions(told))
            (devices(told))
        }))
    };
    Page::new(say("me-profile-and-sign-in"), body)
        .styles(&["extra", "list"])
        .scripts(&["password"])
        .live(format!("users:{}", user.id.raw()))
        .status(told.form.status())
}

/// In which zone pages show times, and in which language a client's people read them.
fn time_zone(told: &Me<'_>) -> Markup {
    let names = jiff::tz::db().available();
    let names: Vec<String> = names.map(|name| name.to_string()).collect();
    let zones = names
        .iter()
        .map(|name| (name.as_str(), name.replace('_', " ")));
    let client = !told.user.tier.is_staff();
    let title = if client {
        say("me-language-and-time-zone")
    } else {
        say("me-time-zone")
    };
    let languages = Language::ALL
        .iter()
        .map(|language| (language.key(), language.label()));
    Section::new(
        title,
        html! {
            form class="stack" method="post" action="/me/look" data-once {
                // Staff read English.
                @if client { (Select::new("language", say("me-language")).nothing(say("me-language-of-house")).options(languages).value(told.user.language.as_str())) }
                (Select::new("time_zone", say("me-pages-show-times-in")).nothing(say("me-the-zone-of-the-house")).options(zones).value(told.user.time_zone.as_str()))
                (buttons(Button::submit(say("me-save"))))
            }
        },
    )
    .render()
}

fn password(told: &Me<'_>) -> Markup {
    let form = told.form;
    Section::new(
        say("me-password"),
        html! {
            form class="stack" method="post" action="/me/password" data-once data-strength {
                (form.banner())
                (form.password("current", say("me-current-password"), "current-password").required())
                (super::door::new_password(form, &told.password_rule))
                (buttons(Button::submit(say("me-change-the-password")).primary()))
            }
        },
    )
    .render()
}

fn factor(told: &Me<'_>) -> Markup {
    Section::new(say("me-second-factor"), html! {
        div class="stack" {
            p { (told.asked) }
            @if !told.has_factor() {
                p { (say("me-you-have-none-yet-with-one")) }
            }
            @if !told.passkeys.is_empty() { (passkeys(&told.passkeys)) }
            @if told.authenticator { p { (say("me-an-authenticator-app-is-set-up")) } }
            @if told.has_factor() {
                p { (said!("me-of-your-codes", all = RECOVERY, left = told.recovery)) }
            }
            @if let Some(why) = told.no_passkeys { p class="dim t12" { (why) } }
            (buttons(html! {
                @if told.no_passkeys.is_none() { (Button::link(say("me-add-a-passkey"), "/me/second-factor/passkey").icon(Icon::Key)) }
                (Button::link(if told.authenticator { say("me-replace-the-authenticator") } else { say("me-set-up-an-authenticator") }, "/me/second-factor"))
                @if told.has_factor() {
                    (post_button("/me/recovery-codes", html! {}, Button::submit(say("me-make-new-recovery-codes"))))
                }
                @if told.user.tier.is_staff() { (Button::link("Enrolled devices", "/me/devices").icon(Icon::Device)) }
            }))
        }
    })
    .render()
}

fn passkeys(held: &[Kept]) -> Markup {
    html! {
        ul class="list" {
            @for each in held {
                li {
                    (icon(Icon::Key))
                    span class="grow duo" {
                        span { (each.name) }
                        span class="dim t12" {
                            (said!("me-added", at = each.since.as_str())) " · "
                            @match &each.used { Some(used) => { (said!("me-last-used", at = used.as_str())) } None => (say("me-never-used")) }
                        }
                    }
                    (Button::link(say("me-rename-or-remove"), each.href()).small().label(said!("me-rename-or-remove-it", name = each.name.as_str())))
                }
            }
        }
    }
}

fn sessions(told: &Me<'_>) -> Markup {
    let others = told.sessions.iter().any(|each| !each.this);
    let list = html! {
        ul class="list" data-live-id="sessions" {
            @for each in &told.sessions {
                li {
                    (icon(Icon::Device))
                    span class="grow duo" {
                        span { (each.device) @if each.this { " " (badge(Tone::Info, say("me-this-device"))) } }
                        span class="dim t12" { (each.address) " · " (said!("me-since", at = each.since.as_str())) " · " (said!("me-last-used", at = each.seen.as_str())) }
                    }
                    @if each.this {
                        (post_button("/sign-out", html! {}, Button::submit(say("me-sign-out")).small()))
                    } @else {
                        (post_button(&format!("/sessions/{}/end", each.id), html! {}, Button::submit(say("me-end")).small().label(said!("me-end-session", device = each.device.as_str()))))
                    }
                }
            }
        }
    };
    let mut section = Section::new(say("me-where-you-are-signed-in"), list)
        .small(say("me-end-any-that-you-dont-know"));
    if others {
        section = section.action(post_button(
            "/sessions/end-others",
            html! {},
            Button::submit(say("me-end-all-others")).small(),
        ));
    }
    section.render()
}

fn devices(told: &Me<'_>) -> Markup {
    let content = html! {
        @if told.devices.is_empty() {
            (Empty::quiet(say("me-no-device-is-known"), say("me-a-browser-you-sign-in-with")))
        } @else {
            ul class="list" {
                @for each in &told.devices {
                    li {
                        (icon(Icon::Lock))
                        span class="grow duo" {
                            span { (each.name) @if each.this { " " (badge(Tone::Info, say("me-this-device"))) } }
                            span class="dim t12" { (each.seen) }
                        }
                        (post_button(&format!("/me/browsers/{}/forget", each.hash), html! {}, Button::submit(say("me-forget")).small().label(said!("me-forget-it", device = each.name.as_str()))))
                    }
                }
            }
        }
    };
    Section::new(say("me-devices-that-know-you"), content)
        .small(say("me-forgetting-one-ends-its-sessions-it"))
        .render()
}

/// Where the profile is drawn.
pub fn frame_of(user: &User) -> Frame {
    match user.tier.is_staff() {
        true => Frame::Staff,
        false => Frame::Portal,
    }
}
