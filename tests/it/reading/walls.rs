//! The process that reads files can't do anything else.

use std::{
    fs,
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use atrium::extract::{Failure, Worker};
use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

use super::worker;

#[test]
fn it_opens_no_file_and_no_connection_and_starts_nothing() {
    let (walls, tried) = worker().look_at_walls().unwrap();
    assert!(tried.is_held(), "{tried:?}");
    assert!(walls.limits && walls.openings, "{walls:?}");
    // Where this fails, the machine's kernel or container forbids the filter; Health says the same there.
    assert!(walls.calls, "{walls:?}");
}

/// Does something where a process may take no further system call from itself, as below a unit whose own filter doesn't
/// name seccomp.
fn without_seccomp<T: Send>(what: impl FnOnce() -> T + Send) -> T {
    let rules = [(libc::SYS_seccomp, Vec::new())].into_iter().collect();
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let arch = TargetArch::try_from(std::env::consts::ARCH).unwrap();
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, refused, arch).unwrap();
    let filter: BpfProgram = filter.try_into().unwrap();
    // The filter is this thread's alone, and that of the processes it starts.
    std::thread::scope(|scope| {
        let held = scope.spawn(|| {
            seccompiler::apply_filter(&filter).unwrap();
            what()
        });
        held.join().unwrap()
    })
}

#[test]
fn without_a_wall_no_file_is_looked_at_unless_the_house_wants_it() {
    without_seccomp(|| {
        let worker = worker();
        let (walls, _) = worker.look_at_walls().unwrap();
        assert!(!walls.calls && !walls.all(), "{walls:?}");
        assert!(!worker.may_read().unwrap());
        let mut words = &b"Some words"[..];
        let kept = worker.read(&mut words, "a.txt", &|| false).unwrap_err();
        assert!(
            matches!(&kept, Failure::Passing(why) if why.contains("not closed in")),
            "{kept}"
        );
        let page = worker.first_page(&mut &b"%PDF-1.7"[..], &|| false);
        assert!(matches!(page, Err(Failure::Passing(_))), "{page:?}");
    });
    without_seccomp(|| {
        let worker = worker().walled(false);
        assert!(worker.may_read().unwrap());
        let mut words = &b"Some words"[..];
        let read = worker.read(&mut words, "a.txt", &|| false).unwrap();
        assert!(read.text.body.contains("Some words"), "{read:?}");
    });
    assert!(worker().may_read().unwrap());
}

/// Bytes that never end.
struct Endless;

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        out.fill(b'a');
        Ok(out.len())
    }
}

#[test]
fn it_ends_with_whoever_waits_for_it() {
    let asked = AtomicU32::new(0);
    let begun = Instant::now();
    let failure = worker()
        .read(&mut Endless, "long.txt", &|| {
            asked.fetch_add(1, Ordering::Relaxed) > 20
        })
        .unwrap_err();
    assert!(matches!(failure, Failure::Passing(_)), "{failure}");
    assert!(begun.elapsed() < Duration::from_secs(10));
}

/// Who is ended by a signal of the whole service would take a good document for a broken one.
#[test]
fn it_stands_apart_from_the_server_and_being_ended_is_no_reason_against_a_file() {
    let folder = std::env::temp_dir().join(format!("atrium-walls-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let program = folder.join("worker");
    // Tells which group of processes it is of, and is ended like one that the service manager stops.
    let script = "#!/bin/sh\nread -r pid _ _ _ group _ < /proc/self/stat\n\
                  echo \"$pid $group\" > \"$0.told\"\nkill -TERM $$\n";
    fs::write(&program, script).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o700)).unwrap();
    let ask = || Worker::new(&program).read(&mut &b"Some words"[..], "a.txt", &|| false);
    // A process that another test starts holds the file for a moment, which nobody can run meanwhile.
    let mut tries = (0..50).map(|_| {
        std::thread::sleep(Duration::from_millis(20));
        ask().unwrap_err()
    });
    let failure = tries
        .find(|failure| !failure.to_string().contains("can't be started"))
        .unwrap();
    assert!(
        matches!(&failure, Failure::Passing(why) if why.contains("ended it")),
        "{failure}"
    );
    let told = fs::read_to_string(folder.join("worker.told")).unwrap();
    let (pid, group) = told.trim().split_once(' ').unwrap();
    assert_eq!(pid, group, "it is in the group of the server");
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_program_that_isnt_there_or_says_nonsense_is_no_reason_against_a_file() {
    let missing = Worker::new("/nowhere/atrium").read(&mut io::empty(), "a.txt", &|| false);
    assert!(matches!(missing, Err(Failure::Passing(_))), "{missing:?}");
    let other = Worker::new("/bin/echo").read(&mut io::empty(), "a.txt", &|| false);
    assert!(other.is_err(), "{other:?}");
}
