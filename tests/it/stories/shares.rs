//! One record opened to a colleague: it stands in their lists, opens, and can be edited when that was said, until the day,
//! until it is taken back, and never further than its giver's own rights.

use atrium::{
    access::policy,
    base::{Id, Moment, time},
    data::{Index, Key, Origin, Paging, Query, Record, Ref, Share, Visit},
    features::{
        authority::Access,
        clients::{self, Client as Company},
        leads::{self, Lead},
        people::{Directory, User},
        projects::{self, Milestone, Project, Task},
        quotes::{self, Quote},
        shares::{GIVE, TAKE_BACK},
        tasks,
        tickets::{self, Ticket},
    },
    testing::{
        client::{Client, Response},
        house::House,
    },
};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

fn post(client: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("POST", path, &headers, body.to_string().as_bytes())
}

fn patch(client: &mut Client, path: &str, body: &Value) -> Response {
    let headers = [("content-type", "application/json")];
    client.request("PATCH", path, &headers, body.to_string().as_bytes())
}

fn leads_of(house: &House, count: usize) -> Vec<String> {
    let mut omar = house.api("sales-closer").unwrap();
    (0..count)
        .map(|n| {
            let lead = json!({
                "company": format!("Alder Creek {n}"), "contact": "Naomi Frost", "email": format!("n{n}@alder.example"),
                "phone": format!("210-555-01{n:02}"), "source": "yelp", "categories": ["web"], "wish": "A site",
            });
            let made = post(&mut omar, "/api/v1/leads", &lead);
            assert_eq!(made.status, 201, "{}", made.text());
            made.json()["id"].as_str().unwrap().to_owned()
        })
        .collect()
}

fn id(house: &House, role: &str) -> String {
    house.account(role).id.to_string()
}

/// The same person as the doors would let them in, at a moment.
pub(super) fn as_person(house: &House, user: Id<User>, at: Moment) -> Visit {
    let access = house.visit().cached::<Access>().unwrap();
    let (actor, _) = access.actor(user).unwrap();
    Visit::new(
        house.store.clone(),
        actor,
        Origin::server(),
        at,
        TimeZone::UTC,
    )
}

#[test]
fn a_shared_lead_opens_stands_in_the_list_and_goes_again() {
    let house = House::with_cast().unwrap();
    let made = leads_of(&house, 3);
    let lead = &made[1];
    let mut omar = house.api("sales-closer").unwrap();
    let mut accountant = house.api("accountant").unwrap();
    assert_eq!(
        accountant.get("/api/v1/leads").status,
        403,
        "no lead is theirs"
    );
    let until = (house.visit().today() + 3).iso();
    let share = json!({ "record": lead, "person": id(&house, "accountant"), "until": until });
    let shared = post(&mut omar, "/api/v1/shares", &share);
    assert_eq!(shared.status, 201, "{}", shared.text());

    let list = accountant.get("/api/v1/leads").json();
    let ids: Vec<&str> = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, [lead.as_str()], "exactly that one");
    assert_eq!(accountant.get(&format!("/api/v1/leads/{lead}")).status, 200);
    assert_eq!(
        accountant.get(&format!("/api/v1/leads/{}", made[0])).status,
        404
    );
    let mut page = house.signed_in("accountant");
    assert_eq!(page.get(&format!("/leads/{lead}")).status, 200);
    assert!(page.get("/shares").text().contains("Alder Creek 1"));
    assert!(page.get("/inbox").text().contains("shared LD-"));
    assert!(
        omar.get(&format!("/api/v1/shares?record={lead}")).json()["items"][0]["until"]
            == json!(until)
    );
    // To see, and no more.
    let edit = json!({ "company": "Mine" });
    assert_eq!(
        patch(&mut accountant, &format!("/api/v1/leads/{lead}"), &edit).status,
        403
    );
    // The explorer names the reason.
    let mut vera = house.api("administrator").unwrap();
    let asked = format!(
        "/api/v1/permissions?person={}&action=leads.view&record={lead}",
        id(&house, "accountant")
    );
    let told = vera.get(&asked).json();
    assert_eq!(told["may"], true);
    assert!(
        told["why"].as_str().unwrap().contains("shared with"),
        "{told}"
    );
    assert!(
        told["why"].as_str().unwrap().contains("Omar Farouk until"),
        "{told}"
    );

    // To edit, said anew; one share per person and record.
    let wider = json!({ "record": lead, "person": id(&house, "accountant"), "edit": true });
    assert_eq!(post(&mut omar, "/api/v1/shares", &wider).status, 201);
    let answer = patch(&mut accountant, &format!("/api/v1/leads/{lead}"), &edit);
    assert_eq!(answer.status, 200, "{}", answer.text());
    let shares = omar.get(&format!("/api/v1/shares?record={lead}")).json();
    assert_eq!(shares["items"].as_array().unwrap().len(), 1);
    // Nothing else about it is theirs.
    for deed in ["lose", "hand-over", "qualify"] {
        let answer = post(
            &mut accountant,
            &format!("/api/v1/leads/{lead}/{deed}"),
            &json!({}),
        );
        assert!(
            [403, 422].contains(&answer.status),
            "{deed} {}",
            answer.status
        );
        assert_ne!(answer.status, 200);
    }

    // Taken back with Undo, which gives it again, and back for good.
    let mut browser = house.signed_in("sales-closer");
    let share_id = shares["items"][0]["id"].as_str().unwrap().to_owned();
    assert!(
        browser
            .get(&format!("/leads/{lead}"))
            .text()
            .contains("Shared with")
    );
    let back = browser.post_form(&format!("/shares/{share_id}/take-back"), &[]);
    assert_eq!(back.status, 303);
    assert_eq!(
        accountant.get(&format!("/api/v1/leads/{lead}")).status,
        403,
        "on the next request"
    );
    let seq = house.last_of("sales-closer");
    assert_eq!(browser.post_form(&format!("/undo/{seq}"), &[]).status, 303);
    assert_eq!(accountant.get(&format!("/api/v1/leads/{lead}")).status, 200);
    let again = house.last_of("sales-closer");
    assert_eq!(
        browser.post_form(&format!("/undo/{again}"), &[]).status,
        303
    );
    assert_eq!(accountant.get("/api/v1/leads").status, 403);
    let recount = atrium::data::testing::recount(&house.store).unwrap();
    assert!(recount.problems.is_empty(), "{:?}", recount.problems);
}

#[test]
fn nobody_shares_more_than_they_hold_or_what_was_only_shared_with_them() {
    let house = House::with_cast().unwrap();
    let made = leads_of(&house, 2);
    let to = |role: &str, edit: bool| json!({ "record": made[0], "person": id(&house, role), "edit": edit });
    let mut omar = house.api("sales-closer").unwrap();
    let mut accountant = house.api("accountant").unwrap();
    assert_eq!(
        post(&mut omar, "/api/v1/shares", &to("accountant", true)).status,
        201
    );
    // What was shared with the accountant goes no further.
    let on = post(&mut accountant, "/api/v1/shares", &to("team-member", false));
    assert_eq!(on.status, 403, "{}", on.text());
    // A colleague of the same department sees the lead, and it isn't theirs to share.
    let mut chloe = house.api("sales-agent").unwrap();
    assert_eq!(chloe.get(&format!("/api/v1/leads/{}", made[0])).status, 200);
    assert_eq!(
        post(&mut chloe, "/api/v1/shares", &to("team-member", false)).status,
        403
    );
    // Their manager may.
    let mut priya = house.api("sales-manager").unwrap();
    assert_eq!(
        post(&mut priya, "/api/v1/shares", &to("team-member", true)).status,
        201
    );
    // What nobody sees nobody shares, and strangers to it learn nothing.
    let mut mei = house.api("team-lead").unwrap();
    assert_eq!(
        post(&mut mei, "/api/v1/shares", &to("accountant", false)).status,
        422
    );
    // Not with oneself, not with who isn't there, not in the past.
    assert_eq!(
        post(&mut omar, "/api/v1/shares", &to("sales-closer", false)).status,
        422
    );
    let nobody = json!({ "record": made[0], "person": "U-9999" });
    assert_eq!(post(&mut omar, "/api/v1/shares", &nobody).status, 422);
    let past =
        json!({ "record": made[0], "person": id(&house, "accountant"), "until": "2020-01-01" });
    assert_eq!(post(&mut omar, "/api/v1/shares", &past).status, 422);
    // People themselves are no records to share.
    let person = json!({ "record": id(&house, "team-member"), "person": id(&house, "accountant") });
    assert_eq!(post(&mut priya, "/api/v1/shares", &person).status, 422);
    // Taking back: the manager's right on the record, not anybody's.
    let shares = omar
        .get(&format!("/api/v1/shares?record={}", made[0]))
        .json();
    let share = shares["items"][0]["id"].as_str().unwrap();
    let path = format!("/api/v1/shares/{share}/take-back");
    assert_eq!(post(&mut chloe, &path, &json!({})).status, 403);
    assert_eq!(post(&mut priya, &path, &json!({})).status, 200);
}

#[test]
fn a_clients_person_is_given_nothing_and_time_ends_what_was_given() {
    let house = House::with_cast().unwrap();
    let made = leads_of(&house, 1);
    let mut amira = house.api("account-manager").unwrap();
    let company = json!({ "name": "Bluestem Dental", "contact": "Gwen Okafor", "email": "gwen@bluestem.example" });
    let client = post(&mut amira, "/api/v1/clients", &company).json();
    let path = format!(
        "/api/v1/clients/{}/contacts",
        client["id"].as_str().unwrap()
    );
    let contact = amira.get(&path).json()["items"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let opened = post(
        &mut amira,
        &format!("/api/v1/contacts/{contact}/open-portal"),
        &json!({}),
    );
    let gwen = opened.json()["user"].as_str().unwrap().to_owned();
    let mut omar = house.api("sales-closer").unwrap();
    let answer = post(
        &mut omar,
        "/api/v1/shares",
        &json!({ "record": made[0], "person": gwen }),
    );
    assert_eq!(answer.status, 422, "{}", answer.text());
    // Even were there a share, it would open nothing to her.
    let lead: Id<Lead> = Id::parse(&made[0]).unwrap();
    let gwen: Id<User> = Id::parse(&gwen).unwrap();
    let held = as_person(&house, gwen, Moment::now());
    assert!(held.find(lead).is_err());

    let accountant = house.account("accountant").id;
    let share = json!({ "record": made[0], "person": accountant.to_string(), "until": house.visit().today().iso() });
    assert_eq!(post(&mut omar, "/api/v1/shares", &share).status, 201);
    let now = Moment::now();
    assert!(as_person(&house, accountant, now).find(lead).is_ok());
    // At the day's end it opens nothing, before anything removed it.
    let tomorrow = Moment::at(house.visit().today() + 1, 0, &TimeZone::UTC);
    let later = as_person(&house, accountant, tomorrow);
    assert!(later.find(lead).is_err() && !later.may_somewhere(&leads::VIEW));
    assert!(
        as_person(&house, accountant, tomorrow.plus(-1))
            .find(lead)
            .is_ok()
    );
    let listed = later.list::<Lead>(Query::by(leads::BY_STAGE)).unwrap();
    assert!(listed.rows.is_empty());
    // And then it goes, after days of being off as well.
    let shares = || house.visit().shares_of(lead.as_ref()).unwrap().len();
    house.strike(tomorrow.plus(-1)).unwrap();
    assert_eq!(shares(), 1);
    house.strike(tomorrow.plus(9 * time::DAY)).unwrap();
    assert_eq!(shares(), 0);
}

/// All pages of a list, seven at a time.
fn listed<R: Record>(visit: &Visit, index: Index) -> Vec<u64> {
    let mut found = Vec::new();
    let mut paging = Some(Paging::first(7));
    while let Some(asked) = paging {
        let list = Query::by(index).descending(true).page(asked);
        let page = visit.list::<R>(list).unwrap();
        found.extend(page.rows.iter().map(|row| row.id().raw()));
        paging = page.next.map(|next| Paging::first(7).after(next));
    }
    let counted = visit.count::<R>(&Query::by(index), 10_000).unwrap();
    assert_eq!(counted, found.len(), "counted as listed");
    found.sort_unstable();
    found
}

/// What the predicate lets through of everything there is.
fn filtered<R: Record>(
    house: &House,
    visit: &Visit,
    index: Index,
    within: impl Fn(&R) -> bool,
) -> Vec<u64> {
    let lies = |row: &R| policy::may(&visit.actor, &R::VIEW, &visit.placement(row).unwrap());
    let of = |row: &R| (row.as_ref().kind, row.as_ref().id);
    let shared = |row: &R| {
        let (kind, id) = of(row);
        let held = &visit.actor.shared;
        held.covers(&R::VIEW, kind, id, visit.at).is_some()
    };
    let all = house
        .visit()
        .list::<R>(Query::by(index).limit(10_000))
        .unwrap();
    let mut found: Vec<u64> = all
        .rows
        .iter()
        .filter(|row| lies(row) || shared(row) || within(row))
        .map(|row| row.id().raw())
        .collect();
    found.sort_unstable();
    found
}

fn compare<R: Record>(house: &House, visit: &Visit, index: Index) -> usize {
    compare_with::<R>(house, visit, index, |_| false)
}

fn compare_with<R: Record>(
    house: &House,
    visit: &Visit,
    index: Index,
    within: impl Fn(&R) -> bool,
) -> usize {
    let (list, filter) = (
        listed::<R>(visit, index),
        filtered::<R>(house, visit, index, within),
    );
    assert_eq!(list, filter, "{} of {}", R::KIND.plural, visit.actor.name);
    for id in list.iter().take(3) {
        assert!(visit.find(Id::<R>::new(*id)).is_ok());
    }
    list.len()
}

#[test]
fn every_list_is_what_the_predicate_lets_through() {
    let house = House::filled().unwrap();
    let names = Directory::of(&house.visit()).unwrap();
    let staff: Vec<&User> = names.staff();
    // As the house's own numbers go: no chance, and no pattern either.
    let mut seed: u64 = 0x9e37_79b9;
    let mut next = |most: usize| {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most
    };
    let now = Moment::now();
    let everything: Vec<Vec<Ref>> = vec![
        filtered::<Lead>(&house, &house.visit(), leads::BY_STAGE, |_| false)
            .iter()
            .map(|id| Id::<Lead>::new(*id).as_ref())
            .collect(),
        filtered::<Company>(&house, &house.visit(), clients::BY_NAME, |_| false)
            .iter()
            .map(|id| Id::<Company>::new(*id).as_ref())
            .collect(),
        filtered::<Quote>(&house, &house.visit(), quotes::BY_TOUCHED, |_| false)
            .iter()
            .map(|id| Id::<Quote>::new(*id).as_ref())
            .collect(),
        filtered::<Ticket>(&house, &house.visit(), tickets::BY_TOUCHED, |_| false)
            .iter()
            .map(|id| Id::<Ticket>::new(*id).as_ref())
            .collect(),
        filtered::<Project>(&house, &house.visit(), projects::BY_STATE, |_| false)
            .iter()
            .map(|id| Id::<Project>::new(*id).as_ref())
            .collect(),
        filtered::<Task>(&house, &house.visit(), projects::TASKS_BY_STATE, |_| false)
            .iter()
            .map(|id| Id::<Task>::new(*id).as_ref())
            .collect(),
    ];
    for n in 0..240 {
        let kind = &everything[n % everything.len()];
        let of = kind[next(kind.len())];
        let to = staff[next(staff.len())].id.raw();
        let ends = match next(3) {
            0 => None,
            1 => Some(now.plus(time::DAY)),
            _ => Some(now.plus(2 * time::SECOND)),
        };
        let edit = next(2) == 0;
        house
            .visit()
            .act(GIVE, move |change| {
                change.subject_of(of)?;
                change
                    .insert(Share {
                        of,
                        to,
                        edit,
                        ends,
                        at: change.at,
                        ..Share::default()
                    })
                    .map(drop)
            })
            .unwrap();
    }
    let recount = atrium::data::testing::recount(&house.store).unwrap();
    assert!(recount.problems.is_empty(), "{:?}", recount.problems);
    let mut seen = 0;
    for at in [now, now.plus(3 * time::SECOND)] {
        for person in staff.iter().step_by(3) {
            let visit = as_person(&house, person.id, at);
            seen += compare::<Lead>(&house, &visit, leads::BY_STAGE);
            seen += compare::<Company>(&house, &visit, clients::BY_NAME);
            seen += compare::<Quote>(&house, &visit, quotes::BY_TOUCHED);
            seen += compare::<Ticket>(&house, &visit, tickets::BY_TOUCHED);
            seen += compare::<Project>(&house, &visit, projects::BY_STATE);
            // A task is found in the list of whoever its project was shared with.
            let given = |task: &Task| {
                let (held, id) = (&visit.actor.shared, task.project.raw());
                held.covers(&projects::VIEW, Project::KIND.code, id, at)
                    .is_some()
            };
            seen += compare_with::<Task>(&house, &visit, projects::TASKS_BY_STATE, given);
        }
    }
    assert!(seen > 1000, "{seen}");
}

/// Whoever a project is shared with sees what it is made of: in lists, one by one, in the search and on its pages; and
/// nothing of it any more once it is taken back. A task that moved hands lies where its project lies now.
#[test]
fn a_shared_project_brings_its_tasks_milestones_and_comments() {
    let house = House::filled().unwrap();
    let system = house.visit();
    let project = system
        .list::<Project>(Query::by(projects::BY_STATE).limit(1))
        .unwrap()
        .rows
        .remove(0);
    let tasks: Vec<Task> = system
        .related(
            &project,
            projects::TASKS_OF_PROJECT,
            Key::new().id(project.id),
            500,
        )
        .unwrap();
    let milestones: Vec<Milestone> = system
        .related(
            &project,
            projects::MILESTONES,
            Key::new().id(project.id),
            50,
        )
        .unwrap();
    let task = tasks[0].id;
    let comment = tasks::comment(&system, task, "Where is the logo?".into()).unwrap();
    let names = Directory::of(&system).unwrap();
    let stranger = |user: &&&User| {
        let visit = as_person(&house, user.id, system.at);
        let blind = |id| visit.find::<Task>(id).is_err();
        visit.find(project.id).is_err() && tasks.iter().all(|task| blind(task.id))
    };
    let staff = names.staff();
    let user = staff.iter().find(stranger).unwrap().id;
    let at = Moment::now();
    let listed_within = || {
        let visit = as_person(&house, user, at);
        let all = listed::<Task>(&visit, projects::TASKS_BY_STATE);
        tasks
            .iter()
            .filter(|task| all.contains(&task.id.raw()))
            .count()
    };
    assert_eq!(listed_within(), 0);
    let of = project.as_ref();
    let share = house
        .visit()
        .act(GIVE, move |change| {
            change.subject_of(of)?;
            let share = Share {
                of,
                to: user.raw(),
                at: change.at,
                ..Share::default()
            };
            change.insert(share).map(|share| share.id)
        })
        .unwrap();
    assert_eq!(listed_within(), tasks.len());
    let visit = as_person(&house, user, at);
    assert!(visit.find(comment).is_ok());
    for milestone in &milestones {
        assert!(visit.find::<Milestone>(milestone.id).is_ok());
    }
    let words = visit.search(&tasks[0].title, 50).unwrap();
    assert!(words.hits.iter().any(|(found, _)| *found == task.as_ref()));
    // To see, and nothing else: its deeds are its own people's.
    assert!(!visit.may(&tasks::EDIT, &tasks[0]));
    house
        .visit()
        .act(TAKE_BACK, move |change| {
            let share = change.subject::<Share>(share)?;
            change.delete(&share)
        })
        .unwrap();
    assert_eq!(listed_within(), 0);
    let visit = as_person(&house, user, at);
    assert!(visit.find::<Task>(task).is_err() && visit.find(comment).is_err());
    // Who manages the project manages its tasks, without a word about them in the journal.
    let before = house.store.newest();
    let id = project.id;
    house
        .visit()
        .act(projects::EDIT, move |change| {
            let mut project = change.subject::<Project>(id)?;
            project.manager = user;
            change.put(&project)
        })
        .unwrap();
    assert_eq!(listed_within(), tasks.len());
    let entries = house.store.entries_after(before, 10).unwrap();
    let touched: Vec<u8> = entries[0]
        .changes
        .iter()
        .map(|change| change.of.kind)
        .collect();
    assert!(!touched.contains(&Task::KIND.code), "{touched:?}");
    let recount = atrium::data::testing::recount(&house.store).unwrap();
    assert!(recount.problems.is_empty(), "{:?}", recount.problems);
}
