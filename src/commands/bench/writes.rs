//! What is written, alone and by many at once, each answered after its fsync: CPU, and bytes on the disk.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    process::{expect, milliseconds},
    report::{Report, Row, Unit},
    scene::{Illustration, Spot},
};
use crate::{
    base::{Error, Result},
    testing::client::Client,
};

const AT_ONCE: usize = 64;
const PARTS_A_DAY: u32 = 600;

pub fn measure(scene: &mut Illustration, report: &mut Report) -> Result<()> {
    let spots = scene.spots()?;
    let mut api = scene.api(1);
    let mut tasks = Vec::new();
    counted(scene, report, "create a task", (1.0, 10.0), &mut |n| {
        let made = create_task(&mut api, &spots, n as usize)?;
        tasks.push(made["id"].clone());
        Ok(())
    })?;
    let (mut hand, mut api) = (2, scene.api(2));
    counted(scene, report, "log time", (0.9, 10.0), &mut |n| {
        let task = &tasks[n as usize % tasks.len()];
        // A day has so many minutes, and a project takes none of a day before it: the next person goes on.
        let next = 2 + (n / PARTS_A_DAY) as usize;
        if next != hand {
            (hand, api) = (next, scene.api(next));
        }
        let body = json!({ "task": task, "minutes": "1m", "note": format!("Part {n}") });
        post(&mut api, "/api/v1/time-entries", &body).map(drop)
    })?;
    let mut api = scene.api(3);
    counted(scene, report, "rename a task", (1.0, 10.0), &mut |n| {
        let task = tasks[n as usize % tasks.len()].as_str().unwrap_or_default();
        rename(&mut api, "tasks", task, "title", &format!("Named {n}"))
    })?;
    let mut seller = scene.seller();
    counted(scene, report, "API: create a lead", (1.2, 10.0), &mut |n| {
        let body = json!({ "company": format!("Company {n}"), "despite": true });
        post(&mut seller, "/api/v1/leads", &body).map(drop)
    })?;
    at_once(scene, report, &spots)
}

/// Changes one field of a record.
pub fn rename(client: &mut Client, kind: &str, id: &str, field: &str, to: &str) -> Result<()> {
    let path = format!("/api/v1/{kind}/{id}");
    let body = json!({ field: to }).to_string();
    let headers = [("content-type", "application/json")];
    let answer = client.request("PATCH", &path, &headers, body.as_bytes());
    expect(answer.status, &path)
}

pub fn create_task(client: &mut Client, spots: &[Spot], n: usize) -> Result<Value> {
    let Spot { project, milestone } = &spots[n % spots.len()];
    let title = format!("Task {n}");
    let body = json!({ "project": project, "milestone": milestone, "title": title, "estimate_minutes": "1" });
    post(client, "/api/v1/tasks", &body)
}

fn post(client: &mut Client, path: &str, body: &Value) -> Result<Value> {
    let answer = client.post_json(path, body);
    expect(answer.status, path)?;
    Ok(answer.json())
}

/// CPU and bytes of one command, against what each may be.
fn counted(
    scene: &Illustration,
    report: &mut Report,
    name: &str,
    (cpu, kilobytes): (f64, f64),
    request: &mut dyn FnMut(u32) -> Result<()>,
) -> Result<()> {
    let before = scene.server.written();
    let mut commands = 0.0;
    let row = scene.server.measure(name, scene.cpu, &mut |n| {
        commands += 1.0;
        request(n)
    })?;
    report.add(row.budget(cpu));
    let each = (scene.server.written() - before) / commands / 1000.0;
    report.add(Row::new(format!("{name}, written"), each, Unit::Kilobytes).budget(kilobytes));
    Ok(())
}

/// The same by many at once, who share what an fsync costs.
fn at_once(scene: &Illustration, report: &mut Report, spots: &[Spot]) -> Result<()> {
    let done = AtomicUsize::new(0);
    let work = |until: Instant| -> Result<()> {
        std::thread::scope(|scope| {
            let hands: Vec<_> = (0..AT_ONCE)
                .map(|hand| {
                    let done = &done;
                    scope.spawn(move || {
                        let mut api = scene.api(hand);
                        while Instant::now() < until {
                            let n = done.fetch_add(1, Ordering::Relaxed);
                            create_task(&mut api, spots, n)?;
                        }
                        Ok(())
                    })
                })
                .collect();
            hands.into_iter().try_for_each(|hand| {
                hand.join()
                    .map_err(|_| Error::internal("a client of many panicked"))?
            })
        })
    };
    // Connections and caches are made first.
    work(Instant::now() + Duration::from_millis(500))?;
    let first = done.load(Ordering::Relaxed);
    let (cpu, written, begun) = (scene.server.cpu(), scene.server.written(), Instant::now());
    work(begun + Duration::from_secs(4))?;
    let seconds = begun.elapsed().as_secs_f64();
    let count = (done.load(Ordering::Relaxed) - first) as f64;
    let name = format!("create a task, {AT_ONCE} at once");
    let each = milliseconds(scene.server.cpu() - cpu) / count;
    report.add(Row::new(name.clone(), each, Unit::Cpu).budget(0.3));
    let each = (scene.server.written() - written) / count / 1000.0;
    report.add(Row::new(format!("{name}, written"), each, Unit::Kilobytes));
    report.add(Row::new(
        format!("{name}, how many"),
        count / seconds,
        Unit::ASecond,
    ));
    Ok(())
}
