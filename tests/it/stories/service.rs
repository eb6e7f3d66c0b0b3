//! Atrium as a service: what it tells the service manager, and how its log is written.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::net::UnixDatagram,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::doctor::write_pair;
use atrium::testing::house::{fresh_folder, open_store};

fn serve(folder: &Path, environment: &[(&str, &str)]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_atrium"))
        .args(["serve", "--listen", "127.0.0.1:0", "--data"])
        .arg(folder)
        .env_remove("JOURNAL_STREAM")
        .envs(environment.iter().copied())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn end(mut child: Child, signal: &str) -> Option<i32> {
    let sent = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    child.wait().unwrap().code()
}

#[test]
fn the_service_manager_hears_how_it_stands() {
    let folder = fresh_folder("notify").unwrap();
    open_store(&folder).unwrap().close();
    let path = folder.join("notify.sock");
    let manager = UnixDatagram::bind(&path).unwrap();
    manager
        .set_read_timeout(Some(Duration::from_secs(60)))
        .unwrap();
    let told = || {
        let mut text = [0; 512];
        let long = manager.recv(&mut text).expect("something is told");
        String::from_utf8_lossy(&text[..long]).into_owned()
    };
    let socket = path.to_str().unwrap();
    let child = serve(
        &folder,
        &[("NOTIFY_SOCKET", socket), ("WATCHDOG_USEC", "400000")],
    );
    let (mut heard, until) = (
        Vec::<String>::new(),
        Instant::now() + Duration::from_secs(60),
    );
    while heard.iter().filter(|said| *said == "WATCHDOG=1").count() < 2
        || !heard.iter().any(|said| said.starts_with("READY=1"))
    {
        assert!(Instant::now() < until, "{heard:?}");
        heard.push(told());
    }
    assert_eq!(end(child, "-TERM"), Some(0));
    while told() != "STOPPING=1" {}
    fs::remove_dir_all(&folder).unwrap();
}

/// The first line of the log of a server whose certificate ran out.
fn logged(folder: &Path, environment: &[(&str, &str)]) -> String {
    let mut child = serve(folder, environment);
    let lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let line = lines
        .map_while(Result::ok)
        .find(|line| line.contains("browsers refuse the certificate"));
    child.kill().unwrap();
    child.wait().unwrap();
    line.expect("a certificate that ran out is told at the start")
}

#[test]
fn the_log_is_written_for_whoever_reads_it() {
    let folder = fresh_folder("log").unwrap();
    open_store(&folder).unwrap().close();
    write_pair(&folder, -3, "localhost");
    // Another stream than this one is the journal's.
    let text = logged(&folder, &[("JOURNAL_STREAM", "8:1234")]);
    assert!(
        !text.contains('\u{1b}') && text.contains("ERROR"),
        "{text:?}"
    );
    let journal = logged(&folder, &[("ATRIUM_LOG_FORMAT", "journal")]);
    assert!(
        journal.starts_with("<3>atrium::commands::serve: "),
        "{journal}"
    );
    assert!(
        journal.contains("why=The certificate ran out on"),
        "{journal}"
    );
    let json = logged(&folder, &[("ATRIUM_LOG_FORMAT", "json")]);
    let read: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(read["level"], "error", "{json}");
    assert!(
        read["why"].as_str().unwrap().contains("ran out on"),
        "{json}"
    );
    fs::remove_dir_all(&folder).unwrap();
}
