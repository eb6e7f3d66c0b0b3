//! Administration: the settings of the house, its backups, its health, its journal and its
//! security, for those who look after it.
//!
//! Records: `Drill`, `Search`, `Alert`, `Habit`, `Opener`, `LogDestination`, `LogQueue`. Actions: see and change the settings (`settings`'), see, take, check and download
//! snapshots, see the health, export the journal, keep a search of it. Pages: settings in parts, mail and its box, backups
//! with their drills, health, the journal.
//!
//! Rules: a house with amounts keeps the decimals of its currency; a snapshot that never passed a drill is no backup,
//! and two days without a good one are told in red; what leaves the house (a snapshot) is journaled with who took it.

mod addresses;
mod backups;
mod day;
mod entity;
mod gateways;
mod health;
mod journal;
mod log_forwarding;
mod look;
mod mail;
mod notices;
mod outbox;
mod retention;
mod security;
mod settings;
mod sign_in;

use std::time::Duration;

use maud::{Markup, html};

use crate::{
    base::{Moment, Result, time},
    data::{KindInfo, Visit, file_maintenance},
    features::{Feature, records},
    jobs::{Rhythm, Schedule},
    ui::icon::Icon,
    web::{Count, NavItem},
};

pub use backups::HEAR as HEAR_OF_DRILLS;
pub use backups::{Drill, Drills, Keeper, Outcome, drill, drill_due, take, take_due, thin_out};
pub use health::{
    Check, Grade, VIEW as VIEW_HEALTH, age, certificate, checks, disk_of, want_search_anew,
};
pub use log_forwarding::{LogDestination, LogQueue};
pub use mail::write_daily_mail;
pub use retention::{Swept, sweep};
pub use security::{
    Alert, Habit, Opener, Rule, SecurityMonitor, Stage, raise, told_of_glass, watch_openers,
};
pub use settings::{edit as edit_settings, one_of_settings, settings_page};

/// The red lines above every page of those who look after the house, left with the store for the shell.
pub fn alarm(visit: &Visit) -> Result<Markup> {
    Ok(html! {
        (backups::alarm(visit)?)
        (health::alarm(visit))
    })
}

pub fn feature() -> Feature {
    let mut routes = settings::routes();
    routes.extend(look::routes());
    routes.extend(retention::routes());
    routes.extend(sign_in::routes());
    routes.extend(backups::routes());
    routes.extend(health::routes());
    routes.extend(mail::routes());
    routes.extend(gateways::routes());
    routes.extend(log_forwarding::routes());
    routes.extend(journal::routes());
    routes.extend(security::routes());
    let item = |label, icon, href, action, go| NavItem {
        section: "Administration",
        label,
        icon,
        href,
        action,
        go: Some(go),
        count: None,
        hot: false,
    };
    Feature {
        name: "administration",
        notices: notices::ALL,
        kinds: vec![
            KindInfo::entity::<Drill>(),
            KindInfo::entity::<journal::Search>(),
            KindInfo::entity::<Alert>(),
            KindInfo::of::<Habit>(),
            KindInfo::of::<Opener>(),
            KindInfo::entity::<LogDestination>().guarded(log_forwarding::guard),
            KindInfo::of::<LogQueue>(),
        ],
        actions: &ACTIONS,
        routes,
        nav: vec![
            NavItem {
                count: Some(Count {
                    of: security::open_alerts,
                    on: "alerts",
                }),
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
        jobs: vec![
            security::follow,
            security::count,
            security::openers,
            log_forwarding::job,
            records::several_job::<security::Alert>,
        ],
        several: vec![records::for_several::<security::Alert>()],
        schedules: schedules(),
        day: vec![day::DAY],
        ..Feature::default()
    }
}

/// What is done from time to time whatever people do, each in a slot of its own.
fn schedules() -> Vec<Schedule> {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    vec![
        backups::SNAPSHOTS,
        backups::DRILL,
        Schedule {
            name: "daily mails",
            first: minutes(1),
            // Each is written once a day whoever asks; what comes up during the day is told the same day.
            rhythm: |_| Ok(Some(Rhythm::Every(10 * time::MINUTE))),
            last: |_, stored| Ok(stored),
            for_good: false,
            run: |turn| write_daily_mail(turn.store, Moment::now(), turn.tz),
        },
        Schedule {
            name: "sweep of files",
            first: minutes(10),
            rhythm: |_| Ok(Some(Rhythm::Every(time::DAY))),
            last: |visit, _| Ok(file_maintenance::last(visit.store())?.0),
            for_good: true,
            run: |turn| {
                file_maintenance::sweep(turn.store, Moment::now(), file_maintenance::GRACE)
                    .map(drop)
            },
        },
        Schedule {
            name: "scrub of files",
            first: minutes(15),
            rhythm: |_| Ok(Some(Rhythm::Every(7 * time::DAY))),
            last: |visit, _| Ok(file_maintenance::last(visit.store())?.1),
            for_good: false,
            run: |turn| {
                // Rests as long as it reads, for a server at work.
                let gently = |took: Duration| {
                    std::thread::sleep(took.min(Duration::from_secs(2)));
                    !turn.stopping()
                };
                file_maintenance::scrub(turn.store, Moment::now(), &gently).map(drop)
            },
        },
        Schedule {
            name: "retention",
            first: minutes(20),
            rhythm: |_| Ok(Some(Rhythm::Every(time::DAY))),
            last: |_, stored| Ok(stored),
            for_good: true,
            run: |turn| retention::sweep_all(turn.store, Moment::now()),
        },
    ]
}

const ACTIONS: [crate::access::Action; 22] = [
    backups::VIEW,
    backups::TAKE,
    backups::VERIFY,
    backups::DOWNLOAD,
    backups::HEAR,
    backups::KEEP,
    backups::NIGHTLY,
    health::VIEW,
    health::REBUILD,
    journal::EXPORT,
    journal::KEEP_SEARCH,
    log_forwarding::VIEW,
    log_forwarding::EDIT,
    log_forwarding::TEST,
    log_forwarding::SEND,
    security::VIEW,
    security::HANDLE,
    security::LET_IN,
    security::RAISE,
    security::LEARN,
    security::REFUSED,
    retention::SWEEP,
];
