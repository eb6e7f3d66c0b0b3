//! Line drawings for doors and empty rooms: one stroke, a patch of light, sometimes water.

use maud::{Markup, PreEscaped, Render, html};

/// What a drawing shows; pick it by what happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Illustration {
    /// The house with its lit floor: a first welcome.
    Court,
    /// An open door: sign-in, invitations.
    Door,
    /// A closed double door: not allowed.
    Shut,
    /// Ruins: not found, no match.
    Lost,
    /// A broken beam: our own failure.
    Fallen,
    /// An empty jar: nothing here yet.
    Amphora,
    /// Still water: nothing left to do.
    Pool,
}

impl Illustration {
    const fn shape(self) -> &'static str {
        match self {
            Illustration::Court => {
                r#"<path class="lit" d="M84 24h72l34 96H50z"/>
<path class="water" d="M88 104h64l9 14H79z"/>
<path d="M8 24h224M8 20h224M14 24v98M34 24v98M206 24v98M226 24v98M4 122h232M10 126h220"/>
<path d="M52 122V62a20 20 0 0 1 40 0v60M100 104V62a20 20 0 0 1 40 0v42M148 122V62a20 20 0 0 1 40 0v60"/>
<path class="soft" d="M84 24 50 120M156 24l34 96"/>"#
            }
            Illustration::Door => {
                r#"<path class="lit" d="M98 128V62a22 22 0 0 1 44 0v66l30 14H68z"/>
<path d="M4 128h232M60 128V20h120v108M54 20h132M50 15h140M86 128V62a34 34 0 0 1 68 0v66M98 128V62a22 22 0 0 1 44 0v66"/>
<path class="soft" d="M66 128V26M72 128V26M168 128V26M174 128V26M98 128l-30 14M142 128l30 14"/>"#
            }
            Illustration::Shut => {
                r#"<path d="M4 128h232M60 128V20h120v108M54 20h132M50 15h140M86 128V62a34 34 0 0 1 68 0v66M120 28v100"/>
<path d="M94 122V66a26 26 0 0 1 22-26v82zM146 122V66a26 26 0 0 0-22-26v82z" class="soft"/><circle cx="114" cy="86" r="2"/><circle cx="126" cy="86" r="2"/>
<path class="soft" d="M66 128V26M72 128V26M168 128V26M174 128V26"/>"#
            }
            Illustration::Lost => {
                r#"<path class="lit" d="M20 134h62l14-14H40z"/>
<path d="M4 134h232M24 134V40M32 134V40M20 40h16M18 35h20M56 134V74l3-5-2-7 5-4 2-6M64 134V76M104 134v-8h22v8M150 134l6-12 40 3 6 9M208 134V40M216 134V40M204 40h16M202 35h20"/>
<path class="soft" d="M96 134l6-5M134 130l8 4M170 112l14-6 10 8"/>"#
            }
            Illustration::Fallen => {
                r#"<path d="M4 134h232M30 134V30h16v104M24 30h28M22 25h32M186 134V30h16v104M180 30h28M178 25h32"/>
<path d="M54 27h36l6-7 5 12M181 27h-30l-5 6-4-9"/>
<path d="m88 134 8-14 24 8 6-16 18 8-4 14M156 134l4-9 12 9"/>
<path class="soft" d="M35 128V36M41 128V36M191 128V36M197 128V36M108 60l4 8M126 52l-3 9M118 84l5 6"/>"#
            }
            Illustration::Amphora => {
                r#"<path class="lit" d="M70 128l36-90h54l40 90z"/>
<path d="M20 128h200M108 128c-3-10-14-18-17-38-2-16 10-24 18-28V44h22v18c8 4 20 12 18 28-3 20-14 28-17 38zM105 44h30M109 56c-14-8-26 4-20 22M131 56c14-8 26 4 20 22"/>
<path class="soft" d="M92 86h56M94 94h52"/>"#
            }
            Illustration::Pool => {
                r#"<path class="lit" d="M92 8h56l44 96H48z"/>
<path class="water" d="M60 112h120l18 22H42z"/>
<path d="M36 140h168l-22-34H58zM20 8h200M20 12h200"/>
<path class="soft" d="M82 122h28M122 127h34M96 130h14"/>"#
            }
        }
    }
}

impl Render for Illustration {
    fn render(&self) -> Markup {
        html! { svg class="scene" viewBox="0 0 240 150" aria-hidden="true" { (PreEscaped(self.shape())) } }
    }
}

/// The hall in one-point perspective, beside the door forms.
pub fn hall() -> Markup {
    html! {
        svg class="scene hallscene" viewBox="0 0 800 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true" {
            (PreEscaped(HALL))
        }
    }
}

/// Computed once by the generator of the prototypes, kept as paths.
const HALL: &str = include_str!("hall.svgpart");
