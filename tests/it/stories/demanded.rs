//! What the house demands of a sign-in from a day on: a second factor, or one that can't be phished.

use atrium::{
    access::Tier,
    base::{Choice, Day, Moment},
    features::{
        people,
        sign_in::{self, Factor, Policy},
    },
    testing::{client::Client, house::House},
};

use super::sign_in::save;

fn day(ahead: i32) -> Day {
    Moment::now().day(&jiff::tz::TimeZone::UTC) + ahead
}

/// The days of grace are over.
fn comes_due(house: &House, tier: Tier) {
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let held: Option<Policy> = change
                .unscoped("a test")
                .by_unique(sign_in::POLICY_BY_TIER, Policy::key(tier))?;
            let mut policy = change.subject(held.unwrap().id)?;
            policy.from = Some(day(0));
            change.put(&policy)
        })
        .unwrap();
}

#[test]
fn a_second_factor_is_demanded_after_days_of_grace() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let mut mei = house.signed_in("team-member");
    let far = day(91).iso();
    let refused = save(
        &mut vera,
        Tier::Employee,
        &[("factor", "always"), ("from", &far)],
    );
    assert_eq!(refused.status, 422, "{}", refused.text());
    let soon = day(7).iso();
    let saved = save(
        &mut vera,
        Tier::Employee,
        &[("factor", Factor::Always.key()), ("from", &soon)],
    );
    assert_eq!(saved.status, 303, "{}", saved.text());
    // Until then they go on, and know.
    assert_eq!(mei.get("/tasks").status, 200);
    let told = mei.get("/inbox").text();
    assert!(told.contains("you need a second factor"), "{told}");
    assert!(
        mei.get("/me")
            .text()
            .contains("everybody needs a second factor")
    );
    let held = house
        .api("administrator")
        .unwrap()
        .get("/api/v1/policies/employee")
        .json();
    assert_eq!(held["from"], soon);
    comes_due(&house, Tier::Employee);
    assert_eq!(mei.get("/tasks").location(), Some("/me/second-factor"));
}

#[test]
fn a_passkey_can_be_demanded_from_a_day_on() {
    let house = House::with_cast().unwrap();
    let mut vera = house.signed_in("administrator");
    let passkeys = |client: &mut Client, from: &str| {
        save(client, Tier::Admin, &[("passkeys", "true"), ("from", from)])
    };
    // Whoever came in without one would shut themselves out.
    let soon = day(7).iso();
    let refused = passkeys(&mut vera, &soon);
    assert_eq!(refused.status, 422, "{}", refused.text());
    assert!(refused.text().contains("without a passkey yourself"));
    house
        .visit()
        .act(people::ADMINISTER, |change| {
            change.event();
            change
                .insert(Policy {
                    passkeys: true,
                    from: Some(day(7)),
                    ..Policy::usual(Tier::Admin)
                })
                .map(drop)
        })
        .unwrap();
    // In the days of grace a code is enough, as before.
    assert_eq!(vera.get("/users").status, 200);
    let mut top = house.signed_in("superadmin");
    assert_eq!(top.get("/users").status, 200);
    comes_due(&house, Tier::Admin);
    for client in [&mut vera, &mut top] {
        assert_eq!(
            client.get("/users").location(),
            Some("/me/second-factor/passkey")
        );
        assert_eq!(client.get("/me/second-factor/passkey").status, 200);
    }
    // Employees are asked for what they were asked for.
    let mut mei = house.signed_in("team-member");
    assert_eq!(mei.get("/tasks").status, 200);
}
