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
    features::people::User,
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
    super::door::door("Second factor", html! {
        form class="stack" method="post" action="/me/second-factor" data-once {
            div class="stack s" {
                h1 { @if has_factor { "Replace your second factor" } @else { "Add your second factor" } }
                p class="mute" { "Scan this with an authenticator app, then type the six digits it shows." }
            }
            (form.banner())
            figure class="qr" { (code) }
            p class="t12" { "Can't scan? Type this seed: " code class="seed" { (seed) } }
            (hidden("seed", seed))
            @if let Some(why) = form.problems.of("seed") { (Banner::error(why)) }
            (form.text("code", "Code of the new authenticator").required().autocomplete("one-time-code").attr("inputmode", "numeric").autofocus())
            @if has_factor {
                (form.text("current", "Code of the present authenticator").required().autocomplete("off").hint("Or one of your recovery codes."))
            }
            @if ask_password {
                (form.password("password", "Your password", "current-password").required())
            }
            (Button::submit(if has_factor { "Replace it" } else { "Turn it on" }).primary().wide())
        }
        footer class="row" {
            @if has_factor { (Button::link("Keep things as they are", "/me").quiet().small()) }
            @else if passkeys { (Button::link("Use a passkey instead", "/me/second-factor/passkey").quiet().small()) }
            form method="post" action="/sign-out" data-signout { (Button::submit("Sign out instead").quiet().small()) }
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
        .under("Profile and sign-in", "/me")
        .styles(&["extra"])
        .at("/me/email")
        .status(form.status())
}

/// More is asked of a password now than when theirs was taken: before anything else they choose another.
pub fn outgrown(form: &Filled<NewPassword>, rule: &str) -> Page {
    super::door::door("Choose a new password", html! {
        form class="stack" method="post" action="/me/password" data-once data-strength {
            div class="stack s" {
                h1 { "Choose a new password" }
                p class="mute" { "The house asks more of a password now than when you chose yours." }
            }
            (form.banner())
            (form.password("current", "Current password", "current-password").required().autofocus())
            (super::door::new_password(form, rule))
            (Button::submit("Change the password").primary().wide())
        }
        footer {
            form method="post" action="/sign-out" data-signout { (Button::submit("Sign out instead").quiet().small()) }
        }
    })
    .scripts(&["password"])
    .status(form.status())
}

/// Shown once; whoever leaves this page has kept them or makes new ones.
pub fn recovery_codes(codes: &[String]) -> Page {
    let all = codes.join("\n");
    super::door::door(
        "Recovery codes",
        html! {
            div class="stack" {
                div class="stack s" {
                    h1 { "Your recovery codes" }
                    p class="mute" { "Each opens the door once when your phone is lost. Keep them where your passwords are, or on paper in a drawer that locks. They are not shown again." }
                }
                ol class="codes" { @for code in codes { li { code { (code) } } } }
                (buttons(html! {
                    button class="btn" type="button" data-copy=(all) data-copy-said="Codes copied." { (icon(Icon::Copy)) "Copy" }
                    (post_button("/me/recovery-codes/file", html! { (hidden("codes", &all)) }, Button::submit("Download").icon(Icon::Download)))
                    button class="btn" type="button" data-print { (icon(Icon::Print)) "Print" }
                }))
                (Button::link("I have kept them", "/").primary().wide())
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
            (Button::link("Notifications", "/me/notifications").icon(Icon::Bell))
            @if user.tier.is_staff() {
                (Button::link("Tokens for programs", "/me/tokens"))
                (Button::link("Change your e-mail", "/me/email"))
            }
        }))
        (stack_wide(html! {
            @if told.has_factor() && told.recovery <= FEW {
                (Banner::warning(match told.recovery {
                    0 => "You have no recovery codes left. If your phone is lost, only an admin can let you in again.".to_owned(),
                    left => format!("You have {} left.", crate::base::text::count(left, "recovery code", "recovery codes")),
                }).action(post_button("/me/recovery-codes", html! {}, Button::submit("Make new ones").small())))
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
    Page::new("Profile and sign-in", body)
        .styles(&["extra", "list"])
        .scripts(&["password"])
        .live(format!("users:{}", user.id.raw()))
        .status(told.form.status())
}

/// In which zone pages show times.
fn time_zone(told: &Me<'_>) -> Markup {
    let names = jiff::tz::db().available();
    let names: Vec<String> = names.map(|name| name.to_string()).collect();
    let zones = names
        .iter()
        .map(|name| (name.as_str(), name.replace('_', " ")));
    Section::new(
        "Time zone",
        html! {
            form class="stack" method="post" action="/me/look" data-once {
                (Select::new("time_zone", "Pages show times in").nothing("The zone of the house").options(zones).value(told.user.time_zone.as_str()))
                (buttons(Button::submit("Save")))
            }
        },
    )
    .render()
}

fn password(told: &Me<'_>) -> Markup {
    let form = told.form;
    Section::new(
        "Password",
        html! {
            form class="stack" method="post" action="/me/password" data-once data-strength {
                (form.banner())
                (form.password("current", "Current password", "current-password").required())
                (super::door::new_password(form, &told.password_rule))
                (buttons(Button::submit("Change the password").primary()))
            }
        },
    )
    .render()
}

fn factor(told: &Me<'_>) -> Markup {
    Section::new("Second factor", html! {
        div class="stack" {
            p { (told.asked) }
            @if !told.has_factor() {
                p { "You have none yet. With one, your password alone opens nothing. A passkey is the safest: it can't be given away to a page that only looks like this one." }
            }
            @if !told.passkeys.is_empty() { (passkeys(&told.passkeys)) }
            @if told.authenticator { p { "An authenticator app is set up." } }
            @if told.has_factor() {
                p { "Of your " (RECOVERY) " recovery codes you have " b { (told.recovery) } " left." }
            }
            @if let Some(why) = told.no_passkeys { p class="dim t12" { (why) } }
            (buttons(html! {
                @if told.no_passkeys.is_none() { (Button::link("Add a passkey", "/me/second-factor/passkey").icon(Icon::Key)) }
                (Button::link(if told.authenticator { "Replace the authenticator" } else { "Set up an authenticator" }, "/me/second-factor"))
                @if told.has_factor() {
                    (post_button("/me/recovery-codes", html! {}, Button::submit("Make new recovery codes")))
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
                            "added " (each.since) " · "
                            @match &each.used { Some(used) => { "last used " (used) } None => "never used" }
                        }
                    }
                    (Button::link("Rename or remove", each.href()).small().label(format!("Rename or remove {}", each.name)))
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
                        span { (each.device) @if each.this { " " (badge(Tone::Info, "this device")) } }
                        span class="dim t12" { (each.address) " · since " (each.since) " · last used " (each.seen) }
                    }
                    @if each.this {
                        (post_button("/sign-out", html! {}, Button::submit("Sign out").small()))
                    } @else {
                        (post_button(&format!("/sessions/{}/end", each.id), html! {}, Button::submit("End").small().label(format!("End the session of {}", each.device))))
                    }
                }
            }
        }
    };
    let mut section =
        Section::new("Where you are signed in", list).small("End any that you don't know");
    if others {
        section = section.action(post_button(
            "/sessions/end-others",
            html! {},
            Button::submit("End all others").small(),
        ));
    }
    section.render()
}

fn devices(told: &Me<'_>) -> Markup {
    let content = html! {
        @if told.devices.is_empty() {
            (Empty::quiet("No device is known", "A browser you sign in with is known from then on. Somebody who types wrong passwords elsewhere never makes you wait at a known one."))
        } @else {
            ul class="list" {
                @for each in &told.devices {
                    li {
                        (icon(Icon::Lock))
                        span class="grow duo" {
                            span { (each.name) @if each.this { " " (badge(Tone::Info, "this device")) } }
                            span class="dim t12" { (each.seen) }
                        }
                        (post_button(&format!("/me/browsers/{}/forget", each.hash), html! {}, Button::submit("Forget").small().label(format!("Forget {}", each.name))))
                    }
                }
            }
        }
    };
    Section::new("Devices that know you", content)
        .small("Forgetting one ends its sessions; it is new the next time")
        .render()
}

/// Where the profile is drawn.
pub fn frame_of(user: &User) -> Frame {
    match user.tier.is_staff() {
        true => Frame::Staff,
        false => Frame::Portal,
    }
}
