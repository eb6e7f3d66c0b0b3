//! What posts are called and hold, and what hangs on them.

use serde_json::{Value, json};

use super::{
    Audience, Channel, Draft, Outcome, Post, Reaction, Revision, SavedPost, Scheduled, ops, plain,
};
use crate::{
    base::Result,
    data::{Entity, EntityInfo, Field, FieldKind, Json, Visit},
    features::people::Directory,
    ui::icon::Icon,
};

const DOCUMENT: FieldKind = FieldKind::Record("documents");

const DEED: &[Field] = &[
    Field::person("by", "By").for_clients(),
    Field::moment("at", "At").for_clients(),
];

const ON: Field = Field::new("on", "On", FieldKind::AnyRecord)
    .untold()
    .for_clients();
const POST_OF: Field = Field::new("post", "Post", FieldKind::Record("posts"))
    .untold()
    .for_clients();
const AUDIENCE: Field =
    Field::choice::<Audience>("audience", "Read by").about("Whether the client reads it.");

const POST: &[Field] = &[
    ON,
    AUDIENCE,
    Field::choice::<Channel>("channel", "Kind")
        .about("How it was said, when it was said elsewhere."),
    Field::long("text", "Text")
        .about("Markdown. People, roles and departments stand in it by their numbers: @{U-12}.")
        .editable()
        .for_clients(),
    Field::person("by", "By").for_clients(),
    Field::yes_no("from_client", "From the client").for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::new("files", "Files", FieldKind::List(&DOCUMENT)).for_clients(),
    Field::new("reply_to", "Reply to", FieldKind::Record("posts"))
        .about("The first post of its thread.")
        .for_clients(),
    Field::new("quote", "Quotes", FieldKind::Record("posts")).for_clients(),
    Field::new("mentions", "Names", FieldKind::List(&FieldKind::AnyRecord)).untold(),
    Field::moment("edited", "Edited").for_clients(),
    Field::new("removed", "Taken away", FieldKind::Object(DEED)).for_clients(),
    Field::new("pinned", "Pinned", FieldKind::Object(DEED)).for_clients(),
    Field::long("plain", "Plain text")
        .about("The text without its marks.")
        .worked_out()
        .for_clients(),
    Field::number("replies", "Replies")
        .worked_out()
        .for_clients(),
    Field::new("reactions", "Reactions", FieldKind::Rows(SIGN))
        .worked_out()
        .for_clients(),
    Field::new("made", "Made of it", FieldKind::List(&FieldKind::AnyRecord)).worked_out(),
    Field::new(
        "unseen",
        "Named, and can't see it",
        FieldKind::List(&FieldKind::Text),
    )
    .about("Told when it is posted; empty from then on.")
    .worked_out()
    .for_clients(),
];

const SIGN: &[Field] = &[
    Field::text("sign", "Sign").for_clients(),
    Field::number("count", "How many").for_clients(),
    Field::people("by", "By").for_clients(),
];

impl Entity for Post {
    const INFO: &'static EntityInfo = &EntityInfo::new("Post", "Posts", Icon::Chat, POST)
        .on_its_whole()
        .found_beneath();

    fn work_out(&self, visit: &Visit, out: &mut Json) -> Result<()> {
        let names = Directory::of(visit)?;
        out.insert("plain", plain(visit, &names, self));
        out.insert("replies", ops::replies(visit, self)?.0);
        let signs = ops::reactions(visit, self)?
            .0
            .into_iter()
            .map(|(sign, by)| {
                let people: Vec<String> = by.iter().map(ToString::to_string).collect();
                json!({ "sign": sign, "count": people.len(), "by": people })
            });
        out.insert("reactions", signs.collect::<Value>());
        out.insert("unseen", json!([]));
        if visit.actor.tier.is_staff() {
            let made = ops::outcomes(visit, self)?.into_iter();
            let numbers = made.map(|of| visit.store().schema().number(of));
            out.insert("made", numbers.collect::<Value>());
        }
        Ok(())
    }
}

const REACTION: &[Field] = &[
    ON,
    POST_OF,
    AUDIENCE.untold(),
    Field::person("by", "By").for_clients(),
    Field::text("sign", "Sign").for_clients(),
    Field::moment("at", "At").for_clients(),
];

impl Entity for Reaction {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Reaction", "Reactions", Icon::Chat, REACTION).without_page();
}

const REVISION: &[Field] = &[
    ON,
    POST_OF,
    AUDIENCE.untold(),
    Field::person("by", "By").for_clients(),
    Field::long("text", "Text").for_clients(),
    Field::new("mentions", "Names", FieldKind::List(&FieldKind::AnyRecord)).untold(),
    Field::moment("from", "Written").for_clients(),
    Field::moment("until", "Until").for_clients(),
];

impl Entity for Revision {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Earlier text", "Earlier texts", Icon::Chat, REVISION).without_page();
}

const OUTCOME: &[Field] = &[
    ON,
    POST_OF,
    AUDIENCE.untold(),
    Field::new("made", "Made", FieldKind::AnyRecord),
    Field::person("by", "By"),
    Field::moment("at", "At"),
];

impl Entity for Outcome {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Made of a post", "Made of posts", Icon::Chat, OUTCOME).without_page();
}

const DRAFT: &[Field] = &[
    ON,
    Field::new("reply_to", "Reply to", FieldKind::Record("posts")).for_clients(),
    AUDIENCE,
    Field::person("by", "By").for_clients(),
    Field::long("text", "Text")
        .about("As it was typed.")
        .for_clients(),
    Field::moment("at", "At").for_clients(),
];

impl Entity for Draft {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Draft", "Drafts", Icon::Edit, DRAFT).without_page();
}

const SCHEDULED: &[Field] = &[
    ON,
    Field::new("reply_to", "Reply to", FieldKind::Record("posts")).for_clients(),
    Field::new("quote", "Quotes", FieldKind::Record("posts")).for_clients(),
    AUDIENCE,
    Field::person("by", "By").for_clients(),
    Field::long("text", "Text")
        .about("As it was typed.")
        .editable()
        .for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::moment("due", "Posted at").editable().for_clients(),
    Field::text("failed", "Why it wasn't posted").for_clients(),
];

impl Entity for Scheduled {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Scheduled post", "Scheduled posts", Icon::Hours, SCHEDULED)
            .without_page();
}

const SAVED: &[Field] = &[
    Field::new("post", "Post", FieldKind::Record("posts")).for_clients(),
    Field::person("by", "By").for_clients(),
    Field::moment("at", "At").for_clients(),
    Field::moment("remind", "Told of it").for_clients(),
];

impl Entity for SavedPost {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Kept post", "Kept posts", Icon::Star, SAVED).without_page();
}
