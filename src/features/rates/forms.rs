//! What people may submit about rates.

use super::rate::{Billed, Of};
use crate::{
    base::{Day, Id, Money},
    features::{
        clients::Client,
        people::User,
        projects::{Project, Task},
        quotes::MOST_PRICE,
    },
    web::form::{Form, Optional, Reader},
};

/// A rate of one of these, or of the house where none is named.
#[derive(Debug, Clone)]
pub struct RateForm {
    pub task: Option<Id<Task>>,
    pub project: Option<Id<Project>>,
    pub client: Option<Id<Client>>,
    pub person: Option<Id<User>>,
    /// None: from today on.
    pub from: Option<Day>,
    pub per_hour: Option<Money>,
    pub cost_per_hour: Option<Money>,
    pub billable: Billed,
}

impl Form for RateForm {
    fn read(f: &mut Reader) -> Self {
        let form = RateForm {
            task: f.id("task", "Task", Optional),
            project: f.id("project", "Project", Optional),
            client: f.id("client", "Client", Optional),
            person: f.id("person", "Person", Optional),
            from: f.day("from", "From", Optional),
            per_hour: f.money("per_hour", "Billed an hour", Optional),
            cost_per_hour: f.money("cost_per_hour", "Cost of an hour", Optional),
            billable: f
                .choice("billable", "Billable", Optional)
                .unwrap_or(Billed::Open),
        };
        for (name, amount) in [
            ("per_hour", form.per_hour),
            ("cost_per_hour", form.cost_per_hour),
        ] {
            if amount.is_some_and(|amount| amount.0 > MOST_PRICE) {
                let most = Money(MOST_PRICE).show(f.currency);
                f.problem(name, format!("An hour should be at most {most}."));
            }
        }
        if form.named() > 1 {
            f.problem(
                "task",
                "Name one of task, project, client and person, or none.",
            );
        }
        let says = form.per_hour.is_some() || form.cost_per_hour.is_some();
        if !says && form.billable == Billed::Open {
            f.problem(
                "per_hour",
                "Say what an hour is billed at or costs, or whether it is billed.",
            );
        }
        if form.cost_per_hour.is_some() && !form.of().has_costs() {
            f.problem(
                "cost_per_hour",
                "What an hour costs is said of people and of everything else.",
            );
        }
        form
    }
}

impl RateForm {
    fn named(&self) -> usize {
        let named = [
            self.task.is_some(),
            self.project.is_some(),
            self.client.is_some(),
            self.person.is_some(),
        ];
        named.iter().filter(|named| **named).count()
    }

    pub fn of(&self) -> Of {
        match (self.task, self.project, self.client, self.person) {
            (Some(_), ..) => Of::Task,
            (_, Some(_), ..) => Of::Project,
            (_, _, Some(_), _) => Of::Client,
            (.., Some(_)) => Of::Person,
            _ => Of::House,
        }
    }
}
