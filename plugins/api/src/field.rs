//! The trait an author implements, one value at a time; the lists of the contract are taken apart here.

use std::marker::PhantomData;

use crate::bindings::Guest;
use crate::{CallContext, Control, Description, Field, Node, ParsedValue, Problem, RawField, StoredValue, Target};

/// A kind of free field.
///
/// Every call meets a fresh instance: a `static` starts empty each time. A panic ends the call and is shown to the office as a trap.
pub trait FreeField {
    /// What the field is and how the office configures it; must always give the same answer.
    fn describe() -> Description;

    /// The form elements of one field.
    fn controls(context: &CallContext, field: &Field) -> Vec<Control>;

    /// The value to store, or why the input cannot be accepted.
    fn parse(context: &CallContext, field: &RawField) -> Result<ParsedValue, Vec<Problem>>;

    /// The parts by which a stored value is shown.
    fn display(context: &CallContext, value: &StoredValue, target: Target) -> Vec<Node>;
}

/// Carries a [`FreeField`] over to the exports of the component.
pub struct Adapter<T>(PhantomData<T>);

impl<T: FreeField> Guest for Adapter<T> {
    fn describe() -> Description {
        T::describe()
    }

    fn controls(context: CallContext, fields: Vec<Field>) -> Vec<Vec<Control>> {
        fields.iter().map(|field| T::controls(&context, field)).collect()
    }

    fn parse(context: CallContext, fields: Vec<RawField>) -> Vec<Result<ParsedValue, Vec<Problem>>> {
        fields.iter().map(|field| T::parse(&context, field)).collect()
    }

    fn display(context: CallContext, values: Vec<StoredValue>, target: Target) -> Vec<Vec<Node>> {
        values.iter().map(|value| T::display(&context, value, target)).collect()
    }
}
