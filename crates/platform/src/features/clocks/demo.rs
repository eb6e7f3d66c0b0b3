//! What a demonstration has of policies and calendars beside the shipped ones.

use super::{
    forms::{CalendarForm, NewPolicy, PolicyForm},
    ops,
    policy::Step,
    target::{HoursOf, PauseReason, Restart, Target, Whom},
};
use crate::{
    base::Result,
    data::Visit,
    features::{people::Directory, settings::Priority},
};

/// Client services answer longer than the house works, and what presses there is theirs at any hour of it.
pub fn demonstrate(visit: &Visit) -> Result<()> {
    let mut hours = Vec::new();
    for day in 0..5 {
        hours.extend(super::calendar::typed_hours(day, "08:00-20:00").unwrap_or_default());
    }
    hours.extend(super::calendar::typed_hours(5, "10:00-14:00").unwrap_or_default());
    let calendar = ops::make_calendar(
        visit,
        CalendarForm {
            name: "Client services, long hours".into(),
            hours,
            with_house: true,
            ..CalendarForm::default()
        },
    )?;
    let names = Directory::of(visit)?;
    let department = names
        .department_by_key("client-services")
        .map(|held| held.id);
    let policy = PolicyForm {
        name: "Complaints that press".into(),
        order: 5,
        kinds: vec!["complaint".into()],
        priorities: vec![Priority::High, Priority::Urgent],
        departments: department.into_iter().collect(),
        minutes: 120,
        hours: HoursOf::Calendar,
        calendar: Some(calendar),
        ladder: [
            (50, vec![Whom::Owner], None),
            (80, vec![Whom::Owner, Whom::Lead], None),
            (100, vec![Whom::Owner, Whom::Manager], None),
            (150, vec![Whom::Manager], Some(Whom::Manager)),
        ]
        .into_iter()
        .map(|(percent, tell, reassign)| Step {
            percent,
            tell,
            reassign,
        })
        .collect(),
        restarts: vec![Restart::Priority],
        pauses: vec![PauseReason::OnHold],
        ..PolicyForm::default()
    };
    ops::make_policy(
        visit,
        NewPolicy {
            target: Target::FirstResponse,
            policy,
        },
    )
    .map(drop)
}
