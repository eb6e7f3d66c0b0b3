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

use super::{cast, cast::Account, client::Client};
use crate::{
    access::Zones,
    base::{Moment, Result},
    commands::demo::fill,
    data::{KeyRing, Store, StoreOptions, Unlock, Visit, keys},
    features::{self, administration, people},
    web::{
        Hosts,
        server::{Server, certificate, certificate_path},
    },
};

pub struct House {
    pub store: Arc<Store>,
    pub accounts: Vec<Account>,
    pub address: SocketAddr,
    pub folder: PathBuf,
    server: Option<Server>,
    steps: AtomicU32,
}

/// A fresh folder under the system's temporary one.
pub fn fresh_folder(name: &str) -> Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("atrium-{name}-{}-{count}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Opens a store in a folder with a key file inside.
pub fn open_store(folder: &Path) -> Result<Arc<Store>> {
    let key = folder.join("atrium.key");
    if !key.exists() {
        keys::write_key_file(&key)?;
    }
    let unlock = Unlock::key_file(&key)?;
    let ring = if KeyRing::exists(folder) {
        KeyRing::open(folder, &unlock)?
    } else {
        KeyRing::create(folder, "key file", &unlock)?
    };
    Store::open(folder, ring, features::schema(), &StoreOptions::default())
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

impl House {
    /// A house with the cast in it and nothing else.
    pub fn with_cast() -> Result<House> {
        let folder = fresh_folder("house")?;
        let store = open_store(&folder)?;
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, people::new_totp_secret)?;
        House::serve(folder, store, accounts)
    }

    /// A house with a year of work behind it: what the demo makes, only smaller. The same for every test.
    pub fn filled() -> Result<House> {
        let folder = fresh_folder("filled")?;
        let store = open_store(&folder)?;
        let size = fill::Size {
            staff: 30,
            leads: 30,
            engagements: 40,
        };
        let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
        House::serve(folder, store, accounts)
    }

    /// A house nobody has set up.
    pub fn empty() -> Result<House> {
        let folder = fresh_folder("empty")?;
        let store = open_store(&folder)?;
        House::serve(folder, store, Vec::new())
    }

    fn serve(folder: PathBuf, store: Arc<Store>, accounts: Vec<Account>) -> Result<House> {
        let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
        store.lend(Arc::new(
            administration::Keeper::new(
                folder.join("snapshots"),
                Unlock::key_file(&folder.join("atrium.key"))?,
                24,
                14,
                Moment::now(),
            )
            .serving(certificate_path(&folder)),
        ));
        let app = features::app(
            store.clone(),
            zones(),
            TimeZone::UTC,
            16 << 20,
            Hosts::new("", &names),
        );
        let server = Server::start(
            app,
            SocketAddr::from(([127, 0, 0, 1], 0)),
            certificate(&folder, &names)?,
        )?;
        Ok(House {
            store,
            accounts,
            address: server.address,
            folder,
            server: Some(server),
            steps: AtomicU32::new(0),
        })
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    pub fn visit(&self) -> Visit {
        Visit::system(&self.store, Moment::now(), TimeZone::UTC)
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
        people::totp_at(seed, Moment::now().plus(ahead * 30_000)).unwrap_or_default()
    }

    /// A client that is signed in, by a session made without the form (its own tests use the form).
    pub fn signed_in(&self, role: &str) -> Client {
        let account = self.account(role).clone();
        let mut client = self.client();
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
        let account = self.account(role);
        let token = people::add_token_for(
            &self.visit(),
            account.id,
            "test",
            1,
            people::ADMINISTER,
            true,
        )?;
        Ok(self.client().with_bearer(&token))
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
        self.store.close();
        // What is left behind lies in the system's temporary folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}
