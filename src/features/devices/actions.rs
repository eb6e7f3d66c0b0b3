//! What may be done in devices: each action with its key, its name and what the journal tells of it.

use crate::access::Action;

pub const VIEW: Action = Action::read("devices.view", "See people's devices");
pub const ENROL: Action = Action::write("devices.enrol", "Make codes for others' devices")
    .told("made a code for a device of {users}")
    .final_()
    .dangerous();
pub const REVOKE: Action = Action::write("devices.revoke", "Revoke others' devices")
    .told("revoked {}")
    .final_();
pub const OWN: Action =
    Action::own("devices.own", "Look after the own devices").told("looked after their own devices");
pub const ISSUE: Action = Action::system("devices.issue", "Issue a device's certificate")
    .told("issued the certificate of {}");
pub const TEND: Action =
    Action::system("devices.tend", "Look after devices").told("looked after {}");
