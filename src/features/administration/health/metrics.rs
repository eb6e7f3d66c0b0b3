//! The health as numbers, in the text format of Prometheus (0.0.4), for a program that comes with a token.

use std::fmt::Write;

use super::{Grade, checks, machine};
use crate::{
    base::Result,
    data::Visit,
    features::administration::backups::Keeper,
    jobs::Supervisor,
    web::{Reply, Request, server::ServedCertificate},
};

/// Numbers under their names, each name with one sentence of help.
#[derive(Default)]
struct Metrics(String);

impl Metrics {
    /// One name with its values, each under its label (name and value) if it has one.
    fn put(&mut self, name: &str, kind: &str, help: &str, values: &[(Option<(&str, &str)>, f64)]) {
        // Writing to a text doesn't fail.
        let _ = writeln!(
            self.0,
            "# HELP atrium_{name} {help}\n# TYPE atrium_{name} {kind}"
        );
        for (label, value) in values {
            let label = label.map_or(String::new(), |(name, value)| {
                let value = value.replace('\\', "\\\\").replace('"', "\\\"");
                format!("{{{name}=\"{}\"}}", value.replace('\n', "\\n"))
            });
            let _ = writeln!(self.0, "atrium_{name}{label} {value}");
        }
    }

    fn gauge(&mut self, name: &str, help: &str, value: f64) {
        self.put(name, "gauge", help, &[(None, value)]);
    }
}

pub fn metrics(visit: &Visit, _: &Request) -> Result<Reply> {
    let mut out = Metrics::default();
    let store = visit.store();
    let version = [(Some(("version", env!("CARGO_PKG_VERSION"))), 1.0)];
    out.put("info", "gauge", "The program that runs.", &version);
    let health = store.health();
    let writing = f64::from(u8::from(health.read_only.is_none()));
    out.gauge("writable", "1 while the store can be written.", writing);
    out.gauge(
        "write_queue",
        "Commands that wait to be written.",
        health.waiting as f64,
    );
    out.gauge(
        "damaged_files",
        "Files that were found damaged.",
        health.damaged.len() as f64,
    );
    out.gauge(
        "journal_entries",
        "The newest journal entry.",
        health.journal as f64,
    );
    out.gauge(
        "journal_durable",
        "The newest journal entry that is on the disk.",
        store.durable() as f64,
    );
    if let Some(disk) = machine::disk(store.folder()) {
        out.gauge(
            "disk_free_bytes",
            "Room on the disk of the data.",
            disk.free as f64,
        );
        out.gauge(
            "disk_size_bytes",
            "Size of the disk of the data.",
            disk.whole as f64,
        );
    }
    let database = std::fs::metadata(store.folder().join("atrium.db"));
    out.gauge(
        "database_bytes",
        "Size of the database.",
        database.map_or(0, |file| file.len()) as f64,
    );
    if let Some(bytes) = machine::memory() {
        out.gauge("memory_bytes", "Memory of the process.", bytes as f64);
    }
    if let Some(keeper) = Keeper::of(visit) {
        let started = keeper.started.0 as f64 / 1000.0;
        out.gauge(
            "start_time_seconds",
            "When this process began to serve.",
            started,
        );
        // A folder that can't be read is told by the health; the rest is measured all the same.
        let listing = keeper.list().ok();
        if let Some(newest) = listing
            .as_ref()
            .and_then(|listing| listing.newest(visit.at))
        {
            let at = newest.at.0 as f64 / 1000.0;
            out.gauge(
                "snapshot_time_seconds",
                "When the newest snapshot was taken.",
                at,
            );
        }
    }
    if let Some(served) = store.service::<ServedCertificate>() {
        let until = served.validity().until.0 as f64 / 1000.0;
        out.gauge(
            "certificate_expiry_time_seconds",
            "Until when the certificate that is shown is valid.",
            until,
        );
    }
    let checks = checks(visit)?;
    let grades: Vec<_> = checks
        .iter()
        .map(|check| (Some(("check", check.key)), graded(check.grade)))
        .collect();
    out.put(
        "health_grade",
        "gauge",
        "How the house stands: 0 good, 1 look at it, 2 act now.",
        &grades,
    );
    if let Some(jobs) = store.service::<Supervisor>() {
        let jobs = jobs.status();
        let each = |value: &dyn Fn(usize) -> f64| -> Vec<_> {
            let named = jobs.iter().enumerate();
            named
                .map(|(n, job)| (Some(("job", job.name.as_str())), value(n)))
                .collect()
        };
        let failures = each(&|n| jobs[n].failures as f64);
        out.put(
            "job_failures_total",
            "counter",
            "Runs that failed.",
            &failures,
        );
        let runs = each(&|n| jobs[n].runs as f64);
        out.put("job_runs_total", "counter", "Runs.", &runs);
        let lag = each(&|n| jobs[n].lag.unwrap_or(0) as f64);
        out.put(
            "job_lag_entries",
            "gauge",
            "Journal entries that are still to be looked at.",
            &lag,
        );
    }
    Ok(Reply::Text {
        media_type: "text/plain; version=0.0.4; charset=utf-8",
        body: out.0,
        download: None,
    })
}

fn graded(grade: Grade) -> f64 {
    match grade {
        Grade::Good => 0.0,
        Grade::Look => 1.0,
        Grade::Act | Grade::Unknown => 2.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_written_so_that_they_are_read_as_they_are() {
        let mut out = Metrics::default();
        out.put(
            "x",
            "gauge",
            "An x.",
            &[(Some(("job", "a \"b\" \\ c")), 1.5), (None, 2.0)],
        );
        let wanted = "# HELP atrium_x An x.\n# TYPE atrium_x gauge\natrium_x{job=\"a \\\"b\\\" \\\\ c\"} 1.5\natrium_x 2\n";
        assert_eq!(out.0, wanted);
    }
}
