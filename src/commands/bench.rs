//! `atrium bench`: what this machine does with this program, in the units of the peers' measurements.
//! The server runs as a process of its own, so that its CPU is its own; requests go over TLS on one kept connection.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use clap::Args;
use jiff::tz::TimeZone;

use crate::{
    base::{Error, Moment, Result},
    commands::demo::{
        cast::{self, Account},
        fill::{self, Size},
    },
    data::{Store, Unlock, Visit, snapshot},
    features::{self, authority, leads, people, sign_in},
    testing::{client::Client, house::open_store},
};

#[derive(Debug, Args)]
pub struct Bench {
    /// Sizes to compare; 100 has about 20,000 leads and 500 projects.
    #[arg(long, value_delimiter = ',', default_values_t = [1u32, 100])]
    pub scale: Vec<u32>,
    /// Requests per figure.
    #[arg(long, default_value_t = 400)]
    pub requests: u32,
    /// Where to work; removed afterwards.
    #[arg(long)]
    pub folder: Option<PathBuf>,
}

pub fn bench(options: &Bench) -> Result<()> {
    let root = options.folder.clone().unwrap_or_else(|| {
        std::env::temp_dir().join(format!("atrium-bench-{}", std::process::id()))
    });
    fs::create_dir_all(&root)?;
    println!("Durable commands (add a lead, each answered after its fsync)");
    for clients in [1, 8, 64] {
        commands(&root.join(format!("commands-{clients}")), clients)?;
    }
    let mut costs: Vec<Vec<(String, f64)>> = Vec::new();
    for scale in &options.scale {
        costs.push(pages(
            &root.join(format!("scale-{scale}")),
            *scale,
            options.requests,
        )?);
    }
    if let [first, .., last] = costs.as_slice() {
        println!(
            "\nCPU at scale {} over scale {}",
            options.scale[options.scale.len() - 1],
            options.scale[0]
        );
        for ((name, small), (_, large)) in first.iter().zip(last) {
            println!("  {name:<34} {:>6.2}", large / small);
        }
    }
    fs::remove_dir_all(&root)?;
    Ok(())
}

fn commands(folder: &Path, clients: u32) -> Result<()> {
    let store = open_store(folder)?;
    let system = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let accounts = cast::set_up(&system, sign_in::new_totp_secret)?;
    let closer = find(&accounts, "sales-closer")?.id;
    let access = store.cached::<authority::Access>()?;
    let (actor, _) = access.actor(closer).ok_or(Error::NotFound)?;
    let names = AtomicU64::new(0);
    let (cpu, wall) = (own_cpu(), Instant::now());
    let most = Duration::from_secs(4);
    std::thread::scope(|scope| {
        for _ in 0..clients {
            scope.spawn(|| {
                while wall.elapsed() < most {
                    let visit = Visit::new(
                        store.clone(),
                        actor.clone(),
                        crate::data::Place::server(),
                        Moment::now(),
                        TimeZone::UTC,
                    );
                    let name = names.fetch_add(1, Ordering::Relaxed);
                    let form = leads::LeadForm {
                        company: format!("Company {name}"),
                        despite: true,
                        ..leads::LeadForm::default()
                    };
                    if let Err(error) = leads::create(&visit, form) {
                        eprintln!("a command failed: {error}");
                    }
                }
            });
        }
    });
    let done = names.load(Ordering::Relaxed) as f64;
    let seconds = wall.elapsed().as_secs_f64();
    println!(
        "  {clients:>3} at once  {:>8.0} a second   {:>6.3} ms CPU each",
        done / seconds,
        (own_cpu() - cpu).as_secs_f64() * 1000.0 / done
    );
    store.close();
    fs::remove_dir_all(folder)?;
    Ok(())
}

fn find<'a>(accounts: &'a [Account], role: &str) -> Result<&'a Account> {
    accounts
        .iter()
        .find(|account| account.role == role)
        .ok_or_else(|| Error::internal(format!("nobody in the cast is {role}")))
}

fn pages(folder: &Path, scale: u32, requests: u32) -> Result<Vec<(String, f64)>> {
    let n = scale as usize;
    let size = Size {
        staff: 30 + n / 2,
        leads: 190 * n,
        engagements: 5 * n + 60,
    };
    let store = open_store(folder)?;
    let started = Instant::now();
    let accounts = fill::fill(&store, 7, size, Moment::now(), |_| {})?;
    store.close();
    println!(
        "\nScale {scale}: {} leads, {} engagements, {} staff (filled in {:.0} s)",
        size.leads + size.engagements,
        size.engagements,
        size.staff,
        started.elapsed().as_secs_f64()
    );
    let tokens = tokens(folder, &accounts)?;
    let begun = Instant::now();
    let mut server = Process::start(folder)?;
    println!(
        "  ready after start                  {:>7.0} ms",
        begun.elapsed().as_secs_f64() * 1000.0
    );
    println!(
        "  memory idle                        {:>7.0} MB",
        server.memory() as f64 / 1024.0
    );
    let manager = find(&accounts, "sales-manager")?;
    let mut client = Client::new(server.address).with_timeout(Duration::from_secs(30));
    client.post_form(
        "/sign-in",
        &[("email", &manager.email), ("password", cast::PASSWORD)],
    );
    let mut out = Vec::new();
    let mut row = |name: &str,
                   server: &Process,
                   client: &mut Client,
                   request: &mut dyn FnMut(&mut Client, u32) -> u16|
     -> Result<()> {
        let cost = server.measure(name, client, requests, request)?;
        out.push((name.to_owned(), cost));
        Ok(())
    };
    row(
        "list of 50 leads, sorted by value",
        &server,
        &mut client,
        &mut |c, _| c.get("/leads?sort=value").status,
    )?;
    row(
        "one lead with history",
        &server,
        &mut client,
        &mut |c, n| c.get(&format!("/leads/LD-{}", 1001 + n % 150)).status,
    )?;
    let lead = find(&accounts, "department-manager")?;
    let mut client = Client::new(server.address).with_timeout(Duration::from_secs(30));
    client.post_form(
        "/sign-in",
        &[("email", &lead.email), ("password", cast::PASSWORD)],
    );
    row("my day", &server, &mut client, &mut |c, _| {
        c.get("/").status
    })?;
    let mut api = Client::new(server.address)
        .with_timeout(Duration::from_secs(30))
        .with_bearer(&tokens.0);
    let listed = api.get("/api/v1/projects?limit=200").json();
    let open =
        |held: &&serde_json::Value| matches!(held["state"].as_str(), Some("planned" | "active"));
    let project = listed["items"]
        .as_array()
        .and_then(|items| items.iter().find(open))
        .and_then(|held| held["id"].as_str())
        .ok_or_else(|| Error::internal("no project of this size is under way"))?
        .to_owned();
    let path = format!("/projects/{project}");
    row(
        "a project with its plan",
        &server,
        &mut client,
        &mut |c, _| c.get(&path).status,
    )?;
    // Where work goes on: no agency adds four hundred tasks to one milestone.
    let mut spots: Vec<(String, String)> = Vec::new();
    for held in listed["items"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(open)
    {
        let project = held["id"].as_str().unwrap_or_default();
        let of_project = api
            .get(&format!("/api/v1/milestones?project={project}"))
            .json();
        for milestone in of_project["items"].as_array().into_iter().flatten() {
            let milestone = milestone["id"].as_str().unwrap_or_default();
            spots.push((project.to_owned(), milestone.to_owned()));
        }
    }
    let mut tasks = Vec::new();
    row("create a task, durable", &server, &mut api, &mut |c, n| {
        let (project, milestone) = &spots[n as usize % spots.len()];
        let body = serde_json::json!({ "project": project, "milestone": milestone, "title": format!("Task {n}"), "estimate": "1" });
        let answer = c.post_json("/api/v1/tasks", &body);
        tasks.push(answer.json()["id"].clone());
        answer.status
    })?;
    row("log time, durable", &server, &mut api, &mut |c, n| {
        let task = &tasks[n as usize % tasks.len()];
        let body =
            serde_json::json!({ "task": task, "minutes": "1m", "note": format!("Part {n}") });
        c.post_json("/api/v1/time-entries", &body).status
    })?;
    row("search a word", &server, &mut api, &mut |c, n| {
        let word = ["nail", "dental", "creek", "web"][n as usize % 4];
        c.get(&format!("/api/v1/search?q={word}")).status
    })?;
    println!(
        "  memory after this load             {:>7.0} MB",
        server.memory() as f64 / 1024.0
    );
    server.stop()?;
    copies(folder, find(&accounts, "sales-closer")?)?;
    fs::remove_dir_all(folder)?;
    Ok(out)
}

/// A token for the department manager.
fn tokens(folder: &Path, accounts: &[Account]) -> Result<(String,)> {
    let store = open_store(folder)?;
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let lead = sign_in::add_token(
        &visit,
        find(accounts, "department-manager")?.id,
        "bench",
        1,
        people::ADMINISTER,
    )?;
    store.close();
    Ok((lead,))
}

fn copies(folder: &Path, writer: &Account) -> Result<()> {
    let store = open_store(folder)?;
    let to = folder.join("snapshots");
    let alone = waits(&store, writer, || {
        std::thread::sleep(Duration::from_secs(3));
        Ok(())
    })?;
    let mut made = None;
    let mut taken = 0.0;
    let beside = waits(&store, writer, || {
        let begun = Instant::now();
        made = Some(snapshot::create(&store, &to, Moment::now())?);
        taken = begun.elapsed().as_secs_f64();
        Ok(())
    })?;
    store.close();
    let (path, summary) = made.ok_or_else(|| Error::internal("no snapshot was taken"))?;
    for (name, waits) in [("", alone), (" beside a snapshot", beside)] {
        println!(
            "  a writer waits{name:<20} p50 {:>6.1} ms   p99 {:>6.1} ms   longest {:>6.1} ms",
            at(&waits, 50),
            at(&waits, 99),
            at(&waits, 100)
        );
    }
    let gigabytes = summary.bytes as f64 / 1e9;
    let begun = Instant::now();
    let unlock = Unlock::key_file(&folder.join("atrium.key"))?;
    snapshot::restore(
        &path,
        &unlock,
        &features::schema(),
        &folder.join("restored"),
        Moment::now(),
    )?;
    println!(
        "  snapshot {:>6.0} MB                 {:>7.1} s a GB, restore with every check {:.1} s a GB",
        summary.bytes as f64 / 1e6,
        taken / gigabytes,
        begun.elapsed().as_secs_f64() / gigabytes
    );
    Ok(())
}

/// How long each deed of one writer took, sorted, while something else went on.
fn waits(
    store: &Arc<Store>,
    writer: &Account,
    beside: impl FnOnce() -> Result<()>,
) -> Result<Vec<Duration>> {
    let access = store.cached::<authority::Access>()?;
    let (actor, _) = access.actor(writer.id).ok_or(Error::NotFound)?;
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let deeds = scope.spawn(|| -> Result<Vec<Duration>> {
            let mut took = Vec::new();
            while !over.load(Ordering::Relaxed) {
                let begun = Instant::now();
                let visit = Visit::new(
                    store.clone(),
                    actor.clone(),
                    crate::data::Place::server(),
                    Moment::now(),
                    TimeZone::UTC,
                );
                let form = leads::LeadForm {
                    company: format!("Meanwhile {}", took.len()),
                    despite: true,
                    ..leads::LeadForm::default()
                };
                leads::create(&visit, form)?;
                took.push(begun.elapsed());
            }
            took.sort_unstable();
            Ok(took)
        });
        let done = beside();
        over.store(true, Ordering::Relaxed);
        let took = deeds
            .join()
            .map_err(|_| Error::internal("the writer panicked"))?;
        done.and(took)
    })
}

/// Milliseconds at a percentage of a sorted list.
fn at(sorted: &[Duration], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((sorted.len() * percent / 100).min(last))
        .map_or(0.0, |took| took.as_secs_f64() * 1000.0)
}

/// A server of its own.
struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    fn start(folder: &Path) -> Result<Process> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child
            .stdout
            .take()
            .ok_or_else(|| Error::internal("no output"))?;
        let line = BufReader::new(out)
            .lines()
            .map_while(std::result::Result::ok)
            .find(|line| line.contains("https://"))
            .ok_or_else(|| Error::internal("the server did not start"))?;
        let address = line
            .rsplit("https://")
            .next()
            .and_then(|text| text.trim().parse().ok())
            .ok_or_else(|| Error::internal("the server did not say where it is"))?;
        Ok(Process { child, address })
    }

    fn cpu(&self) -> Duration {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident kilobytes.
    fn memory(&self) -> u64 {
        fs::read_to_string(format!("/proc/{}/status", self.child.id()))
            .unwrap_or_default()
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|text| text.trim().trim_end_matches(" kB").trim().parse().ok())
            .unwrap_or(0)
    }

    /// CPU milliseconds a request; prints it with the wall times.
    fn measure(
        &self,
        name: &str,
        client: &mut Client,
        requests: u32,
        request: &mut dyn FnMut(&mut Client, u32) -> u16,
    ) -> Result<f64> {
        for n in 0..20 {
            let status = request(client, n);
            if !matches!(status, 200 | 201) {
                return Err(Error::internal(format!("{name} answers {status}")));
            }
        }
        let cpu = self.cpu();
        let mut walls = Vec::with_capacity(requests as usize);
        for n in 0..requests {
            let begun = Instant::now();
            request(client, n + 20);
            walls.push(begun.elapsed());
        }
        let each = (self.cpu() - cpu).as_secs_f64() * 1000.0 / f64::from(requests);
        walls.sort_unstable();
        println!(
            "  {name:<34} {each:>7.3} ms CPU   p50 {:>7.2} ms   p99 {:>7.2} ms",
            at(&walls, 50),
            at(&walls, 99)
        );
        Ok(each)
    }

    fn stop(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been stopped already.
        let _ = self.stop();
    }
}

fn own_cpu() -> Duration {
    cpu_of("self")
}

/// User and system time of a process; the kernel counts it in hundredths of a second.
fn cpu_of(process: &str) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}
