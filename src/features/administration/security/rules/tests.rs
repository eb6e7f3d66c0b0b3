//! What holds of `rules`.

use super::*;

fn failed(account: &str, network: &str) -> Fact {
    Fact::Failed {
        account: account.into(),
        network: network.into(),
    }
}

fn rules(found: &[Finding]) -> Vec<Rule> {
    found.iter().map(|f| f.rule).collect()
}

#[test]
fn many_failures_for_one_account_are_found_and_few_are_not() {
    let mut lately = Lately::default();
    for n in 0..9 {
        let from = format!("203.0.{n}");
        assert!(lately.judge(Moment(n), &failed("mei", &from)).is_empty());
    }
    let found = lately.judge(Moment(9), &failed("mei", "203.0.9"));
    assert_eq!(rules(&found), [Rule::Account]);
    assert_eq!(found[0].subject, "account mei");
    // Spread over the day they are nobody's attack.
    let mut lately = Lately::default();
    for n in 0..100 {
        let at = Moment(n * 2 * time::MINUTE);
        assert!(lately.judge(at, &failed("mei", "10.0.0")).is_empty(), "{n}");
    }
}

#[test]
fn many_accounts_from_one_network_are_found() {
    let mut lately = Lately::default();
    let mut found = Vec::new();
    for n in 0..30 {
        found = lately.judge(Moment(n), &failed(&format!("a{n}"), "203.0.113"));
    }
    assert_eq!(rules(&found), [Rule::Network]);
}

#[test]
fn refused_requests_are_counted_by_person() {
    let mut lately = Lately::default();
    let refused = |user, times| Fact::Refused {
        user,
        name: "Mei".into(),
        times,
    };
    assert!(lately.judge(Moment(0), &refused(7, 19)).is_empty());
    assert!(lately.judge(Moment(0), &refused(8, 19)).is_empty());
    assert_eq!(
        rules(&lately.judge(Moment(1), &refused(7, 1))),
        [Rule::Refused]
    );
    assert!(
        lately
            .judge(Moment(11 * time::MINUTE), &refused(7, 1))
            .is_empty()
    );
}

#[test]
fn much_taken_out_is_found_by_lists_and_by_files() {
    let mut lately = Lately::default();
    let took = |whole| Fact::Took {
        user: 7,
        name: "Mei".into(),
        whole,
    };
    let lists = (0..10)
        .filter(|n| !lately.judge(Moment(*n), &took(true)).is_empty())
        .count();
    let files = (0..99)
        .filter(|n| !lately.judge(Moment(*n), &took(false)).is_empty())
        .count();
    assert_eq!((lists, files), (1, 0));
    assert_eq!(
        rules(&lately.judge(Moment(99), &took(false))),
        [Rule::Export]
    );
}

#[test]
fn a_copied_passkey_is_found_at_once() {
    let copied = Fact::Copied {
        user: 7,
        name: "Mei".into(),
    };
    let found = Lately::default().judge(Moment(0), &copied);
    assert_eq!(rules(&found), [Rule::Passkey]);
    assert_eq!(found[0].user, Some(7));
}

fn stay(hours: i64, country: &str, spot: (f64, f64)) -> Stay {
    Stay {
        at: Moment(hours * time::HOUR),
        country: country.into(),
        spot: Some(spot),
    }
}

const AUSTIN: (f64, f64) = (30.27, -97.74);
const DALLAS: (f64, f64) = (32.78, -96.80);
const BERLIN: (f64, f64) = (52.52, 13.40);

#[test]
fn nobody_is_in_austin_and_berlin_within_an_hour() {
    let km = distance(AUSTIN, BERLIN);
    assert!((8_300.0..8_700.0).contains(&km), "{km}");
    let home = stay(0, "US", AUSTIN);
    assert!(impossible(&home, &stay(1, "DE", BERLIN)).is_some());
    assert!(
        impossible(&home, &stay(11, "DE", BERLIN)).is_none(),
        "a flight"
    );
    assert!(
        impossible(&home, &stay(0, "US", DALLAS)).is_none(),
        "addresses are not that exact"
    );
    let unknown = Stay {
        spot: None,
        ..stay(0, "DE", BERLIN)
    };
    assert!(impossible(&home, &unknown).is_none());
}

#[test]
fn a_sign_in_is_judged_by_what_is_known_of_its_person() {
    let mut lately = Lately::default();
    let mei = Entered {
        user: 7,
        name: "Mei".into(),
        staff: true,
        ..Entered::default()
    };
    let mut judge =
        |entered: Entered| rules(&lately.judge(Moment(0), &Fact::Entered(Box::new(entered))));
    assert!(judge(mei.clone()).is_empty());
    assert_eq!(
        judge(Entered {
            new_device: true,
            ..mei.clone()
        }),
        [Rule::NewDevice]
    );
    assert!(
        judge(Entered {
            new_device: true,
            staff: false,
            ..mei.clone()
        })
        .is_empty()
    );
    assert_eq!(
        judge(Entered {
            superadmin: true,
            ..mei.clone()
        }),
        [Rule::Superadmin]
    );
    // The first country anybody is seen in is no news.
    let abroad = Entered {
        stay: Some(stay(1, "DE", BERLIN)),
        ..mei.clone()
    };
    assert!(judge(abroad.clone()).is_empty());
    let known = Entered {
        countries: vec!["US".into()],
        before: Some(stay(0, "US", AUSTIN)),
        ..abroad
    };
    assert_eq!(judge(known), [Rule::NewCountry, Rule::Travel]);
}

#[test]
fn memory_stays_bounded() {
    let mut lately = Lately::default();
    for n in 0..3 * REMEMBERED {
        lately.judge(Moment(0), &failed(&format!("a{n}"), &format!("n{n}")));
    }
    assert!(lately.0.len() <= REMEMBERED + 1);
    let one = Fact::Refused {
        user: 1,
        name: "x".into(),
        times: 1_000_000,
    };
    lately.judge(Moment(0), &one);
    assert!(lately.0.values().all(|held| held.len() <= 400));
}
