//! What the features give to the web: routes, the sidebar, the doorman. And the live hub they share.

use std::{net::IpAddr, sync::Arc};

use jiff::tz::TimeZone;

use crate::{
    access::{Action, Actor, Zone, Zones},
    base::{Error, Moment, Result, language::Language, money::Currency},
    data::{Impersonation, Origin, Store, Visit},
    jobs::Supervisor,
    ui::icon::Icon,
    web::{
        body::UploadLimit,
        body_budget::BodyBudget,
        connections::{Connections, Limits},
        geoip::GeoIp,
        hosts::Hosts,
        live::{Hub, Source, Telling},
        proxies::Proxies,
        rate_limit::RateLimits,
        reply::Reply,
        request::Request,
        route::Route,
        route_table::RouteTable,
        scanner::Scanner,
        server::Patience,
    },
};

/// Who came in, and how they like their pages.
#[derive(Clone)]
pub struct Identity {
    pub actor: Arc<Actor>,
    pub session: Option<u64>,
    /// `light`, `dark`, or empty for the system's.
    pub theme: String,
    pub density: String,
    /// In which their pages show times, where they chose one; deeds go by the house's.
    pub time_zone: Option<TimeZone>,
    /// In which they read the portal, where they chose one.
    pub language: Option<Language>,
    /// A page they must visit before any other (enrol a second factor, choose a password).
    pub first: Option<&'static str>,
    /// The token's id when they came by token.
    pub token: Option<u64>,
    /// To what it was narrowed, where they came by one.
    pub narrowed: Narrowed,
    /// Whether dangerous deeds may be done without asking anew who it is.
    pub proved: bool,
}

/// What a token was narrowed to: which routes it may go through. What it may see behind them, its actor says.
#[derive(Debug, Clone, Default)]
pub struct Narrowed {
    pub read_only: bool,
    /// The areas it is for, as actions name them; all of them where none is said.
    pub areas: Arc<[String]>,
}

/// What a request brings to show who it is from.
pub enum Credential<'a> {
    Session(&'a str),
    /// The same for a page that looks for news by itself, which is not use of it.
    Watching(&'a str),
    Bearer(&'a str),
}

/// Whose eyes a guest sees through meanwhile; left with the store by the feature that keeps it.
pub struct Impersonating(pub fn(&Arc<Store>, &Identity, Moment) -> Result<Option<Impersonated>>);

/// As whom somebody sees Atrium, and what is to be said of it.
pub type Impersonated = (Arc<Actor>, Impersonation);

/// What is answered to whoever does what needs a second person; left with the store likewise. It is given the key of the
/// action.
pub struct AskSecond(pub fn(&Visit, &Request, &'static str) -> Result<Reply>);

/// What the doors saw, for whoever keeps count; left with the store likewise. It must be quick: it is asked in between.
pub struct AuditSink(pub fn(&Store, SecurityEvent<'_>));

/// Something that no deed journals.
pub enum SecurityEvent<'a> {
    /// A page was opened by somebody who looks as another.
    Opened {
        impersonation: &'a Impersonation,
        path: &'a str,
    },
    /// A request was refused; `person` is None when nobody knows who it was.
    Refused {
        person: Option<u64>,
        address: Option<std::net::IpAddr>,
        method: &'a str,
        path: &'a str,
        why: &'a Error,
        at: Moment,
    },
    /// Something left the house: a whole list or copy, or one file.
    Took { person: u64, whole: bool },
}

/// What a house shows of itself: on the sidebar, at the door, in titles.
#[derive(Debug, Clone)]
pub struct Branding {
    pub name: String,
    /// The address of its logo.
    pub logo: Option<String>,
    /// Its accent, when it is not the usual one.
    pub accent: Option<&'static str>,
    /// In which it writes to clients, unless they say otherwise; none where their browsers decide.
    pub language: Option<Language>,
}

impl Branding {
    /// What is shown when nobody can say.
    pub fn plain() -> Branding {
        Branding {
            name: "Atrium".into(),
            logo: None,
            accent: None,
            language: None,
        }
    }
}

/// Knows people. Given by the feature that keeps them, so that the web knows no user record.
pub trait Authenticator: Send + Sync {
    /// None when the credential opens nothing (any more), or not from this place.
    fn admit(
        &self,
        store: &Arc<Store>,
        credential: &Credential<'_>,
        origin: &Origin,
        at: Moment,
    ) -> Result<Option<Identity>>;
    /// What an address is: the configuration's word, and the house's own.
    ///
    /// # Errors
    /// The house's word can't be read.
    fn zone(&self, store: &Arc<Store>, address: IpAddr) -> Result<Zone>;
    /// Whether the house has nobody yet, so that only the set-up is open.
    fn is_new(&self, store: &Arc<Store>) -> Result<bool>;
    /// How the house shows itself on every page.
    fn facade(&self, store: &Arc<Store>) -> Result<Branding>;
    /// Whether programs have to say over which version of a record they write.
    fn demands_versions(&self, store: &Arc<Store>) -> Result<bool>;
    /// What its amounts are in.
    fn currency(&self, store: &Arc<Store>) -> Result<Currency>;
    /// The number on the bell.
    fn unread(&self, visit: &Visit) -> Result<usize>;
}

/// A number beside a line in the sidebar, and the topic that says when to count again: `tasks@me`.
#[derive(Clone, Copy)]
pub struct Count {
    pub of: fn(&Visit) -> Result<usize>,
    pub on: &'static str,
}

impl Count {
    pub fn topic(&self, visit: &Visit) -> String {
        super::shell::of_me(self.on, visit)
    }
}

/// A line in the sidebar; shown to who may.
#[derive(Clone)]
pub struct NavItem {
    pub section: &'static str,
    pub label: &'static str,
    pub icon: Icon,
    pub href: &'static str,
    pub action: Action,
    /// The letter after `g`, where one is left for it.
    pub go: Option<char>,
    pub count: Option<Count>,
    /// Whether the count wants the person now.
    pub hot: bool,
}

/// Bytes to keep free on the disks of the data and of snapshots. None: by the size of the disk.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiskReserve(pub u64);

/// How the house stands to the outside: by which names and addresses, how much it takes, how long it waits.
pub struct ServerConfig {
    pub zones: Zones,
    pub tz: TimeZone,
    /// The names this server answers to.
    pub hosts: Arc<Hosts>,
    /// Largest upload, in bytes.
    pub upload_limit: u64,
    pub disk_reserve: DiskReserve,
    pub limits: Limits,
    pub patience: Patience,
    /// Whether TLS 1.2 is spoken beside 1.3.
    pub tls12: bool,
    pub geoip: Arc<GeoIp>,
    /// Looks through every file that comes in, where there is one.
    pub scanner: Option<Scanner>,
    /// Certificates that vouch for the mail server, instead of the machine's.
    pub ca_file: Option<std::path::PathBuf>,
}

pub struct App {
    pub store: Arc<Store>,
    pub routes: Arc<[Route]>,
    pub nav: Vec<NavItem>,
    pub portal_nav: Vec<NavItem>,
    pub doorman: Box<dyn Authenticator>,
    pub config: ServerConfig,
    pub hub: Arc<Hub>,
    pub connections: Arc<Connections>,
    pub(super) table: RouteTable,
    pub(super) rate_limits: Arc<RateLimits>,
    pub(super) proxies: Arc<Proxies>,
    pub(super) bodies: Arc<BodyBudget>,
}

impl App {
    pub fn new(
        store: Arc<Store>,
        routes: Vec<Route>,
        nav: Vec<NavItem>,
        portal_nav: Vec<NavItem>,
        doorman: Box<dyn Authenticator>,
        config: ServerConfig,
        sources: Vec<Source>,
    ) -> Arc<App> {
        let connections = Arc::new(Connections::new(
            config.limits,
            config.zones.trusted_proxies.clone(),
        ));
        store.provide(connections.clone());
        store.provide(config.geoip.clone());
        let rate_limits = Arc::new(RateLimits::default());
        store.provide(rate_limits.clone());
        let proxies = Arc::new(Proxies::default());
        store.provide(proxies.clone());
        store.provide(Arc::new(UploadLimit(config.upload_limit)));
        store.provide(Arc::new(config.disk_reserve));
        if let Some(scanner) = &config.scanner {
            store.provide(Arc::new(scanner.clone()));
        }
        let bodies = Arc::new(BodyBudget::new(config.limits.bodies));
        store.provide(bodies.clone());
        let hub = Arc::new(Hub::new(sources, config.tz.clone()));
        store.provide(hub.clone());
        if let Some(jobs) = store.service::<Supervisor>() {
            jobs.add(Box::new(Telling(hub.clone())));
        }
        let table = RouteTable::new(&routes);
        let routes: Arc<[Route]> = routes.into();
        store.provide(Arc::new(super::openapi::Document::new(routes.clone())));
        Arc::new(App {
            hub,
            store,
            routes,
            nav,
            portal_nav,
            doorman,
            config,
            connections,
            table,
            rate_limits,
            proxies,
            bodies,
        })
    }
}
