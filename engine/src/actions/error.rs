//! Why an action did not happen, in the few kinds that callers tell apart.

use crate::{
    domain::{access::Denied, form::FieldProblem, password::Refusal},
    store::StoreError,
};

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Missing, or not theirs: nobody can tell which.
    #[error("not found")]
    NotFound,
    #[error("not allowed: {0}")]
    Denied(#[from] Denied),
    /// The record is no longer in the state that the person saw.
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error("the input has {} problems", .0.len())]
    Invalid(Vec<FieldProblem>),
    /// A new password that the rules do not take.
    #[error("{0}")]
    Password(Refusal),
    /// A bounded queue is full; come back in a moment.
    #[error("busy: {0}")]
    Busy(&'static str),
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The document of a tenant is wrong.
    #[error("{0}")]
    Document(Box<super::tenants::Fault>),
    /// A part outside of our hands failed: a disk, a plugin, a rule.
    #[error("{0}")]
    Failed(String),
}
