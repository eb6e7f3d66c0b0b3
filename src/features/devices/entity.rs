//! What devices and the rules of entry are called and hold.

use super::{Device, EntryRules, actions::VIEW, rules::From};
use crate::{
    data::{Entity, EntityInfo, Field, FieldKind},
    ui::icon::Icon,
};

const DEVICE: &[Field] = &[
    Field::person("user", "Person"),
    Field::text("name", "Name"),
    Field::text("serial", "Serial number"),
    Field::text("fingerprint", "Fingerprint"),
    Field::moment("issued", "Issued"),
    Field::moment("until", "Until"),
    Field::moment("revoked", "Revoked"),
    Field::moment("seen", "Last seen"),
    Field::record("renewed", "Renewed by", "devices"),
    Field::yes_no("reminded", "Reminded").untold(),
];

impl Entity for Device {
    const INFO: &'static EntityInfo = &EntityInfo::new("Device", "Devices", Icon::Key, DEVICE)
        .listed()
        .else_at(VIEW, "/me/devices");
}

const COUNTRIES: FieldKind = FieldKind::List(&FieldKind::Text);

const RULES: &[Field] = &[
    Field::choice::<From>("admin_from", "Administrators come in"),
    Field::new("admin_countries", "Countries of administrators", COUNTRIES),
    Field::choice::<From>("employee_from", "Employees come in"),
    Field::new("employee_countries", "Countries of employees", COUNTRIES),
    Field::choice::<From>("client_from", "Clients come in"),
    Field::new("client_countries", "Countries of clients", COUNTRIES),
    Field::yes_no("unknown_countries", "From countries that aren't known"),
    Field::yes_no("devices", "Devices are enrolled"),
    Field::yes_no("admin_devices", "Administrators need a device"),
    Field::yes_no("employee_devices", "Employees need a device"),
    Field::yes_no("device_is_factor", "A device is a second factor"),
    Field::yes_no("own_codes", "People make codes for their own devices"),
];

impl Entity for EntryRules {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Rules of entry", "Rules of entry", Icon::Lock, RULES);
}
