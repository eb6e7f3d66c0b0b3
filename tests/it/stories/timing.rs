//! Nobody tells by the clock whether there is an account: known and unknown names take the same time, and the
//! same work.

use std::time::{Duration, Instant};

use atrium::{
    data::JournalEntry,
    features::{
        people,
        sign_in::{self, LinkRequest},
    },
    testing::{client::encode_form, house::House},
};

/// How long something takes: the shortest of the times that it took. What a machine does beside it only adds.
struct Shortest(Duration);

impl Shortest {
    const fn new() -> Shortest {
        Shortest(Duration::MAX)
    }

    fn time(&mut self, work: impl FnOnce()) {
        let begun = Instant::now();
        work();
        self.0 = self.0.min(begun.elapsed());
    }
}

/// Within a quarter of what one hash costs: skipping it, or doing it twice, is seen four times over.
fn alike(known: Duration, unknown: Duration, hash: Duration) -> bool {
    known.abs_diff(unknown) < hash / 4
}

/// Houses in which it is tried, each with everybody: a machine that is busy needs more of them until each was quick once.
const HOUSES: usize = 8;

#[test]
fn known_and_unknown_names_take_the_same_time() {
    let mut times = [const { Shortest::new() }; 3];
    for _ in 0..HOUSES {
        sign_ins(&mut times);
        let [known, unknown, hash] = &times;
        if alike(known.0, unknown.0, hash.0) {
            return;
        }
    }
    let [known, unknown, hash] = times.map(|each| each.0);
    panic!("sign-in: known {known:?}, unknown {unknown:?}, a hash {hash:?}");
}

fn sign_ins([of_known, of_unknown, of_hash]: &mut [Shortest; 3]) {
    let house = House::with_cast().unwrap();
    let client = std::cell::RefCell::new(house.client());
    let known: Vec<String> = house
        .accounts
        .iter()
        .map(|held| held.email.clone())
        .collect();
    let pepper = [7; 32];
    // Each from a network of its own in the office, so that no wait comes in between.
    let post = |path: &str, fields: &[(&str, &str)], n: u32| {
        let from = std::net::Ipv4Addr::from(0x0a00_0001 + n * 65_536).to_string();
        let headers = [
            ("x-forwarded-for", from.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        client
            .borrow_mut()
            .request("POST", path, &headers, encode_form(fields).as_bytes())
    };
    let sign_in = |email: &str, n: u32| {
        let fields = [("email", email), ("password", "not it, not at all")];
        assert_eq!(post("/sign-in", &fields, n).status, 422, "{email}");
    };
    for n in 0..2 * u32::try_from(known.len()).unwrap() {
        let known = || sign_in(&known[n as usize % known.len()], n);
        let unknown = || sign_in(&format!("nobody{n}@juniperhale.example"), n + 100);
        // In turn, so that both find the machine as it is then, and whoever is second finds the way warm. Two threads hash by
        // turns, and one may be the slower: three hashes a round, changing places every second one, bring each to both.
        if n / 2 % 2 == 0 {
            of_known.time(known);
            of_unknown.time(unknown);
        } else {
            of_unknown.time(unknown);
            of_known.time(known);
        }
        of_hash.time(|| {
            sign_in::hash_password("quiet harbour lanterns drift", &pepper).unwrap();
        });
    }
}

/// An entry's action, the kinds of records that it changed and how, and the kinds that it is about.
type Work = (String, Vec<(u8, String)>, Vec<u8>);

/// What a clock could tell is what is done: the door writes one thing down, whoever is asked for, and looks nobody up.
#[test]
fn asking_for_a_link_is_the_same_work_for_everybody() {
    let house = House::with_cast().unwrap();
    let client = std::cell::RefCell::new(house.client());
    let ask = |email: &str, n: u32| {
        let from = std::net::Ipv4Addr::from(0x0a00_0001 + n * 65_536).to_string();
        let headers = [
            ("x-forwarded-for", from.as_str()),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let body = encode_form(&[("email", email)]);
        let answer = client
            .borrow_mut()
            .request("POST", "/forgot", &headers, body.as_bytes());
        assert_eq!(answer.status, 200, "{email}");
        answer.text()
    };
    let entries = |from: u64| -> Vec<JournalEntry> {
        let lately = house.store.lately(from, 1000).unwrap();
        lately.entries
    };
    // What the door itself wrote for one who asked, without whom it was: how many, of what, and of which kinds.
    let work = |email: &str, n: u32| {
        let before = house.store.newest();
        let said = ask(email, n);
        let of_door: Vec<Work> = entries(before)
            .iter()
            .filter(|entry| entry.note.as_deref() == Some(email))
            .map(|entry| {
                let changes = entry.changes.iter();
                let changes = changes.map(|c| (c.of.kind, format!("{:?}", c.what)));
                let about = entry.subjects.iter().map(|of| of.kind);
                (entry.action.clone(), changes.collect(), about.collect())
            })
            .collect();
        (said, of_door)
    };
    let everybody: Vec<String> = house.accounts.iter().map(|a| a.email.clone()).collect();
    let unknown = work("nobody@juniperhale.example", 500);
    assert_eq!(unknown.1.len(), 1);
    for (n, email) in everybody.iter().enumerate() {
        let known = work(email, u32::try_from(n).unwrap());
        assert_eq!(known, unknown, "{email}");
    }
    // And it is answered all the same.
    sign_in::answer_links(&house.visit()).unwrap();
    let asked = house.visit().act(people::ADMINISTER, |change| {
        change.event();
        Ok(change.on_behalf("a test").all::<LinkRequest>()?.len())
    });
    assert!(asked.unwrap() > 0, "nobody answers");
}
