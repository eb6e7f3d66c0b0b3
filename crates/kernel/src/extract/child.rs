//! The child's side: `atrium worker`.

use std::{
    io::{Read, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    process::ExitCode,
};

use super::{Answer, Order, Picture, Reading, Request, formats, walls, worker::MOST_BYTES};

/// Deep documents are read by functions that call themselves.
const STACK: usize = 64 << 20;
/// What a request is at most, before the file.
const MOST_REQUEST: usize = 4096;

/// Reads one request and the file behind it from standard input, and answers on standard output.
pub fn run() -> ExitCode {
    walls::end_with_parent();
    // What breaks off is told by the answer, or by the lack of one.
    std::panic::set_hook(Box::new(|_| {}));
    // Before the walls stand, for behind them no thread can be started.
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(work);
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(Some(()))) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// None when nobody asks what can be understood, or nobody listens.
fn work() -> Option<()> {
    let walls = walls::close();
    let mut input = std::io::stdin().lock();
    let mut length = [0; 4];
    input.read_exact(&mut length).ok()?;
    let length = u32::from_be_bytes(length) as usize;
    if length > MOST_REQUEST {
        return None;
    }
    let mut request = vec![0; length];
    input.read_exact(&mut request).ok()?;
    let order: Order = rmp_serde::from_slice(&request).ok()?;
    let mut answer = Answer {
        walls,
        ..Answer::default()
    };
    match order.request {
        Request::Try => answer.tried = Some(walls::try_all()),
        _ if order.walled && !walls.all() => answer.kept_off = true,
        Request::Read { name } => {
            let bytes = rest(input)?;
            answer.reading = whole(|| formats::read(&bytes, &name));
        }
        Request::FirstPage => {
            let bytes = rest(input)?;
            answer.reading = whole(|| formats::first_page(&bytes));
        }
        Request::Page { number } => {
            let bytes = rest(input)?;
            answer.reading = whole(|| formats::page(&bytes, number));
        }
        Request::Mail => {
            let bytes = rest(input)?;
            let read = catch_unwind(|| formats::mail(&bytes));
            let broke_off = || Err("It is damaged: reading it broke off.".into());
            match read.unwrap_or_else(|_| broke_off()) {
                Ok(mail) => answer.mail = Some(mail),
                Err(why) => answer.reading = Reading::refused(why),
            }
        }
        Request::Inspect => {
            let bytes = rest(input)?;
            match unbroken(|| formats::inspect(&bytes)) {
                Ok(pages) => answer.pages = pages,
                Err(why) => answer.reading = Reading::refused(why),
            }
        }
        Request::Append { drawings, appendix } => {
            let bytes = rest(input)?;
            let drawings = usize::try_from(drawings).ok()?;
            let (drawings, original) = bytes.split_at_checked(drawings)?;
            match unbroken(|| formats::append(original, drawings, &appendix)) {
                Ok(appended) => (answer.appends, answer.appended) = (true, appended),
                Err(why) => answer.reading = Reading::refused(why),
            }
        }
        Request::Mark { leaf } => {
            let bytes = rest(input)?;
            let (leaf, file) = bytes.split_at_checked(usize::try_from(leaf).ok()?)?;
            match unbroken(|| formats::mark(file, leaf)) {
                Ok(marked) => (answer.appends, answer.appended) = (true, marked),
                Err(why) => answer.reading = Reading::refused(why),
            }
        }
    }
    tell(&mut answer)
}

fn rest(input: impl Read) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MOST_BYTES).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

/// What breaks off in the middle of a file is a file that can't be read.
fn whole(read: impl FnOnce() -> Reading) -> Reading {
    catch_unwind(AssertUnwindSafe(read))
        .unwrap_or_else(|_| Reading::refused("It is damaged: reading it broke off."))
}

/// The same of what isn't read.
fn unbroken<T>(work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err("It is damaged: reading it broke off.".into()))
}

/// The length of the answer, the answer, and the bytes of its picture or of what is appended.
fn tell(answer: &mut Answer) -> Option<()> {
    let picture = answer.reading.picture.as_mut();
    let picture = picture.map_or_else(Vec::new, |picture: &mut Picture| {
        std::mem::take(&mut picture.bytes)
    });
    let head = rmp_serde::to_vec_named(answer).ok()?;
    let length = u32::try_from(head.len()).ok()?;
    let mut out = std::io::stdout().lock();
    out.write_all(&length.to_be_bytes()).ok()?;
    out.write_all(&head).ok()?;
    out.write_all(&picture).ok()?;
    out.write_all(&answer.appended).ok()?;
    out.flush().ok()
}
