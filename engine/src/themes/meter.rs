//! What one render knows and has used up. A render runs on one thread from beginning to end, so its state lives beside that thread's
//! stack, where filters and functions reach it without a look-up.
//!
//! Fuel bounds steps, not memory. Therefore every operation that can make a value bigger than its parts goes through [`made`] or
//! [`listed`]: what they let through in one render is bounded whatever a template does.

use std::{cell::RefCell, sync::Arc};

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
}

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
    RENDER.with_borrow_mut(|render| *render = Some(Render { frame, limits, made_bytes: 0, list_items: 0 }));
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
    RENDER.with_borrow_mut(|render| {
        let render = render.as_mut().ok_or_else(outside)?;
        let allowed = render.limits.value_bytes;
        if bytes > allowed {
            return Err(refuse(format!("a text of {bytes} bytes is longer than the {allowed} bytes allowed")));
        }
        render.made_bytes = render.made_bytes.saturating_add(bytes);
        let allowed = render.limits.made_bytes;
        if render.made_bytes > allowed {
            return Err(refuse(format!("the page makes more than the {allowed} bytes of text allowed")));
        }
        Ok(())
    })
}

/// Accounts for text that is written out, into the page or into a variable. It has no limit of its own per piece.
pub fn written(bytes: usize) -> Result<(), Error> {
    RENDER.with_borrow_mut(|render| {
        let render = render.as_mut().ok_or_else(outside)?;
        render.made_bytes = render.made_bytes.saturating_add(bytes);
        let allowed = render.limits.made_bytes;
        if render.made_bytes > allowed {
            return Err(refuse(format!("the page makes more than the {allowed} bytes of text allowed")));
        }
        Ok(())
    })
}

/// Accounts for `items` elements of a list that an expression makes.
pub fn listed(items: usize) -> Result<(), Error> {
    RENDER.with_borrow_mut(|render| {
        let render = render.as_mut().ok_or_else(outside)?;
        render.list_items = render.list_items.saturating_add(items);
        let allowed = render.limits.list_items;
        if render.list_items > allowed {
            return Err(refuse(format!("the page makes lists of more than the {allowed} elements allowed")));
        }
        Ok(())
    })
}

/// An error about a value that may not be.
pub fn refuse(message: String) -> Error {
    Error::new(ErrorKind::InvalidOperation, message)
}

fn outside() -> Error {
    refuse("this works only while a page is rendered".to_owned())
}
