//! What projects, milestones, tasks and time entries are called and hold.

use serde_json::{Value, json};

use super::{
    EDIT, Milestone, Priority, Project, Status, Task, TaskStatus, TimeEntry, entry,
    pages::client_name, portal,
};
use crate::{
    access::Tier,
    base::Result,
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
    // As on the page: what it is worth is for those who keep it.
    Field::minutes("budget_minutes", "Budget of hours").editable(),
    Field::minutes("logged_minutes", "Time logged").worked_out(),
    Field::money("value", "Value").only_for(EDIT).editable(),
    Field::day("start", "Start").editable().for_clients(),
    Field::day("finish", "Finish")
        .about("When the plan ends.")
        .editable()
        .for_clients(),
    Field::day("promised", "Promised to the client").editable(),
    Field::person("manager", "Project manager").editable(),
    Field::person("team_lead", "Team lead").editable(),
    Field::department("department", "Department"),
    Field::departments("departments", "Departments"),
    Field::people("members", "Members"),
    Field::record("parent", "Part of", "projects").editable(),
    Field::text("playbook", "Playbook"),
    Field::moment("created_at", "Planned").unsent(),
    Field::moment("delivered_at", "Delivered"),
    Field::new("milestones", "Milestones", FieldKind::Rows(FOR_CLIENTS))
        .worked_out()
        .clients_only(),
];

const FOR_CLIENTS: &[Field] = &[
    Field::text("title", "Title").for_clients(),
    Field::new("progress", "Progress", FieldKind::Percent).for_clients(),
    Field::day("due", "Due").for_clients(),
    Field::yes_no("done", "Done").for_clients(),
];

impl Entity for Project {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Project", "Projects", Icon::Project, PROJECT)
            .listed()
            .in_the_portal("/portal/projects")
            .found("Clients and work", 4)
            .numbered(6);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        if visit.actor.tier == Tier::Client {
            let milestones = portal::milestones(visit, self)?;
            let each = milestones.iter().map(|m| {
                json!({ "title": m.title, "progress": m.progress, "due": m.due.iso(), "done": m.is_done() })
            });
            out.insert("milestones", each.collect::<Value>());
            // What they read is what they were promised, in words of their own.
            out.insert("state", self.state.for_client());
            out.insert("finish", self.promised().iso());
            return Ok(());
        }
        out.insert("client_name", client_name(visit, self)?);
        let logged = entry::on_project(visit, self.id)?;
        out.insert("logged_minutes", logged);
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
    Field::minutes("weight_minutes", "Weight").stored("weight"),
    Field::new("weight_rest", "Part of a minute", FieldKind::Object(REST)).unsent(),
    Field::new("progress", "Progress", FieldKind::Percent),
    Field::number("tasks", "Tasks").stored("total"),
    Field::number("tasks_completed", "Tasks completed").stored("done"),
    Field::number("started", "Tasks started").unsent(),
];

impl Entity for Milestone {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Milestone", "Milestones", Icon::Milestone, MILESTONE).numbered(7);
}

const ITEM: &[Field] = &[Field::text("title", "Line"), Field::yes_no("done", "Done")];

const TASK: &[Field] = &[
    Field::record("project", "Project", "projects")
        .at_first()
        .in_sheets(),
    Field::record("milestone", "Milestone", "milestones")
        .at_first()
        .in_sheets(),
    Field::record("parent", "Subtask of", "tasks")
        .at_first()
        .in_sheets(),
    Field::number("position", "Place").internal(),
    Field::text("title", "Title").editable().in_sheets(),
    Field::long("detail", "What has to be done")
        .editable()
        .in_sheets(),
    Field::text("role", "Skill").editable().in_sheets(),
    Field::department("department", "Department").in_sheets(),
    Field::person("assignee", "Assignee")
        .at_first()
        .for_several()
        .in_sheets(),
    Field::person("reviewer", "Reviewer").editable().in_sheets(),
    Field::minutes("estimate_minutes", "Estimate")
        .stored("estimate")
        .editable()
        .in_sheets(),
    Field::minutes("logged_minutes", "Time logged").worked_out(),
    Field::minutes("weight_minutes", "Weight").stored("weight"),
    Field::new("weight_rest", "Part of a minute", FieldKind::Object(REST)).unsent(),
    Field::day("start", "Start").editable().in_sheets(),
    Field::day("due", "Due")
        .editable()
        .for_several()
        .in_sheets(),
    Field::choice::<Priority>("priority", "Priority")
        .editable()
        .for_several()
        .in_sheets(),
    Field::choice::<TaskStatus>("status", "Status").about("What people said of it."),
    Field::choice::<TaskStatus>("state", "State")
        .about("What it shows.")
        .in_sheets(),
    Field::new("progress", "Progress", FieldKind::Percent).in_sheets(),
    Field::new("manual", "Progress by hand", FieldKind::Percent),
    Field::text("blocked", "Blocked because"),
    Field::yes_no("requested", "Only asked for"),
    Field::text("returned", "Returned because"),
    Field::number("returns", "Times returned").internal(),
    Field::yes_no("review_needed", "Has to pass review")
        .editable()
        .in_sheets(),
    Field::yes_no("client_visible", "Client sees it")
        .editable()
        .in_sheets(),
    Field::new("checklist", "Checklist", FieldKind::Rows(ITEM)).editable(),
    Field::new(
        "after",
        "After",
        FieldKind::List(&FieldKind::Record("tasks")),
    )
    .editable()
    .in_sheets(),
    Field::yes_no("cancelled_with", "Cancelled with the task above").internal(),
    Field::person("created_by", "Asked for by").internal(),
    Field::moment("done_at", "Completed"),
    Field::number("subtasks", "Subtasks").stored("parts"),
    Field::number("subtasks_completed", "Subtasks completed").stored("parts_done"),
];

impl Entity for Task {
    const INFO: &'static EntityInfo = &EntityInfo::new("Task", "Tasks", Icon::Task, TASK)
        .listed()
        .found("Clients and work", 8)
        .numbered(8);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        let logged = entry::on_task(visit, self.id)?;
        out.insert("logged_minutes", logged);
        Ok(())
    }
}

const ENTRY: &[Field] = &[
    Field::person("user", "Person"),
    Field::record("task", "Task", "tasks"),
    Field::record("parent", "Task above", "tasks").internal(),
    Field::record("project", "Project", "projects"),
    Field::minutes("minutes", "Time").editable(),
    Field::day("day", "Day").editable(),
    Field::text("note", "What was done").editable(),
    Field::yes_no("billable", "Billable").editable(),
    Field::moment("started", "Timer runs since"),
    Field::moment("began", "Timer started"),
    Field::departments("departments", "Departments").internal(),
    Field::new(
        "teams",
        "Teams",
        FieldKind::List(&FieldKind::Record("teams")),
    )
    .internal(),
];

impl Entity for TimeEntry {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Time entry", "Time entries", Icon::Hours, ENTRY);
}
