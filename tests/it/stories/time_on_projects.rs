//! Time on a project as a whole, for what is no task of its own, and internal time, which is nobody's project: logged, timed
//! and written into the week as time on a task is, and counted, billed and held by the same rules.

use atrium::{
    base::Day,
    testing::{cast::PASSWORD, client::Client, house::House},
};
use serde_json::{Value, json};

use super::{
    approval_kinds::patch,
    budgets::given,
    work::text,
    work_pages::{portal_person, strangers_client},
};
use crate::support::steps::{done, get, page, refused};

const LOG: &str = "/api/v1/time-entries";

fn log(by: &mut Client, project: &str, minutes: &str) -> Value {
    let note = "Call about all of it";
    let entry = json!({ "project": project, "minutes": minutes, "note": note, "billable": true });
    done(by, LOG, &entry)
}

fn today_field(today: Day) -> &'static str {
    let names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    names[usize::from(today.weekday())]
}

fn minutes_of(by: &mut Client, query: &str) -> Vec<i64> {
    let found = get(by, &format!("{LOG}?{query}"));
    let items = found["items"].as_array().unwrap();
    let minutes = items.iter().map(|entry| entry["minutes"].as_i64().unwrap());
    minutes.collect()
}

#[test]
fn time_is_for_a_task_or_for_a_project_as_a_whole() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let both = json!({ "project": project, "task": task, "minutes": "1:00" });
    let why = refused(&mut mei, LOG, &both, 422);
    assert!(why.contains("Leave all but one of them out"), "{why}");
    let neither = json!({ "minutes": "1:00" });
    let why = refused(&mut mei, LOG, &neither, 422);
    assert!(
        why.contains("a project as a whole, a ticket, or internal work"),
        "{why}"
    );
    let (kind, _) = project.split_once('-').unwrap();
    let unknown = json!({ "project": format!("{kind}-999999"), "minutes": "1:00" });
    let why = refused(&mut mei, LOG, &unknown, 422);
    assert!(why.contains("There is no such project"), "{why}");

    let entry = log(&mut mei, &project, "1:30");
    assert!(entry["task"].is_null(), "{entry}");
    assert_eq!(
        (text(&entry, "project"), &entry["minutes"]),
        (project.as_str(), &json!(90))
    );
    // Beside it, time on one of its tasks: the project has both, the task its own.
    done(
        &mut mei,
        LOG,
        &json!({ "task": task, "minutes": "0:20", "billable": true }),
    );
    let mut both = minutes_of(&mut mei, &format!("project={project}"));
    both.sort_unstable();
    assert_eq!(both, [20, 90]);
    assert_eq!(minutes_of(&mut mei, &format!("task={task}")), [20]);

    // It is changed and deleted as any other.
    let at = format!("{LOG}/{}", text(&entry, "id"));
    patch(&mut mei, &at, &json!({ "minutes": 60 }));
    assert_eq!(get(&mut mei, &at)["minutes"], 60);
    let mut desk = house.signed_in("team-member");
    assert!(page(&mut desk, "/time").contains("The project as a whole"));
    let edit = format!("/time/{}/edit", text(&entry, "id"));
    assert!(page(&mut desk, &edit).contains(&format!("/projects/{project}/time")));
    let shown = desk.get(&format!("/time-entries/{}", text(&entry, "id")));
    assert_eq!(
        shown.location(),
        Some(format!("/projects/{project}/time").as_str())
    );
    assert_eq!(mei.request("DELETE", &at, &[], b"").status, 200);
    assert_eq!(minutes_of(&mut mei, &format!("project={project}")), [20]);
}

#[test]
fn a_project_s_page_logs_and_times_it_and_keeps_what_is_refused() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let at = format!("/projects/{project}/time");
    let mut desk = house.signed_in("team-member");
    let shown = page(&mut desk, &at);
    assert!(
        shown.contains("Log time on the project as a whole") && shown.contains("Start timer"),
        "{shown}"
    );
    let wrong = desk.post_form(
        "/time",
        &[
            ("project", &project),
            ("minutes", "soon"),
            ("note", "Kick-off"),
            ("back", &at),
        ],
    );
    assert_eq!(wrong.status, 422);
    let shown = wrong.text();
    assert!(
        shown.contains("value=\"soon\"") && shown.contains("Kick-off"),
        "{shown}"
    );
    let logged = desk.post_form(
        "/time",
        &[
            ("project", &project),
            ("minutes", "45m"),
            ("note", "Kick-off"),
            ("back", &at),
        ],
    );
    assert_eq!(logged.location(), Some(at.as_str()));
    assert!(page(&mut desk, &at).contains("Kick-off"));

    let started = desk.post_form("/time/start", &[("project", &project), ("back", &at)]);
    assert_eq!(started.location(), Some(at.as_str()));
    let shown = page(&mut desk, &at);
    assert!(
        shown.contains("/time/stop") && shown.contains("running"),
        "{shown}"
    );
    let mut mei = house.api("team-member").unwrap();
    let again = json!({ "project": project });
    let why = refused(&mut mei, &format!("{LOG}/start"), &again, 409);
    assert!(why.contains("on this project already"), "{why}");
    assert!(page(&mut desk, "/time/timer").contains("Worked until"));
    let stopped = done(&mut mei, &format!("{LOG}/stop"), &json!({}));
    assert!(stopped["task"].is_null() && stopped["started"].is_null());
    assert_eq!(text(&stopped, "project"), project);
}

#[test]
fn a_timer_goes_on_from_a_task_to_its_project_as_a_whole() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let start = format!("{LOG}/start");
    done(&mut mei, &start, &json!({ "task": task }));
    // The other one is stopped and booked.
    done(&mut mei, &start, &json!({ "project": project }));
    assert_eq!(minutes_of(&mut mei, &format!("task={task}")), [1]);
    // When the project is over, so is its timer.
    let mut jonas = house.api("project-manager").unwrap();
    let stopped = done(
        &mut mei,
        &format!("{LOG}/stop"),
        &json!({ "note": "Planning" }),
    );
    assert_eq!(text(&stopped, "note"), "Planning");
    let why = refused(&mut jonas, &start, &json!({}), 422);
    assert!(why.contains("on which project as a whole"), "{why}");
}

#[test]
fn a_row_of_the_week_is_a_project_as_a_whole() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let today = house.visit().today();
    let day = today_field(today);
    let week = format!("{LOG}/week");
    let mut mei = house.api("team-member").unwrap();
    let rows =
        json!({ "rows": [{ "project": project, day: "1:15" }, { "task": task, day: "0:30" }] });
    assert_eq!(done(&mut mei, &week, &rows)["changed"], 2);
    assert_eq!(minutes_of(&mut mei, &format!("task={task}")), [30]);
    // Written again, the row is the same entry.
    let rows = json!({ "rows": [{ "project": project, day: "2:00" }] });
    assert_eq!(done(&mut mei, &week, &rows)["changed"], 1);
    let mut all = minutes_of(&mut mei, &format!("project={project}"));
    all.sort_unstable();
    assert_eq!(all, [30, 120]);
    let rows = json!({ "rows": [{ day: "2:00" }] });
    let why = refused(&mut mei, &week, &rows, 422);
    assert!(why.contains("which project as a whole"), "{why}");

    let mut desk = house.signed_in("team-member");
    let shown = page(&mut desk, "/time");
    let field = format!("value=\"{project}\"");
    assert!(
        shown.contains(".project\"") && shown.contains(&field) && shown.contains("2:00"),
        "{shown}"
    );
    // A week that is submitted stays, and says what was done.
    let sheet = done(&mut mei, "/api/v1/timesheets", &json!({}));
    let more = json!({ "project": project, "minutes": "0:10" });
    refused(&mut mei, LOG, &more, 409);
    let at = format!("/timesheets/{}", text(&sheet, "id"));
    assert!(page(&mut desk, &at).contains("The project as a whole"));
}

#[test]
fn a_project_without_time_gets_a_row_when_it_is_chosen() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut desk = house.signed_in("team-member");
    let sent = desk.post_form("/time/week", &[("add", project.as_str())]);
    let to = sent.location().unwrap().to_owned();
    assert!(to.ends_with(&format!("&project={project}")), "{to}");
    let shown = page(&mut desk, &to);
    assert!(shown.contains("The project as a whole"), "{shown}");
}

#[test]
fn budgets_hold_time_on_the_project_as_a_whole() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let at = format!("/api/v1/projects/{project}");
    let mut hana = house.api("department-manager").unwrap();
    let mut mei = house.api("team-member").unwrap();
    let limits = json!({ "budget_minutes": 100, "at_full": "stop" });
    patch(&mut hana, &at, &limits);
    log(&mut mei, &project, "80m");
    assert_eq!(get(&mut hana, &at)["budget_used"], 80);
    let more = json!({ "project": project, "minutes": "30m" });
    let why = refused(&mut mei, LOG, &more, 422);
    assert!(why.contains("The budget of"), "{why}");
    // What is used so is used for its tasks too.
    let more = json!({ "task": task, "minutes": "30m" });
    refused(&mut mei, LOG, &more, 422);
    log(&mut mei, &project, "20m");
}

#[test]
fn what_was_worked_on_the_project_as_a_whole_is_billed_once() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let whole = text(&log(&mut mei, &project, "1:30"), "id").to_owned();
    let entry = json!({ "task": task, "minutes": "0:30", "billable": true });
    let single = text(&done(&mut mei, LOG, &entry), "id").to_owned();
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let (title, client) = (text(&held, "title"), text(&held, "client"));
    let unbilled = format!("/api/v1/clients/{client}/unbilled");
    let found = get(&mut ruth, &unbilled);
    let items = found["items"].as_array().unwrap();
    let row = items.iter().find(|row| text(row, "id") == whole).unwrap();
    assert!(row["task"].is_null(), "{row}");
    assert_eq!(text(row, "title"), title);
    // Gathered by task it is a line of its own, with the name of its project.
    let draft = done(
        &mut ruth,
        &unbilled,
        &json!({ "entries": [whole, single], "gather": "task", "hour": "90", "tax": "0" }),
    );
    assert_eq!(draft["totals"]["gross"], 13_500 + 4_500);
    let lines = draft["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2, "{draft}");
    assert!(lines.iter().any(|line| text(line, "title") == title));
    let twice = json!({ "entries": [whole], "hour": "90" });
    refused(&mut ruth, &unbilled, &twice, 422);
    let mut desk = house.signed_in("accountant");
    let at = format!("/invoices/{}", text(&draft, "id"));
    assert!(page(&mut desk, &at).contains("What its lines bill"));
}

#[test]
fn an_agreement_counts_time_on_its_project_as_a_whole() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let agreed = json!({
        "client": text(&held, "client"), "project": project, "title": "Website care", "every": "month",
        "begins": house.visit().today().iso(), "included_minutes": 120, "price": "1150", "rate": "105",
        "cap_minutes": 60, "life": 1, "tax": "0", "billed": "advance", "grace": 3, "shown": true,
    });
    let made = done(&mut ruth, "/api/v1/retainers", &agreed);
    let mut mei = house.api("team-member").unwrap();
    log(&mut mei, &project, "1:40");
    let periods = format!("/api/v1/retainer-periods?retainer={}", text(&made, "id"));
    let first = get(&mut ruth, &periods)["items"][0].clone();
    let at = format!("/api/v1/retainer-periods/{}", text(&first, "id"));
    assert_eq!(get(&mut ruth, &at)["used_minutes"], 100);
}

#[test]
fn the_palette_logs_on_a_project_that_is_open() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut desk = house.signed_in("team-member");
    let path = format!("/palette?q=log+1:30&at=/projects/{project}");
    let offered = desk
        .request("GET", &path, &[("atrium-part", "palette")], b"")
        .text();
    assert!(
        offered.contains("value=\"1:30\"") && offered.contains(&format!("value=\"{project}\"")),
        "{offered}"
    );
}

#[test]
fn a_client_sees_no_time_on_a_project_and_logs_none() {
    let house = House::with_cast().unwrap();
    let (project, _) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let entry = log(&mut mei, &project, "1:30");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &fields).status, 303);
    let shown = page(&mut wade, &format!("/portal/projects/{project}"));
    assert!(!shown.contains("Call about all of it"), "{shown}");
    let entry = format!("/time-entries/{}", text(&entry, "id"));
    for mut client in [wade, strangers_client(&house)] {
        for path in [entry.as_str(), &format!("/projects/{project}/time")] {
            let status = client.get(path).status;
            assert!([303, 403, 404].contains(&status), "{path}: {status}");
        }
        // Whatever it answers, nothing is logged.
        client.post_form("/time", &[("project", &project), ("minutes", "1:00")]);
    }
    assert_eq!(minutes_of(&mut mei, &format!("project={project}")), [90]);
}

#[test]
fn internal_time_counts_in_the_week_and_is_billed_to_nobody() {
    let house = House::with_cast().unwrap();
    let (project, task) = given(&house);
    let mut mei = house.api("team-member").unwrap();
    let entry = json!({ "category": "training", "minutes": "1:30", "note": "Course" });
    let entry = done(&mut mei, LOG, &entry);
    assert!(entry["task"].is_null() && entry["project"].is_null());
    // By the name that the settings have.
    assert_eq!(
        (text(&entry, "category"), &entry["billable"]),
        ("Training", &json!(false))
    );
    let unknown = json!({ "category": "Gardening", "minutes": "1:00" });
    let why = refused(&mut mei, LOG, &unknown, 422);
    assert!(why.contains("Choose one of Meetings, Training"), "{why}");
    let both = json!({ "category": "Training", "project": project, "minutes": "1:00" });
    let why = refused(&mut mei, LOG, &both, 422);
    assert!(why.contains("Leave all but one of them out"), "{why}");
    let billed = json!({ "category": "Training", "minutes": "1:00", "billable": true });
    let why = refused(&mut mei, LOG, &billed, 422);
    assert!(why.contains("billed to nobody"), "{why}");
    let at = format!("{LOG}/{}", text(&entry, "id"));
    let headers = [("content-type", "application/json")];
    let made_billable = mei.request("PATCH", &at, &headers, b"{\"billable\": true}");
    assert_eq!(made_billable.status, 422, "{}", made_billable.text());

    // It is in the week, beside what clients' work came to, and in what is submitted.
    done(&mut mei, LOG, &json!({ "task": task, "minutes": "0:30" }));
    let mut desk = house.signed_in("team-member");
    let shown = page(&mut desk, "/time");
    assert!(
        shown.contains("Training") && shown.contains("value=\"Training\""),
        "{shown}"
    );
    let shown = desk.get(&format!("/time-entries/{}", text(&entry, "id")));
    assert!(shown.location().unwrap().starts_with("/time?week="));
    assert!(page(&mut desk, "/time-entries").contains("Training"));
    let sheet = done(&mut mei, "/api/v1/timesheets", &json!({}));
    assert_eq!(sheet["minutes"], 120);
    let at = format!("/timesheets/{}", text(&sheet, "id"));
    assert!(page(&mut desk, &at).contains("Training"));

    // Nothing of it is a client's.
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let unbilled = format!("/api/v1/clients/{}/unbilled", text(&held, "client"));
    let bill = json!({ "entries": [text(&entry, "id")], "hour": "90" });
    let why = refused(&mut ruth, &unbilled, &bill, 422);
    assert!(why.contains("is no time of this client"), "{why}");
}

#[test]
fn a_timer_and_a_row_of_the_week_take_internal_work() {
    let house = House::with_cast().unwrap();
    let today = house.visit().today();
    let mut mei = house.api("team-member").unwrap();
    let start = format!("{LOG}/start");
    done(&mut mei, &start, &json!({ "category": "Meetings" }));
    let why = refused(&mut mei, &start, &json!({ "category": "meetings" }), 409);
    assert!(why.contains("runs on this category already"), "{why}");
    let mut desk = house.signed_in("team-member");
    assert!(page(&mut desk, "/time/timer").contains("Meetings"));
    let stopped = done(&mut mei, &format!("{LOG}/stop"), &json!({}));
    assert_eq!(text(&stopped, "category"), "Meetings");

    let week = format!("{LOG}/week");
    let rows = json!({ "rows": [{ "category": "sales", (today_field(today)): "0:45" }] });
    assert_eq!(done(&mut mei, &week, &rows)["changed"], 1);
    assert_eq!(done(&mut mei, &week, &rows)["changed"], 0);
    let wrong = json!({ "rows": [{ "category": "Gardening", (today_field(today)): "0:45" }] });
    let why = refused(&mut mei, &week, &wrong, 422);
    assert!(why.contains("rows.0.category"), "{why}");
    let sent = desk.post_form("/time/week", &[("add_category", "Administration")]);
    let to = sent.location().unwrap().to_owned();
    assert!(to.ends_with("&category=Administration"), "{to}");
    assert!(page(&mut desk, &to).contains("value=\"Administration\""));
}

#[test]
fn administrators_keep_the_list_of_internal_work() {
    let house = House::with_cast().unwrap();
    let mut mei = house.api("team-member").unwrap();
    let logged = json!({ "category": "Training", "minutes": "0:20" });
    let entry = done(&mut mei, LOG, &logged);
    let mut vera = house.api("administrator").unwrap();
    let held = get(&mut vera, "/api/v1/settings");
    assert_eq!(held["time_categories"][1], "Training");
    let list = ["Pitches", "Meetings", "meetings"];
    let change = json!({ "time_categories": list, "version": held["version"] });
    patch(&mut vera, "/api/v1/settings", &change);
    let held = get(&mut vera, "/api/v1/settings");
    assert_eq!(held["time_categories"], json!(["Pitches", "Meetings"]));
    done(
        &mut mei,
        LOG,
        &json!({ "category": "Pitches", "minutes": "0:20" }),
    );
    refused(&mut mei, LOG, &logged, 422);
    // On the page it is one name in each line.
    let mut desk = house.signed_in("administrator");
    let shown = page(&mut desk, "/settings/calendar");
    assert!(shown.contains("Pitches\nMeetings"), "{shown}");
    // What was logged keeps its name, and is still changed.
    let at = format!("{LOG}/{}", text(&entry, "id"));
    patch(&mut mei, &at, &json!({ "minutes": 25 }));
    assert_eq!(text(&get(&mut mei, &at), "category"), "Training");
    // In the week's grid as well, where it has time; a week without it takes none.
    let today = house.visit().today();
    let week = format!("{LOG}/week");
    let row = json!([{ "category": "Training", (today_field(today)): "0:30" }]);
    assert_eq!(done(&mut mei, &week, &json!({ "rows": row }))["changed"], 1);
    assert_eq!(get(&mut mei, &at)["minutes"], 30);
    let before = (today + -7).iso();
    refused(
        &mut mei,
        &week,
        &json!({ "week": before, "rows": row }),
        422,
    );
}
