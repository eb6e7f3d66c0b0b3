//! What recurs, as it is called and what it holds.

use super::RecurringTask;
use crate::{
    base::{
        Result,
        recurrence::{Every, OffDay, WEEK},
    },
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    features::projects::Priority,
    ui::icon::Icon,
};

const LINE: &[Field] = &[Field::text("title", "Line"), Field::yes_no("done", "Done")];

const DAY: FieldKind = FieldKind::Choice(|| WEEK.to_vec());

const RULE: &[Field] = &[
    Field::choice::<Every>("every", "Every"),
    Field::number("interval", "So many"),
    Field::new(
        "weekdays",
        "Days of the week",
        FieldKind::Other(|_| String::new()),
    ),
    Field::number("month_day", "Day of the month"),
    Field::choice::<OffDay>("off_day", "On a day off"),
    Field::day("begins", "First on"),
    Field::day("until", "Until"),
];

const FIELDS: &[Field] = &[
    Field::record("project", "Project", "projects"),
    Field::record("milestone", "Milestone", "milestones"),
    Field::text("title", "Title").editable(),
    Field::long("detail", "What has to be done").editable(),
    Field::text("role", "Skill"),
    Field::department("department", "Department"),
    Field::person("assignee", "Assignee").editable(),
    Field::person("reviewer", "Reviewer"),
    Field::minutes("estimate_minutes", "Estimate")
        .stored("estimate")
        .editable(),
    Field::choice::<Priority>("priority", "Priority"),
    Field::yes_no("review_needed", "Has to pass review"),
    Field::yes_no("client_visible", "Client sees it"),
    Field::new("checklist", "Checklist", FieldKind::Rows(LINE)),
    Field::number("days", "Working days given").editable(),
    Field::new("rule", "Recurs", FieldKind::Object(RULE)).unsent(),
    Field::choice::<Every>("every", "Every")
        .worked_out()
        .editable(),
    Field::number("interval", "So many").worked_out().editable(),
    Field::new("weekdays", "Days of the week", FieldKind::List(&DAY))
        .worked_out()
        .editable(),
    Field::number("month_day", "Day of the month")
        .worked_out()
        .editable(),
    Field::choice::<OffDay>("off_day", "On a day off")
        .worked_out()
        .editable(),
    Field::day("begins", "First on").worked_out().editable(),
    Field::day("until", "Until").worked_out().editable(),
    Field::text("says", "In words").worked_out(),
    Field::day("last_named", "Last by the rule").internal(),
    Field::day("last_day", "Last on").internal(),
    Field::day("next_named", "Next by the rule").internal(),
    Field::day("next", "Next on")
        .stored("next_day")
        .about("Nothing when it doesn't recur any more."),
    Field::moment("next_at", "Next made").internal(),
    Field::number("made", "Made so far"),
    Field::record("last_task", "Last task", "tasks"),
    Field::yes_no("ended", "Ended"),
    Field::person("created_by", "Set up by").internal(),
];

impl Entity for RecurringTask {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Recurring task", "Recurring tasks", Icon::Refresh, FIELDS)
            .in_brief(&["next", "assignee"]);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        use crate::base::Choice;
        let rule = &self.rule;
        let days = rule.weekdays.iter();
        let days = days.filter_map(|day| WEEK.get(usize::from(*day)));
        let keys: Vec<&str> = days.map(|(key, _)| *key).collect();
        out.insert("every", rule.every.key());
        out.insert("interval", rule.interval);
        out.insert("weekdays", keys);
        out.insert("month_day", (rule.month_day > 0).then_some(rule.month_day));
        out.insert("off_day", rule.off_day.key());
        out.insert("begins", rule.begins.iso());
        out.insert("until", rule.until.map(|day| day.iso()));
        out.insert("says", rule.words());
        Ok(())
    }
}
