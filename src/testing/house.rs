//! A whole Atrium in this process: a real store in a folder of its own, a real server over TLS on the loopback,
//! with the named cast in it. Gone when dropped.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use jiff::tz::TimeZone;

use crate::{
    access::{Tier, Zones},
    base::{Error, Moment, Result},
    commands::demo::fill,
    data::{
        FileSystem, JournalEntry, KeyRing, OsFileSystem, Store, StoreOptions, Unlock, Visit, keys,
    },
    features::{self, administration, people, sign_in},
    jobs::{Job, Next, Supervisor, clock::Clock},
    testing::{
        cast::{self, Account},
        client::Client,
        image::Kept,
    },
    web::{
        DiskReserve, Hosts, Limits, ServerConfig,
        server::{Patience, Server, pair},
    },
};

pub use crate::testing::fresh_folder;

pub struct House {
    pub store: Arc<Store>,
    pub accounts: Vec<Account>,
    pub address: SocketAddr,
    /// Where only the portal is, in a house with a front of its own.
    pub portal: Option<SocketAddr>,
    pub folder: PathBuf,
    server: Option<Server>,
    steps: AtomicU32,
}

fn strike(store: &Arc<Store>, at: Moment) -> Result<()> {
    let visit = Visit::system(store, at, TimeZone::UTC);
    let mut clock = Clock::new(features::wakes());
    while clock.strike(&visit)? == Next::Again {}
    match clock.trouble() {
        Some(why) => Err(Error::conflict(why)),
        None => Ok(()),
    }
}

/// Opens a store in a folder with a key file inside.
pub fn open_store(folder: &Path) -> Result<Arc<Store>> {
    open_store_on(OsFileSystem::shared(), folder)
}

/// The same on files that are given, which may fail.
fn open_store_on(files: Arc<dyn FileSystem>, folder: &Path) -> Result<Arc<Store>> {
    let key = folder.join("atrium.key");
    if !key.exists() {
        keys::write_key_file(&key)?;
    }
    let unlock = Unlock::key_file(&key)?;
    let ring = if KeyRing::exists(folder) {
        KeyRing::open(folder, &unlock)?
    } else {
        Store::init(folder, "key file", &unlock)?
    };
    let options = StoreOptions {
        files,
        ..StoreOptions::default()
    };
    Store::open(folder, ring, features::schema(), &options)
}

/// Loopback is the office, so that staff may come in; 127.0.0.9 is a trusted proxy, for tests of being outside.
pub fn zones() -> Zones {
    Zones {
        office: ["127.0.0.0/8", "10.0.0.0/8"]
            .iter()
            .filter_map(|net| net.parse().ok())
            .collect(),
        trusted_proxies: ["127.0.0.1/32"]
            .iter()
            .filter_map(|net| net.parse().ok())
            .collect(),
        admins_office_only: false,
    }
}

/// Makes a house in a folder, with the cast in it.
fn bring_cast(folder: &Path) -> Result<Vec<Account>> {
    let store = open_store(folder)?;
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let accounts = cast::set_up(&visit, sign_in::new_totp_secret)?;
    drop(visit);
    store.close();
    Ok(accounts)
}

fn cast_in(name: &str) -> Result<(PathBuf, Arc<Store>, Vec<Account>)> {
    static CAST: Kept = Kept::new("cast");
    laid(&CAST, name, bring_cast)
}

/// A house like the one that is kept, in a folder of its own.
fn laid(
    kept: &Kept,
    name: &str,
    make: impl FnOnce(&Path) -> Result<Vec<Account>>,
) -> Result<(PathBuf, Arc<Store>, Vec<Account>)> {
    let image = kept.get(make)?;
    let folder = fresh_folder(name)?;
    image.lay(&folder)?;
    let store = open_store(&folder)?;
    Ok((folder, store, image.accounts.clone()))
}

/// Somebody of a client's, who may come into the portal.
fn a_client(visit: &Visit) -> Result<Account> {
    let roles = &visit.cached::<people::Directory>()?.roles;
    let role = roles.values().find(|role| role.key == "client");
    let person = people::NewUser {
        name: "Rosa Delgado".into(),
        email: "rosa@delgado.example".into(),
        title: String::new(),
        tier: Tier::Client,
        roles: role.map(|role| role.id).into_iter().collect(),
        departments: Vec::new(),
        teams: Vec::new(),
        client: Some(101),
        skills: Vec::new(),
    };
    let (name, email) = (person.name.clone(), person.email.clone());
    let id = sign_in::add_user(visit, person, cast::PASSWORD, "")?;
    Ok(Account {
        role: "client".into(),
        tier: Tier::Client,
        name,
        email,
        totp: None,
        id,
    })
}

fn names() -> Vec<String> {
    ["localhost".to_owned(), "127.0.0.1".to_owned()].to_vec()
}

/// How such a house stands to the outside.
pub fn server_config() -> ServerConfig {
    ServerConfig {
        zones: zones(),
        tz: TimeZone::UTC,
        hosts: Hosts::new("", "", &names()).into(),
        upload_limit: 16 << 20,
        limits: Limits::default(),
        patience: Patience::default(),
        disk_reserve: DiskReserve(1 << 20),
        tls12: false,
        geoip: Arc::default(),
        scanner: None,
        ca_file: None,
    }
}

impl House {
    /// A house with the cast in it and nothing else. All of them have the same keys, unless `other_keys` made them.
    pub fn with_cast() -> Result<House> {
        let (folder, store, accounts) = cast_in("house")?;
        House::serve(folder, store, accounts, None)
    }

    /// The same on files that are given, which may fail.
    pub fn on_files(files: Arc<dyn FileSystem>) -> Result<House> {
        let (folder, store, accounts) = cast_in("files")?;
        store.close();
        drop(store);
        let store = open_store_on(files, &folder)?;
        House::serve(folder, store, accounts, None)
    }

    /// The same with keys that no other house has.
    pub fn other_keys() -> Result<House> {
        let folder = fresh_folder("other")?;
        let accounts = bring_cast(&folder)?;
        let store = open_store(&folder)?;
        House::serve(folder, store, accounts, None)
    }

    /// The same behind a front of its own, with a listener for the portal beside the one for everybody, and a client's
    /// person among the accounts.
    pub fn with_config(change: impl FnOnce(&mut ServerConfig)) -> Result<House> {
        let (folder, store, mut accounts) = cast_in("front")?;
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        accounts.push(a_client(&visit)?);
        let mut config = server_config();
        change(&mut config);
        House::serve(folder, store, accounts, Some(config))
    }

    /// The cast alone, where nobody of a client comes in yet.
    pub fn with_cast_at(change: impl FnOnce(&mut ServerConfig)) -> Result<House> {
        let (folder, store, accounts) = cast_in("front")?;
        let mut config = server_config();
        change(&mut config);
        House::serve(folder, store, accounts, Some(config))
    }

    /// A house with a year of work behind it: what the demo makes, only smaller. The same for every test.
    pub fn filled() -> Result<House> {
        static FILLED: Kept = Kept::new("filled");
        let size = fill::Size {
            staff: 30,
            leads: 30,
            engagements: 40,
        };
        let (folder, store, accounts) = laid(&FILLED, "filled", |folder| {
            let store = open_store(folder)?;
            let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
            store.close();
            Ok(accounts)
        })?;
        House::serve_told(folder, store, accounts)
    }

    /// The same with as much work as is asked for.
    pub fn filled_to(size: fill::Size) -> Result<House> {
        let folder = fresh_folder("filled")?;
        let store = open_store(&folder)?;
        let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
        House::serve_told(folder, store, accounts)
    }

    /// A small one, with the year's work ending at a moment that lies behind: the same one for all tests of a day.
    pub fn small_as_of(end: Moment) -> Result<House> {
        static SMALL: Kept = Kept::new("small");
        let size = fill::Size {
            staff: 26,
            leads: 14,
            engagements: 16,
        };
        let (folder, store, accounts) = laid(&SMALL, "small", |folder| {
            let store = open_store(folder)?;
            let accounts = fill::fill(&store, 7, size, end, |_| {})?;
            store.close();
            Ok(accounts)
        })?;
        House::serve_told(folder, store, accounts)
    }

    /// Serves a house of which a year was told in a moment: nothing of it is left for the clock to do while a test looks.
    fn serve_told(folder: PathBuf, store: Arc<Store>, accounts: Vec<Account>) -> Result<House> {
        let mut newest = None;
        while newest != Some(store.newest()) {
            newest = Some(store.newest());
            strike(&store, Moment::now())?;
        }
        House::serve(folder, store, accounts, None)
    }

    /// A house nobody has set up.
    pub fn empty() -> Result<House> {
        let folder = fresh_folder("empty")?;
        let store = open_store(&folder)?;
        House::serve(folder, store, Vec::new(), None)
    }

    /// `own` is a front other than the usual one; such a house has the portal's listener as well.
    fn serve(
        folder: PathBuf,
        store: Arc<Store>,
        accounts: Vec<Account>,
        own: Option<ServerConfig>,
    ) -> Result<House> {
        let portal = own.is_some();
        store.provide(Arc::new(administration::Keeper::new(
            folder.join("snapshots"),
            Unlock::key_file(&folder.join("atrium.key"))?,
            24,
            14,
            Moment::now(),
        )));
        let app = features::app(store.clone(), own.unwrap_or_else(server_config));
        let loopback = SocketAddr::from(([127, 0, 0, 1], 0));
        pair::make_where_none(&folder, &names(), Moment::now())?;
        let server = Server::start(app, loopback, portal.then_some(loopback), &folder)?;
        Ok(House {
            store,
            accounts,
            address: server.address,
            portal: server.portal,
            folder,
            server: Some(server),
            steps: AtomicU32::new(0),
        })
    }

    /// The same house after a restart: whatever was only in memory is gone. `change` as for its first front.
    pub fn restarted(self, change: impl FnOnce(&mut ServerConfig)) -> Result<House> {
        self.restarted_after(|_| Ok(()), change)
    }

    /// The same with what is done to its folder while nobody has it open.
    pub fn restarted_after(
        mut self,
        meanwhile: impl FnOnce(&Path) -> Result<()>,
        change: impl FnOnce(&mut ServerConfig),
    ) -> Result<House> {
        if let Some(server) = self.server.take() {
            server.stop();
        }
        Supervisor::stop_all(&self.store);
        self.store.close();
        let folder = std::mem::take(&mut self.folder);
        let accounts = std::mem::take(&mut self.accounts);
        drop(self);
        meanwhile(&folder)?;
        let store = open_store(&folder)?;
        let mut config = server_config();
        change(&mut config);
        House::serve(folder, store, accounts, Some(config))
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// A client at the portal's own listener.
    pub fn portal_client(&self) -> Client {
        match self.portal {
            Some(portal) => Client::new(portal),
            None => panic!("this house has no listener for the portal"),
        }
    }

    pub fn visit(&self) -> Visit {
        Visit::system(&self.store, Moment::now(), TimeZone::UTC)
    }

    /// Does what is due by then, as if that time had come.
    pub fn strike(&self, at: Moment) -> Result<()> {
        strike(&self.store, at)
    }

    /// The first of the cast who holds a role.
    pub fn account(&self, role: &str) -> &Account {
        match self.accounts.iter().find(|account| account.role == role) {
            Some(account) => account,
            None => panic!("nobody in the cast is {role}"),
        }
    }

    /// What an authenticator would show. Each code works once, so later calls look a step ahead.
    pub fn code(&self, account: &Account) -> String {
        let ahead = i64::from(self.steps.fetch_add(1, Ordering::Relaxed) % 2);
        let seed = account.totp.as_deref().unwrap_or_default();
        sign_in::totp_at(seed, Moment::now().plus(ahead * 30_000)).unwrap_or_default()
    }

    /// A client that is signed in, by a session made without the form (its own tests use the form).
    pub fn signed_in(&self, role: &str) -> Client {
        self.sign_in(self.client(), role)
    }

    /// The same with a client of one's own.
    pub fn sign_in(&self, mut client: Client, role: &str) -> Client {
        let account = self.account(role).clone();
        let answer = client.post_form(
            "/sign-in",
            &[("email", &account.email), ("password", cast::PASSWORD)],
        );
        assert_eq!(answer.status, 303, "{}: {}", account.email, answer.text());
        if account.totp.is_some() {
            let answer = client.post_form("/sign-in/code", &[("code", &self.code(&account))]);
            assert_eq!(answer.status, 303, "{}: {}", account.email, answer.text());
        }
        client
    }

    /// A client with a token for the API.
    pub fn api(&self, role: &str) -> Result<Client> {
        Ok(self.client().with_bearer(&self.token(role)?))
    }

    /// A token that may do all that its person may.
    pub fn token(&self, role: &str) -> Result<String> {
        let id = self.account(role).id;
        sign_in::add_token_for(&self.visit(), id, "test", 1, people::ADMINISTER, true)
    }

    /// The newest deed of somebody with the role.
    pub fn last_of(&self, role: &str) -> u64 {
        let person = self.account(role).id.raw();
        let last = self.last(|entry| entry.person == person);
        last.unwrap_or_else(|| panic!("nothing was done as {role}"))
    }

    /// The newest entry that somebody asked for, through a door or in a test; 0 when there is none.
    pub fn newest_deed(&self) -> u64 {
        let last = self.last(|entry| entry.person != 0 || entry.address.is_some());
        last.unwrap_or_default()
    }

    /// The last entry of the kind that is meant: followers write entries of their own at any moment.
    fn last(&self, is_meant: impl Fn(&JournalEntry) -> bool) -> Option<u64> {
        let from = self.store.newest().saturating_sub(200);
        let entries = self.store.entries_after(from, 400).unwrap();
        let last = entries.iter().rfind(|entry| is_meant(entry));
        last.map(|entry| entry.seq)
    }

    pub fn url(&self, path: &str) -> String {
        format!("https://{}{path}", self.address)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            server.stop();
        }
        Supervisor::stop_all(&self.store);
        self.store.close();
        // What is left behind lies in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
