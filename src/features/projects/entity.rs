//! What projects, milestones, tasks and time entries are called and hold.

use serde_json::{Value, json};

use super::{
    Answer, Asked, Milestone, Priority, Project, Published, READ_VALUE, Shows, Status, Task,
    TaskStatus, TimeEntry, VIEW_COSTS, VIEW_RATES,
    budget::{AtFull, BudgetBy, Used, may_see_money},
    entry,
    pages::client_name,
    portal,
};
use crate::{
    access::Tier,
    base::{Choice, Money, Result, percent},
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
                true => Some(entry::on_project(visit, self.id)?),
                false => None,
            };
            out.insert("hours_logged", logged);
            return Ok(());
        }
        out.insert("client_name", client_name(visit, self)?);
        let logged = entry::on_project(visit, self.id)?;
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

const ITEM: &[Field] = &[Field::text("title", "Line"), Field::yes_no("done", "Done")];

const COUNTED: &[Field] = &[
    Field::text("reason", "Reason"),
    Field::number("times", "Times"),
];

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
    Field::person("reviewer", "Reviewer")
        .editable()
        .for_several()
        .in_sheets(),
    Field::minutes("estimate_minutes", "Estimate")
        .stored("estimate")
        .editable()
        .for_several()
        .in_sheets(),
    Field::minutes("budget_minutes", "Budget of hours")
        .about("What its time may come to with that of its subtasks; 0 is no budget. Its project says what becomes of more.")
        .editable(),
    Field::number("budget_used", "Budget of hours used")
        .worked_out()
        .about("In percent; nothing without a budget."),
    Field::money("budget_money", "Budget of money")
        .about("What that time may come to by the measure of its project; 0 is no budget.")
        .only_for(READ_VALUE)
        .editable(),
    Field::number("money_used", "Budget of money used")
        .worked_out()
        .only_for(READ_VALUE)
        .about("In percent; nothing without a budget."),
    Field::minutes("logged_minutes", "Time logged").worked_out(),
    Field::minutes("weight_minutes", "Weight").stored("weight"),
    Field::new("weight_rest", "Part of a minute", FieldKind::Object(REST)).unsent(),
    Field::day("start", "Start")
        .editable()
        .for_several()
        .in_sheets(),
    Field::day("due", "Due")
        .editable()
        .for_several()
        .in_sheets(),
    Field::number("days", "Days given")
        .about("Working days that it is given at least when dates are planned.")
        .editable(),
    Field::number("lag", "Days between")
        .about("Working days between what it comes after and its start.")
        .editable(),
    Field::day("not_before", "Not before").editable(),
    Field::yes_no("pinned", "Start holds")
        .about("When dates are planned anew, it starts on its day.")
        .editable(),
    Field::day("base_start", "Start as first planned"),
    Field::day("base_due", "Due as first planned"),
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
    Field::new("returned_for", "Returned for", FieldKind::Rows(COUNTED)),
    Field::person("author", "Handed in by").internal(),
    Field::new(
        "reviewed",
        "Reviewed by the checklist",
        FieldKind::Rows(ITEM),
    ),
    Field::yes_no("review_needed", "Has to pass review")
        .editable()
        .for_several()
        .in_sheets(),
    Field::yes_no("client_visible", "Client sees it")
        .editable()
        .for_several()
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
    Field::record("stands_for", "Stands for the sub-project", "projects"),
    Field::record("series", "Recurs by", "recurring-tasks"),
    Field::moment("done_at", "Completed"),
    Field::number("subtasks", "Subtasks").stored("parts"),
    Field::number("subtasks_completed", "Subtasks completed").stored("parts_done"),
];

impl Entity for Task {
    const INFO: &'static EntityInfo = &EntityInfo::new("Task", "Tasks", Icon::Task, TASK)
        .listed()
        .found("Clients and work", 8)
        .numbered(8)
        .in_brief(&["state", "assignee", "due"]);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        let logged = entry::on_task(visit, self.id)?;
        out.insert("logged_minutes", logged);
        let used = percent::of(logged, i64::from(self.budget_minutes));
        out.insert("budget_used", used);
        if self.budget_money > Money::ZERO
            && visit.reads_key("budget_money", self)?
            && let Some(project) = visit.follow(self, |task: &Task| task.project)?
            && may_see_money(visit, &project)?
        {
            let spent = Used::of_task(visit, self.id)?.money(&project);
            out.insert("money_used", percent::of(spent.0, self.budget_money.0));
        }
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
    Field::yes_no("billable", "Billable")
        .editable()
        .for_several(),
    Field::money("rate", "Billed an hour")
        .only_for(&[VIEW_RATES])
        .about("As it was when the entry was made."),
    Field::money("cost_rate", "Cost of an hour")
        .only_for(&[VIEW_COSTS])
        .about("As it was when the entry was made."),
    Field::text("over_budget", "Why over the budget")
        .about("Where its project asks for a reason once its budget is used up.")
        .editable(),
    Field::yes_no("owes_reason", "Reason over the budget is missing")
        .about("A timer ran beyond a budget that asks for a reason, which is given by an edit."),
    Field::moment("started", "Timer runs since"),
    Field::moment("began", "Timer started"),
    Field::moment("budget_ends", "Budget used up").internal(),
    Field::yes_no("asked_after", "Asked after").internal(),
    Field::yes_no("billed", "On an invoice").internal(),
    Field::yes_no("counted", "Counted towards a retainer").internal(),
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
        &EntityInfo::new("Time entry", "Time entries", Icon::Hours, ENTRY).listed();
}
