//! What the house itself writes into the lines of an invoice is in the language of its client; what people wrote stays as they
//! wrote it.

use atrium::testing::{cast::PASSWORD, client::Client, house::House};
use serde_json::{Value, json};

use super::{
    invoices::{at, patch, taken_back},
    work::{planned, tasks, text},
    work_pages::portal_person,
};
use crate::support::steps::{done, get};

/// A project, its client, their person in the portal, and a task that Mei works on.
struct Work {
    house: House,
    project: String,
    client: String,
    task: String,
    wade: Client,
}

fn work() -> Work {
    let house = House::with_cast().unwrap();
    let project = planned(&house, "web-wordpress");
    let email = portal_person(&house, &project);
    let mut wade = house.client();
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    assert_eq!(wade.post_form("/sign-in", &form).status, 303);
    let mut bilal = house.api("team-lead").unwrap();
    let plan = tasks(&mut bilal, &project);
    let first = plan.iter().find(|task| task["parent"].is_null()).unwrap();
    let parts = format!("/api/v1/tasks?parent={}", text(first, "id"));
    let parts = get(&mut bilal, &parts);
    let task = text(&parts["items"][0], "id").to_owned();
    let mei = house.account("team-member").id.to_string();
    let assign = format!("/api/v1/tasks/{task}/assign");
    done(&mut bilal, &assign, &json!({ "assignee": mei }));
    let mut ruth = house.api("accountant").unwrap();
    let held = get(&mut ruth, &format!("/api/v1/projects/{project}"));
    let client = text(&held, "client").to_owned();
    Work {
        house,
        project,
        client,
        task,
        wade,
    }
}

impl Work {
    fn speaks(&mut self, language: &str) {
        let chosen = self.wade.post_form("/me/look", &[("language", language)]);
        assert_eq!(chosen.status, 303, "{}", chosen.text());
    }

    fn ruth(&self) -> Client {
        self.house.api("accountant").unwrap()
    }

    fn unbilled(&self) -> String {
        format!("/api/v1/clients/{}/unbilled", self.client)
    }

    /// A draft over time that was written just now.
    fn of_time(&self) -> Value {
        let mut mei = self.house.api("team-member").unwrap();
        let entry = json!({ "task": self.task, "minutes": "0:30", "billable": true });
        let entry = done(&mut mei, "/api/v1/time-entries", &entry);
        let bill = json!({ "entries": [text(&entry, "id")], "hour": "90" });
        done(&mut self.ruth(), &self.unbilled(), &bill)
    }

    /// A draft over its first milestone, which its client approved.
    fn of_milestone(&mut self) -> Value {
        let mut jonas = self.house.api("project-manager").unwrap();
        let all = format!("/api/v1/milestones?project={}", self.project);
        let all = get(&mut jonas, &all);
        let milestone = text(&all["items"][0], "id").to_owned();
        let api = format!("/api/v1/milestones/{milestone}");
        let price = format!("{api}/price");
        let (status, held) = patch(&mut self.ruth(), &price, &json!({ "amount": 45_000 }));
        assert_eq!(status, 200, "{held}");
        done(&mut jonas, &format!("{api}/ask-client"), &json!({}));
        let answer = json!({ "answer": "approved" });
        done(&mut self.wade, &format!("{api}/answer"), &answer);
        let bill = json!({ "milestones": [milestone] });
        done(&mut self.ruth(), &self.unbilled(), &bill)
    }

    /// The draft that a new agreement on hours makes.
    fn of_agreement(&self) -> (String, Value) {
        let mut ruth = self.ruth();
        let agreement = json!({
            "client": self.client, "project": self.project, "title": "Website care", "every": "month",
            "begins": self.house.visit().today().iso(), "included_minutes": 120, "price": "1150",
            "rate": "105", "cap_minutes": 0, "life": 0, "tax": "0", "billed": "advance", "grace": 3,
        });
        let made = done(&mut ruth, "/api/v1/retainers", &agreement);
        let periods = format!("/api/v1/retainer-periods?retainer={}", text(&made, "id"));
        let period = get(&mut ruth, &periods)["items"][0].clone();
        let draft = get(&mut ruth, &at(text(&period, "price_on")));
        (text(&period, "id").to_owned(), draft)
    }
}

fn says(draft: &Value, field: &str, words: &str) {
    let line = &draft["lines"][0];
    assert!(text(line, field).contains(words), "{words} in {draft}");
}

#[test]
fn what_the_house_writes_into_lines_is_in_the_language_of_its_client() {
    let mut work = work();
    let mut ruth = work.ruth();
    work.speaks("de");
    let milestone = work.of_milestone();
    says(&milestone, "detail", "Meilenstein des Projekts ");
    let time = work.of_time();
    assert!(text(&time, "title").starts_with("Arbeiten an "), "{time}");
    let day = text(&time["lines"][0], "detail").to_owned();
    assert!(day.contains(". "), "a day as German writes it: {day}");
    // What is taken back is called so in German, and what somebody typed stays as it was typed.
    let issue = format!("{}/issue", at(text(&time, "id")));
    done(&mut ruth, &issue, &json!({}));
    let note = taken_back(&mut ruth, text(&time, "id"));
    assert!(text(&note, "title").starts_with("Gutschrift zu "), "{note}");
    let (period, care) = work.of_agreement();
    says(&care, "title", "Website care");
    says(&care, "detail", " bis ");
    says(&care, "detail", ", 2 Std. enthalten");
    let mut desk = work.house.signed_in("accountant");
    let hours = format!("/retainer-periods/{period}/pdf");
    let words = |desk: &mut Client| {
        let paper = desk.get(&hours);
        assert_eq!(paper.status, 200, "{}", paper.text());
        pdf_extract::extract_text_from_mem(&paper.body).unwrap()
    };
    let printed = words(&mut desk);
    for said in ["Stunden", "Enthalten", "2 Std."] {
        assert!(printed.contains(said), "{said} in {printed}");
    }

    // Another language from now on: what is there stays as it is.
    work.speaks("en");
    let same = get(&mut ruth, &at(text(&milestone, "id")));
    says(&same, "detail", "Meilenstein des Projekts ");
    let issue = format!("{}/issue", at(text(&care, "id")));
    done(&mut ruth, &issue, &json!({}));
    let note = taken_back(&mut ruth, text(&care, "id"));
    assert!(text(&note, "title").starts_with("Credit for "), "{note}");
    says(&note, "detail", ", 2 Std. enthalten");
    let printed = words(&mut desk);
    assert!(
        printed.contains("Included") && printed.contains("2 h"),
        "{printed}"
    );
}

#[test]
fn lines_of_an_english_client_stay_english() {
    let mut work = work();
    let mut ruth = work.ruth();
    says(&work.of_milestone(), "detail", "Milestone of ");
    let time = work.of_time();
    assert!(text(&time, "title").starts_with("Work on "), "{time}");
    let issue = format!("{}/issue", at(text(&time, "id")));
    done(&mut ruth, &issue, &json!({}));
    let note = taken_back(&mut ruth, text(&time, "id"));
    assert!(text(&note, "title").starts_with("Credit for "), "{note}");
    let (_, care) = work.of_agreement();
    says(&care, "detail", " to ");
    says(&care, "detail", ", 2 h included");
}
