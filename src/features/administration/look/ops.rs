//! Changing the look.

use super::forms::LookForm;
use crate::{
    base::{Error, Result},
    data::Visit,
    features::settings::{Brand, EDIT, LOGO_BYTES, LOGO_KINDS, Logo, printed},
    web::Upload,
};

pub fn edit(visit: &Visit, form: LookForm, logo: Option<Logo>) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<Brand>(form.version)?;
        held.accent = form.accent;
        held.welcome = form.welcome;
        held.foot = form.foot;
        held.language = form.language;
        held.logo = match (logo, form.no_logo) {
            (Some(logo), _) => Some(logo),
            (None, true) => None,
            (None, false) => held.logo.take(),
        };
        change.put(&held)
    })
}

/// Another logo, whatever else the look is.
pub fn put_logo(visit: &Visit, logo: Logo) -> Result<()> {
    visit.act(EDIT, move |change| {
        let mut held = change.only::<Brand>(None)?;
        held.logo = Some(logo);
        change.put(&held)
    })
}

/// What was sent as a logo, judged by its content and not by its name: a picture that pages show and papers print.
pub fn logo_of(visit: &Visit, upload: &Upload) -> Result<Logo> {
    if !LOGO_KINDS.contains(&upload.media_type.as_str()) {
        return Err(Error::field(
            "logo",
            format!(
                "{} is no PNG, JPEG or WebP picture. Save the logo as one of these and choose it again.",
                upload.name
            ),
        ));
    }
    if upload.file.size > LOGO_BYTES {
        return Err(Error::field(
            "logo",
            format!(
                "{} has {} KB, and every page shows it. Make it smaller than {} KB; 400 by 100 points are plenty.",
                upload.name,
                upload.file.size.div_ceil(1024),
                LOGO_BYTES / 1024
            ),
        ));
    }
    let logo = Logo {
        file: upload.file.clone(),
        media_type: upload.media_type.clone(),
    };
    match printed(visit, &logo) {
        Some(_) => Ok(logo),
        None => Err(Error::field(
            "logo",
            format!(
                "{} is damaged, or has more than 4,000 pixels to a side. Save it anew and choose it again.",
                upload.name
            ),
        )),
    }
}
