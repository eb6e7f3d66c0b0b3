//! What the list of devices may be asked for, by its page and the API alike. Devices are few.

use super::device::{BY_UNTIL, Device, State};
use crate::{
    base::Result,
    data::{Page, Paging, Query, Visit},
    features::people::Directory,
    web::{Form, Reader, form::Optional},
};

#[derive(Debug, Clone, Default)]
pub struct DeviceQuery {
    pub show: Option<State>,
    /// A part of the person's name or of the device's.
    pub text: String,
}

impl Form for DeviceQuery {
    fn read(f: &mut Reader) -> Self {
        DeviceQuery {
            show: f.choice("show", "Show", Optional),
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
            let by_state = match self.show {
                Some(State::Active) => device.counts(visit.at),
                Some(show) => device.state(visit.at) == show,
                None => true,
            };
            let text = || format!("{} {}", names.name(device.user), device.name).to_lowercase();
            by_state && (wanted.is_empty() || text().contains(&wanted))
        })
    }
}
