//! Our own icons on a 16 grid, stroke 1.3, drafted with butt caps and mitred joins; and the mark of the house.
//!
//! `icon(Icon::Plus)` beside text is hidden from screen readers; `icon_labelled` speaks when it stands alone.
//! `Icon` itself renders as the plain icon, so `(Icon::Plus)` works inside `html!`.

use maud::{Markup, PreEscaped, Render, html};

macro_rules! icons {
    ($($variant:ident $name:literal $shape:literal;)*) => {
        /// Every icon there is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Icon { $($variant),* }

        impl Icon {
            /// All icons, for the component sheet.
            pub const ALL: &[Icon] = &[$(Icon::$variant),*];

            /// Its short name, as the prototypes call it.
            pub const fn name(self) -> &'static str {
                match self { $(Icon::$variant => $name),* }
            }

            /// The icon of this name, for names that come from settings.
            pub fn named(name: &str) -> Option<Icon> {
                match name { $($name => Some(Icon::$variant),)* _ => None }
            }

            const fn shape(self) -> &'static str {
                match self { $(Icon::$variant => $shape),* }
            }
        }
    };
}

icons! {
    Home "home" r#"<path d="M2.5 13.5h11M4 13.5V6.6a4 4 0 0 1 8 0v6.9M6.4 13.5V8.7a1.6 1.6 0 0 1 3.2 0v4.8"/>"#;
    Inbox "inbox" r#"<path d="M2.5 9.5v4h11v-4l-2-6.5h-7zM2.5 9.5h3.3l.7 1.8h3l.7-1.8h3.3"/>"#;
    Chat "chat" r#"<path d="M2.5 3h11v8H7.2L4 13.6V11H2.5z"/>"#;
    Lead "lead" r#"<circle cx="8" cy="8" r="5.5"/><circle cx="8" cy="8" r="2.3"/><path d="M8 1v3M8 12v3M1 8h3M12 8h3"/>"#;
    Quote "quote" r#"<path d="M3.5 2.5h6.2l2.8 2.8v8.2h-9zM9.5 2.5v3h3M6 8.3h4M6 10.8h2.5"/>"#;
    Client "client" r#"<circle cx="8" cy="5.3" r="2.8"/><path d="M2.7 13.5c.3-2.9 2.5-4.3 5.3-4.3s5 1.4 5.3 4.3z"/>"#;
    Ticket "ticket" r#"<path d="M2.5 4h11v2.6a1.4 1.4 0 0 0 0 2.8V12h-11V9.4a1.4 1.4 0 0 0 0-2.8zM9.6 4v1.5M9.6 7.2v1.6M9.6 10.5V12"/>"#;
    Approve "approve" r#"<circle cx="8" cy="6.2" r="3.9"/><path d="M5.7 9.5 4.7 14 8 12.3 11.3 14l-1-4.5M6.3 6.2l1.2 1.2 2.2-2.3"/>"#;
    Project "project" r#"<path d="M1.8 5.7 8 2.3l6.2 3.4zM2 13.5h12M3.8 5.9v7.3M6.6 5.9v7.3M9.4 5.9v7.3M12.2 5.9v7.3"/>"#;
    Task "task" r#"<path d="M2.5 2.5h11v11h-11zM5.2 8.1l2 2.1 3.7-4.2"/>"#;
    Hours "hours" r#"<circle cx="8" cy="8" r="5.5"/><path d="M8 4.5V8l2.4 1.7"/>"#;
    Docs "docs" r#"<path d="M2.5 3.5h4l1.5 2h5.5v7.5h-11z"/>"#;
    File "file" r#"<path d="M3.5 2.5h6l3 3v8h-9zM9.5 2.5v3h3"/>"#;
    Invoice "invoice" r#"<path d="M3.5 2.5h9v11l-1.5-1-1.5 1-1.5-1-1.5 1-1.5-1-1.5 1zM5.8 5.7h4.4M5.8 8.2h4.4"/>"#;
    Report "report" r#"<path d="M2 13.5h12M4.2 13.5V9M8 13.5V3M11.8 13.5V6.5"/>"#;
    Org "org" r#"<path d="M6 2.5h4v3H6zM2 10.5h4v3H2zM10 10.5h4v3h-4zM8 5.5v2.5M4 10.5V8h8v2.5"/>"#;
    Users "users" r#"<circle cx="6" cy="5.6" r="2.4"/><path d="M1.7 13c.3-2.5 2-3.7 4.3-3.7s4 1.2 4.3 3.7zM10.2 3.4a2.3 2.3 0 0 1 0 4.4M11.7 9.5c1.5.5 2.4 1.7 2.6 3.5"/>"#;
    Role "role" r#"<path d="M3 3h10v10H3zM6.3 6.3h3.4v3.4H6.3zM3 3l3.3 3.3M13 3 9.7 6.3M13 13 9.7 9.7M3 13l3.3-3.3"/>"#;
    Shield "shield" r#"<path d="M8 2.2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z"/>"#;
    Audit "audit" r#"<path d="M4.5 2.5h8.5v11H4.5zM2.5 5h2M2.5 8h2M2.5 11h2M7 6h3.5M7 8.5h3.5"/>"#;
    Backup "backup" r#"<path d="M2.5 3h11v3.5h-11zM3.5 6.5V13h9V6.5M6.5 9h3"/>"#;
    Settings "settings" r#"<path d="M2.5 4.5h6M11.5 4.5h2M2.5 11.5h2M7.5 11.5h6"/><circle cx="10" cy="4.5" r="1.5"/><circle cx="6" cy="11.5" r="1.5"/>"#;
    Building "building" r#"<path d="M3.5 13.5v-11h6v11M9.5 6.5h3.2v7M1.8 13.5h12.4M5.6 5h1.8M5.6 7.5h1.8M5.6 10h1.8"/>"#;
    Search "search" r#"<circle cx="7" cy="7" r="4.3"/><path d="m10.2 10.2 3.6 3.6"/>"#;
    Plus "plus" r#"<path d="M8 3v10M3 8h10"/>"#;
    Minus "minus" r#"<path d="M3 8h10"/>"#;
    X "x" r#"<path d="m3.8 3.8 8.4 8.4M12.2 3.8l-8.4 8.4"/>"#;
    Check "check" r#"<path d="m3 8.3 3.3 3.5L13 4.3"/>"#;
    Down "down" r#"<path d="m4 6.2 4 4 4-4"/>"#;
    Right "right" r#"<path d="m6.2 4 4 4-4 4"/>"#;
    Left "left" r#"<path d="m9.8 4-4 4 4 4"/>"#;
    Up "up" r#"<path d="m4 9.8 4-4 4 4"/>"#;
    Next "next" r#"<path d="M2.5 8h10.5M9.2 4.2 13 8l-3.8 3.8"/>"#;
    Back "back" r#"<path d="M13.5 8H3M6.8 4.2 3 8l3.8 3.8"/>"#;
    More "more" r#"<g class="solid"><circle cx="3.3" cy="8" r="1.2"/><circle cx="8" cy="8" r="1.2"/><circle cx="12.7" cy="8" r="1.2"/></g>"#;
    Grip "grip" r#"<g class="solid"><circle cx="6" cy="4" r="1"/><circle cx="6" cy="8" r="1"/><circle cx="6" cy="12" r="1"/><circle cx="10" cy="4" r="1"/><circle cx="10" cy="8" r="1"/><circle cx="10" cy="12" r="1"/></g>"#;
    Filter "filter" r#"<path d="M2.5 4h11M4.5 8h7M6.5 12h3"/>"#;
    Sort "sort" r#"<path d="M5 3v10M2.5 10.5 5 13l2.5-2.5M11 13V3M8.5 5.5 11 3l2.5 2.5"/>"#;
    Edit "edit" r#"<path d="m3 13 .8-3.2 7-7 2.4 2.4-7 7zM9.2 4.4l2.4 2.4"/>"#;
    Trash "trash" r#"<path d="M2.8 4.5h10.4M6 4.5v-2h4v2M4.2 4.5l.6 9h6.4l.6-9"/>"#;
    Copy "copy" r#"<path d="M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3"/>"#;
    Link "link" r#"<path d="M6.6 9.4a2.5 2.5 0 0 1 0-3.5l2-2a2.5 2.5 0 0 1 3.5 3.5l-1.1 1.1M9.4 6.6a2.5 2.5 0 0 1 0 3.5l-2 2a2.5 2.5 0 0 1-3.5-3.5L5 7.5"/>"#;
    Download "download" r#"<path d="M8 2.5V10M4.7 7 8 10.3 11.3 7M2.5 13.5h11"/>"#;
    Upload "upload" r#"<path d="M8 10.5V3M4.7 6.2 8 2.9l3.3 3.3M2.5 13.5h11"/>"#;
    Refresh "refresh" r#"<path d="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3"/>"#;
    Undo "undo" r#"<path d="M5.6 3 2.9 5.7l2.7 2.7M3 5.7h6.3a3.7 3.7 0 0 1 0 7.3H5"/>"#;
    Reply "reply" r#"<path d="M6.4 3.4 2.7 7.1l3.7 3.7M3 7.1h6.2a4 4 0 0 1 4 4v1.9"/>"#;
    Send "send" r#"<path d="m2.3 8 11.4-5.5-3.4 11.2L7.5 9zM7.5 9l3.2-3.3"/>"#;
    Print "print" r#"<path d="M4.5 6V2.5h7V6M4.5 11.5h-2V6h11v5.5h-2M4.5 9.5h7v4h-7z"/>"#;
    Ext "ext" r#"<path d="M9 2.5h4.5V7M13.5 2.5l-6 6M11.5 9.5v4h-9v-9h4"/>"#;
    Logout "logout" r#"<path d="M6.5 2.5h-4v11h4M6 8h7.5M10.7 5.2 13.5 8l-2.8 2.8"/>"#;
    Play "play" r#"<path d="m5 3 8 5-8 5z"/>"#;
    Pause "pause" r#"<path d="M5.7 3.5v9M10.3 3.5v9" stroke-width="2"/>"#;
    Stop "stop" r#"<path class="solid" d="M4 4h8v8H4z"/>"#;
    Bell "bell" r#"<path d="M2.8 11.5h10.4L12 9.6V6.5a4 4 0 0 0-8 0v3.1zM6.3 13.7h3.4"/>"#;
    Calendar "calendar" r#"<path d="M2.5 3.8h11v9.7h-11zM2.5 7h11M5.5 2v3.2M10.5 2v3.2"/>"#;
    Clip "clip" r#"<path d="m12.7 7.3-5 5a2.7 2.7 0 0 1-3.9-3.9L9 3.2a1.8 1.8 0 0 1 2.6 2.6l-5 5a.9.9 0 0 1-1.3-1.3l4.4-4.4"/>"#;
    At "at" r#"<circle cx="8" cy="8" r="2.5"/><path d="M10.5 5.5v3.3a1.5 1.5 0 0 0 3 0V8a5.5 5.5 0 1 0-2.3 4.5"/>"#;
    Hash "hash" r#"<path d="M6.3 2.5 5 13.5M11 2.5 9.7 13.5M2.8 6h10.7M2.5 10.2h10.7"/>"#;
    Lock "lock" r#"<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 5 0v2.5"/>"#;
    Unlock "unlock" r#"<path d="M3.5 7.5h9v6h-9zM5.5 7.5V5a2.5 2.5 0 0 1 4.8-.9"/>"#;
    Key "key" r#"<circle cx="5.3" cy="10.7" r="2.8"/><path d="m7.3 8.7 6-6M10.8 5.2l2.2 2.2"/>"#;
    Eye "eye" r#"<path d="M1.7 8S4 3.8 8 3.8 14.3 8 14.3 8 12 12.2 8 12.2 1.7 8 1.7 8z"/><circle cx="8" cy="8" r="2"/>"#;
    Star "star" r#"<path d="m8 2.2 1.7 3.7 4.1.5-3 2.8.8 4L8 11.2l-3.6 2 .8-4-3-2.8 4.1-.5z"/>"#;
    Pin "pin" r#"<path d="M5 2.5h6M6.2 2.5v4L4.2 9.2h7.6l-2-2.7v-4M8 9.2v4.6"/>"#;
    Phone "phone" r#"<path d="M3 2.8h2.8l1.3 3-1.7 1.3a7.5 7.5 0 0 0 3.5 3.5l1.3-1.7 3 1.3V13A10.2 10.2 0 0 1 3 2.8z"/>"#;
    Mail "mail" r#"<path d="M2.5 3.5h11v9h-11zM2.5 4.5 8 9l5.5-4.5"/>"#;
    Globe "globe" r#"<circle cx="8" cy="8" r="5.5"/><path d="M2.5 8h11M8 2.5c2 1.6 2.7 3.4 2.7 5.5S10 11.9 8 13.5C6 11.9 5.3 10.1 5.3 8S6 4.1 8 2.5z"/>"#;
    Place "place" r#"<path d="M8 14s4.5-4.2 4.5-7.5a4.5 4.5 0 0 0-9 0C3.5 9.8 8 14 8 14z"/><circle cx="8" cy="6.5" r="1.6"/>"#;
    Image "image" r#"<path d="M2.5 3h11v10h-11zM2.5 11l3.2-3.4 2.7 2.8 1.8-1.9 3.3 3.3"/><circle cx="10.4" cy="5.9" r=".9"/>"#;
    Sign "sign" r#"<path d="M2.5 13.5h11M2.8 10.7c2.2-1 4.5-7.2 5.7-7.2s-2 6.5-.6 6.5c1 0 1.5-2.2 2.3-2.2.7 0 .3 1.6 2.8 1.6"/>"#;
    Warn "warn" r#"<path d="M8 2.6 14.2 13.5H1.8zM8 6.6v3.4M8 11.1v1.2"/>"#;
    Info "info" r#"<circle cx="8" cy="8" r="5.7"/><path d="M8 7.2v4M8 4.7V6"/>"#;
    Help "help" r#"<circle cx="8" cy="8" r="5.7"/><path d="M6.3 6.3A1.7 1.7 0 1 1 8.9 7.8c-.6.3-.9.7-.9 1.5M8 10.5v1.2"/>"#;
    Sun "sun" r#"<circle cx="8" cy="8" r="2.7"/><path d="M8 1.5v2M8 12.5v2M1.5 8h2M12.5 8h2M3.4 3.4l1.4 1.4M11.2 11.2l1.4 1.4M12.6 3.4l-1.4 1.4M4.8 11.2l-1.4 1.4"/>"#;
    Moon "moon" r#"<path d="M13 9.8A5.6 5.6 0 0 1 6.2 3 5.6 5.6 0 1 0 13 9.8z"/>"#;
    Rise "rise" r#"<path d="m2 11.5 4-4 2.5 2.5L13.3 5M9.8 4.5h4V8.5"/>"#;
    Fall "fall" r#"<path d="m2 4.5 4 4L8.5 6l4.8 5M9.8 11.5h4V7.5"/>"#;
    Milestone "milestone" r#"<path d="M8 2.2 13.8 8 8 13.8 2.2 8z"/>"#;
    Flag "flag" r#"<path d="M4 14V2.3M4 3h8.7l-2 2.8 2 2.8H4"/>"#;
    Branch "branch" r#"<path d="M4 2.5v7.2a2 2 0 0 0 2 2h7M4 6h9"/>"#;
    Board "board" r#"<path d="M2.5 2.5H6v11H2.5zM6.2 2.5h3.6v7H6.2zM10 2.5h3.5v9H10z"/>"#;
    Table "table" r#"<path d="M2.5 3h11v10h-11zM2.5 6.3h11M2.5 9.6h11M6.3 3v10"/>"#;
    Gantt "gantt" r#"<path d="M2 4h6M5 8h6M8.5 12H14" stroke-width="1.9"/>"#;
    Panel "panel" r#"<path d="M2.5 2.5h11v11h-11zM9.5 2.5v11"/>"#;
    Server "server" r#"<path d="M2.5 2.5h11v4.5h-11zM2.5 9h11v4.5h-11zM5 4.8h1.5M5 11.2h1.5"/>"#;
    Disk "disk" r#"<ellipse cx="8" cy="4.5" rx="5" ry="2"/><path d="M3 4.5v7c0 1.1 2.2 2 5 2s5-.9 5-2v-7M3 8c0 1.1 2.2 2 5 2s5-.9 5-2"/>"#;
    Ban "ban" r#"<circle cx="8" cy="8" r="5.5"/><path d="m4.1 4.1 7.8 7.8"/>"#;
    Device "device" r#"<path d="M2 3h12v8H2zM5.5 13.5h5M8 11v2.5"/>"#;
    Mobile "mobile" r#"<path d="M4.5 1.8h7v12.4h-7zM7 12h2"/>"#;
    Card "card" r#"<path d="M2 3.5h12v9H2zM2 6.5h12M4.5 10h2.5"/>"#;
    Coin "coin" r#"<circle cx="8" cy="8" r="5.5"/><path d="M9.9 6.2c-.3-.7-1-1-1.9-1-1.1 0-1.9.5-1.9 1.3 0 2 3.9.8 3.9 2.9 0 .9-.9 1.4-2 1.4-1 0-1.8-.4-2.1-1.2M8 4v1.2M8 10.8V12"/>"#;
    Door "door" r#"<path d="M2.5 13.5h11M4 13.5v-11h8v11M9.5 8v1.2"/>"#;
}

impl Render for Icon {
    fn render(&self) -> Markup {
        icon(*self)
    }
}

/// The icon beside a text that says the same.
pub fn icon(name: Icon) -> Markup {
    draw(name, "icon")
}

/// 14 px, for chips, small buttons and dense rows.
pub fn icon_small(name: Icon) -> Markup {
    draw(name, "icon s")
}

/// 20 px, for pips and the palette.
pub fn icon_large(name: Icon) -> Markup {
    draw(name, "icon l")
}

/// An icon that stands alone and therefore has a name for screen readers.
pub fn icon_labelled(name: Icon, label: &str) -> Markup {
    html! { svg class="icon" viewBox="0 0 16 16" role="img" aria-label=(label) { (PreEscaped(name.shape())) } }
}

/// A round mark that holds an icon: feed entries, task lists of a client.
pub fn pip(name: Icon) -> Markup {
    html! { span class="pip" { (icon_small(name)) } }
}

/// The larger mark of the portal and the clock.
pub fn pip_large(name: Icon) -> Markup {
    html! { span class="pip l" { (icon_large(name)) } }
}

/// The house seen from above: four tiled slopes falling to the pool.
pub fn mark() -> Markup {
    html! {
        svg class="mark" viewBox="0 0 26 26" aria-hidden="true" {
            path fill="#c4553a" d="M1 1h24l-7.5 7.5h-9z" {}
            path fill="#a8402a" d="M25 1v24l-7.5-7.5v-9z" {}
            path fill="#8a3020" d="M25 25H1l7.5-7.5h9z" {}
            path fill="#b44a31" d="M1 25V1l7.5 7.5v9z" {}
            path fill="#1f8a87" d="M9.6 9.6h6.8v6.8H9.6z" {}
            path fill="#9fe0d8" d="M9.6 9.6h6.8L9.6 16.4z" opacity=".55" {}
        }
    }
}

/// What a house goes by: its logo, or the mark and its name.
pub fn sign(name: &str, logo: Option<&str>) -> Markup {
    html! {
        @match logo {
            Some(address) => { img class="logo" src=(address) alt=(name); }
            None => { (mark()) span { (name) } }
        }
    }
}

fn draw(name: Icon, class: &str) -> Markup {
    html! { svg class=(class) viewBox="0 0 16 16" aria-hidden="true" { (PreEscaped(name.shape())) } }
}
