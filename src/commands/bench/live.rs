//! Open pages: what one change costs the server when many listen, when many fetch what changed, and what they hold.

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use super::{
    process::{fetch_regions, milliseconds},
    report::{Report, Row, Unit},
    scene::Illustration,
    writes::rename,
};
use crate::{
    base::{Error, Result},
    testing::client::{Client, Stream},
};

/// Open pages of a full house.
const OPEN: usize = 100;
/// Of a house that has several on each desk.
const MANY: usize = 500;
/// How long a page waits for more before it fetches, as live.js does.
const TOGETHER: Duration = Duration::from_millis(150);
const PATIENCE: Duration = Duration::from_secs(1);

/// What changes in each case: a kind of record of the API, one of them, and the field that gets another value.
struct Changed<'a> {
    client: Client,
    kind: &'a str,
    id: String,
    field: &'a str,
}

impl Changed<'_> {
    fn change(&mut self, n: usize) -> Result<()> {
        let to = format!("As it is called the {n}th time");
        rename(&mut self.client, self.kind, &self.id, self.field, &to)
    }
}

/// A page that somebody has open: it listens, and fetches itself when something it shows changed.
struct OpenPage {
    client: Client,
    path: String,
    stream: Stream,
}

impl OpenPage {
    /// None where the person may not see such a page.
    fn open(mut client: Client, path: &str) -> Result<Option<OpenPage>> {
        let page = client.get(path);
        if page.status != 200 {
            return Ok(None);
        }
        let text = page.text();
        let attribute = |name: &str| {
            let (_, rest) = text.split_once(&format!(" {name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let topics = attribute("data-live")
            .ok_or_else(|| Error::internal(format!("{path} names no topics")))?;
        let seq = attribute("data-seq").unwrap_or_default();
        let address = format!("/live?topics={}&after={seq}", topics.replace(' ', "+"));
        let stream = client.try_open_stream(&address, &[])?;
        Ok(Some(OpenPage {
            client,
            path: path.to_owned(),
            stream,
        }))
    }

    /// Whether it heard of a change in time. Who doesn't see what changed hears nothing.
    fn hears(&mut self, until: Instant) -> bool {
        while let Some(event) = self
            .stream
            .next_event(until.saturating_duration_since(Instant::now()))
        {
            if event.event == "change" {
                return true;
            }
        }
        false
    }

    fn refresh(&mut self, regions: &str) -> Result<()> {
        fetch_regions(&mut self.client, &self.path, regions)
    }
}

pub fn measure(scene: &mut Illustration, report: &mut Report) -> Result<()> {
    let browsers = browsers(scene)?;
    fan_out(scene, report, &browsers)?;
    let mut seller = scene.seller();
    let lead = scene.first(&mut seller, "/api/v1/leads?limit=1")?.remove(0);
    for (name, path, kind, alone) in [
        ("boards of leads", "/leads/board", "leads", true),
        ("boards of tasks", "/tasks?show=all", "tasks", true),
        ("My days", "/", "tasks", false),
    ] {
        let changed = match kind {
            "leads" => Changed {
                client: scene.seller(),
                kind,
                id: lead.clone(),
                field: "contact",
            },
            _ => a_task(scene)?,
        };
        // A board draws the card alone.
        let regions = match alone {
            true => format!("card-{}", changed.id),
            false => "*".to_owned(),
        };
        storm(scene, report, &browsers, (name, path, &regions), changed)?;
    }
    crowd(scene, report, &browsers)
}

/// Cookies of everybody who can sign in, at most a hundred of them: a browser each.
fn browsers(scene: &Illustration) -> Result<Vec<Client>> {
    let staff: Vec<_> = scene.staff().take(OPEN).cloned().collect();
    staff
        .iter()
        .map(|account| scene.signed_in(account))
        .collect()
}

/// Another window of the same browser.
fn window(scene: &Illustration, browser: &Client) -> Client {
    let mut client = scene.client();
    for (name, value) in browser.cookies() {
        client.set_cookie(name, value);
    }
    client
}

fn a_task(scene: &Illustration) -> Result<Changed<'static>> {
    let mut client = scene.api(5);
    let id = scene.first(&mut client, "/api/v1/tasks?limit=1")?.remove(0);
    Ok(Changed {
        client,
        kind: "tasks",
        id,
        field: "title",
    })
}

/// One change that all of them hear and nobody fetches.
fn fan_out(scene: &Illustration, report: &mut Report, browsers: &[Client]) -> Result<()> {
    let mut changed = a_task(scene)?;
    let mut streams = Vec::new();
    for n in 0..OPEN {
        let mut client = window(scene, &browsers[n % browsers.len()]);
        streams.push(client.try_open_stream("/live?topics=tasks", &[])?);
    }
    let alone = cost(scene, &mut changed, 30, |_| Ok(()))?;
    let mut heard = 0;
    let together = cost(scene, &mut changed, 30, |_| {
        for stream in &mut streams {
            heard += usize::from(stream.next_event(Duration::from_millis(300)).is_some());
        }
        Ok(())
    })?;
    let name = format!("one change heard by {} streams", heard / 30);
    report.add(Row::new(name, (together - alone).max(0.0), Unit::Cpu).budget(2.0));
    Ok(())
}

/// CPU of one change and of what follows it.
fn cost(
    scene: &Illustration,
    changed: &mut Changed<'_>,
    times: usize,
    mut then: impl FnMut(usize) -> Result<()>,
) -> Result<f64> {
    changed.change(0)?;
    then(0)?;
    let before = scene.server.cpu();
    for n in 1..times {
        changed.change(n)?;
        then(n)?;
    }
    Ok(milliseconds(scene.server.cpu() - before) / (times - 1) as f64)
}

/// One change while many have a page open that shows it.
fn storm(
    scene: &Illustration,
    report: &mut Report,
    browsers: &[Client],
    (name, path, regions): (&str, &str, &str),
    mut changed: Changed<'_>,
) -> Result<()> {
    let mut pages = Vec::new();
    let mut n = 0;
    while pages.len() < OPEN && n < 4 * OPEN {
        let client = window(scene, &browsers[n % browsers.len()]);
        pages.extend(OpenPage::open(client, path)?);
        n += 1;
    }
    let mut fetched = 0;
    let changes = 6;
    let each = cost(scene, &mut changed, changes, |_| {
        let until = Instant::now() + PATIENCE;
        let told: Vec<bool> = pages.iter_mut().map(|page| page.hears(until)).collect();
        sleep(TOGETHER);
        for (page, _) in pages.iter_mut().zip(&told).filter(|(_, told)| **told) {
            page.refresh(regions)?;
            fetched += 1;
        }
        Ok(())
    })?;
    let name = format!(
        "one change with {} {name} open, {} fetch",
        pages.len(),
        fetched / changes
    );
    report.add(Row::new(name, each, Unit::Cpu).budget(15.0));
    Ok(())
}

/// What it takes to hold many streams.
fn crowd(scene: &Illustration, report: &mut Report, browsers: &[Client]) -> Result<()> {
    let mut streams = Vec::new();
    for n in 0..MANY {
        let mut client = window(scene, &browsers[n % browsers.len()]);
        streams.push(client.try_open_stream("/live?topics=tasks+leads+projects", &[])?);
    }
    let mut changed = a_task(scene)?;
    for n in 0..5 {
        changed.change(n)?;
        sleep(Duration::from_millis(200));
    }
    let held = streams.iter().filter(|stream| !stream.ended()).count();
    report.add(
        Row::new(
            format!("memory with {held} streams"),
            scene.server.memory(),
            Unit::Megabytes,
        )
        .budget(150.0),
    );
    let threads = scene.server.threads();
    report.add(Row::new(
        format!("threads with {held} streams"),
        threads,
        Unit::Count,
    ));
    Ok(())
}
