//! What policies, calendars and clocks are called and hold.

use serde_json::json;

use super::{
    BusinessCalendar, Clock, Pause, Policy, PolicyVersion, State, Target,
    calendar::WEEK,
    left::Left,
    target::{HoursOf, PauseReason, Restart, Whom},
};
use crate::{
    base::{Choice, Result},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    features::settings::{Category, Priority},
    ui::icon::Icon,
};

const WHOM: FieldKind = FieldKind::choice::<Whom>();
const PRIORITY: FieldKind = FieldKind::choice::<Priority>();
const CATEGORY: FieldKind = FieldKind::choice::<Category>();
const RESTART: FieldKind = FieldKind::choice::<Restart>();
const REASON: FieldKind = FieldKind::choice::<PauseReason>();
const CLIENT: FieldKind = FieldKind::Record("clients");

const OPEN_HOURS: &[Field] = &[
    Field::number("day", "Day of the week").about("Monday is 0."),
    Field::new("opens", "From", FieldKind::Clock),
    Field::new("closes", "To", FieldKind::Clock),
];

const HOLIDAY: &[Field] = &[Field::text("name", "Name"), Field::day("day", "Day")];

const CALENDAR: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::text("zone", "Time zone")
        .editable()
        .about("An IANA name; empty is the house's."),
    Field::new("hours", "Hours", FieldKind::Rows(OPEN_HOURS)),
    Field::text("mon", "Monday").worked_out().editable(),
    Field::text("tue", "Tuesday").worked_out().editable(),
    Field::text("wed", "Wednesday").worked_out().editable(),
    Field::text("thu", "Thursday").worked_out().editable(),
    Field::text("fri", "Friday").worked_out().editable(),
    Field::text("sat", "Saturday").worked_out().editable(),
    Field::text("sun", "Sunday").worked_out().editable(),
    Field::new("holidays", "Holidays", FieldKind::Rows(HOLIDAY)).unsent(),
    Field::long("days_off", "Holidays")
        .worked_out()
        .editable()
        .about("One a line: the day, then its name."),
    Field::yes_no("with_house", "The house's holidays too").editable(),
    Field::yes_no("retired", "Retired"),
];

impl Entity for BusinessCalendar {
    const INFO: &'static EntityInfo = &EntityInfo::new(
        "Business calendar",
        "Business calendars",
        Icon::Calendar,
        CALENDAR,
    );

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        for (day, (key, _)) in (0u8..).zip(WEEK) {
            out.insert(key, json!(self.of_day(day)));
        }
        out.insert("days_off", json!(super::holidays::as_typed(&self.holidays)));
        Ok(())
    }
}

const STEP: &[Field] = &[
    Field::new("percent", "Of its time", FieldKind::Percent),
    Field::new("tell", "Tell", FieldKind::List(&WHOM)),
    Field::choice::<Whom>("reassign", "Give it to"),
];

const POLICY: &[Field] = &[
    Field::text("name", "Name").editable(),
    Field::choice::<Target>("target", "Promises"),
    Field::yes_no("standard", "Standard policy"),
    Field::number("order", "Order").editable(),
    Field::new("kinds", "Kinds", FieldKind::List(&FieldKind::Text)).editable(),
    Field::new("stages", "Stages", FieldKind::List(&FieldKind::Text)).editable(),
    Field::new("priorities", "Priorities", FieldKind::List(&PRIORITY)).editable(),
    Field::new("clients", "Clients", FieldKind::List(&CLIENT)).editable(),
    Field::new("categories", "Categories", FieldKind::List(&CATEGORY)).editable(),
    Field::departments("departments", "Departments").editable(),
    Field::minutes("minutes", "Time")
        .editable()
        .about("Working time."),
    Field::choice::<HoursOf>("hours", "Counted by the hours of").editable(),
    Field::record("calendar", "Calendar", "calendars").editable(),
    Field::new("ladder", "Ladder", FieldKind::Rows(STEP)).editable(),
    Field::new("restarts", "Begins anew when", FieldKind::List(&RESTART)).editable(),
    Field::new("pauses", "Stands still for", FieldKind::List(&REASON)).editable(),
    Field::number("number", "Version").about("One more with each change of what it promises."),
    Field::yes_no("retired", "Retired"),
];

impl Entity for Policy {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Service policy", "Service policies", Icon::Hours, POLICY).listed();
}

const VERSION: &[Field] = &[
    Field::record("policy", "Policy", "slas"),
    Field::number("number", "Version"),
    Field::minutes("minutes", "Time").about("Working time."),
    Field::choice::<HoursOf>("hours", "Counted by the hours of"),
    Field::record("calendar", "Calendar", "calendars"),
    Field::new("ladder", "Ladder", FieldKind::Rows(STEP)),
    Field::new("restarts", "Begins anew when", FieldKind::List(&RESTART)),
    Field::new("pauses", "Stands still for", FieldKind::List(&REASON)),
    Field::person("by", "By"),
    Field::moment("at", "At"),
];

impl Entity for PolicyVersion {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Policy version", "Policy versions", Icon::Hours, VERSION).without_page();
}

const HOLD: &[Field] = &[
    Field::choice::<PauseReason>("reason", "Because"),
    Field::moment("since", "Since"),
];

const CLOCK: &[Field] = &[
    Field::new("subject", "Of", FieldKind::AnyRecord),
    Field::choice::<Target>("target", "Promises"),
    Field::choice::<State>("state", "State").worked_out(),
    Field::moment("begun", "Begun"),
    Field::record("policy", "Policy", "slas"),
    Field::record("terms", "Version", "sla-versions"),
    Field::minutes("minutes", "Time").about("Promised working time."),
    Field::choice::<HoursOf>("hours", "Counted by the hours of"),
    Field::record("calendar", "Calendar", "calendars"),
    Field::moment("since", "Runs since").untold(),
    Field::new("spent", "Over before that", FieldKind::Span)
        .stored("spent_ms")
        .untold(),
    Field::new("held", "Held up", FieldKind::Object(HOLD)),
    Field::moment("due", "Due").about("Nothing while it stands still."),
    Field::text("left", "Left")
        .worked_out()
        .about("In working time, in words."),
    Field::moment("met", "Met"),
    Field::moment("missed", "Missed").about("Its time was over before it was met; that stays."),
    Field::moment("ended", "Not waited for since"),
    Field::number("steps", "Steps of the ladder done"),
    Field::moment("next", "Next step").untold(),
    Field::person("owner", "Owner"),
    Field::department("department", "Department"),
    Field::choice::<Priority>("priority", "Priority"),
    Field::new(
        "counted",
        "Counted for",
        FieldKind::Other(|_| String::new()),
    )
    .internal(),
];

impl Entity for Clock {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Clock", "Clocks", Icon::Hours, CLOCK).without_page();

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        out.insert("state", json!(self.state().key()));
        out.insert("left", json!(Left::of(visit, self)?.left));
        Ok(())
    }
}

const PAUSE: &[Field] = &[
    Field::record("clock", "Clock", "clocks"),
    Field::new("subject", "Of", FieldKind::AnyRecord),
    Field::choice::<PauseReason>("reason", "Because"),
    Field::moment("from", "From"),
    Field::moment("until", "Until"),
];

impl Entity for Pause {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Pause", "Pauses", Icon::Hours, PAUSE).without_page();
}
