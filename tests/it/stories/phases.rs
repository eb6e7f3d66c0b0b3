//! What becomes of a project once its work is done: delivered, kept in maintenance, closed, and closed again by itself after
//! its updates.

use atrium::{
    base::{Id, Moment, time},
    data::Key,
    features::{
        people,
        projects::{Project, TASKS_OF_PROJECT, Task, TaskStatus},
    },
    testing::house::House,
};
use serde_json::json;

use super::work::{planned, tasks, text};
use crate::support::steps::{done, get, page, refused};

/// A project of which everything is completed.
pub(super) fn finished(house: &House) -> String {
    let project = planned(house, "web-wordpress");
    let id: Id<Project> = Id::parse(&project).unwrap();
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let all = change
                .on_behalf("a story begins at the end")
                .children::<Task>(TASKS_OF_PROJECT, Key::new().id(id))?;
            for mut task in all {
                task.status = TaskStatus::Completed;
                task.done_at = Some(change.at);
                change.put(&task)?;
            }
            Ok(())
        })
        .unwrap();
    project
}

#[test]
fn a_closed_project_closes_again_by_itself() {
    let house = House::with_cast().unwrap();
    let project = finished(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    done(&mut jonas, &format!("{at}/deliver"), &json!({}));
    done(&mut jonas, &format!("{at}/close"), &json!({}));

    let until = house.visit().today() + 5;
    let over = refused(
        &mut jonas,
        &format!("{at}/reopen"),
        &json!({ "reason": "New hours", "until": (house.visit().today() + -1).iso() }),
        422,
    );
    assert!(over.contains("until"), "{over}");
    let told = done(
        &mut jonas,
        &format!("{at}/reopen"),
        &json!({ "reason": "New opening hours\nThe phone number in the foot", "until": until.iso() }),
    );
    assert_eq!(text(&told, "status"), "closed_pending");
    let open: Vec<_> = tasks(&mut bilal, &project)
        .into_iter()
        .filter(|task| task["state"] == "to_do")
        .collect();
    let titles: Vec<&str> = open.iter().map(|task| text(task, "title")).collect();
    assert_eq!(
        titles,
        ["New opening hours", "The phone number in the foot"],
        "each update is a task"
    );
    // What wasn't agreed isn't begun, unless by whoever could agree to it.
    let more = json!({ "project": project, "title": "A whole new shop" });
    let why = refused(&mut bilal, "/api/v1/tasks", &more, 409);
    assert!(why.contains("only the updates that were agreed"), "{why}");
    let mut browser = house.signed_in("project-manager");
    let shown = page(&mut browser, &format!("/projects/{project}"));
    assert!(shown.contains("takes updates until"), "{shown}");

    // The time is over, and one is still open: it stays, and is told once.
    let task = |n: usize| format!("/api/v1/tasks/{}/hand-in", text(&open[n], "id"));
    let accept = |n: usize| format!("/api/v1/tasks/{}/accept", text(&open[n], "id"));
    done(&mut bilal, &task(0), &json!({}));
    done(&mut jonas, &accept(0), &json!({}));
    let late = Moment::now().plus(8 * time::DAY);
    let mut told = Vec::new();
    for _ in 0..2 {
        house.strike(late).unwrap();
        assert_eq!(text(&get(&mut jonas, &at), "status"), "closed_pending");
        let inbox = jonas.get("/api/v1/notifications").text();
        told.push(inbox.matches("The time for updates of").count());
    }
    assert!(told[0] > 0 && told[0] == told[1], "{told:?}");

    // With the last of it, it closes by itself, and takes neither time nor another budget.
    done(&mut bilal, &task(1), &json!({}));
    done(&mut jonas, &accept(1), &json!({}));
    house.strike(late).unwrap();
    assert_eq!(text(&get(&mut jonas, &at), "status"), "closed");
    let log = json!({ "task": text(&open[1], "id"), "minutes": "30m" });
    let why = refused(&mut bilal, "/api/v1/time-entries", &log, 409);
    assert!(why.contains("is closed"), "{why}");
    let scope = json!({ "scope": "More" });
    refused(&mut jonas, &format!("{at}/change-scope"), &scope, 409);
}

#[test]
fn a_delivered_project_is_looked_after_until_it_is_closed() {
    let house = House::with_cast().unwrap();
    let project = finished(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut jonas = house.api("project-manager").unwrap();
    let mut bilal = house.api("team-lead").unwrap();
    refused(&mut jonas, &format!("{at}/maintain"), &json!({}), 409);
    done(&mut jonas, &format!("{at}/deliver"), &json!({}));
    let told = done(&mut jonas, &format!("{at}/maintain"), &json!({}));
    assert_eq!(text(&told, "state"), "maintenance");
    let task = json!({ "project": project, "title": "Update the plugins" });
    let task = done(&mut bilal, "/api/v1/tasks", &task);
    let why = refused(&mut jonas, &format!("{at}/close"), &json!({}), 409);
    assert!(why.contains("still open"), "{why}");
    done(
        &mut bilal,
        &format!("/api/v1/tasks/{}/cancel", text(&task, "id")),
        &json!({}),
    );
    let told = done(&mut jonas, &format!("{at}/hold"), &json!({}));
    assert_eq!(text(&told, "state"), "on_hold");
    let told = done(&mut jonas, &format!("{at}/resume"), &json!({}));
    assert_eq!(text(&told, "state"), "maintenance");
    let told = done(&mut jonas, &format!("{at}/close"), &json!({}));
    assert_eq!(text(&told, "state"), "closed");
}
