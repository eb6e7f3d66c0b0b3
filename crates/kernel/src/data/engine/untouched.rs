//! A database that is only looked at.

use std::{
    collections::BTreeMap,
    io,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
};

use super::disk::{Disk, FileDisk};

/// A disk that is only looked at: what is written stays in memory, over what the file holds. For the doctor, who opens a
/// house as it lies there and leaves it so, on read-only media too, and for proving a copy before it takes a place.
#[derive(Debug)]
pub struct Untouched {
    below: Arc<dyn Disk>,
    over: Mutex<Over>,
}

#[derive(Debug, Default)]
struct Over {
    len: u64,
    /// How much of the file still counts: it was cut to this length once.
    cut: u64,
    /// The pages that were written, by their number.
    pages: BTreeMap<u64, Box<[u8]>>,
}

const PAGE: usize = 4096;

impl Untouched {
    pub fn open(path: &Path) -> io::Result<Untouched> {
        Untouched::over_disk(Arc::new(FileDisk::to_look(path)?))
    }

    pub fn over_disk(below: Arc<dyn Disk>) -> io::Result<Untouched> {
        let len = below.len()?;
        let over = Over {
            len,
            cut: len,
            pages: BTreeMap::new(),
        };
        Ok(Untouched {
            below,
            over: Mutex::new(over),
        })
    }

    fn over(&self) -> std::sync::MutexGuard<'_, Over> {
        self.over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page of the file's first `cut` bytes, with zeros behind them.
    fn page(&self, number: u64, cut: u64) -> io::Result<Box<[u8]>> {
        let mut page = vec![0; PAGE].into_boxed_slice();
        let begins = number * PAGE as u64;
        let counts = cut.saturating_sub(begins).min(PAGE as u64) as usize;
        if counts > 0 {
            self.below.read_at(begins, &mut page[..counts])?;
        }
        Ok(page)
    }
}

/// The stretches of `len` bytes from `offset` on, each in one page: its number, where in it, and how long.
fn stretches(offset: u64, len: usize) -> impl Iterator<Item = (u64, usize, usize)> {
    let mut done = 0;
    std::iter::from_fn(move || {
        let at = offset + done as u64;
        let inside = (at % PAGE as u64) as usize;
        let long = (PAGE - inside).min(len - done);
        done += long;
        (long > 0).then_some((at / PAGE as u64, inside, long))
    })
}

impl Disk for Untouched {
    fn len(&self) -> io::Result<u64> {
        Ok(self.over().len)
    }
    fn read_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let over = self.over();
        if offset + out.len() as u64 > over.len {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut rest = out;
        for (number, inside, long) in stretches(offset, rest.len()) {
            let (here, after) = rest.split_at_mut(long);
            match over.pages.get(&number) {
                Some(page) => here.copy_from_slice(&page[inside..inside + long]),
                None => here.copy_from_slice(&self.page(number, over.cut)?[inside..inside + long]),
            }
            rest = after;
        }
        Ok(())
    }
    fn write_at(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut over = self.over();
        over.len = over.len.max(offset + data.len() as u64);
        let mut rest = data;
        for (number, inside, long) in stretches(offset, data.len()) {
            let (here, after) = rest.split_at(long);
            if !over.pages.contains_key(&number) {
                let page = self.page(number, over.cut)?;
                over.pages.insert(number, page);
            }
            if let Some(page) = over.pages.get_mut(&number) {
                page[inside..inside + long].copy_from_slice(here);
            }
            rest = after;
        }
        Ok(())
    }
    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut over = self.over();
        // What is cut off reads as zeros when it grows again.
        if len < over.len {
            over.cut = over.cut.min(len);
            let (last, inside) = (len / PAGE as u64, (len % PAGE as u64) as usize);
            over.pages.retain(|number, _| *number <= last);
            if let Some(page) = over.pages.get_mut(&last) {
                page[inside..].fill(0);
            }
        }
        over.len = len;
        Ok(())
    }
    fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        /// What is written, cut and grown reads as in a file, and the file below stays what it was.
        #[test]
        fn an_untouched_disk_is_a_disk(
            deeds in proptest::collection::vec((0u8..3, 0u64..20_000, 0usize..9_000), 1..20),
        ) {
            let path = std::env::temp_dir().join(format!("atrium-untouched-{}", std::process::id()));
            let first: Vec<u8> = (0..10_000u32).map(|n| (n % 251) as u8 + 1).collect();
            std::fs::write(&path, &first).unwrap();
            let disk = Untouched::open(&path).unwrap();
            let mut model = first.clone();
            for (n, (deed, at, long)) in deeds.into_iter().enumerate() {
                match deed {
                    0 => {
                        let data = vec![n as u8; long];
                        disk.write_at(at, &data).unwrap();
                        if !data.is_empty() {
                            model.resize(model.len().max(at as usize + long), 0);
                            model[at as usize..at as usize + long].copy_from_slice(&data);
                        } else {
                            model.resize(model.len().max(at as usize), 0);
                        }
                    }
                    1 => {
                        disk.set_len(at).unwrap();
                        model.resize(at as usize, 0);
                    }
                    _ => {
                        let mut out = vec![0; long];
                        let fits = at as usize + long <= model.len();
                        proptest::prop_assert_eq!(disk.read_at(at, &mut out).is_ok(), fits);
                        if fits {
                            proptest::prop_assert_eq!(&out[..], &model[at as usize..at as usize + long]);
                        }
                    }
                }
                proptest::prop_assert_eq!(disk.len().unwrap(), model.len() as u64);
            }
            let mut all = vec![0; model.len()];
            disk.read_at(0, &mut all).unwrap();
            proptest::prop_assert_eq!(all, model);
            proptest::prop_assert_eq!(std::fs::read(&path).unwrap(), first);
            std::fs::remove_file(&path).unwrap();
        }
    }
}
