//! Nobody holds the house by being slow, or by being many.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use atrium::{
    testing::{client::Client, house::House},
    web::{Connections, Limits, server::Patience},
};

/// Sooner than the patience that isn't shortened here would end, on a machine that does much beside it as well.
const SOON: Duration = Duration::from_secs(9);
const PATIENT: Duration = Duration::from_secs(30);

fn impatient() -> House {
    House::with_config(|front| {
        front.patience = Patience {
            handshake: Duration::from_millis(400),
            head: Duration::from_millis(600),
            form: Duration::from_millis(600),
            stranger: Duration::from_millis(600),
            piece: Duration::from_millis(400),
            bytes_a_second: 10_000,
            answer: Duration::from_millis(500),
        };
        front.limits = Limits {
            per_address: 20,
            total: 100,
            ..Limits::default()
        };
    })
    .unwrap()
}

/// How long until the other side hangs up.
fn until_closed(mut stream: impl Read) -> Duration {
    let from = Instant::now();
    let mut buffer = [0; 256];
    while !matches!(stream.read(&mut buffer), Ok(0) | Err(_)) {}
    from.elapsed()
}

#[test]
fn who_never_speaks_is_let_go() {
    let house = impatient();
    for address in [house.address, house.portal.unwrap()] {
        let silent = TcpStream::connect(address).unwrap();
        silent.set_read_timeout(Some(PATIENT)).unwrap();
        assert!(until_closed(silent) < SOON, "no TLS");
    }
    let mut quiet = Client::new(house.address).with_timeout(PATIENT);
    let from = Instant::now();
    assert!(quiet.try_raw(b"").is_err());
    assert!(from.elapsed() < SOON, "TLS and no request");
    let mut half = Client::new(house.address).with_timeout(PATIENT);
    let from = Instant::now();
    let answer = half.try_raw(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-slow: ");
    assert!(answer.is_err() || answer.is_ok_and(|a| a.status == 408));
    assert!(from.elapsed() < SOON, "half a head");
    let connections = house.store.service::<Connections>().unwrap();
    let deadline = Instant::now() + PATIENT;
    while connections.now().house + connections.now().portal > 0 {
        assert!(Instant::now() < deadline, "somebody is still there");
        std::thread::sleep(Duration::from_millis(20));
    }
    let now = connections.now();
    assert!(now.troubles[2].1 >= 2, "{:?}", now.incidents);
}

#[test]
fn a_body_that_dribbles_is_not_waited_for() {
    let house = impatient();
    let mut slow = Client::new(house.address).with_timeout(PATIENT);
    let from = Instant::now();
    let answer = slow.try_raw(
        b"POST /sign-in HTTP/1.1\r\nhost: localhost\r\nsec-fetch-site: same-origin\r\n\
          content-type: application/x-www-form-urlencoded\r\ncontent-length: 500\r\n\r\nemail=a",
    );
    assert!(from.elapsed() < SOON);
    let answer = answer.unwrap();
    assert_eq!(answer.status, 422, "{}", answer.text());
    assert!(answer.text().contains("took too long"), "{}", answer.text());
}

#[test]
fn one_address_holds_its_share_and_no_more() {
    let house = House::with_config(|front| {
        front.zones.trusted_proxies.clear();
        front.limits = Limits {
            per_address: 5,
            total: 100,
            ..Limits::default()
        };
    })
    .unwrap();
    let held: Vec<TcpStream> = (0..5)
        .map(|_| TcpStream::connect(house.address).unwrap())
        .collect();
    let connections = house.store.service::<Connections>().unwrap();
    let deadline = Instant::now() + PATIENT;
    while connections.now().house < 5 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    let mut more = TcpStream::connect(house.address).unwrap();
    more.set_read_timeout(Some(PATIENT)).unwrap();
    let _ = more.write_all(b"x");
    assert!(until_closed(more) < SOON);
    assert_eq!(connections.now().addresses[0].connections, 5);
    drop(held);
    while connections.now().house > 0 && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(house.client().get("/healthz").status, 200);
    assert!(connections.now().troubles[1].1 >= 1);
    // Those who watch the doors see it, and nobody else.
    let mut watcher = house.signed_in("it-administrator");
    let page = watcher.get("/security?show=connections").text();
    assert!(
        page.contains("Over the limit") && page.contains("127.0.0.1"),
        "{page}"
    );
    let mut api = house.api("it-administrator").unwrap();
    let told = api.get("/api/v1/security/connections").json();
    assert!(
        told["house"].as_u64() >= Some(1) && told["per_address"] == 5,
        "{told}"
    );
    let met = told["incidents"].as_array().unwrap();
    assert!(met.iter().any(|met| met["trouble"] == "Over the limit"));
    let mut other = house.api("sales-agent").unwrap();
    assert_eq!(other.get("/api/v1/security/connections").status, 403);
}

/// Only TLS 1.3, unless the house asks for 1.2 as well.
#[test]
fn old_tls_is_spoken_on_request_only() {
    use rustls::{ClientConfig, ClientConnection, RootCertStore, version::TLS12};
    use std::sync::Arc;

    let told = |house: &House| {
        let config = ClientConfig::builder_with_protocol_versions(&[&TLS12])
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        let name = "localhost".try_into().unwrap();
        let mut tls = ClientConnection::new(Arc::new(config), name).unwrap();
        let mut tcp = TcpStream::connect(house.address).unwrap();
        tls.complete_io(&mut tcp).unwrap_err().to_string()
    };
    let usual = House::with_cast().unwrap();
    assert!(told(&usual).contains("ProtocolVersion"), "{}", told(&usual));
    let lenient = House::with_config(|front| front.tls12 = true).unwrap();
    // It came as far as showing a certificate, which this client doesn't know.
    assert!(
        told(&lenient).contains("UnknownIssuer"),
        "{}",
        told(&lenient)
    );
}
