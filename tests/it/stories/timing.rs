//! Nobody tells by the clock whether there is an account: known and unknown names take the same time.

use std::time::{Duration, Instant};

use atrium::{
    features::sign_in,
    testing::{client::encode_form, house::House},
};

/// The middle of what was measured: what the machine did beside it moves it little.
fn middle(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Measures two things in turn, so that whatever slows the machine slows both.
fn in_turn(
    rounds: u32,
    mut one: impl FnMut(u32),
    mut other: impl FnMut(u32),
) -> (Duration, Duration) {
    let (mut first, mut second) = (Vec::new(), Vec::new());
    let timed = |into: &mut Vec<Duration>, work: &mut dyn FnMut(u32), n| {
        let begun = Instant::now();
        work(n);
        into.push(begun.elapsed());
    };
    for n in 0..rounds {
        // Who is second finds the way warm; they take turns at it.
        if n % 2 == 0 {
            timed(&mut first, &mut one, n);
            timed(&mut second, &mut other, n);
        } else {
            timed(&mut second, &mut other, n);
            timed(&mut first, &mut one, n);
        }
    }
    (middle(first), middle(second))
}

/// Within a quarter of what one hash costs: skipping it, or doing it twice, is seen four times over.
fn alike(what: &str, (known, unknown): (Duration, Duration), hash: Duration) {
    let apart = known.abs_diff(unknown);
    assert!(
        apart < hash / 4,
        "{what}: known {known:?}, unknown {unknown:?}, a hash {hash:?}"
    );
}

#[test]
fn known_and_unknown_names_take_the_same_time() {
    let house = House::with_cast().unwrap();
    let client = std::cell::RefCell::new(house.client());
    let known: Vec<String> = house
        .accounts
        .iter()
        .map(|held| held.email.clone())
        .collect();
    let pepper = [7; 32];
    let hash = middle(
        (0..9)
            .map(|_| {
                let begun = Instant::now();
                sign_in::hash_password("quiet harbour lanterns drift", &pepper).unwrap();
                begun.elapsed()
            })
            .collect(),
    );
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
    let count = u32::try_from(known.len()).unwrap();
    let times = in_turn(
        2 * count,
        |n| sign_in(&known[n as usize % known.len()], n),
        |n| sign_in(&format!("nobody{n}@juniperhale.example"), n + 100),
    );
    alike("sign-in", times, hash);
    let ask = |email: &str, n: u32| {
        assert_eq!(
            post("/forgot", &[("email", email)], n).status,
            200,
            "{email}"
        );
    };
    let times = in_turn(
        count,
        |n| ask(&known[n as usize], n),
        |n| ask(&format!("nobody{n}@juniperhale.example"), n + 100),
    );
    alike("a forgotten password", times, hash);
}
