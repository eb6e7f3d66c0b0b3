//! A house of one size with a year of work in it, served by a process of its own, and those who come to it.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use jiff::tz::TimeZone;
use serde_json::Value;

use super::{
    options::Bench,
    process::{Process, milliseconds, own_cpu},
    report::{Report, Row, Unit},
};
use crate::{
    base::{Error, Moment, Result},
    commands::demo::{
        cast::{self, Account},
        fill::{self, Size},
    },
    data::Visit,
    features::{people, search, sign_in},
    testing::{client::Client, house::open_store},
};

/// What one token may ask in a minute is fewer than what is measured: they take turns.
const TOKENS: usize = 24;

pub struct Illustration {
    folder: PathBuf,
    program: PathBuf,
    pub server: Process,
    /// How much CPU a row is taken over.
    pub cpu: Duration,
    accounts: Vec<Account>,
    /// The department manager's, who may create tasks and log time.
    tokens: Vec<String>,
    /// One of the sales manager's.
    seller: String,
    /// Of people who search: nobody may do it without end.
    searchers: Vec<String>,
}

/// A project under way, and one of its milestones.
pub struct Spot {
    pub project: String,
    pub milestone: String,
}

impl Illustration {
    pub fn set(
        folder: &Path,
        scale: u32,
        options: &Bench,
        report: &mut Report,
    ) -> Result<Illustration> {
        let n = scale as usize;
        let size = Size {
            staff: 30 + n / 2,
            leads: 190 * n,
            engagements: 5 * n + 60,
        };
        let store = open_store(folder)?;
        let (began, cpu) = (Instant::now(), own_cpu());
        let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
        let entries = store.newest() as f64;
        report.add(Row::new(
            "leads",
            (size.leads + size.engagements) as f64,
            Unit::Count,
        ));
        report.add(Row::new(
            "engagements",
            size.engagements as f64,
            Unit::Count,
        ));
        report.add(Row::new("journal entries", entries, Unit::Count));
        report.add(Row::new(
            "filling it",
            began.elapsed().as_secs_f64(),
            Unit::Seconds,
        ));
        let each = milliseconds(own_cpu() - cpu) / entries;
        report.add(Row::new("filling it, an entry", each, Unit::Cpu));
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let token = |account: &Account| {
            sign_in::add_token(&visit, account.id, "bench", 1, people::ADMINISTER)
        };
        let named = |role: &str| find(&accounts, role);
        let manager = named("department-manager")?;
        let tokens = (0..TOKENS).map(|_| token(manager));
        let tokens = tokens.collect::<Result<Vec<String>>>()?;
        let seller = token(named("sales-manager")?)?;
        let searching = ["sales-closer", "sales-agent", "team-member", "team-lead"];
        let searchers = accounts
            .iter()
            .filter(|account| searching.contains(&account.role.as_str()))
            .take(TOKENS)
            .map(token)
            .collect::<Result<Vec<String>>>()?;
        // What idles, idles: the first server of a house makes its index beside everything else.
        search::make_at_once(&visit)?;
        drop(visit);
        store.close();
        drop(store);
        // All of these come from one address, which is more than any address of an agency does.
        fs::write(
            folder.join("atrium.toml"),
            "connections_per_address = 4096\n",
        )?;
        let program = match &options.server {
            Some(program) => program.clone(),
            None => std::env::current_exe()?,
        };
        let begun = Instant::now();
        let server = Process::start(&program, folder)?;
        report.add(
            Row::new(
                "ready after start",
                milliseconds(begun.elapsed()),
                Unit::Milliseconds,
            )
            .budget(300.0),
        );
        report.add(Row::new("memory, idle", server.memory(), Unit::Megabytes).budget(60.0));
        report.add(Row::new("threads, idle", server.threads(), Unit::Count));
        Ok(Illustration {
            folder: folder.to_owned(),
            program,
            server,
            cpu: Duration::from_millis(options.cpu),
            accounts,
            tokens,
            seller,
            searchers,
        })
    }

    pub fn account(&self, role: &str) -> Result<&Account> {
        find(&self.accounts, role)
    }

    /// Everybody who comes in with a password alone.
    pub fn staff(&self) -> impl Iterator<Item = &Account> {
        let all = self.accounts.iter();
        all.filter(|account| account.tier.is_staff() && account.totp.is_none())
    }

    pub fn client(&self) -> Client {
        Client::new(self.server.address).with_timeout(Duration::from_secs(60))
    }

    /// A browser of somebody who signed in.
    pub fn signed_in(&self, account: &Account) -> Result<Client> {
        let mut client = self.client();
        let fields = [
            ("email", account.email.as_str()),
            ("password", cast::PASSWORD),
        ];
        match client.post_form("/sign-in", &fields).status {
            303 => Ok(client),
            other => Err(Error::internal(format!(
                "{} can't sign in: {other}",
                account.email
            ))),
        }
    }

    /// A program of the department manager's; each number has another token.
    pub fn api(&self, n: usize) -> Client {
        self.client()
            .with_bearer(&self.tokens[n % self.tokens.len()])
    }

    pub fn seller(&self) -> Client {
        self.client().with_bearer(&self.seller)
    }

    pub fn searchers(&self) -> Vec<Client> {
        let tokens = self.searchers.iter();
        tokens
            .map(|token| self.client().with_bearer(token))
            .collect()
    }

    /// Where work goes on: no agency adds four hundred tasks to one milestone.
    pub fn spots(&self) -> Result<Vec<Spot>> {
        let mut api = self.api(0);
        let listed = api.get("/api/v1/projects?limit=200").json();
        let open = |held: &&Value| matches!(held["state"].as_str(), Some("planned" | "active"));
        let mut spots = Vec::new();
        for held in items(&listed).iter().filter(open) {
            let project = held["id"].as_str().unwrap_or_default();
            let of_project = api
                .get(&format!("/api/v1/milestones?project={project}"))
                .json();
            for milestone in items(&of_project) {
                spots.push(Spot {
                    project: project.to_owned(),
                    milestone: milestone["id"].as_str().unwrap_or_default().to_owned(),
                });
            }
        }
        match spots.is_empty() {
            true => Err(Error::internal("no project of this size is under way")),
            false => Ok(spots),
        }
    }

    /// The numbers of what a list of the API begins with.
    pub fn first(&self, client: &mut Client, path: &str) -> Result<Vec<String>> {
        let listed = client.get(path).json();
        let ids = items(&listed).iter().filter_map(|held| held["id"].as_str());
        let ids: Vec<String> = ids.map(str::to_owned).collect();
        match ids.is_empty() {
            true => Err(Error::internal(format!("{path} has nothing"))),
            false => Ok(ids),
        }
    }

    /// Ends as a power cut would, and says how soon it is back.
    pub fn close(&mut self, report: &mut Report) -> Result<()> {
        report.add(Row::new(
            "memory after this load",
            self.server.memory(),
            Unit::Megabytes,
        ));
        self.server.kill()?;
        let begun = Instant::now();
        self.server = Process::start(&self.program, &self.folder)?;
        report.add(
            Row::new(
                "ready after a kill",
                milliseconds(begun.elapsed()),
                Unit::Milliseconds,
            )
            .budget(1000.0),
        );
        self.server.kill()
    }
}

fn items(listed: &Value) -> &[Value] {
    listed["items"].as_array().map_or(&[], Vec::as_slice)
}

pub fn find<'a>(accounts: &'a [Account], role: &str) -> Result<&'a Account> {
    accounts
        .iter()
        .find(|account| account.role == role)
        .ok_or_else(|| Error::internal(format!("nobody in the cast is {role}")))
}
