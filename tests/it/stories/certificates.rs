//! The house's own certificate: a new one is taken up while it serves, one that can't be used leaves the last, and what
//! is somebody's own is never written over.

use std::{
    fs,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use super::killed::start;
use crate::support::steps::get;
use atrium::{
    testing::{
        client::Client,
        house::{House, fresh_folder, open_store},
    },
    web::server::{ServedCertificate, pair},
};

/// Puts a pair into its place, as a renewal does; the certificate in DER.
fn renew(folder: &std::path::Path) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    fs::write(pair::key_path(folder), made.signing_key.serialize_pem()).unwrap();
    fs::write(pair::certificate_path(folder), made.cert.pem()).unwrap();
    made.cert.der().to_vec()
}

#[test]
fn a_renewed_certificate_is_taken_up_and_a_bad_one_is_named() {
    let house = House::with_cast().unwrap();
    let served = house.store.service::<ServedCertificate>().unwrap();
    let shown = || house.client().shown_certificate().unwrap();
    let first = shown();
    let second = renew(&house.folder);
    served.look();
    assert_eq!(shown(), second);
    assert_ne!(first, second);
    // Another's key: the last good one stays, and those who look after the house are told.
    let other = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = other.signing_key.serialize_pem();
    fs::write(pair::key_path(&house.folder), key).unwrap();
    served.look();
    assert_eq!(shown(), second);
    let mut admin = house.api("it-administrator").unwrap();
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(health.contains("is not the key of"), "{health}");
    fs::write(pair::certificate_path(&house.folder), "garbage").unwrap();
    served.look();
    assert_eq!(shown(), second);
    let third = renew(&house.folder);
    served.look();
    assert_eq!(shown(), third);
    let health = get(&mut admin, "/api/v1/health").to_string();
    assert!(!health.contains("is not the key of"), "{health}");
}

#[test]
fn a_hangup_takes_a_certificate_up_and_ends_nothing() {
    let folder = fresh_folder("hangup").unwrap();
    open_store(&folder).unwrap().close();
    let (mut child, address) = start(&folder);
    let renewed = renew(&folder);
    let sent = Command::new("kill")
        .args(["-HUP", &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    let until = Instant::now() + Duration::from_secs(60);
    let mut shown = Vec::new();
    while shown != renewed && Instant::now() < until {
        shown = Client::new(address).shown_certificate().unwrap();
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(shown, renewed);
    assert!(child.try_wait().unwrap().is_none(), "it goes on");
    child.kill().unwrap();
    child.wait().unwrap();
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn half_of_a_pair_is_left_alone() {
    let folder = fresh_folder("half").unwrap();
    open_store(&folder).unwrap().close();
    fs::create_dir_all(folder.join("tls")).unwrap();
    fs::write(pair::key_path(&folder), "somebody's own").unwrap();
    let done = Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(&folder)
        .stdout(Stdio::null())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("certificate.pem is missing"), "{said}");
    assert_eq!(
        fs::read_to_string(pair::key_path(&folder)).unwrap(),
        "somebody's own"
    );
    fs::remove_dir_all(&folder).unwrap();
}
