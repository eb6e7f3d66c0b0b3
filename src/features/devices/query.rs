//! What the list of devices may be asked for, by its page and the API alike. Devices are few.

use super::device::{BY_UNTIL, Device, State};
use crate::{
    base::Result,
    data::{Page, Paging, Query, Visit},
    features::people::{Directory, Whom},
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct DeviceQuery {
    /// Any of these, likewise of the next.
    pub states: Vec<State>,
    pub users: Vec<Whom>,
    /// A part of the person's name or of the device's.
    pub text: String,
}

impl Form for DeviceQuery {
    fn read(f: &mut Reader) -> Self {
        DeviceQuery {
            states: f.choices("show", "State", Optional),
            users: Whom::all(f, "user", "Person"),
            text: f.text("q", "Person or device", Optional, 200),
        }
    }
}

impl DeviceQuery {
    /// The ones that end last first.
    pub fn page(&self, visit: &Visit, paging: Paging) -> Result<Page<Device>> {
        let names = Directory::of(visit)?;
        let wanted = self.text.to_lowercase();
        let query = Query::by(BY_UNTIL).descending(true).page(paging);
        visit.sift(query, |device: &Device| {
            let is = |state: &State| match state {
                State::Active => device.counts(visit.at),
                state => device.state(visit.at) == *state,
            };
            let by_state = self.states.is_empty() || self.states.iter().any(is);
            let theirs = |whom: &Whom| whom.id(visit) == device.user;
            let by_person = self.users.is_empty() || self.users.iter().any(theirs);
            let text = || format!("{} {}", names.name(device.user), device.name).to_lowercase();
            by_state && by_person && (wanted.is_empty() || text().contains(&wanted))
        })
    }
}
