//! What one render knows and has used up. A render runs on one thread from beginning to end, so its state lives beside that thread's
//! stack, where filters and functions reach it without a look-up.
//!
//! Fuel bounds steps, not memory. Therefore every operation that can make a value bigger than its parts goes through [`made`] or
//! [`listed`], and every one that reads its parts from end to end through [`searched`]: what they let through in one render is bounded
//! whatever a template does. Behind them stands a bound on the processor time of the whole.

use std::{cell::RefCell, sync::Arc, time::Duration};

use jiff::{Timestamp, tz::TimeZone};
use minijinja::{Error, ErrorKind};

use super::{limits::Limits, texts::Language};

/// What a render needs to know besides its page.
#[derive(Clone)]
pub struct Frame {
    pub language: Arc<Language>,
    pub zone: TimeZone,
    pub now: Timestamp,
    /// What addresses of assets begin with.
    pub assets: String,
    /// Address of the portal's own tokens.
    pub tokens: String,
    /// A missing text is an error: in checks.
    pub strict: bool,
}

struct Render {
    frame: Frame,
    limits: Limits,
    made_bytes: usize,
    list_items: usize,
    searched_bytes: usize,
    looks: usize,
    began: Duration,
}

/// The clock is looked at with every so many things that are counted: one look costs as much as some of them together.
const CLOCK_EVERY: usize = 64;

thread_local! {
    static RENDER: RefCell<Option<Render>> = const { RefCell::new(None) };
}

/// Takes the state away again, also when a render panics.
struct Clear;

impl Drop for Clear {
    fn drop(&mut self) {
        RENDER.with_borrow_mut(|render| *render = None);
    }
}

/// Runs `work` with a fresh meter.
pub fn metered<R>(frame: Frame, limits: Limits, work: impl FnOnce() -> R) -> R {
    let (made_bytes, list_items, searched_bytes, looks, began) = (0, 0, 0, 0, worked());
    let fresh = Render { frame, limits, made_bytes, list_items, searched_bytes, looks, began };
    RENDER.with_borrow_mut(|render| *render = Some(fresh));
    let _clear = Clear;
    work()
}

/// Reads the frame of the render that runs now.
pub fn frame<R>(read: impl FnOnce(&Frame) -> R) -> Result<R, Error> {
    RENDER.with_borrow(|render| render.as_ref().map(|render| read(&render.frame)).ok_or_else(outside))
}

/// The limits of the render that runs now.
pub fn limits() -> Result<Limits, Error> {
    RENDER.with_borrow(|render| render.as_ref().map(|render| render.limits).ok_or_else(outside))
}

/// Accounts for `bytes` of text that an expression makes. Call it before making them.
pub fn made(bytes: usize) -> Result<(), Error> {
    metering(|render| {
        let allowed = render.limits.value_bytes;
        if bytes > allowed {
            return Err(refuse(format!("a text of {bytes} bytes is longer than the {allowed} bytes allowed")));
        }
        render.make(bytes)
    })
}

/// Accounts for text that is written out, into the page or into a variable. It has no limit of its own per piece.
pub fn written(bytes: usize) -> Result<(), Error> {
    metering(|render| render.make(bytes))
}

/// Accounts for `items` elements of a list that an expression makes.
pub fn listed(items: usize) -> Result<(), Error> {
    metering(|render| {
        render.list_items = render.list_items.saturating_add(items);
        let allowed = render.limits.list_items;
        if render.list_items > allowed {
            return Err(refuse(format!("the page makes lists of more than the {allowed} elements allowed")));
        }
        Ok(())
    })
}

/// Accounts for `bytes` of text that an expression reads from end to end, to look for something or to compare.
pub fn searched(bytes: usize) -> Result<(), Error> {
    metering(|render| {
        render.searched_bytes = render.searched_bytes.saturating_add(bytes);
        let allowed = render.limits.searched_bytes;
        if render.searched_bytes > allowed {
            return Err(refuse(format!(
                "the page compares and searches more than the {allowed} bytes of text allowed"
            )));
        }
        Ok(())
    })
}

fn metering(count: impl FnOnce(&mut Render) -> Result<(), Error>) -> Result<(), Error> {
    RENDER.with_borrow_mut(|render| {
        let render = render.as_mut().ok_or_else(outside)?;
        render.look_at_clock()?;
        count(render)
    })
}

impl Render {
    fn make(&mut self, bytes: usize) -> Result<(), Error> {
        self.made_bytes = self.made_bytes.saturating_add(bytes);
        let allowed = self.limits.made_bytes;
        if self.made_bytes > allowed {
            return Err(refuse(format!("the page makes more than the {allowed} bytes of text allowed")));
        }
        Ok(())
    }

    fn look_at_clock(&mut self) -> Result<(), Error> {
        self.looks += 1;
        let allowed = Duration::from_millis(self.limits.work_ms);
        if self.looks.is_multiple_of(CLOCK_EVERY) && worked().saturating_sub(self.began) > allowed {
            return Err(refuse(format!("the page needs more than the {} ms allowed", self.limits.work_ms)));
        }
        Ok(())
    }
}

/// Processor time of this thread: a busy machine is not the template's fault.
fn worked() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}

/// An error about a value that may not be.
pub fn refuse(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn outside() -> Error {
    refuse("this works only while a page is rendered".to_owned())
}
