//! A server as a process of its own: started, measured from outside, and killed.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::report::{Row, Unit};
use crate::{
    base::{Error, Result},
    testing::client::Client,
};

/// What is warm before it is measured: caches, the allocator, the branch predictor.
const WARM_UP: u32 = 30;
/// A row of so few says nothing.
const AT_LEAST: u32 = 60;
/// A row that takes longer is slow enough to be known by then.
const AT_MOST: Duration = Duration::from_secs(20);

pub struct Process {
    child: Child,
    pub address: SocketAddr,
}

impl Process {
    pub fn start(program: &Path, folder: &Path) -> Result<Process> {
        let mut child = Command::new(program)
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let out = child
            .stdout
            .take()
            .ok_or_else(|| Error::internal("no output"))?;
        let line = BufReader::new(out)
            .lines()
            .map_while(std::result::Result::ok)
            .find(|line| line.contains("https://"))
            .ok_or_else(|| Error::internal("the server did not start"))?;
        let address = line
            .rsplit("https://")
            .next()
            .and_then(|text| text.trim().parse().ok())
            .ok_or_else(|| Error::internal("the server did not say where it is"))?;
        Ok(Process { child, address })
    }

    pub fn cpu(&self) -> Duration {
        cpu_of(&self.child.id().to_string())
    }

    /// Resident megabytes.
    pub fn memory(&self) -> f64 {
        self.status("VmRSS:") / 1024.0
    }

    pub fn threads(&self) -> f64 {
        self.status("Threads:")
    }

    fn status(&self, field: &str) -> f64 {
        number_after(&format!("/proc/{}/status", self.child.id()), field)
    }

    /// Bytes that it gave the kernel to write; what it answers over the network may be among them. What the kernel itself
    /// says of its disk (`write_bytes`) counts whole folios: one page of a file that was written in one go counts up to
    /// two megabytes, of which four kilobytes go to the disk.
    pub fn written(&self) -> f64 {
        written_by(&self.child.id().to_string())
    }

    /// CPU of one request, over as many as fill `cpu`; `request` is given its number and fails when the answer is none.
    pub fn measure(
        &self,
        name: &str,
        cpu: Duration,
        request: &mut dyn FnMut(u32) -> Result<()>,
    ) -> Result<Row> {
        let named = |why: Error| Error::internal(format!("{name}: {why}"));
        for n in 0..WARM_UP {
            request(n).map_err(named)?;
        }
        let (before, begun) = (self.cpu(), Instant::now());
        let mut walls = Vec::new();
        for n in WARM_UP.. {
            let asked = Instant::now();
            request(n).map_err(named)?;
            walls.push(asked.elapsed());
            let done = n - WARM_UP + 1;
            let enough = done.is_multiple_of(20) && self.cpu() - before >= cpu;
            if done >= AT_LEAST && (enough || begun.elapsed() > AT_MOST) {
                break;
            }
        }
        let each = milliseconds(self.cpu() - before) / walls.len() as f64;
        walls.sort_unstable();
        Ok(Row::new(name, each, Unit::Cpu).walls(at(&walls, 50), at(&walls, 99)))
    }

    /// As a power cut would: nothing is finished.
    pub fn kill(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.kill();
    }
}

/// What a browser says it can unpack.
const PACKED: (&str, &str) = ("accept-encoding", "gzip, deflate, br, zstd");

/// Fetches a page as a browser does; anything but a page is an error.
pub fn fetch(client: &mut Client, path: &str) -> Result<()> {
    fetch_part(client, path, None)
}

/// The same as a script of an open page does it.
pub fn fetch_part(client: &mut Client, path: &str, part: Option<&str>) -> Result<()> {
    let mut headers = vec![PACKED];
    headers.extend(part.map(|part| ("atrium-part", part)));
    expect(client.request("GET", path, &headers, &[]).status, path)
}

/// The same for some of its regions, as live.js asks for them.
pub fn fetch_regions(client: &mut Client, path: &str, regions: &str) -> Result<()> {
    let accept = format!("text/html; part=\"{regions}\"");
    let headers = [PACKED, ("accept", accept.as_str())];
    expect(client.request("GET", path, &headers, &[]).status, path)
}

pub fn expect(status: u16, path: &str) -> Result<()> {
    match status {
        200 | 201 => Ok(()),
        other => Err(Error::internal(format!("{path} answers {other}"))),
    }
}

pub fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

pub fn own_cpu() -> Duration {
    cpu_of("self")
}

/// User and system time of a process; the kernel counts it in hundredths of a second.
fn cpu_of(process: &str) -> Duration {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks: u64 = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<u64>().ok())
        .sum();
    Duration::from_millis(ticks * 10)
}

pub fn written_by(process: &str) -> f64 {
    number_after(&format!("/proc/{process}/io"), "wchar:")
}

/// The first number behind a field of one of the kernel's tables.
fn number_after(path: &str, field: &str) -> f64 {
    fs::read_to_string(path)
        .unwrap_or_default()
        .lines()
        .find_map(|line| line.strip_prefix(field))
        .and_then(|rest| rest.split_whitespace().next())
        .and_then(|text| text.parse().ok())
        .unwrap_or(0.0)
}

/// Milliseconds at a percentage of a sorted list.
pub fn at(sorted: &[Duration], percent: usize) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted
        .get((sorted.len() * percent / 100).min(last))
        .map_or(0.0, |took| took.as_secs_f64() * 1000.0)
}
