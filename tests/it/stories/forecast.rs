//! When a project is likely done, by how its team's estimates held.

use atrium::{
    base::Id,
    data::Key,
    features::{
        people,
        projects::{Project, TASKS_OF_PROJECT, Task, TaskStatus, TimeEntry},
    },
    testing::house::House,
};

use super::work::{planned, text};
use crate::support::steps::{get, page};

/// So many tasks of a plan are Mei's and over, each having taken half as long again as it was estimated; the rest is hers
/// and open.
fn history(house: &House, project: &str, over: usize) {
    let id: Id<Project> = Id::parse(project).unwrap();
    let mei = house.account("team-member").id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let all = change
                .on_behalf("a story begins in the middle")
                .children::<Task>(TASKS_OF_PROJECT, Key::new().id(id))?;
            let mut ended = 0;
            for mut task in all {
                task.assignee = Some(mei);
                if !task.has_parts() && ended < over {
                    ended += 1;
                    task.status = TaskStatus::Completed;
                    task.done_at = Some(change.at);
                    task.estimate = Some(60);
                    change.insert(TimeEntry {
                        user: mei,
                        task: Some(task.id),
                        project: Some(id),
                        minutes: 90,
                        day: change.at.day(&change.tz),
                        ..TimeEntry::default()
                    })?;
                }
                change.put(&task)?;
            }
            assert_eq!(ended, over, "the plan has fewer tasks");
            Ok(())
        })
        .unwrap();
}

#[test]
fn too_little_history_says_nothing() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    history(&house, &project, 3);
    let mut jonas = house.api("project-manager").unwrap();
    let told = get(&mut jonas, &format!("/api/v1/projects/{project}/forecast"));
    assert_eq!(told["enough"], false);
    assert_eq!(told["finished_tasks"], 3);
    assert!(told["half"].is_null() && told["likely"].is_null());
    let mut window = house.signed_in("project-manager");
    let shown = page(&mut window, &format!("/projects/{project}/forecast"));
    assert!(shown.contains("Too few to say"), "{shown}");
}

#[test]
fn a_team_that_takes_longer_ends_later_than_planned() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    history(&house, &project, 14);
    let mut jonas = house.api("project-manager").unwrap();
    let at = format!("/api/v1/projects/{project}/forecast");
    let told = get(&mut jonas, &at);
    assert_eq!(told["enough"], true, "{told}");
    assert_eq!(told["finished_tasks"], 14);
    assert_eq!(told["usual_percent"], 150);
    let (planned, half, likely) = (
        text(&told, "planned"),
        text(&told, "half"),
        text(&told, "likely"),
    );
    assert!(planned <= half && half <= likely, "{told}");
    assert_eq!(told, get(&mut jonas, &at), "the same all day long");
    let mut window = house.signed_in("project-manager");
    let shown = page(&mut window, &format!("/projects/{project}/forecast"));
    assert!(shown.contains("With 85% confidence"), "{shown}");
}

#[test]
fn finished_work_is_told_with_how_it_went() {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    history(&house, &project, 4);
    let mut bilal = house.api("team-lead").unwrap();
    let told = get(&mut bilal, "/api/v1/load/figures?days=30");
    let mei = house.account("team-member").id.to_string();
    let rows = told["rows"].as_array().unwrap();
    let hers = rows.iter().find(|row| row["of"] == mei.as_str()).unwrap();
    assert_eq!(hers["finished"], 4);
    assert_eq!(hers["took_percent"], 150);
    assert_eq!(hers["cycle_tenths_of_days"], 10);
    assert_eq!(hers["came_back_percent"], 0);
    let by = get(&mut bilal, "/api/v1/load/figures?by=category");
    let web = by["rows"].as_array().unwrap().iter();
    assert_eq!(
        web.clone().find(|row| row["of"] == "web").unwrap()["finished"],
        4
    );
    // Members see their own.
    let mut quinn = house.api("qa-reviewer").unwrap();
    let told = get(&mut quinn, "/api/v1/load/figures");
    let rows = told["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["of"] != mei.as_str()));
    let mut window = house.signed_in("team-lead");
    let shown = page(&mut window, &format!("/load/figures?of={mei}"));
    assert!(shown.contains("The tasks behind it"), "{shown}");
}
