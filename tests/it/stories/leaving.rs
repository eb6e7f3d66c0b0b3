//! Somebody leaves: everything they hold changes hands in one command, nobody takes what they can't see, nothing open
//! is left in their name, and neither a deed nor an Undo puts anything back there.

use atrium::{
    base::Id,
    data::{Origin, Query, Record, Visit},
    features::{
        approvals::{self, Approval},
        authority::Access,
        clients::{self, Client},
        handover::{self, Give, Leave},
        leads::{self, Lead},
        people::{self, Directory, User},
        projects::{self, Project, Task},
        quotes::{self, Quote},
        tickets::{self, Ticket},
    },
    testing::house::House,
};

fn all<R: Record>(visit: &Visit, index: atrium::data::Index) -> Vec<R> {
    visit
        .list::<R>(Query::by(index).limit(100_000))
        .unwrap()
        .rows
}

/// Every open record that names a person as its owner, manager, lead, assignee or reviewer, found by looking at all of
/// them and not by the indexes that the deed itself uses.
fn in_the_name_of(house: &House, id: Id<User>) -> Vec<String> {
    let visit = house.visit();
    let mut found = Vec::new();
    let mut say = |number: String, what: &str| found.push(format!("{number} {what}"));
    for lead in all::<Lead>(&visit, leads::BY_STAGE) {
        if lead.stage.is_open() && [Some(lead.owner), lead.closer, lead.agent].contains(&Some(id)) {
            say(lead.id.to_string(), "lead");
        }
    }
    for quote in all::<Quote>(&visit, quotes::BY_TOUCHED) {
        let over = matches!(
            quote.status,
            quotes::Status::Declined | quotes::Status::Withdrawn
        );
        if !over && quote.owner == id {
            say(quote.id.to_string(), "quote");
        }
    }
    for client in all::<Client>(&visit, clients::BY_NAME) {
        if client.owner == id {
            say(client.id.to_string(), "client");
        }
    }
    for ticket in all::<Ticket>(&visit, tickets::BY_TOUCHED) {
        let hands = [
            Some(ticket.owner),
            ticket.sales_manager,
            ticket.support_manager,
            ticket.agent,
        ];
        if !ticket.stage.is_over() && hands.contains(&Some(id)) {
            say(ticket.id.to_string(), "ticket");
        }
    }
    for approval in all::<Approval>(&visit, approvals::BY_STATUS) {
        if approval.status == approvals::Status::Waiting
            && [Some(approval.manager), approval.team_lead].contains(&Some(id))
        {
            say(approval.id.to_string(), "approval");
        }
    }
    for project in all::<Project>(&visit, projects::BY_STATE) {
        let over = matches!(
            project.state,
            projects::Status::Closed | projects::Status::Cancelled
        );
        if !over && [project.manager, project.team_lead].contains(&id) {
            say(project.id.to_string(), "project");
        }
    }
    for task in all::<Task>(&visit, projects::TASKS_BY_STATE) {
        let named = [task.assignee, task.reviewer].contains(&Some(id));
        if task.state.is_open() && named {
            say(task.id.to_string(), "task");
        }
        let project = visit.find(task.project).unwrap();
        if task.state.is_open()
            && project.state.is_open()
            && [project.team_lead, project.manager].contains(&id)
        {
            say(task.id.to_string(), "task led");
        }
    }
    let names = Directory::of(&visit).unwrap();
    for department in names.departments.values() {
        if department.manager == Some(id)
            || department.deputies.iter().any(|held| held.person == id)
        {
            say(department.id.to_string(), "department");
        }
    }
    for team in names.teams.values().filter(|team| team.lead == Some(id)) {
        say(team.id.to_string(), "team");
    }
    found
}

/// As a person of the cast does it, without the pages.
fn visit_as(house: &House, role: &str) -> Visit {
    let visit = house.visit();
    let access = visit.cached::<Access>().unwrap();
    let (actor, _) = access.actor(house.account(role).id).unwrap();
    Visit::new(
        house.store.clone(),
        actor,
        Origin::server(),
        visit.at,
        visit.tz.clone(),
    )
}

#[test]
fn whoever_leaves_leaves_nothing_open_in_their_name() {
    let house = House::filled().unwrap();
    let hr = visit_as(&house, "hr-manager");
    let ines = house.account("superadmin").id;
    let names = Directory::of(&hr).unwrap();
    let mut gone = 0;
    let mut handed = 0;
    // As many of the staff as the HR manager may send away: each time somebody else has to take it.
    for user in names.staff() {
        if names
            .touch(house.account("hr-manager").id.raw(), user)
            .is_err()
            || user.id == house.account("hr-manager").id
        {
            continue;
        }
        let plan = handover::plan(&hr, user, None).unwrap();
        let held = in_the_name_of(&house, user.id);
        assert_eq!(
            held.is_empty(),
            plan.held.is_empty(),
            "{}: {held:?}",
            user.name
        );
        if gone % 3 == 0 && !plan.held.is_empty() {
            let refused = handover::deactivate(&hr, user.id, Leave::default()).unwrap_err();
            assert!(
                refused.to_string().contains("without an owner"),
                "{refused}"
            );
            assert!(!house.visit().find(user.id).unwrap().inactive);
        }
        let give = plan
            .held
            .iter()
            .zip(&plan.proposed)
            .filter(|(_, to)| to.is_some())
            .map(|(held, to)| Give {
                what: held.number.clone(),
                to: *to,
            });
        let form = Leave {
            to: Some(ines),
            give: give.collect(),
            reason: "Left the house".into(),
        };
        handover::deactivate(&hr, user.id, form).unwrap_or_else(|e| panic!("{}: {e}", user.name));
        assert_eq!(
            in_the_name_of(&house, user.id),
            Vec::<String>::new(),
            "{}",
            user.name
        );
        assert!(house.visit().find(user.id).unwrap().inactive);
        handed += plan.held.len();
        gone += 1;
        if gone == 12 {
            break;
        }
    }
    assert!(
        gone >= 8 && handed > 50,
        "{gone} left, {handed} handed over"
    );
    // What is kept of it is sound, and each record's history says what happened.
    let counted = atrium::data::testing::recount(&house.store).unwrap();
    assert!(counted.problems.is_empty(), "{:?}", counted.problems);
}

#[test]
fn the_wizard_lists_proposes_and_refuses_and_its_undo_gives_all_back() {
    let house = House::filled().unwrap();
    let mei = house.account("team-member").id;
    let mut rosa = house.signed_in("hr-manager");
    let mut own = house.signed_in("team-member");
    let before = in_the_name_of(&house, mei);
    assert!(!before.is_empty(), "the demo gives everybody work");
    let page = rosa.get(&format!("/users/{mei}/leave"));
    assert_eq!(page.status, 200);
    assert!(page.text().contains("Nothing may be left without an owner"));
    assert!(page.text().contains("Choose for each"));
    assert_eq!(
        rosa.get(&format!("/users/{mei}/leave?each=tasks")).status,
        200
    );
    let refused = rosa.post_form(&format!("/users/{mei}/deactivate"), &[]);
    assert_eq!(refused.status, 422);
    assert!(
        refused.text().contains("without an owner"),
        "{}",
        refused.text()
    );
    // Somebody who can't see tasks can't take them.
    let noor = house.account("it-administrator").id;
    let blind = rosa.post_form(
        &format!("/users/{mei}/deactivate"),
        &[
            ("give.0.what", "tasks"),
            ("give.0.to", &mei.to_string()),
            ("to", &noor.to_string()),
        ],
    );
    assert_eq!(blind.status, 422);
    assert!(blind.text().contains("Choose somebody else who works here"));

    let bilal = house.account("team-lead").id;
    let done = rosa.post_form(
        &format!("/users/{mei}/deactivate"),
        &[("to", &bilal.to_string()), ("reason", "Moves abroad")],
    );
    assert_eq!(done.status, 303, "{}", done.text());
    assert!(in_the_name_of(&house, mei).is_empty());
    assert_eq!(own.get("/").status, 303, "the door is shut at once");
    let mut lead = house.signed_in("team-lead");
    assert!(lead.get("/inbox").text().contains("yours now"));
    let task = before.iter().find(|held| held.ends_with(" task")).unwrap();
    let task = task.split(' ').next().unwrap();
    // Why somebody left is between them and those who may send people away: no history tells it to others.
    for page in [format!("/tasks/{task}"), format!("/users/{mei}")] {
        let told = lead.get(&page);
        assert_eq!(told.status, 200, "{page}");
        assert!(told.text().contains("deactivated"), "{page}");
        assert!(!told.text().contains("Moves abroad"), "{page}");
    }
    let told = rosa.get(&format!("/users/{mei}"));
    assert!(told.text().contains("Moves abroad"));

    // Undo gives it all back, at once; their sessions stay ended.
    let user: User = house.visit().find(mei).unwrap();
    let entry = house.visit().history(&user, None, 1).unwrap().remove(0);
    let undone = rosa.post_form(&format!("/undo/{}", entry.seq), &[]);
    assert_eq!(undone.status, 303, "{}", undone.text());
    assert_eq!(in_the_name_of(&house, mei), before);
    assert_eq!(own.get("/").status, 303);

    // Again; then let in again: nothing comes back by itself. Undoing that is a way out like any other.
    let done = rosa.post_form(
        &format!("/users/{mei}/deactivate"),
        &[("to", &bilal.to_string())],
    );
    assert_eq!(done.status, 303);
    assert_eq!(
        rosa.post_form(&format!("/users/{mei}/reactivate"), &[])
            .status,
        303
    );
    assert!(in_the_name_of(&house, mei).is_empty());
    let user: User = house.visit().find(mei).unwrap();
    let back = house.visit().history(&user, None, 1).unwrap().remove(0);
    // They get something to do, and then the reactivation is undone.
    let visit = house.visit();
    let open = all::<Task>(&visit, projects::TASKS_BY_STATE)
        .into_iter()
        .find(|task| task.state.is_open() && task.assignee == Some(bilal))
        .unwrap();
    let id = open.id;
    house
        .visit()
        .act(people::ADMINISTER, move |change| {
            change.event();
            let mut task = change.on_behalf("a test").load::<Task>(id)?;
            task.assignee = Some(mei);
            change.put(&task)
        })
        .unwrap();
    let refused = rosa.post_form(&format!("/undo/{}", back.seq), &[]);
    assert_eq!(refused.status, 409, "{}", refused.text());
    assert!(refused.text().contains("still holds 1 task"));
}

#[test]
fn nothing_is_put_into_the_hands_of_somebody_who_has_gone() {
    let house = House::filled().unwrap();
    let mei = house.account("team-member").id;
    let bilal = house.account("team-lead").id;
    let system = house.visit();
    handover::deactivate(&system, mei, Leave::all_to(bilal)).unwrap();
    let open = all::<Task>(&system, projects::TASKS_BY_STATE)
        .into_iter()
        .find(|task| task.state.is_open() && task.assignee == Some(bilal))
        .unwrap();
    let id = open.id;
    let refused = system.act(people::ADMINISTER, move |change| {
        change.event();
        let mut task = change.on_behalf("a test").load::<Task>(id)?;
        task.assignee = Some(mei);
        change.put(&task)
    });
    assert!(refused.unwrap_err().to_string().contains("is inactive"));
}

#[test]
fn moving_to_another_department_hands_over_what_lies_in_the_one_that_is_left() {
    let house = House::filled().unwrap();
    let system = house.visit();
    let names = Directory::of(&system).unwrap();
    let web = names.department_by_key("web").unwrap().id;
    let seo = names.department_by_key("seo").unwrap().id;
    let mei = house.account("team-member").id;
    let bilal = house.account("team-lead").id;
    let mut rosa = house.signed_in("hr-manager");
    let page = rosa.get(&format!("/users/{mei}/move?from={web}"));
    assert_eq!(page.status, 200);
    let held: Vec<Task> = all::<Task>(&system, projects::TASKS_BY_STATE)
        .into_iter()
        .filter(|task| task.state.is_open() && task.assignee == Some(mei))
        .collect();
    let (stays, goes): (Vec<_>, Vec<_>) = held.iter().partition(|task| task.department != web);
    assert!(!goes.is_empty());
    let fields = [("from", web.to_string()), ("into", seo.to_string())];
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(
        rosa.post_form(&format!("/users/{mei}/move"), &fields)
            .status,
        422
    );
    let to = bilal.to_string();
    fields.push(("to", &to));
    let moved = rosa.post_form(&format!("/users/{mei}/move"), &fields);
    assert_eq!(moved.status, 303, "{}", moved.text());
    let user: User = house.visit().find(mei).unwrap();
    assert!(user.departments.contains(&seo) && !user.departments.contains(&web));
    assert!(user.teams.is_empty());
    for task in goes {
        assert_ne!(
            house.visit().find(task.id).unwrap().assignee,
            Some(mei),
            "{}",
            task.id
        );
    }
    for task in stays {
        assert_eq!(
            house.visit().find(task.id).unwrap().assignee,
            Some(mei),
            "{}",
            task.id
        );
    }
    // Whoever manages only another department moves nobody.
    let mut priya = house.signed_in("sales-manager");
    assert_eq!(priya.get(&format!("/users/{mei}/move")).status, 403);
}
