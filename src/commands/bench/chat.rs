//! Rooms: what it takes to say something to a hundred people and a thousand pages, how soon it is acknowledged, and what
//! pages cost on which nothing happens.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    process::{at, milliseconds},
    report::{Report, Row, Unit},
    scene::Illustration,
};
use crate::{
    base::{Error, Result},
    testing::client::{Client, Stream},
};

/// People of the room, as far as there are so many, and pages on which one post is read.
const PEOPLE: usize = 100;
const STREAMS: usize = 1000;
const IDLE: usize = 500;
/// Posts a second, for so many seconds; in the middle of them a burst.
const PACE: u64 = 20;
const SECONDS: u64 = 10;
const BURST: usize = 100;

pub fn measure(scene: &Illustration, report: &mut Report) -> Result<()> {
    let staff: Vec<_> = scene.staff().take(PEOPLE).cloned().collect();
    let people: Vec<String> = staff.iter().map(|account| account.id.to_string()).collect();
    let browsers = staff.iter().map(|account| scene.signed_in(account));
    let browsers = browsers.collect::<Result<Vec<Client>>>()?;
    let mut poster = scene.api(0);
    let made = poster.post_json(
        "/api/v1/rooms",
        &json!({ "name": "bench", "people": people }),
    );
    let made = made.json();
    let room = made["id"]
        .as_str()
        .ok_or_else(|| Error::internal(format!("no room was made: {made}")))?
        .to_owned();
    idle(scene, report, &browsers, &room)?;
    hundred(scene, report, &browsers, (&room, &mut poster))?;
    thousand(scene, report, &browsers, (&room, &mut poster))
}

fn say(poster: &mut Client, room: &str, n: usize) -> Result<Duration> {
    let path = format!("/api/v1/conversations/{room}/posts");
    let begun = Instant::now();
    let answer = poster.post_json(
        &path,
        &json!({ "text": format!("What was said as number {n}") }),
    );
    match answer.status {
        201 => Ok(begun.elapsed()),
        other => Err(Error::internal(format!("a post was answered {other}"))),
    }
}

/// Pages of the room, in windows of these browsers.
fn open(
    scene: &Illustration,
    browsers: &[Client],
    room: &str,
    count: usize,
) -> Result<Vec<Stream>> {
    let number = room.rsplit('-').next().unwrap_or_default();
    let path = format!("/live?topics=rooms:{number}+posts@rooms:{number}");
    let mut streams = Vec::with_capacity(count);
    for n in 0..count {
        let mut client = scene.client();
        for (name, value) in browsers[n % browsers.len()].cookies() {
            client.set_cookie(name, value);
        }
        streams.push(client.try_open_stream(&path, &[])?);
    }
    Ok(streams)
}

/// Reads what came on each, so that nothing waits for a reader.
fn read_all(streams: &mut [Stream]) -> usize {
    let mut heard = 0;
    for stream in streams {
        while stream.next_event(Duration::from_millis(1)).is_some() {
            heard += 1;
        }
    }
    heard
}

fn idle(scene: &Illustration, report: &mut Report, browsers: &[Client], room: &str) -> Result<()> {
    let streams = open(scene, browsers, room, IDLE)?;
    sleep(Duration::from_secs(2));
    let (before, begun) = (scene.server.cpu(), Instant::now());
    sleep(Duration::from_secs(20));
    let each = milliseconds(scene.server.cpu() - before) / begun.elapsed().as_secs_f64();
    let name = format!("a second of {} idle streams", streams.len());
    report.add(Row::new(name, each, Unit::Cpu).budget(1.0));
    Ok(())
}

/// One post to a hundred people who have the room open.
fn hundred(
    scene: &Illustration,
    report: &mut Report,
    browsers: &[Client],
    (room, poster): (&str, &mut Client),
) -> Result<()> {
    let mut streams = open(scene, browsers, room, PEOPLE)?;
    say(poster, room, 0)?;
    sleep(Duration::from_millis(500));
    read_all(&mut streams);
    let times = 40;
    let before = scene.server.cpu();
    for n in 1..=times {
        say(poster, room, n)?;
        sleep(Duration::from_millis(30));
    }
    sleep(Duration::from_millis(300));
    let each = milliseconds(scene.server.cpu() - before) / times as f64;
    let heard = read_all(&mut streams) / times;
    let name = format!("one post to {heard} people");
    report.add(Row::new(name, each, Unit::Cpu).budget(1.0));
    Ok(())
}

/// A thousand open pages while it is talked, with a burst.
fn thousand(
    scene: &Illustration,
    report: &mut Report,
    browsers: &[Client],
    (room, poster): (&str, &mut Client),
) -> Result<()> {
    let alone = talk(scene, (room, poster), &mut [])?;
    let mut streams = open(scene, browsers, room, STREAMS)?;
    let told = talk(scene, (room, poster), &mut streams)?;
    let deliveries = (told.heard).max(1) as f64;
    let micro = (told.cpu - alone.cpu).max(0.0) * 1000.0 / deliveries;
    let name = format!(
        "microseconds of CPU a delivery to {} streams",
        streams.len()
    );
    report.add(Row::new(name, micro, Unit::Count).budget(5.0));
    report.add(
        Row::new(
            "a post is acknowledged, p99",
            at(&told.took, 99),
            Unit::Milliseconds,
        )
        .budget(50.0),
    );
    report.add(Row::new(
        "a post is acknowledged, p50",
        at(&told.took, 50),
        Unit::Milliseconds,
    ));
    Ok(())
}

struct Talked {
    /// Milliseconds of all of it.
    cpu: f64,
    took: Vec<Duration>,
    heard: usize,
}

fn talk(
    scene: &Illustration,
    (room, poster): (&str, &mut Client),
    streams: &mut [Stream],
) -> Result<Talked> {
    let before = scene.server.cpu();
    let mut took = Vec::new();
    let mut heard = 0;
    let begun = Instant::now();
    for n in 0..(PACE * SECONDS) {
        let due = begun + Duration::from_millis(n * 1000 / PACE);
        sleep(due.saturating_duration_since(Instant::now()));
        took.push(say(poster, room, n as usize)?);
        if n == PACE * SECONDS / 2 {
            for burst in 0..BURST {
                took.push(say(poster, room, burst)?);
            }
        }
        if n % (PACE * 2) == 0 {
            heard += read_all(streams);
        }
    }
    sleep(Duration::from_millis(500));
    heard += read_all(streams);
    took.sort_unstable();
    Ok(Talked {
        cpu: milliseconds(scene.server.cpu() - before),
        took,
        heard,
    })
}
