//! What the house sells. Each category has a department that does it and a colour that marks it.

use crate::{choices, ui::badge::Tone};

choices! {
    pub enum Category {
        Web: "web", "Web";
        Gmb: "gmb", "GMB";
        Seo: "seo", "SEO";
        Graphics: "graphics", "Graphics";
        Social: "social", "Social";
    }
}

impl Category {
    pub fn tone(self) -> Tone {
        match self {
            Category::Web => Tone::Azure,
            Category::Gmb => Tone::Info,
            Category::Seo => Tone::Success,
            Category::Graphics => Tone::Murex,
            Category::Social => Tone::Clay,
            Category::Unknown => Tone::Stone,
        }
    }
}
