//! The parts pages are drawn with. They know no domain words: no part knows what a lead or a task is.
//!
//! Every part renders the markup of the design prototypes, so its style is the file of the same name in
//! `assets/css/ui`. Text is escaped by maud; a slot that takes `impl Render` accepts text and markup alike. There
//! are no style attributes and no inline script: geometry lives in SVG attributes and `<progress value>`.
//! Pages write `use crate::ui::prelude::*;` and, where needed, `ui::{chart, paper, portal}`.

pub mod avatar;
pub mod badge;
pub mod board;
pub mod button;
pub mod calendar;
pub mod chart;
pub mod choice;
pub mod composer;
pub mod dayrule;
pub mod dialog;
pub mod edit;
pub mod element;
pub mod facts;
pub mod feed;
pub mod form;
pub mod icon;
pub mod illustration;
pub mod input;
pub mod list;
pub mod markdown;
pub mod notice;
pub mod page;
pub mod picker;
pub mod plan;
pub mod portal;
pub mod printable;
pub mod progress;
pub mod qr;
pub mod quick;
pub mod radios;
pub mod route;
pub mod sheet;
pub mod state_icon;
pub mod table;
pub mod textarea;
pub mod timeline;
pub mod words;

/// Everything but charts, sheets and the client's rooms, whose short names are better read with their module.
pub mod prelude {
    pub use super::{
        avatar::*, badge::*, board::*, button::*, calendar::*, choice::*, composer::*, dialog::*,
        facts::*, feed::*, form::*, icon::*, illustration::*, input::*, list::*, notice::*,
        page::*, plan::*, progress::*, radios::*, route::*, state_icon::*, table::*, textarea::*,
    };
}
