//! The real process is killed (-9) while people work, again and again. Whatever it answered is there afterwards,
//! nothing is half there, and it starts again by itself.

use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use atrium::{
    base::{Id, Moment},
    data::{Index, JournalEntry, Query, Visit, What, testing::recount, verify_journal},
    features::{
        administration::{Alert, Rule},
        leads::Lead,
        people, sign_in,
    },
    testing::{cast, client::Client, house},
};
use jiff::tz::TimeZone;

pub fn start(folder: &Path) -> (Child, SocketAddr) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let line = out
        .lines()
        .map_while(Result::ok)
        .find(|line| line.contains("https://"))
        .expect("the server says where it is");
    let address = line
        .rsplit("https://")
        .next()
        .unwrap()
        .trim()
        .parse()
        .unwrap();
    (child, address)
}

#[test]
fn killed_thirty_times_under_load() {
    let rounds: u32 = std::env::var("ATRIUM_KILLS")
        .ok()
        .and_then(|n| n.parse().ok())
        .unwrap_or(30);
    let folder = house::fresh_folder("killed").unwrap();
    let token = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        let closer = accounts
            .iter()
            .find(|a| a.role == "sales-closer")
            .unwrap()
            .id;
        let token = sign_in::add_token(&visit, closer, "load", 1, people::ADMINISTER).unwrap();
        store.close();
        token
    };
    let acknowledged: Mutex<Vec<(u64, String)>> = Mutex::default();
    let names = AtomicU64::new(0);
    for round in 0..rounds {
        let (mut child, address) = start(&folder);
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut client = Client::new(address)
                        .with_bearer(&token)
                        .with_timeout(Duration::from_secs(60));
                    while !stop.load(Ordering::Relaxed) {
                        let name = names.fetch_add(1, Ordering::Relaxed);
                        let company = format!("Company number {name}");
                        let body = serde_json::json!({ "company": company }).to_string();
                        let Ok(answer) = client.try_request(
                            "POST",
                            "/api/v1/leads",
                            &[("content-type", "application/json")],
                            body.as_bytes(),
                        ) else {
                            return;
                        };
                        if answer.status == 201 {
                            let number = answer.json()["id"]
                                .as_str()
                                .unwrap()
                                .trim_start_matches("LD-")
                                .parse()
                                .unwrap();
                            acknowledged.lock().unwrap().push((number, company));
                        }
                    }
                });
            }
            // A different moment each round: in the middle of commits, not at their ends. However slow the machine is, some
            // are under way by then.
            let done = || acknowledged.lock().unwrap().len();
            let (before, until) = (done(), Instant::now() + Duration::from_secs(60));
            while done() < before + 6 {
                assert!(
                    Instant::now() < until,
                    "round {round}: nobody gets an answer"
                );
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(u64::from(round * 37 % 230)));
            child.kill().unwrap();
            child.wait().unwrap();
            stop.store(true, Ordering::Relaxed);
        });
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        for (number, company) in acknowledged.lock().unwrap().iter() {
            let lead = visit.find::<Lead>(Id::new(*number)).unwrap_or_else(|e| {
                panic!("round {round}: LD-{number} was acknowledged and is gone: {e}")
            });
            assert_eq!(lead.company, *company, "round {round}: LD-{number}");
        }
        verify_journal(&store, None).unwrap();
        assert_eq!(
            recount(&store).unwrap().problems,
            Vec::<String>::new(),
            "round {round}"
        );
        store.close();
    }
    let count = acknowledged.lock().unwrap().len();
    assert!(count > rounds as usize * 5, "the load was real: {count}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// Whoever follows the journal has looked at each entry once, however often the process was killed meanwhile: the
/// security monitor counts each sign-in from a new device in one alert an hour, so its counts add up to the sign-ins.
#[test]
fn the_monitor_counts_each_sign_in_once_however_often_it_is_killed() {
    let folder = house::fresh_folder("killed-jobs").unwrap();
    let email = {
        let store = house::open_store(&folder).unwrap();
        let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
        let accounts = cast::set_up(&visit, sign_in::new_totp_secret).unwrap();
        store.close();
        let member = accounts.iter().find(|a| a.role == "team-member").unwrap();
        member.email.clone()
    };
    let enter = |address| {
        // A new browser each time.
        let mut client = Client::new(address).with_timeout(Duration::from_secs(60));
        let form = format!(
            "email={}&password={}",
            email.replace('@', "%40"),
            cast::PASSWORD.replace(' ', "+")
        );
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        client.try_request("POST", "/sign-in", &headers, form.as_bytes())
    };
    for round in 0..8u64 {
        let (mut child, address) = start(&folder);
        let entered = AtomicU64::new(0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while enter(address).is_ok_and(|answer| answer.status == 303) {
                    entered.fetch_add(1, Ordering::Relaxed);
                }
            });
            // However slow the machine is, somebody has come in; then at any moment of the next.
            let until = Instant::now() + Duration::from_secs(60);
            while entered.load(Ordering::Relaxed) < 2 && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(5));
            }
            std::thread::sleep(Duration::from_millis(round * 131 % 500));
            child.kill().unwrap();
            child.wait().unwrap();
        });
    }
    // What was missed is judged after a start, without anybody doing anything.
    let (mut signed_in, mut counted) = (0, 0);
    for _ in 0..20 {
        let (mut child, _) = start(&folder);
        std::thread::sleep(Duration::from_millis(1_500));
        child.kill().unwrap();
        child.wait().unwrap();
        (signed_in, counted) = signed_in_and_counted(&folder);
        if counted + 1 >= signed_in {
            break;
        }
    }
    assert!(signed_in > 8, "the load was real: {signed_in}");
    // The first device anybody signs in from is no news.
    assert_eq!(counted, signed_in - 1);
    std::fs::remove_dir_all(&folder).unwrap();
}

/// How many came in as the journal has it, and how many the monitor counted.
fn signed_in_and_counted(folder: &Path) -> (u64, u64) {
    let store = house::open_store(folder).unwrap();
    let visit = Visit::system(&store, Moment::now(), TimeZone::UTC);
    let entries = store.entries_after(0, usize::MAX).unwrap();
    let made = |entry: &&JournalEntry| {
        let created = entry
            .changes
            .iter()
            .any(|change| change.what == What::Created);
        entry.action == sign_in::SIGN_IN.key && created
    };
    let signed_in = entries.iter().filter(made).count() as u64;
    let alerts = visit
        .list::<Alert>(Query::by(Index::scoped(1)).limit(10_000))
        .unwrap()
        .rows;
    let counted = alerts
        .iter()
        .filter(|alert| alert.rule == Rule::NewDevice)
        .map(|alert| alert.count)
        .sum();
    store.close();
    (signed_in, counted)
}
