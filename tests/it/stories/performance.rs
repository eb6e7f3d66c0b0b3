//! What a department did is read from sums kept while it worked: they are what counting everything says, those who may
//! not see them don't, and a house that an older program filed is filed anew when it is opened.

use std::collections::BTreeMap;

use atrium::{
    base::Month,
    data::{Query, testing::recount},
    features::{
        self,
        leads::{self, Lead, Stage},
        people::Directory,
        projects::{self, Task, TaskStatus, TimeEntry},
    },
    testing::house::House,
};
use serde_json::Value;

fn asked(house: &House, role: &str, path: &str) -> (u16, Value) {
    let mut api = house.api(role).unwrap();
    let answer = api.get(&format!("/api/v1{path}"));
    let body = serde_json::from_str(&answer.text()).unwrap_or(Value::Null);
    (answer.status, body)
}

#[test]
fn the_sums_are_what_counting_says() {
    let house = House::filled().unwrap();
    let visit = house.visit();
    let names = Directory::of(&visit).unwrap();
    let mut counted: BTreeMap<(u64, &str, String), i64> = BTreeMap::new();
    let all = 100_000;
    for lead in visit
        .list::<Lead>(Query::by(leads::BY_STAGE).limit(all))
        .unwrap()
        .rows
    {
        let what = match lead.stage {
            Stage::Won => "leads_won",
            Stage::Lost => "leads_lost",
            _ => continue,
        };
        *counted
            .entry((lead.department.raw(), what, Month::at(lead.entered).iso()))
            .or_default() += 1;
    }
    for task in visit
        .list::<Task>(Query::by(projects::TASKS_BY_STATE).limit(all))
        .unwrap()
        .rows
    {
        if let Some(at) = task
            .done_at
            .filter(|_| task.state == TaskStatus::Completed && task.parts == 0)
        {
            let month = Month::at(at).iso();
            *counted
                .entry((task.department.raw(), "tasks_done", month.clone()))
                .or_default() += 1;
            *counted
                .entry((task.department.raw(), "estimated_minutes", month))
                .or_default() += i64::from(task.estimate.unwrap_or(0));
        }
    }
    for entry in visit
        .list::<TimeEntry>(Query::by(projects::ENTRIES_BY_DAY).limit(all))
        .unwrap()
        .rows
    {
        if let Some(department) = entry.departments.first() {
            *counted
                .entry((
                    department.raw(),
                    "logged_minutes",
                    Month::of(entry.day).iso(),
                ))
                .or_default() += i64::from(entry.minutes);
        }
    }
    let mut compared = 0;
    for department in names.departments.values() {
        let (status, body) = asked(
            &house,
            "management",
            &format!("/departments/{}/performance?months=12", department.id),
        );
        assert_eq!(status, 200);
        for month in body["months"].as_array().unwrap() {
            for what in [
                "leads_won",
                "leads_lost",
                "tasks_done",
                "estimated_minutes",
                "logged_minutes",
            ] {
                let key = (
                    department.id.raw(),
                    what,
                    month["month"].as_str().unwrap().to_owned(),
                );
                let says = counted.get(&key).copied().unwrap_or(0);
                assert_eq!(month["figures"][what].as_i64(), Some(says), "{key:?}");
                compared += usize::from(says > 0);
            }
        }
    }
    assert!(compared > 10, "{compared}");

    // Who sees what: the manager all of it, a lead the team's, a member their own, others nothing.
    let web = names.department_by_key("web").unwrap().id;
    let at = format!("/departments/{web}/performance");
    let (_, hana) = asked(&house, "department-manager", &at);
    let (_, bilal) = asked(&house, "team-lead", &at);
    let (_, mei) = asked(&house, "team-member", &at);
    let lines = |body: &Value| body["people"].as_array().map_or(0, Vec::len);
    assert!(hana["months"].is_array() && bilal["months"].is_null() && mei["months"].is_null());
    assert!(lines(&hana) >= lines(&bilal) && lines(&bilal) >= lines(&mei));
    assert_eq!(lines(&mei), 1);
    let sales = names.department_by_key("sales").unwrap().id;
    assert_eq!(
        asked(
            &house,
            "team-member",
            &format!("/departments/{sales}/performance")
        )
        .0,
        403
    );
    for role in [
        "department-manager",
        "team-lead",
        "team-member",
        "management",
    ] {
        let page = house
            .signed_in(role)
            .get(&format!("/departments/{web}/performance?months=12"));
        assert_eq!(page.status, 200, "{role}");
    }
    // Clocks of the demo's tickets were kept or missed by somebody.
    let (_, support) = asked(
        &house,
        "management",
        &format!(
            "/departments/{}/performance?months=12",
            names.department_by_key("support").unwrap().id
        ),
    );
    let clocks: i64 = support["months"]
        .as_array()
        .unwrap()
        .iter()
        .map(|month| {
            month["figures"]["clocks_kept"].as_i64().unwrap()
                + month["figures"]["clocks_missed"].as_i64().unwrap()
        })
        .sum();
    assert!(clocks > 0);
}

#[test]
fn a_house_filed_by_another_program_is_filed_anew() {
    let house = House::filled().unwrap();
    let folder = atrium::testing::house::fresh_folder("filed").unwrap();
    house.store.close();
    for file in ["atrium.db", "keys.json", "atrium.key"] {
        let from = house.folder.join(file);
        if from.exists() {
            std::fs::copy(from, folder.join(file)).unwrap();
        }
    }
    for entry in std::fs::read_dir(&house.folder).unwrap().flatten() {
        let to = folder.join(entry.file_name());
        if entry.path().is_file() && !to.exists() {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
    let open = |number: u64| {
        let unlock = atrium::data::Unlock::key_file(&folder.join("atrium.key")).unwrap();
        let ring = atrium::data::KeyRing::open(&folder, &unlock).unwrap();
        let schema = features::schema()
            .filing("projects", number)
            .filing("leads", number);
        atrium::data::Store::open(
            &folder,
            ring,
            schema,
            &atrium::data::StoreOptions::default(),
        )
        .unwrap()
    };
    // As it was left: the server that was up until now may have had something to do still.
    let store = atrium::testing::house::open_store(&folder).unwrap();
    let sound = recount(&store).unwrap();
    assert!(sound.problems.is_empty(), "{:?}", sound.problems);
    store.close();
    drop(store);
    // Other numbers: what is derived from them and their parts is thrown away and made again, and is what it was.
    let store = open(99);
    let anew = recount(&store).unwrap();
    assert_eq!(anew, sound);
    store.close();
    let store = open(99);
    assert_eq!(recount(&store).unwrap(), sound);
    store.close();
    let _ = std::fs::remove_dir_all(&folder);
}
