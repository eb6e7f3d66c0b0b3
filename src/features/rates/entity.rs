//! What rates are called and hold.

use super::{Of, Rate, VIEW_COSTS, rate::Billed};
use crate::{
    data::{Entity, EntityInfo, Field},
    ui::icon::Icon,
};

const RATE: &[Field] = &[
    Field::choice::<Of>("of", "Of"),
    Field::number("subject", "Number of that")
        .about("Of a task, a project, a client or a person, without its letters."),
    Field::text("name", "Name"),
    Field::day("from", "From"),
    Field::money("per_hour", "Billed an hour"),
    Field::money("cost_per_hour", "Cost of an hour").only_for(&[VIEW_COSTS]),
    Field::choice::<Billed>("billable", "Billable"),
];

impl Entity for Rate {
    const INFO: &'static EntityInfo =
        &EntityInfo::new("Rate", "Rates", Icon::Hours, RATE).without_page();
}
