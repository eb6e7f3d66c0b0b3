//! What is reported of promises: how many were kept.

use super::{Clock, FIGURES, actions::VIEW, figure};
use crate::{
    base::Result,
    data::Visit,
    features::reports::{self, Area, ForReports, Report},
};

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read: |visit: &Visit, all: &mut Vec<Report>| -> Result<()> {
        let over = reports::reach(visit, &VIEW)?;
        let ended = (figure::KEPT, figure::MISSED);
        let share = reports::share::<Clock>(visit, "In time this month", FIGURES, &over, ended)?;
        let tells =
            "answers and solutions by the hour that was promised, the next to be missed first";
        all.push(Report::new(Area::Service, "Promises kept", "/clocks", tells).number(share));
        Ok(())
    },
};
