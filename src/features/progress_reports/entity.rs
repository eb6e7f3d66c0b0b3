//! What reports and their plans are called and hold.

use super::{Cycle, ProgressReport, ReportPlan, Standing};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const REPORT: &[Field] = &[
    Field::record("project", "Project", "projects"),
    Field::record("client", "Client", "clients"),
    Field::text("title", "Of"),
    Field::choice::<Cycle>("cycle", "Cycle"),
    Field::day("first", "From"),
    Field::day("last", "To"),
    Field::choice::<Standing>("standing", "State"),
    Field::long("summary", "Summary").editable(),
    Field::long("done", "Done").editable(),
    Field::long("late", "Later than planned").editable(),
    Field::long("next", "Next").editable(),
    Field::long("risks", "To keep an eye on").editable(),
    Field::long("needs", "What we need from the client").editable(),
    Field::new("progress", "Progress", FieldKind::Percent),
    Field::minutes("minutes", "Time since the last report"),
    Field::minutes("minutes_in_all", "Time in all"),
    Field::minutes("budget_minutes", "Budget of hours"),
    Field::yes_no("show_hours", "The client reads the hours").editable(),
    Field::moment("published_at", "Published"),
    Field::person("published_by", "Published by"),
];

impl Entity for ProgressReport {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Progress report", "Progress reports", Icon::Report, REPORT)
            .in_the_portal("/portal/reports")
            .in_brief(&["standing", "last"]);
}

const PLAN: &[Field] = &[
    Field::record("project", "Project", "projects"),
    Field::choice::<Cycle>("cycle", "How often"),
    Field::day("next_day", "Next on"),
    Field::moment("next_at", "Next drafted").internal(),
];

impl Entity for ReportPlan {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Plan of reports", "Plans of reports", Icon::Report, PLAN).without_page();
}
