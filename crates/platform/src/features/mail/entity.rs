//! What the way mail is sent holds. Letters and the password are secrets and describe nothing.

use super::{InboundMailbox, MailServer, Strangers, server::Security};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const SERVER: &[Field] = &[
    Field::yes_no("on", "Sends mail"),
    Field::text("host", "Server"),
    Field::number("port", "Port"),
    Field::choice::<Security>("security", "Security"),
    Field::text("username", "Name"),
    Field::text("from_name", "Sender's name"),
    Field::text("from", "Sender"),
    Field::text("reply_to", "Answers go to"),
    Field::yes_no("link_admins", "Links to administrators"),
    Field::yes_no("link_employees", "Links to employees"),
    Field::yes_no("link_clients", "Links to clients"),
    Field::new(
        "checkpoint_to",
        "Checkpoints go to",
        FieldKind::List(&FieldKind::Text),
    ),
];

const MAILBOX: &[Field] = &[
    Field::yes_no("on", "Takes answers in"),
    Field::text("host", "Server"),
    Field::number("port", "Port"),
    Field::text("username", "Name"),
    Field::text("address", "Address"),
    Field::text("folder", "Folder"),
    Field::text("done_folder", "Folder for what was taken in"),
    Field::yes_no("staff", "Answers of staff"),
    Field::yes_no("clients", "Answers of clients"),
    Field::yes_no("bounces", "Reports of mails that came back"),
    Field::choice::<Strangers>("strangers", "What answers nothing"),
    Field::person("keeper", "In whose name"),
];

impl Entity for InboundMailbox {
    const INFO: &'static EntityInfo = &EntityInfo::new("Mailbox", "Mailboxes", Icon::Mail, MAILBOX);
}

impl Entity for MailServer {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Mail server", "Mail servers", Icon::Mail, SERVER);
}
