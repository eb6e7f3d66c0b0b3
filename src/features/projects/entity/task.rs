//! What tasks are called and hold.

use super::{
    super::{
        Priority, READ_VALUE, Task, TaskStatus,
        budget::{Used, may_see_money},
        entry,
    },
    REST,
};
use crate::{
    base::{Money, Result, percent},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    ui::icon::Icon,
};

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
