//! Words as a QR code, drawn by a library from what Atrium wrote.

use maud::{Markup, PreEscaped};
use qrcode::{EcLevel, QrCode, render::svg};

use crate::base::{Error, Result};

/// A drawing at least 180 px a side, of medium correction; `label` says to whoever doesn't see it what it is.
///
/// # Errors
/// When the words don't fit into one.
pub fn qr(words: &str, label: &str) -> Result<Markup> {
    let code = QrCode::with_error_correction_level(words, EcLevel::M).map_err(Error::internal)?;
    let drawn = code
        .render::<svg::Color<'_>>()
        .min_dimensions(180, 180)
        .quiet_zone(true)
        .build();
    let drawn = drawn
        .split_once("?>")
        .map_or(drawn.as_str(), |(_, rest)| rest);
    let label = maud::html! { (label) }.into_string();
    Ok(PreEscaped(drawn.replacen(
        "<svg ",
        &format!(
            "<svg role=\"img\" aria-label=\"{}\" ",
            label.replace('"', "&quot;")
        ),
        1,
    )))
}
