//! What people, their roles, departments and teams are called and hold.

use serde_json::{Value, json};

use super::{Department, Directory, Role, Team, User, actions::READ_WAYS};
use crate::{
    access::{Scope, Tier},
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, Word},
    ui::icon::Icon,
};

/// The tiers in words.
pub fn tiers() -> Vec<Word> {
    let label = |tier| match tier {
        Tier::Admin => "Administrator",
        Tier::Employee => "Employee",
        Tier::Client => "Client",
    };
    Tier::ALL
        .iter()
        .map(|tier| (tier.name(), label(*tier)))
        .collect()
}

const TEAMS: FieldKind = FieldKind::List(&FieldKind::Record("teams"));
const ROLES: FieldKind = FieldKind::List(&FieldKind::Record("roles"));

const USER: &[Field] = &[
    Field::text("name", "Name")
        .editable()
        .in_sheets()
        .also_called(&["fullname", "displayname", "person", "employee"])
        .in_name_parts(),
    Field::text("email", "E-mail")
        .at_first()
        .in_sheets()
        .also_called(&["mail", "emailaddress", "workemail"]),
    Field::new("tier", "Tier", FieldKind::Choice(tiers))
        .at_first()
        .in_sheets(),
    Field::text("title", "Title").editable().in_sheets(),
    Field::new("roles", "Roles", FieldKind::List(&FieldKind::Text))
        .worked_out()
        .about("By their keys."),
    Field::new("role_numbers", "Roles", ROLES)
        .stored("roles")
        .unsent()
        .editable_as("roles")
        .in_sheets()
        .also_called(&["role"]),
    Field::yes_no("superadmin", "Superadministrator"),
    Field::yes_no("active", "Active").worked_out().in_sheets(),
    Field::yes_no("inactive", "Inactive").unsent(),
    Field::person("closed_by", "Access taken away by").internal(),
    Field::departments("departments", "Departments")
        .editable()
        .in_sheets()
        .also_called(&["department"]),
    Field::new("teams", "Teams", TEAMS)
        .editable()
        .in_sheets()
        .also_called(&["team"]),
    Field::record("client", "Client", "clients").unsent(),
    Field::new("skills", "Skills", FieldKind::List(&FieldKind::Text)).editable(),
    Field::text("theme", "Theme").internal(),
    Field::text("time_zone", "Time zone").internal(),
    Field::text("language", "Language").internal(),
    Field::text("density", "Density").internal(),
    Field::yes_no("authenticator", "Has an authenticator")
        .worked_out()
        .only_for(READ_WAYS),
    Field::number("passkeys", "Passkeys")
        .worked_out()
        .only_for(READ_WAYS),
];

impl Entity for User {
    const INFO: &'static EntityInfo = &EntityInfo::new("Person", "People", Icon::Lead, USER)
        .listed()
        .found("People", 10);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        let names = Directory::of(visit)?;
        let held = self
            .roles
            .iter()
            .filter_map(|id| names.roles.get(&id.raw()));
        let keys: Vec<&str> = held.map(|role| role.key.as_str()).collect();
        out.insert("roles", json!(keys));
        out.insert("active", !self.inactive);
        Ok(())
    }
}

/// `leads.win` in the own department, as its role grants it.
fn grants(held: &Value) -> String {
    let each = held.as_array().into_iter().flatten().filter_map(|pair| {
        let (key, scope) = (pair.get(0)?.as_str()?, pair.get(1)?);
        let scope: Scope = serde_json::from_value(scope.clone()).ok()?;
        Some(format!("{key} ({})", scope.name()))
    });
    each.collect::<Vec<_>>().join(", ")
}

const ROLE: &[Field] = &[
    Field::text("name", "Name"),
    Field::text("key", "Key"),
    Field::text("summary", "Summary"),
    Field::new("tier", "Tier", FieldKind::Choice(tiers)),
    Field::number("level", "Level"),
    Field::new("inherits", "Inherits", ROLES),
    Field::new("grants", "Grants", FieldKind::Other(grants)),
    Field::department("department", "Department"),
    Field::yes_no("retired", "Retired"),
];

impl Entity for Role {
    const INFO: &'static EntityInfo = &EntityInfo::new("Role", "Roles", Icon::Role, ROLE).listed();
}

const DEPUTY: &[Field] = &[
    Field::text("label", "Deputy"),
    Field::person("person", "Person"),
    Field::person("of", "For"),
    Field::day("from", "From"),
    Field::day("until", "Until"),
    Field::moment("from_at", "From").internal(),
    Field::moment("until_at", "Until").internal(),
    Field::yes_no("begun", "Begun").untold(),
];

const HOLIDAY: &[Field] = &[Field::text("name", "Name"), Field::day("day", "Day")];

fn week(held: &Value) -> String {
    const WEEK: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let days = held.as_array().into_iter().flatten();
    let named = days.filter_map(|day| WEEK.get(usize::try_from(day.as_u64()?).ok()?).copied());
    named.collect::<Vec<_>>().join(", ")
}

const HOURS: &[Field] = &[
    Field::new("week", "Working days", FieldKind::Other(week)),
    Field::new("opens", "Opens", FieldKind::Clock),
    Field::new("closes", "Closes", FieldKind::Clock),
    Field::new("holidays", "Holidays", FieldKind::Rows(HOLIDAY)),
    Field::yes_no("with_house", "The company's holidays too"),
];

const DEPARTMENT: &[Field] = &[
    Field::text("name", "Name"),
    Field::text("key", "Key"),
    Field::text("summary", "Summary"),
    Field::department("parent", "Below"),
    Field::person("manager", "Manager"),
    Field::new("deputies", "Deputies", FieldKind::Rows(DEPUTY)),
    Field::new("calendar", "Working hours", FieldKind::Object(HOURS)),
    Field::yes_no("retired", "Retired"),
];

impl Entity for Department {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Department", "Departments", Icon::Org, DEPARTMENT).listed();
}

const TEAM: &[Field] = &[
    Field::text("name", "Name"),
    Field::department("department", "Department"),
    Field::person("lead", "Leader"),
    Field::yes_no("retired", "Retired"),
];

impl Entity for Team {
    const INFO: &'static EntityInfo = &EntityInfo::new("Team", "Teams", Icon::Org, TEAM);
}
