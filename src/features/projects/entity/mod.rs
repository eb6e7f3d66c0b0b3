//! What projects and milestones are called and hold; `task` and `entry` say it of what they are made of.

mod entry;
mod task;

use serde_json::{Value, json};

use super::{
    Answer, Asked, Milestone, Project, Published, READ_VALUE, Shows, Status,
    budget::{AtFull, BudgetBy, Used, may_see_money},
    entry::on_project,
    pages::client_name,
    portal,
};
use crate::{
    access::Tier,
    base::{Choice, Result, percent},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    features::settings::Category,
    ui::icon::Icon,
};

const PROJECT: &[Field] = &[
    Field::text("title", "Title").editable().for_clients(),
    Field::record("client", "Client", "clients"),
    Field::text("client_name", "Client's name").worked_out(),
    Field::record("ticket", "Ticket", "tickets"),
    Field::choice::<Category>("category", "Category"),
    Field::choice::<Status>("status", "Status").about("What people said of it."),
    Field::choice::<Status>("state", "State")
        .about("What it shows.")
        .for_clients(),
    Field::new("progress", "Progress", FieldKind::Percent).for_clients(),
    Field::number("tasks", "Tasks").stored("total"),
    Field::number("tasks_completed", "Tasks completed").stored("done"),
    Field::minutes("budget_minutes", "Budget of hours")
        .editable()
        .for_several(),
    Field::minutes("logged_minutes", "Time logged")
        .worked_out()
        .about("On its own tasks."),
    Field::minutes("logged_with_parts", "Time logged with sub-projects").worked_out(),
    Field::number("returned", "Times that tasks came back from review").worked_out(),
    Field::money("value", "Value")
        .only_for(READ_VALUE)
        .editable()
        .for_several(),
    Field::money("budget_money", "Budget of money")
        .about("What its time and its expenses may come to; 0 is no budget.")
        .only_for(READ_VALUE)
        .editable(),
    Field::choice::<BudgetBy>("budget_by", "Budget of money is")
        .about("Whether it is held against what the work is billed at or against what it costs.")
        .editable(),
    Field::choice::<AtFull>("at_full", "Once a budget is used up")
        .about("What becomes of time that goes beyond a budget.")
        .editable(),
    Field::number("budget_used", "Budget of hours used")
        .worked_out()
        .about("In percent, with its sub-projects; nothing without a budget."),
    Field::number("money_used", "Budget of money used")
        .worked_out()
        .about("In percent, with its sub-projects; nothing without a budget.")
        .only_for(READ_VALUE),
    Field::day("start", "Start")
        .editable()
        .for_several()
        .for_clients(),
    Field::day("finish", "Finish")
        .about("When the plan ends.")
        .editable()
        .for_several()
        .for_clients(),
    Field::day("promised", "Promised to the client")
        .editable()
        .for_several(),
    Field::person("manager", "Project manager")
        .editable()
        .for_several(),
    Field::person("team_lead", "Team lead")
        .editable()
        .for_several(),
    Field::department("department", "Department"),
    Field::departments("departments", "Departments"),
    Field::people("members", "Members"),
    Field::record("parent", "Part of", "projects").editable(),
    Field::record("stands_at", "Stands for the task", "tasks"),
    Field::number("parts", "Sub-projects"),
    Field::number("parts_open", "Sub-projects under way"),
    Field::minutes("weight_minutes", "Weight").stored("weight"),
    Field::new("weight_rest", "Part of a minute", FieldKind::Object(REST)).unsent(),
    Field::number("started", "Tasks started").unsent(),
    Field::text("playbook", "Playbook"),
    Field::moment("created_at", "Planned").unsent(),
    Field::moment("delivered_at", "Delivered"),
    Field::choice::<Status>("held_as", "Held as").internal(),
    Field::yes_no("held_with", "Held with the project above").internal(),
    Field::choice::<Status>("cancelled_as", "Cancelled as").internal(),
    Field::moment("updates_until", "Takes updates until")
        .about("After this it closes by itself, as soon as nothing of it is open."),
    Field::yes_no("updates_over", "Time for updates over").internal(),
    Field::new("limits", "Limits of its board", FieldKind::Object(LIMITS))
        .about("Tasks that a column holds at most; 0 is any number."),
    Field::new("shows", "The client sees", FieldKind::Object(Shows::FIELDS)),
    Field::new(
        "published",
        "Progress the client reads",
        FieldKind::Object(Published::FIELDS),
    )
    .about("Nothing where they read what follows from the tasks."),
    Field::long("progress_words", "About the progress")
        .worked_out()
        .clients_only(),
    Field::minutes("hours_logged", "Hours logged")
        .worked_out()
        .clients_only()
        .about("Nothing where hours aren't shown."),
    Field::new("waiting", "Waits for a yes", FieldKind::Rows(WAITING))
        .worked_out()
        .about("Of one that is read by itself: what becomes another once somebody says yes."),
    Field::new("milestones", "Milestones", FieldKind::Rows(FOR_CLIENTS))
        .worked_out()
        .clients_only(),
];

const LIMITS: &[Field] = &[
    Field::number("to_do", "To do"),
    Field::number("in_progress", "In progress"),
    Field::number("review", "Review"),
    Field::yes_no("stops", "One more has to wait"),
];

const CHANGE: &[Field] = &[
    Field::text("field", "Field"),
    Field::text("before", "Before"),
    Field::text("after", "After"),
];

const WAITING: &[Field] = &[
    Field::record("approval", "Approval", "approvals"),
    Field::text("kind", "Kind"),
    Field::new("changes", "Changes", FieldKind::Rows(CHANGE)),
];

const FOR_CLIENTS: &[Field] = &[
    Field::record("id", "Milestone", "milestones").for_clients(),
    Field::text("title", "Title").for_clients(),
    Field::new("progress", "Progress", FieldKind::Percent).for_clients(),
    Field::day("due", "Due").for_clients(),
    Field::yes_no("done", "Done").for_clients(),
    Field::choice::<Answer>("answer", "What you said of it").for_clients(),
];

impl Entity for Project {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Project", "Projects", Icon::Project, PROJECT)
            .listed()
            .in_the_portal("/portal/projects")
            .parts_at("/chat", "/portal/chat")
            .found("Clients and work", 4)
            .numbered(6)
            .in_brief(&["state", "manager", "finish"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        if visit.actor.tier == Tier::Client {
            let milestones = portal::milestones(visit, self)?;
            let each = milestones.iter().map(|m| {
                let due = self.shows.timeline.then(|| m.due.iso());
                let answer = m.asked.as_ref().map(|asked| asked.answer.key());
                json!({
                    "id": m.id.to_string(), "title": m.title, "progress": m.progress, "due": due,
                    "done": m.is_done(), "answer": answer,
                })
            });
            out.insert("milestones", each.collect::<Value>());
            // What they read is what they were promised, in words of their own.
            out.insert("state", self.state.for_client());
            out.insert("finish", self.promised().iso());
            out.insert("progress", self.told_progress());
            out.insert("progress_words", self.told_words());
            let logged = match self.shows.hours {
                true => Some(on_project(visit, self.id)?),
                false => None,
            };
            out.insert("hours_logged", logged);
            return Ok(());
        }
        out.insert("client_name", client_name(visit, self)?);
        let logged = on_project(visit, self.id)?;
        out.insert("logged_minutes", logged);
        out.insert("returned", super::quality::times(visit, self)?);
        let used = Used::of(visit, self)?;
        let hours = percent::of(used.minutes, i64::from(self.budget_minutes));
        out.insert("logged_with_parts", used.minutes);
        out.insert("budget_used", hours);
        if may_see_money(visit, self)? {
            out.insert(
                "money_used",
                percent::of(used.money(self).0, self.budget_money.0),
            );
        }
        Ok(())
    }
}

/// What a weight has beyond its whole minutes.
const REST: &[Field] = &[Field::number("over", "Parts"), Field::number("of", "Of")];

const MILESTONE: &[Field] = &[
    Field::record("project", "Project", "projects"),
    Field::text("title", "Title").editable(),
    Field::number("position", "Place"),
    Field::day("start", "Start").editable(),
    Field::day("due", "Due").editable(),
    Field::yes_no("client_visible", "Client sees it").editable(),
    Field::new("asked", "Client's yes", FieldKind::Object(Asked::FIELDS)),
    Field::minutes("weight_minutes", "Weight").stored("weight"),
    Field::new("weight_rest", "Part of a minute", FieldKind::Object(REST)).unsent(),
    Field::new("progress", "Progress", FieldKind::Percent),
    Field::number("tasks", "Tasks").stored("total"),
    Field::number("tasks_completed", "Tasks completed").stored("done"),
    Field::number("started", "Tasks started").unsent(),
];

impl Entity for Milestone {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Milestone", "Milestones", Icon::Milestone, MILESTONE)
            .numbered(7)
            .in_brief(&["due"]);
}
