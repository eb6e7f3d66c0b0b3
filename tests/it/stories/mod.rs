//! Stories: what people do, from the first page to the last.

mod administration;
mod approvals;
mod coming_in;
mod countries;
mod departments;
mod devices;
mod journal;
mod killed;
mod late_saves;
mod leads;
mod leaving;
mod looks;
mod nine_stages;
mod own_sign_in;
mod passwords;
mod people_list;
mod portal_door;
mod privilege;
mod quotes;
mod retries;
mod roles;
mod sign_in;
mod slow_clients;
mod tickets;
mod work;
mod work_pages;
