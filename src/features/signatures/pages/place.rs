//! Where on the pages what stands: a row for each place, and the same as boxes over the pages, which are moved by hand or by
//! arrow keys (`sign-place.js`). Without script the rows alone do.

use maud::{Markup, html};

use super::reading::picture;
use crate::{
    base::Choice,
    features::signatures::{
        field::{FieldKind, Placed},
        forms::Places,
        request::SignatureRequest,
    },
    ui::prelude::*,
    web::Filled,
};

/// Empty rows at the end.
const SPARE: usize = 4;

/// The form as the request has it.
pub fn typed(request: &SignatureRequest) -> Filled<Places> {
    let rows = request.fields.iter().enumerate();
    let values: Vec<(String, String)> = rows.flat_map(|(n, field)| pairs(n, field)).collect();
    let values: Vec<(&str, String)> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.clone()))
        .collect();
    Filled::blank(&values)
}

fn pairs(n: usize, field: &Placed) -> Vec<(String, String)> {
    let of = |name: &str, value: String| (format!("fields.{n}.{name}"), value);
    vec![
        of("signer", field.signer.to_string()),
        of("kind", field.kind.key().to_owned()),
        of("page", field.page.to_string()),
        of("x", field.x.to_string()),
        of("y", field.y.to_string()),
        of("width", field.width.to_string()),
        of("height", field.height.to_string()),
    ]
}

const NUMBERS: [(&str, &str); 5] = [
    ("page", "Page"),
    ("x", "Left"),
    ("y", "Top"),
    ("width", "Width"),
    ("height", "Height"),
];

pub fn editor(request: &SignatureRequest, form: &Filled<Places>, base: &str) -> Markup {
    let rows = form.pairs().iter().filter_map(|(name, _)| {
        let rest = name.strip_prefix("fields.")?;
        rest.split_once('.')?.0.parse::<usize>().ok()
    });
    let rows = rows.max().map_or(0, |last| last + 1) + SPARE;
    let value = |n: usize, name: &str| form.value(&format!("fields.{n}.{name}")).map(str::to_owned);
    let body = html! {
        form class="stack" method="post" action=(format!("{base}/places")) data-places data-once {
            (form.version(request.version))
            (form.summary())
            p class="dim t12" data-places-hint hidden {
                "Click on a page to put a place there. Drag it, or move it with the arrow keys; with Shift they change its size, Delete takes it away."
            }
            div class="scroll" {
                table class="places" aria-label="Places, in thousandths of the page" {
                    thead { tr {
                        th scope="col" { "Who" }
                        th scope="col" { "What" }
                        @for (_, label) in NUMBERS { th scope="col" class="num" { (label) } }
                    } }
                    tbody { @for n in 0..rows { tr data-place {
                        td { select name=(format!("fields.{n}.signer")) aria-label=(format!("Who, place {}", n + 1)) data-place-signer {
                            option value="" { "-" }
                            @for (at, signer) in request.signers.iter().enumerate() {
                                @let own = (at + 1).to_string();
                                option value=(own) selected[value(n, "signer").as_deref() == Some(own.as_str())] { (signer.name) }
                            }
                        } }
                        td { select name=(format!("fields.{n}.kind")) aria-label=(format!("What, place {}", n + 1)) data-place-kind {
                            option value="" { "-" }
                            @for kind in FieldKind::ALL {
                                option value=(kind.key()) selected[value(n, "kind").as_deref() == Some(kind.key())] { (kind.label()) }
                            }
                        } }
                        @for (name, label) in NUMBERS {
                            td class="num" { input type="number" min="0" max="1000" inputmode="numeric" id=(format!("fields.{n}.{name}")) name=(format!("fields.{n}.{name}"))
                                aria-label=(format!("{label}, place {}", n + 1)) value=(value(n, name).unwrap_or_default()) data-place-number=(name); }
                        }
                    } } }
                }
            }
            (buttons(Button::submit("Save the places")))
            div class="signpages" {
                @for number in 1..=request.pages.len() { (picture(request, base, number)) }
            }
        }
    };
    html! {
        (Section::new("Places", body).id("places").small("Whoever has no place for a signature gets one at the foot of the last page"))
    }
}
