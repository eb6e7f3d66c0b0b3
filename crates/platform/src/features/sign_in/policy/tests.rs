//! What holds of `policy`.

use super::*;

#[test]
fn what_is_usual_is_within_bounds() {
    for tier in Tier::ALL {
        assert!(Policy::usual(tier).problems().is_empty(), "{tier:?}");
    }
}

#[test]
fn admins_always_show_a_code_and_times_are_bounded() {
    let admin = Policy {
        factor: Factor::NewDevice,
        idle: 2000,
        sessions: 0,
        ..Policy::usual(Tier::Admin)
    };
    let problems = admin.problems();
    for field in ["factor", "idle", "sessions"] {
        assert!(problems.of(field).is_some(), "{field}");
    }
    let idle = Policy {
        idle: 120,
        longest: 1,
        ..Policy::usual(Tier::Employee)
    };
    assert!(idle.problems().of("idle").is_some());
}

#[test]
fn what_is_demanded_waits_for_its_day() {
    let noon = Moment(1_790_000_000_000);
    let today = noon.day(&jiff::tz::TimeZone::UTC);
    let policy = |from| Policy {
        passkeys: true,
        from,
        ..Policy::usual(Tier::Admin)
    };
    assert!(policy(None).demands_passkey(noon));
    assert!(policy(Some(today)).demands_passkey(noon));
    assert!(!policy(Some(today + 1)).demands_passkey(noon));
    let employee = Policy {
        passkeys: true,
        ..Policy::usual(Tier::Employee)
    };
    assert!(employee.problems().of("passkeys").is_some());
}

#[test]
fn the_configuration_can_only_narrow() {
    let mut zones = Zones::default();
    let admin = Policy::usual(Tier::Admin);
    assert!(admin.admits(&zones, Zone::Outside));
    zones.admins_office_only = true;
    assert!(!admin.admits(&zones, Zone::Outside));
    let mut staff = Policy::usual(Tier::Employee);
    assert!(!staff.admits(&zones, Zone::Outside));
    staff.outside = true;
    assert!(staff.admits(&zones, Zone::Outside));
}

#[test]
fn an_added_network_is_the_office() {
    let policies = Policies {
        tiers: Tier::ALL.map(Policy::usual),
        offices: Offices {
            networks: vec!["198.51.100.0/24".parse().unwrap()],
            ..Offices::default()
        },
    };
    let zones = Zones::default();
    let of = |address: &str| policies.zone(&zones, address.parse().unwrap());
    assert_eq!(of("198.51.100.7"), Zone::Office);
    assert_eq!(of("::ffff:198.51.100.7"), Zone::Office);
    assert_eq!(of("198.51.101.7"), Zone::Outside);
}
