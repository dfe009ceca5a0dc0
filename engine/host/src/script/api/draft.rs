//! `draft`: the work order about to be saved.

use std::sync::{Arc, Mutex};

use rhai::{Dynamic, ImmutableString};

use super::form::{FormParts, is_blank};
use super::{Registry, refused};
use crate::script::answer::Draft;
use crate::script::record::{Failure, Recorder, hold, refuse, storable};
use crate::script::value::{to_json, weight};

/// The work order about to be saved, with what the rule has set so far.
#[derive(Clone)]
pub(in crate::script) struct DraftObject(Arc<State>);

struct State {
    parts: FormParts,
    draft: Mutex<Draft>,
    recorder: Arc<Recorder>,
}

impl DraftObject {
    pub(in crate::script) fn new(parts: FormParts, recorder: Arc<Recorder>) -> Self {
        Self(Arc::new(State { parts, draft: Mutex::new(Draft::default()), recorder }))
    }

    pub(in crate::script) fn take(&self) -> Draft {
        std::mem::take(&mut hold(&self.0.draft))
    }

    fn say(&self, text: &str, change: impl FnOnce(&mut Draft, String)) -> Result<(), Failure> {
        storable(text)?;
        self.change(text.len(), |draft| change(draft, text.to_owned()))
    }

    fn change(&self, bytes: usize, change: impl FnOnce(&mut Draft)) -> Result<(), Failure> {
        self.0.recorder.count(bytes)?;
        change(&mut hold(&self.0.draft));
        Ok(())
    }
}

pub(super) fn register(functions: &mut Registry) {
    functions.property("flow", &["draft: Draft", "string"], |draft: &mut DraftObject| draft.0.parts.flow.clone());
    functions.property("work_type", &["draft: Draft", "string"], |draft: &mut DraftObject| -> ImmutableString {
        draft.0.parts.work_type.clone()
    });
    functions.add(
        "value",
        &["draft: Draft", "key: string", "any"],
        "What the customer typed in this field, or () when blank.",
        |draft: &mut DraftObject, key: &str| draft.0.parts.value(key),
    );
    functions.add(
        "is_set",
        &["draft: Draft", "key: string", "bool"],
        "Whether the customer filled in this field.",
        |draft: &mut DraftObject, key: &str| -> Result<bool, Failure> { Ok(!is_blank(&draft.0.parts.value(key)?)) },
    );
    functions.add(
        "set_title",
        &["draft: Draft", "title: string", "()"],
        "Gives the work order a title.",
        |draft: &mut DraftObject, title: &str| draft.say(title, |d, title| d.title = Some(title)),
    );
    functions.add(
        "set_priority",
        &["draft: Draft", "priority: string", "()"],
        "Gives the work order a priority.",
        |draft: &mut DraftObject, priority: &str| draft.say(priority, |d, priority| d.priority = Some(priority)),
    );
    functions.add(
        "assign",
        &["draft: Draft", "who: string", "()"],
        "Gives the work order to a person or team.",
        |draft: &mut DraftObject, who: &str| draft.say(who, |d, who| d.assignee = Some(who)),
    );
    functions.add(
        "set",
        &["draft: Draft", "key: string", "value: any", "()"],
        "Stores a further value with the work order, under a key that the form does not have.",
        |draft: &mut DraftObject, key: &str, value: Dynamic| -> Result<(), Failure> {
            if draft.0.parts.has(key) {
                return Err(refuse(format!("\"{key}\" is a field of the form; what the customer answered stays")));
            }
            storable(key)?;
            let value = to_json(&value, draft.0.recorder.value_depth()).map_err(refused)?;
            draft.change(key.len() + weight(&value), |d| {
                d.extra.insert(key.to_owned(), value);
            })
        },
    );
}
