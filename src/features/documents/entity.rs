//! What documents are called and hold.

use serde_json::json;

use super::{Document, Extraction, Stage, Version, check_out, keeping, uses, versions};
use crate::{
    access::Tier,
    base::{Error, Result},
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit, Wire},
    ui::icon::Icon,
};

const VERSION: &[Field] = &[
    Field::text("name", "File").for_clients(),
    Field::record("document", "Document", "documents").internal(),
    Field::number("number", "Version").untold().for_clients(),
    Field::text("media_type", "Kind of file")
        .unsought()
        .untold()
        .for_clients(),
    Field::number("size", "Bytes").worked_out().for_clients(),
    Field::new("file", "File", FieldKind::File).internal(),
    Field::person("by", "By"),
    Field::moment("at", "At").for_clients(),
    Field::text("note", "What changed").for_clients(),
    Field::yes_no("scanned", "Scanned for viruses")
        .about("When it came in, and nothing was found."),
    Field::yes_no("kept_back", "Kept back")
        .about("From the client: it is from before the document was shared."),
];

const VERIFIED: &[Field] = &[Field::person("by", "By"), Field::moment("at", "At")];

const DOCUMENT: &[Field] = &[
    Field::text("name", "Name").editable().for_clients(),
    Field::long("description", "Description").editable(),
    Field::record("client", "Client", "clients"),
    Field::new("about", "About", FieldKind::AnyRecord).for_clients(),
    Field::yes_no("shared_with_client", "Shared with the client")
        .editable()
        .for_several()
        .for_clients(),
    Field::number("shown_from", "Client sees it from version")
        .about("What was there before it was shared stays in the house."),
    Field::yes_no("from_client", "From the client").for_clients(),
    Field::yes_no("held_back", "Kept back").about("Its project shows the client no files."),
    Field::person("owner", "Owner"),
    Field::departments("departments", "Departments").unsent(),
    // Entries of the journal from when they stood in it are told.
    Field::new("versions", "Versions", FieldKind::Rows(VERSION)).for_clients(),
    Field::record("newest", "Newest version", "versions").internal(),
    Field::new("verification", "Verified", FieldKind::Object(VERIFIED))
        .stored("verified")
        .unsent(),
    Field::moment("verified", "Verified")
        .worked_out()
        .for_clients(),
    Field::person("verified_by", "Verified by").worked_out(),
    Field::text("requirement", "Requirement")
        .about("The ticket's requirement that it fulfils, by key."),
    Field::yes_no("archived", "Archived").for_clients(),
    Field::moment("created_at", "Added").for_clients(),
    Field::moment("touched", "Last touched").internal(),
    Field::record("folder", "Folder", "folders"),
    Field::new(
        "checked_out",
        "Checked out",
        FieldKind::Object(check_out::FIELDS),
    )
    .stored("out"),
    Field::record("category", "Category", "document-categories").editable(),
    Field::day("expires", "Expires").editable().for_several(),
    Field::moment("remind_at", "Reminded next").internal(),
    Field::new(
        "hold",
        "Legal hold",
        FieldKind::Object(keeping::HOLD_FIELDS),
    ),
    Field::moment("changed_at", "Newest version came").internal(),
    Field::moment("goes_at", "Is deleted").about("Because the time of its category is over."),
    Field::number("seen_version", "Version seen")
        .about("Up to which version whoever asks has seen it.")
        .worked_out(),
];

impl Entity for Document {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Document", "Documents", Icon::File, DOCUMENT)
            .listed()
            .found("Documents", 9)
            .numbered(9);

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        let verified = self.verified;
        out.insert("verified", json!(verified.map(|held| held.at.rfc3339())));
        if visit.actor.tier != Tier::Client {
            let by = verified.map(|held| held.by.to_string());
            out.insert("verified_by", json!(by));
            out.insert("seen_version", json!(uses::seen(visit, self)?));
        }
        let wire = Wire {
            schema: visit.store().schema(),
            to_client: visit.actor.tier == Tier::Client,
        };
        let mut rows = Vec::new();
        for version in versions(visit, self)? {
            let stored = serde_json::to_value(&version).map_err(Error::internal)?;
            let mut row = wire.row(VERSION, stored);
            row.insert("size".into(), json!(version.file.size));
            rows.push(row);
        }
        out.insert("versions", json!(rows));
        Ok(())
    }
}

impl Entity for Version {
    const INFO: &'static EntityInfo = &EntityInfo::new("Version", "Versions", Icon::File, VERSION)
        .on_its_whole()
        .found_beneath();
}

const PREVIEW: &[Field] = &[
    Field::new("file", "File", FieldKind::File).internal(),
    Field::text("media_type", "Kind of file").unsought(),
    Field::number("width", "Width"),
    Field::number("height", "Height"),
];

const EXTRACTION: &[Field] = &[
    Field::record("of", "Version", "versions"),
    Field::text("content", "Content").internal(),
    Field::choice::<Stage>("stage", "Stage"),
    Field::text("note", "Note"),
    Field::number("text", "Text").internal(),
    Field::new("preview", "Preview", FieldKind::Object(PREVIEW)).unsent(),
    Field::number("tries", "Tries").untold(),
    Field::moment("next", "Next try").untold(),
];

impl Entity for Extraction {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Extraction", "Extractions", Icon::File, EXTRACTION).without_page();
}
