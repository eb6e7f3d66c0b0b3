//! Stories: what people do, from the first page to the last.

mod administration;
mod approvals;
mod coming_in;
mod departments;
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
mod privilege;
mod quotes;
mod retries;
mod roles;
mod sign_in;
mod tickets;
mod work;
mod work_pages;
