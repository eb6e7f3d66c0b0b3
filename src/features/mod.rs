//! What Atrium does for an agency, one folder each, in the order in which they may use one another:
//! a feature uses the public face of those above it in `all`, never of those below.

pub mod administration;
pub mod approvals;
pub mod clients;
pub mod departments;
pub mod devices;
pub mod documents;
pub mod history;
pub mod home;
pub mod inbox;
pub mod leads;
pub mod mail;
pub mod people;
pub mod portal;
pub mod projects;
pub mod quotes;
pub mod roles;
pub mod search;
pub mod settings;
pub mod shares;
pub mod tasks;
pub mod tickets;
pub mod time;
pub mod users;
pub mod views;

use std::{sync::Arc, time::Duration};

use jiff::tz::TimeZone;

use crate::{
    access::{Action, Tier},
    base::{Moment, Result},
    data::{Derive, KindInfo, Ref, Schema, Store, Visit},
    web::{App, Front, NavItem, Pace, Request, Route, Seen, live::Source},
};

/// What a feature gives to the whole.
#[derive(Default)]
pub struct Feature {
    pub name: &'static str,
    pub kinds: Vec<KindInfo>,
    pub actions: &'static [Action],
    pub routes: Vec<Route>,
    pub nav: Vec<NavItem>,
    pub portal_nav: Vec<NavItem>,
    /// Steps that keep what is derived across records true, at the end of every command.
    pub derives: Vec<Derive>,
    /// What is looked after every second while the house is served, by Atrium itself.
    pub ticks: Vec<Tick>,
    /// What is rendered of new records for pages that are open on what they belong to.
    pub fragments: Vec<Source>,
}

pub type Tick = fn(&Visit) -> Result<()>;

/// Every feature. Adding one is its folder and its line here.
pub fn all() -> Vec<Feature> {
    vec![
        settings::feature(),
        mail::feature(),
        people::feature(),
        history::feature(),
        inbox::feature(),
        roles::feature(),
        views::feature(),
        shares::feature(),
        clients::feature(),
        leads::feature(),
        quotes::feature(),
        documents::feature(),
        tickets::feature(),
        projects::feature(),
        tasks::feature(),
        time::feature(),
        approvals::feature(),
        departments::feature(),
        users::feature(),
        administration::feature(),
        devices::feature(),
        search::feature(),
        portal::feature(),
        home::feature(),
    ]
}

/// One more with every change of an index, a tally or the words that a record declares.
const DECLARED: u64 = 4;

pub fn schema() -> Schema {
    let mut kinds = Vec::new();
    let mut actions = Vec::new();
    let mut derives = Vec::new();
    for feature in all() {
        kinds.extend(feature.kinds);
        actions.extend_from_slice(feature.actions);
        derives.extend(feature.derives);
    }
    Schema::new(kinds, actions, derives).declared(DECLARED)
}

/// The sections of the rail in their order; what a feature puts elsewhere comes last.
const SECTIONS: [&str; 6] = ["", "Clients", "Work", "Overview", "House", "Administration"];

/// The web's view of all features, over an open store.
pub fn app(store: Arc<Store>, front: Front) -> Arc<App> {
    let doors = people::Doors::new(front.zones.clone(), Moment::now());
    store.lend(doors.clone());
    store.lend(Arc::new(people::Checks(vec![Box::new(devices::Entry)])));
    if let Err(error) = devices::lend(&store) {
        tracing::error!(%error, "devices can't be enrolled or recognised");
    }
    store.lend(Arc::new(crate::web::shell::Lintel(time::in_the_lintel)));
    store.lend(Arc::new(crate::web::shell::Alarm(administration::alarm)));
    store.lend(Arc::new(crate::web::Eyes(views::eyes)));
    store.lend(Arc::new(views::Opened::default()));
    store.lend(Arc::new(administration::Watch::after(store.newest())));
    store.lend(Arc::new(crate::web::Witness(witness)));
    store.lend(Arc::new(front.zones.clone()));
    store.lend(Arc::new(leads::QuotesOf(quotes::of_lead)));
    let outside = Arc::new(mail::Outside::new(
        front.ca_file.clone(),
        front.hosts.clone(),
    ));
    store.lend(outside.clone());
    mail::start(&store, &outside, front.tz.clone());
    let (mut ticks, mut sources) = (Vec::new(), Vec::new());
    let (mut nav, mut portal_nav) = (Vec::new(), Vec::new());
    for feature in all() {
        ticks.extend(feature.ticks);
        sources.extend(feature.fragments);
        nav.extend(feature.nav);
        portal_nav.extend(feature.portal_nav);
    }
    // My day stands above all.
    nav.sort_by_key(|item: &NavItem| {
        (
            item.href != "/",
            SECTIONS.iter().position(|s| *s == item.section),
        )
    });
    portal_nav.sort_by_key(|item: &NavItem| item.href != "/portal");
    keep_ticking(&store, ticks, front.tz.clone());
    App::new(
        store,
        routes(),
        nav,
        portal_nav,
        Box::new(people::Gate(doors)),
        front,
        sources,
    )
}

/// What of the pages for everyone a client needs: these, and the portal's own, are all there is behind the portal's door.
const AT_THE_PORTAL: [&str; 25] = [
    "/",
    "/healthz",
    settings::LOGO,
    "/sign-in",
    "/sign-in/passkey",
    "/sign-in/code",
    "/sign-in/code/passkey",
    "/sign-out",
    "/welcome",
    "/welcome/{token}",
    "/me",
    "/me/password",
    "/me/look",
    "/me/second-factor",
    "/me/second-factor/passkey",
    "/me/passkeys/{passkey}",
    "/me/passkeys/{passkey}/rename",
    "/me/passkeys/{passkey}/remove",
    "/me/recovery-codes",
    "/me/recovery-codes/file",
    "/me/browsers/{browser}/forget",
    "/sessions/{id}/end",
    "/sessions/end-others",
    "/prove",
    "/forgot",
];

/// What costs the house much, and what of it is counted together for each person (`Pace`). Places for files count as
/// such by themselves.
const PACED: [(&str, &str, Pace); 22] = [
    ("GET", "/search", Pace::Search),
    ("GET", "/palette", Pace::Search),
    ("GET", "/api/v1/search", Pace::Search),
    ("GET", "/journal", Pace::Search),
    ("GET", "/api/v1/journal/search", Pace::Search),
    ("GET", "/leads/export.csv", Pace::Export),
    ("GET", "/imports/{id}/passed-over.csv", Pace::Export),
    ("GET", "/users.csv", Pace::Export),
    ("POST", "/journal/export", Pace::Export),
    ("POST", "/api/v1/journal/export", Pace::Export),
    ("POST", "/backups/{name}/download", Pace::Export),
    ("POST", "/api/v1/snapshots/{name}/download", Pace::Export),
    ("POST", "/backups", Pace::Work),
    ("POST", "/api/v1/snapshots", Pace::Work),
    ("POST", "/backups/{name}/verify", Pace::Work),
    ("POST", "/api/v1/snapshots/{name}/verify", Pace::Work),
    ("POST", "/journal/verify", Pace::Work),
    ("POST", "/api/v1/journal/verify", Pace::Work),
    ("GET", "/journal/checkpoint.json", Pace::Work),
    ("GET", "/api/v1/journal/checkpoint", Pace::Work),
    ("POST", "/users/sheet/run", Pace::Work),
    ("POST", "/leads/import/run", Pace::Work),
];

/// Every address there is.
pub fn routes() -> Vec<Route> {
    let mut routes: Vec<Route> = all().into_iter().flat_map(|f| f.routes).collect();
    routes.extend(crate::web::own_routes());
    for route in &mut routes {
        route.at_the_portal = AT_THE_PORTAL.contains(&route.path.as_str());
        let of = |(method, path, _): &&(&str, &str, Pace)| {
            *method == route.method && *path == route.path
        };
        let paced = PACED.iter().find(of).map(|(_, _, pace)| *pace);
        route.pace = route.uploads.map(|_| Pace::Upload).or(paced);
    }
    routes
}

/// What the doors saw goes to those who keep it.
fn witness(store: &Store, seen: Seen<'_>) {
    if let Some(watch) = store.lent::<administration::Watch>() {
        watch.saw(&seen);
    }
    if let Seen::Opened { looking, path } = seen
        && let Some(opened) = store.lent::<views::Opened>()
    {
        opened.note(looking.view, path);
    }
}

/// Ends with the store; not joined, because what it does is whole at every moment.
fn keep_ticking(store: &Arc<Store>, ticks: Vec<Tick>, tz: TimeZone) {
    let weak = Arc::downgrade(store);
    let spawned = std::thread::Builder::new()
        .name("ticks".into())
        .spawn(move || {
            loop {
                std::thread::sleep(Duration::from_secs(1));
                let Some(store) = weak.upgrade() else { return };
                for tick in &ticks {
                    let visit = Visit::system(&store, Moment::now(), tz.clone());
                    if let Err(error) = tick(&visit) {
                        tracing::debug!(%error, "what is done every second waits for the next");
                    }
                }
            }
        });
    if let Err(error) = spawned {
        tracing::error!(%error, "views don't end by themselves: no thread for it");
    }
}

/// Where a record's page is, for this person: a client's is in the portal.
pub fn address(visit: &Visit, of: Ref) -> String {
    let schema = visit.store().schema();
    let Ok(info) = schema.kind(of.kind) else {
        return "/".into();
    };
    let number = schema.number(of);
    match (visit.actor.tier, info.kind.plural) {
        (Tier::Client, "tickets") => format!("/portal/requests/{number}"),
        (Tier::Client, plural @ ("quotes" | "projects")) => format!("/portal/{plural}/{number}"),
        (Tier::Client, _) => "/portal".into(),
        (_, "devices") if !visit.may_somewhere(&devices::VIEW) => "/me/devices".into(),
        (_, plural) => format!("/{plural}/{number}"),
    }
}

/// Where records of that kind are listed; home for kinds that have no list of their own.
pub fn list_of(visit: &Visit, of: Ref) -> String {
    const LISTED: [&str; 10] = [
        "leads",
        "clients",
        "quotes",
        "tickets",
        "approvals",
        "projects",
        "tasks",
        "documents",
        "users",
        "roles",
    ];
    match visit.store().schema().kind(of.kind) {
        _ if visit.actor.tier == Tier::Client => "/portal".into(),
        Ok(info) if LISTED.contains(&info.kind.plural) => format!("/{}", info.kind.plural),
        _ => "/".into(),
    }
}

/// `?limit=` of a list, within bounds.
pub fn limit(request: &Request) -> usize {
    let asked = request.limit().ok().flatten();
    asked.unwrap_or(50).min(200)
}

/// A fresh name for a form that makes something, so that sending it twice makes it once.
pub fn form_key() -> String {
    let mut bytes = [0u8; 12];
    crate::data::keys::random(&mut bytes);
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_places_are_gone_to_by_the_same_letter() {
        let all = all();
        let house: Vec<char> = all
            .iter()
            .flat_map(|f| &f.nav)
            .map(|item| item.go)
            .collect();
        let portal: Vec<char> = all
            .iter()
            .flat_map(|f| &f.portal_nav)
            .map(|item| item.go)
            .collect();
        for mut letters in [house, portal] {
            let count = letters.len();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), count, "{letters:?}");
        }
    }

    #[test]
    fn what_stands_in_the_lists_is_there() {
        let all = routes();
        for (method, path, pace) in PACED {
            let held = all.iter().find(|r| r.method == method && r.path == path);
            assert_eq!(
                held.and_then(|route| route.pace),
                Some(pace),
                "{method} {path}"
            );
        }
        for path in AT_THE_PORTAL {
            assert!(all.iter().any(|route| route.path == path), "{path}");
        }
        let leaves = |path: &str| {
            path.contains("export") || path.ends_with(".csv") || path.ends_with("/download")
        };
        for route in all.iter().filter(|route| leaves(&route.path)) {
            assert_eq!(route.pace, Some(Pace::Export), "{}", route.path);
        }
    }
}
