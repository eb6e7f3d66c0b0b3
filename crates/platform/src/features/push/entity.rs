//! What the settings of web push hold. Devices and messages are secrets and describe nothing.

use super::PushSettings;
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const SETTINGS: &[Field] = &[Field::yes_no("on", "On")];

impl Entity for PushSettings {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Web push", "Web push", Icon::Bell, SETTINGS);
}
