//! What retainers and what belongs to them are called and hold.

use super::{
    counted::CountedTime,
    period::Period,
    retainer::{Billed, Every, Retainer, State},
    usage::standing,
};
use crate::{
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    ui::icon::Icon,
};

const LOT: &[Field] = &[
    Field::minutes("minutes", "Hours"),
    Field::number("last", "Last period"),
];

const RETAINER: &[Field] = &[
    Field::record("client", "Client", "clients"),
    Field::record("project", "Project", "projects"),
    Field::text("title", "Title").editable(),
    Field::person("owner", "Looked after by").editable(),
    Field::department("department", "Department"),
    Field::people("leads", "Led by"),
    Field::choice::<State>("state", "Status"),
    Field::choice::<Every>("every", "Period"),
    Field::minutes("included_minutes", "Included")
        .stored("included")
        .about("In each period.")
        .editable(),
    Field::money("price", "Price of a period").editable(),
    Field::money("rate", "Price of an hour beyond").editable(),
    Field::minutes("cap_minutes", "Carried over at most")
        .stored("cap")
        .editable(),
    Field::number("life", "Periods that unused hours live").editable(),
    Field::new("tax", "Tax", FieldKind::BasisPoints).editable(),
    Field::choice::<Billed>("billed", "Billed").editable(),
    Field::day("begins", "Begins"),
    Field::day("until", "Ends").about("The last day of its last period; nothing while it goes on."),
    Field::number("notice", "Days of notice").editable(),
    Field::number("grace", "Days until a period is closed").editable(),
    Field::yes_no("shown", "The client sees their hours").editable(),
    Field::number("opened", "Periods opened"),
    Field::number("closed", "Periods closed"),
    Field::new("lots", "Carried on", FieldKind::Rows(LOT)),
    Field::moment("next_at", "Next period opens"),
    Field::moment("created_at", "Agreed").internal(),
    Field::moment("touched", "Last changed"),
];

impl Entity for Retainer {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Retainer", "Retainers", Icon::Hours, RETAINER)
            .listed()
            .in_the_portal("/portal/retainers")
            .found("Clients and work", 13);
}

const PERIOD: &[Field] = &[
    Field::record("retainer", "Retainer", "retainers"),
    Field::number("number", "Period"),
    Field::text("name", "Name").worked_out(),
    Field::day("from", "First day"),
    Field::day("until", "Last day"),
    Field::minutes("included_minutes", "Included").stored("included"),
    Field::money("price", "Price"),
    Field::money("rate", "Price of an hour beyond"),
    Field::minutes("cap_minutes", "Carried over at most").stored("cap"),
    Field::number("life", "Periods that unused hours live"),
    Field::new("tax", "Tax", FieldKind::BasisPoints),
    Field::moment("closes_at", "Closes"),
    Field::moment("closed_at", "Closed"),
    Field::minutes("carried_minutes", "Carried over")
        .stored("carried_in")
        .about("Of a period that is open, as of now; likewise of what is used and beyond."),
    Field::minutes("used_minutes", "Used").stored("used"),
    Field::minutes("over_minutes", "Beyond").stored("over"),
    Field::minutes("lapsed_minutes", "Lapsed").stored("lapsed"),
    Field::minutes("carried_on_minutes", "Carried on").stored("carried_on"),
    Field::record("price_on", "Price billed on", "invoices"),
    Field::record("over_on", "Beyond billed on", "invoices"),
    Field::number("price_line", "Line of the price").internal(),
    Field::number("over_line", "Line of what was beyond").internal(),
    Field::number("warned", "Warned at").internal(),
    Field::moment("look_at", "Looked at").internal(),
];

impl Entity for Period {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Retainer period", "Retainer periods", Icon::Hours, PERIOD);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        out.insert("name", self.name());
        if !self.is_open() {
            return Ok(());
        }
        let Some(retainer) = visit.follow(self, |period: &Period| period.retainer)? else {
            return Ok(());
        };
        let open = standing(visit, &retainer)?.into_iter();
        if let Some(held) = open.into_iter().find(|held| held.period.id == self.id) {
            out.insert("carried_minutes", held.settled.carried_in);
            out.insert("used_minutes", held.settled.used);
            out.insert("over_minutes", held.settled.over);
        }
        Ok(())
    }
}

const COUNTED: &[Field] = &[
    Field::record("entry", "Time", "time-entries"),
    Field::record("project", "Project", "projects"),
    Field::record("period", "Period", "retainer-periods"),
    Field::record("retainer", "Retainer", "retainers"),
    Field::record("task", "Task", "tasks"),
    Field::person("user", "Person"),
    Field::day("day", "Day"),
    Field::minutes("minutes", "Counted"),
];

impl Entity for CountedTime {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Counted time", "Counted time", Icon::Hours, COUNTED).without_page();
}
