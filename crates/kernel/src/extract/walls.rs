//! What the child closes behind itself. Limits of the kernel on memory, time, files and processes, and a filter on its
//! system calls: what isn't needed to compute on bytes that are there already is refused. Where a kernel or a container
//! doesn't allow one of them, the others stand, and what is missing is told.

use std::{fs, net::UdpSocket, process::Command, time::Duration};

use rustix::process::{Resource, Rlimit, Signal};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule, TargetArch,
};
use serde::{Deserialize, Serialize};

/// What it may take on top of what a process begins with, in bytes.
pub const MEMORY: u64 = 512 << 20;
/// CPU time after which it is told to end, and after which it is ended: so that being killed by its own limit is told
/// from being killed by somebody else.
const CPU: Duration = Duration::from_secs(20);
const CPU_AT_LAST: Duration = Duration::from_secs(22);

/// Which of the walls stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Walls {
    /// No more memory and CPU time than it was given.
    pub limits: bool,
    /// No file, connection or pipe can be opened.
    pub openings: bool,
    /// No system call but those that it needs.
    pub calls: bool,
}

/// What it could do although it must not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    pub opened_a_file: bool,
    pub opened_a_socket: bool,
    pub started_a_process: bool,
    pub started_a_thread: bool,
    pub took_much_memory: bool,
}

impl Tried {
    pub fn is_held(&self) -> bool {
        *self == Tried::default()
    }
}

impl Walls {
    pub fn all(&self) -> bool {
        self.limits && self.openings && self.calls
    }

    /// What doesn't stand, for Health.
    pub fn missing(&self) -> Vec<&'static str> {
        let each = [
            (self.limits, "limits of memory and time"),
            (self.openings, "the refusal to open files and connections"),
            (self.calls, "the filter of system calls"),
        ];
        let missing = each.into_iter().filter(|(stands, _)| !stands);
        missing.map(|(_, what)| what).collect()
    }
}

/// Nobody waits for the answer any more when the server is gone.
pub fn end_with_parent() {
    // Its standard input ends as well, so that this is only quicker.
    let _ = rustix::process::set_parent_process_death_signal(Some(Signal::KILL));
    // The people's requests come first.
    let _ = rustix::process::nice(15);
}

/// Closes everything for the rest of the process's life, in all its threads.
pub fn close() -> Walls {
    let within = |resource: Resource, most: u64, at_last: u64| {
        let limit = Rlimit {
            current: Some(most),
            maximum: Some(at_last),
        };
        rustix::process::setrlimit(resource, limit).is_ok()
    };
    let set = |resource: Resource, most: u64| within(resource, most, most);
    // What it wrote of itself into a core would lie there.
    set(Resource::Core, 0);
    set(Resource::Fsize, 0);
    set(Resource::Nproc, 0);
    Walls {
        limits: set(Resource::As, taken().saturating_add(MEMORY))
            && within(Resource::Cpu, CPU.as_secs(), CPU_AT_LAST.as_secs()),
        openings: set(Resource::Nofile, 0),
        calls: filter()
            .is_some_and(|filter| seccompiler::apply_filter_all_threads(&filter).is_ok()),
    }
}

/// The addresses a process has taken by now: an allocator sets much aside that it doesn't use.
fn taken() -> u64 {
    const USUAL: u64 = 2 << 30;
    let pages = fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|line| line.split(' ').next()?.parse::<u64>().ok());
    pages.map_or(USUAL, |pages| {
        pages.saturating_mul(rustix::param::page_size() as u64)
    })
}

/// What computing needs: memory, waiting for one's own threads, the clock, reading and writing what is open, ending.
const NEEDED: [i64; 34] = [
    libc::SYS_read,
    libc::SYS_readv,
    libc::SYS_write,
    libc::SYS_writev,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_lseek,
    libc::SYS_brk,
    libc::SYS_mmap,
    libc::SYS_munmap,
    libc::SYS_mremap,
    libc::SYS_mprotect,
    libc::SYS_madvise,
    libc::SYS_futex,
    libc::SYS_membarrier,
    libc::SYS_rseq,
    libc::SYS_set_robust_list,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_getpid,
    libc::SYS_gettid,
    libc::SYS_getrusage,
    libc::SYS_getrandom,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_restart_syscall,
    libc::SYS_exit,
    libc::SYS_exit_group,
];

fn filter() -> Option<BpfProgram> {
    let mut rules: std::collections::BTreeMap<i64, Vec<SeccompRule>> =
        NEEDED.into_iter().map(|call| (call, Vec::new())).collect();
    // To end itself, which is how running out of memory ends; no other process.
    let own = u64::from(std::process::id());
    let own = SeccompCondition::new(0, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, own).ok()?;
    rules.insert(libc::SYS_tgkill, vec![SeccompRule::new(vec![own]).ok()?]);
    let arch = TargetArch::try_from(std::env::consts::ARCH).ok()?;
    let refused = SeccompAction::Errno(libc::EPERM.unsigned_abs());
    let filter = SeccompFilter::new(rules, refused, SeccompAction::Allow, arch).ok()?;
    filter.try_into().ok()
}

/// Tries what must not be possible any more.
pub fn try_all() -> Tried {
    Tried {
        opened_a_file: fs::File::open("/").is_ok() || fs::File::open("/proc/self/status").is_ok(),
        opened_a_socket: UdpSocket::bind("127.0.0.1:0").is_ok(),
        started_a_process: Command::new("/proc/self/exe").spawn().is_ok(),
        started_a_thread: std::thread::Builder::new().spawn(|| {}).is_ok(),
        took_much_memory: took_much(),
    }
}

fn took_much() -> bool {
    let mut held: Vec<Vec<u8>> = Vec::new();
    for _ in 0..64 {
        let mut piece = Vec::new();
        if piece.try_reserve_exact(64 << 20).is_err() {
            return false;
        }
        held.push(piece);
    }
    held.len() == 64
}
