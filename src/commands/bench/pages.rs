//! What is read: pages as they come, filtered and sorted as they offer it, boards, search, and lists of the API.

use super::{process::fetch, report::Report, scene::Illustration};
use crate::{base::Result, testing::client::Client};

pub fn measure(scene: &mut Illustration, report: &mut Report) -> Result<()> {
    let mut seller = scene.signed_in(scene.account("sales-manager")?)?;
    for (name, path, budget) in [
        ("leads, sorted by value", "/leads?sort=value", 0.6),
        ("leads of one source", "/leads?source=referral", 0.6),
        (
            "leads of one source, sorted",
            "/leads?source=referral&sort=value",
            0.6,
        ),
        (
            "leads of one stage, one's own",
            "/leads?stage=new&owner=me",
            0.6,
        ),
        ("leads with a word", "/leads?q=nail", 0.6),
        ("board of leads", "/leads/board", 1.0),
        (
            "board of leads of one source",
            "/leads/board?source=referral",
            1.0,
        ),
    ] {
        page(scene, report, &mut seller, name, budget, &|_| path.into())?;
    }
    let lead = |n: u32| format!("/leads/LD-{}", 1001 + n % 150);
    page(
        scene,
        report,
        &mut seller,
        "a lead with its history",
        0.4,
        &lead,
    )?;

    let mut manager = scene.signed_in(scene.account("department-manager")?)?;
    let member = scene.account("team-member")?.id;
    let of_member =
        |view: &'static str| move |_: u32| format!("/tasks?show=all&assignee={member}{view}");
    page(scene, report, &mut manager, "my day", 0.6, &|_| "/".into())?;
    page(
        scene,
        report,
        &mut manager,
        "tasks, as one lands on them",
        1.0,
        &|_| "/tasks".into(),
    )?;
    page(
        scene,
        report,
        &mut manager,
        "tasks of one person",
        0.6,
        &of_member("&view=list"),
    )?;
    page(
        scene,
        report,
        &mut manager,
        "board of one person's tasks",
        1.0,
        &of_member(""),
    )?;
    for (name, path) in [
        (
            "tasks of a priority",
            "/tasks?show=all&view=list&priority=high",
        ),
        ("tickets of a service", "/tickets?category=web"),
    ] {
        page(scene, report, &mut manager, name, 0.6, &|_| path.into())?;
    }
    let spots = scene.spots()?;
    let project = format!("/projects/{}", spots[0].project);
    page(
        scene,
        report,
        &mut manager,
        "a project with its plan",
        0.8,
        &|_| project.clone(),
    )?;

    let mut api = scene.seller();
    let list = |_: u32| "/api/v1/leads?limit=50".to_owned();
    page(scene, report, &mut api, "API: 50 leads", 0.8, &list)?;
    let mut api = scene.api(0);
    let list = |_: u32| "/api/v1/tasks?limit=50".to_owned();
    page(scene, report, &mut api, "API: 50 tasks", 0.8, &list)?;
    for (name, words) in [
        ("search a word", ["nail", "dental", "creek", "web"]),
        ("search with a typo", ["dentel", "naill", "crekk", "desing"]),
        ("search two letters", ["na", "de", "cr", "we"]),
    ] {
        search(scene, report, name, words)?;
    }
    Ok(())
}

fn page(
    scene: &Illustration,
    report: &mut Report,
    client: &mut Client,
    name: &str,
    budget: f64,
    path: &dyn Fn(u32) -> String,
) -> Result<()> {
    let row = scene
        .server
        .measure(name, scene.cpu, &mut |n| fetch(client, &path(n)))?;
    report.add(row.budget(budget));
    Ok(())
}

/// As many people in turn: nobody may search without end.
fn search(scene: &Illustration, report: &mut Report, name: &str, words: [&str; 4]) -> Result<()> {
    let mut people = scene.searchers();
    let count = people.len();
    // Each of the words is asked by each of the people.
    let row = scene.server.measure(name, scene.cpu, &mut |n| {
        let n = n as usize;
        let word = words[n / count % words.len()];
        fetch(&mut people[n % count], &format!("/api/v1/search?q={word}"))
    })?;
    report.add(row.budget(1.0));
    Ok(())
}
