//! What leads and imports are called and hold.

use serde_json::json;

use super::{Answer, Import, Lead, LostReason, Source, Stage};
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
            "business",
            "businessname",
            "name",
            "organisation",
            "organization",
            "account",
            "client",
        ]),
    Field::text("contact", "Contact")
        .editable()
        .in_sheets()
        .lenient()
        .also_called(&[
            "contactname",
            "contactperson",
            "person",
            "owner",
            "fullname",
            "firstname",
        ]),
    Field::text("email", "E-mail")
        .editable()
        .in_sheets()
        .also_called(&["emailaddress", "mail", "contactemail"]),
    Field::text("phone", "Phone")
        .editable()
        .in_sheets()
        .also_called(&["phonenumber", "telephone", "tel", "mobile", "businessphone"]),
    Field::text("website", "Website")
        .editable()
        .in_sheets()
        .also_called(&["url", "web", "site", "homepage"]),
    Field::text("city", "City")
        .editable()
        .in_sheets()
        .lenient()
        .also_called(&["town", "location", "place", "address", "neighborhood"]),
    Field::choice::<Source>("source", "Source")
        .editable()
        .in_sheets()
        .lenient()
        .also_called(&["leadsource", "channel"]),
    Field::new(
        "categories",
        "Services",
        FieldKind::List(&FieldKind::choice::<Category>()),
    )
    .editable()
    .in_sheets()
    .lenient()
    .also_called(&["category", "service", "interest"]),
    Field::long("wish", "What they wish")
        .editable()
        .in_sheets()
        .lenient()
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
    Field::moment("touched_at", "Last touched")
        .stored("touched")
        .untold()
        .in_sheets(),
];

impl Entity for Lead {
    const INFO: &'static EntityInfo = &EntityInfo::new("Lead", "Leads", Icon::Lead, LEAD)
        .listed()
        .found("Clients and work", 3)
        .numbered(1);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("missing", json!(self.missing()));
        Ok(())
    }
}

const PASSED_OVER: &[Field] = &[
    Field::text("company", "Company"),
    Field::number("line", "Line"),
    Field::text("why", "Why"),
];

const IMPORT: &[Field] = &[
    Field::text("name", "File"),
    Field::person("by", "By"),
    Field::moment("at", "At"),
    Field::number("rows", "Rows"),
    Field::number("added", "Added"),
    Field::new("passed_over", "Passed over", FieldKind::Rows(PASSED_OVER)),
    Field::new("file", "File", FieldKind::File).internal(),
    Field::number("line", "Line").internal(),
    Field::number("to_come", "To come").worked_out(),
    Field::moment("taken_back", "Taken back"),
    Field::number("stayed", "Stayed"),
];

impl Entity for Import {
    const INFO: &'static EntityInfo = &EntityInfo::new("Import", "Imports", Icon::Upload, IMPORT);

    fn work_out(&self, _: &Visit, out: &mut Json) -> Result<()> {
        out.insert("to_come", json!(self.to_come()));
        Ok(())
    }
}
