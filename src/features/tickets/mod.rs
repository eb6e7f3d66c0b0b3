//! In the making.

use crate::features::Feature;

pub fn feature() -> Feature {
    Feature::default()
}
