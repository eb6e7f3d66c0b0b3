//! Changing it.

use super::forms::RetentionForm;
use crate::{
    base::Result,
    data::Visit,
    features::settings::{RETAIN, Retention},
};

pub fn edit(visit: &Visit, form: RetentionForm) -> Result<()> {
    visit.act(RETAIN, move |change| {
        let mut held = change.only::<Retention>(form.version)?;
        held.notifications = form.notifications;
        held.sign_ins = form.sign_ins;
        held.alerts = form.alerts;
        held.checks = form.checks;
        change.put(&held)
    })
}
