//! What leads and imports are called and hold.

use serde_json::json;

use super::{Answer, Lead, LostReason, Source, Stage};
use crate::{
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    features::settings::Category,
    ui::icon::Icon,
};

const QUALIFICATION: &[Field] = &[
    Field::choice::<Answer>("budget", "Budget"),
    Field::choice::<Answer>("authority", "Authority"),
    Field::choice::<Answer>("need", "Need"),
    Field::choice::<Answer>("time", "Time"),
];

const PASSED: &[Field] = &[
    Field::choice::<Stage>("stage", "Stage"),
    Field::moment("at", "At"),
    Field::number("hours", "Hours"),
];

const LEAD: &[Field] = &[
    Field::text("company", "Company")
        .editable()
        .in_sheets()
        .also_called(&[
            "companyname",
            "businessname",
            "business",
            "organisation",
            "organization",
            "account",
            "client",
            "name",
        ]),
    Field::text("contact", "Contact")
        .editable()
        .in_sheets()
        .also_called(&["contactname", "contactperson", "person", "fullname", "name"])
        .in_name_parts(),
    Field::text("email", "E-mail")
        .editable()
        .in_sheets()
        .also_called(&["emailaddress", "mail", "contactemail"]),
    Field::text("phone", "Phone")
        .editable()
        .in_sheets()
        .also_called(&[
            "phonenumber",
            "businessphone",
            "telephone",
            "tel",
            "mobile",
            "mobilephone",
            "cell",
        ]),
    Field::text("website", "Website")
        .editable()
        .in_sheets()
        .also_called(&["url", "web", "site", "homepage"]),
    Field::text("city", "City")
        .editable()
        .for_several()
        .in_sheets()
        .also_called(&["town", "location", "place", "address", "neighborhood"]),
    Field::choice::<Source>("source", "Source")
        .editable()
        .for_several()
        .in_sheets()
        .also_called(&["leadsource", "channel"]),
    Field::new(
        "categories",
        "Services",
        FieldKind::List(&FieldKind::choice::<Category>()),
    )
    .editable()
    .for_several()
    .in_sheets()
    .also_called(&["category", "service", "interest"]),
    Field::long("wish", "What they wish")
        .editable()
        .in_sheets()
        .also_called(&[
            "notes",
            "note",
            "comment",
            "comments",
            "description",
            "request",
            "message",
            "needs",
            "requirement",
        ]),
    Field::money("value", "Value")
        .editable()
        .for_several()
        .in_sheets()
        .also_called(&["amount", "budget", "dealvalue", "price", "estimate"]),
    Field::choice::<Stage>("stage", "Stage").in_sheets(),
    Field::person("owner", "Owner")
        .about("In whose hands it is.")
        .for_several()
        .in_sheets(),
    Field::person("closer", "Closer").about("Who qualified it."),
    Field::person("agent", "Agent").about("Who quotes."),
    Field::department("department", "Department"),
    Field::new(
        "qualification",
        "Qualification",
        FieldKind::Object(QUALIFICATION),
    ),
    Field::long("found_out", "Found out"),
    Field::new("missing", "Missing", FieldKind::List(&FieldKind::Text))
        .worked_out()
        .about("What keeps it from being handed over."),
    Field::number("score", "Score")
        .about("From 0 to 100.")
        .in_sheets(),
    Field::day("follow_up", "Next follow-up")
        .editable()
        .for_several()
        .in_sheets()
        .also_called(&["followup", "nextcontact", "callback"]),
    Field::choice::<LostReason>("lost_reason", "Lost because").stored("lost"),
    Field::record("client", "Client", "clients"),
    Field::record("import", "Import", "imports"),
    Field::new("passed", "Passed", FieldKind::Rows(PASSED)).internal(),
    Field::moment("created_at", "Added").in_sheets(),
    Field::moment("entered", "In this stage since").internal(),
    Field::new(
        "next_clock",
        "Next clock",
        FieldKind::Other(|_| String::new()),
    )
    .internal(),
    Field::moment("touched_at", "Last touched")
        .stored("touched")
        .untold()
        .in_sheets(),
];

impl Entity for Lead {
    const INFO: &'static EntityInfo = &EntityInfo::new("Lead", "Leads", Icon::Lead, LEAD)
        .listed()
        .found("Clients and work", 3)
        .numbered(1)
        .in_brief(&["stage", "owner", "follow_up"]);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("missing", json!(self.missing()));
        Ok(())
    }
}
