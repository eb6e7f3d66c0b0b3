//! Administration: the settings of the house, its backups, its health, its journal and its
//! security, for those who look after it.
//!
//! Records: `Drill`, `Search`, `Alert`, `Habit`. Actions: see and change the settings (`settings`'), see, take, check and download
//! snapshots, see the health, export the journal, keep a search of it. Pages: settings in parts, mail and its box, backups
//! with their drills, health, the journal.
//!
//! Rules: a house with amounts keeps the decimals of its currency; a snapshot that never passed a drill is no backup,
//! and two days without a good one are told in red; what leaves the house (a snapshot) is journaled with who took it.

mod backups;
mod entity;
mod health;
mod journal;
mod look;
mod mail;
mod retention;
mod security;
mod settings;
mod sign_in;

use crate::{data::KindInfo, features::Feature, ui::icon::Icon, web::NavItem};

pub use backups::{Drill, Drills, Keeper, Outcome, drill, drill_due, take, take_due, when_due};
pub use health::{Grade, VIEW as VIEW_HEALTH, checks};
pub use mail::write_daily_mail;
pub use retention::{Swept, sweep, when_due as retain_when_due};
pub use security::{Alert, Habit, Rule, Stage, Watch, raise, told_of_glass};
pub use settings::{edit as edit_settings, one_of_settings, settings_page};

pub fn feature() -> Feature {
    let mut routes = settings::routes();
    routes.extend(look::routes());
    routes.extend(retention::routes());
    routes.extend(sign_in::routes());
    routes.extend(backups::routes());
    routes.extend(health::routes());
    routes.extend(mail::routes());
    routes.extend(journal::routes());
    routes.extend(security::routes());
    let item = |label, icon, href, action, go| NavItem {
        section: "Administration",
        label,
        icon,
        href,
        action,
        go,
        count: None,
        hot: false,
    };
    Feature {
        name: "administration",
        kinds: vec![
            KindInfo::entity::<Drill>(),
            KindInfo::entity::<journal::Search>(),
            KindInfo::entity::<Alert>(),
            KindInfo::of::<Habit>(),
        ],
        actions: &ACTIONS,
        routes,
        nav: vec![
            NavItem {
                count: Some(security::open_alerts),
                hot: true,
                ..item("Security", Icon::Lock, "/security", security::VIEW, 'y')
            },
            item(
                "Journal",
                Icon::Audit,
                "/journal",
                crate::features::history::VIEW,
                'j',
            ),
            item("Health", Icon::Server, "/health", health::VIEW, 'w'),
            item("Backups", Icon::Backup, "/backups", backups::VIEW, 'b'),
            item(
                "Settings",
                Icon::Settings,
                "/settings",
                crate::features::settings::VIEW,
                's',
            ),
        ],
        derives: vec![settings::decimals_stay],
        ticks: vec![security::tick],
        ..Feature::default()
    }
}

const ACTIONS: [crate::access::Action; 15] = [
    backups::VIEW,
    backups::TAKE,
    backups::VERIFY,
    backups::DOWNLOAD,
    backups::KEEP,
    backups::NIGHTLY,
    health::VIEW,
    journal::EXPORT,
    journal::KEEP_SEARCH,
    security::VIEW,
    security::HANDLE,
    security::LET_IN,
    security::RAISE,
    security::REFUSED,
    retention::SWEEP,
];

/// The red lines above every page, left with the store for the shell.
pub use backups::alarm;

/// Where a part of the settings is.
fn settings_href(part: &str) -> String {
    format!("/settings/{part}")
}
