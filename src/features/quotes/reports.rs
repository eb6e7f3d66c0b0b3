//! What is reported of quotes: how many of those answered are accepted.

use super::{FIGURES, Quote, actions::VIEW, figure};
use crate::{
    base::Result,
    data::Visit,
    features::reports::{self, Area, ForReports, Report},
};

pub const REPORTS: ForReports = ForReports {
    opens: &[VIEW],
    read: |visit: &Visit, all: &mut Vec<Report>| -> Result<()> {
        let over = reports::reach(visit, &VIEW)?;
        let answered = (figure::ACCEPTED, figure::DECLINED);
        let name = "Accepted of those answered";
        let share = reports::share::<Quote>(visit, name, FIGURES, &over, answered)?;
        let href = "/quotes?status=accepted&status=declined";
        let tells = "what clients said to our prices";
        all.push(Report::new(Area::Sales, "Quotes answered", href, tells).number(share));
        Ok(())
    },
};
