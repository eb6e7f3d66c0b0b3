//! What holds of `monitor`.

use std::net::IpAddr;

use super::*;

#[test]
fn refused_requests_are_one_line_a_minute() {
    let mut sum = Sum::default();
    for n in 0..100 {
        sum.add(format!("GET /roles/{}", n % 3));
    }
    let (times, what) = sum.due(Moment(0), time::MINUTE).unwrap();
    assert_eq!(times, 100);
    assert!(what.starts_with("GET /roles/0 (34)"), "{what}");
    sum.add("GET /roles".into());
    assert!(sum.due(Moment(time::MINUTE - 1), time::MINUTE).is_none());
    assert!(sum.due(Moment(time::MINUTE), time::MINUTE).is_some());
    assert!(sum.due(Moment(2 * time::MINUTE), time::MINUTE).is_none());
}

#[test]
fn a_stranger_fills_neither_memory_nor_disk() {
    let monitor = SecurityMonitor::default();
    for n in 0..10_000u32 {
        let address = IpAddr::from(std::net::Ipv4Addr::from(n * 256));
        let path = format!("/{n}");
        monitor.saw(&SecurityEvent::Refused {
            person: None,
            address: Some(address),
            method: "GET",
            path: &path,
            why: &Error::SignedOut,
            at: Moment(0),
        });
        monitor.saw(&SecurityEvent::Refused {
            person: Some(7),
            address: Some(address),
            method: "GET",
            path: &path,
            why: &Error::Forbidden("no".into()),
            at: Moment(0),
        });
    }
    let mut inner = monitor.inner();
    assert!(inner.refused.len() <= SHOWN && inner.strangers.what.len() <= 12);
    assert_eq!(inner.strangers.times, 10_000);
    let (times, what) = inner
        .by_person
        .get_mut(&7)
        .unwrap()
        .due(Moment(0), 1)
        .unwrap();
    assert!(times == 10_000 && what.len() < 500);
}
