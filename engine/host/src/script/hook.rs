//! The one table of hooks: which functions the engine calls in a rule, when, and what they may do there.
//!
//! The engine, the check and the author's guide (`scripts/README.md`) all read it.

use std::fmt::Write as _;

use serde::Serialize;

/// What a rule file is, decided by its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HookKind {
    /// `scripts/{tenant}/flows/`: answers while the customer fills in a form; pure and immediate.
    Flow,
    /// `scripts/{tenant}/automations/`: runs after the fact, from the outbox, and asks for effects.
    Automation,
}

/// One function that the engine calls when a rule file has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hook {
    /// Name of the function.
    pub name: &'static str,
    /// In which kind of file it is looked for.
    pub kind: HookKind,
    /// The event that an automation's hook answers.
    pub event: Option<&'static str>,
    /// Its parameters, in order. The names are free in a rule; the number is not.
    pub args: &'static [&'static str],
    /// When it runs.
    pub when: &'static str,
    /// The functions of its first parameters that do something here. Reading is always possible.
    pub may: &'static [&'static str],
    /// Engine version that brought it.
    pub since: &'static str,
}

const ON_FORM: &[&str] = &[
    "form.show",
    "form.hide",
    "form.require",
    "form.optional",
    "form.suggest",
    "form.options",
    "form.help",
    "form.notice",
];
const VALIDATE: &[&str] = &["form.error"];
const BEFORE_CREATE: &[&str] = &["draft.set_title", "draft.set_priority", "draft.assign", "draft.set"];
const ACT: &[&str] = &[
    "act.set_priority",
    "act.add_note",
    "act.comment",
    "act.assign",
    "act.transition",
    "act.mail_office",
    "act.mail_customer",
];

/// Every hook.
pub const HOOKS: &[Hook] = &[
    flow("on_form", &["form", "ctx"], "whenever the form is shown or a value changes, and again on submit", ON_FORM),
    flow("validate", &["form", "ctx"], "when the customer goes on or submits", VALIDATE),
    flow("before_create", &["draft", "ctx"], "after validation, just before the work order is saved", BEFORE_CREATE),
    automation("on_requested", "work_order.requested", "after a customer's request was saved"),
    automation("on_accepted", "work_order.accepted", "after the office accepted a request"),
    automation(
        "on_rejected",
        "work_order.rejected",
        "after a request was closed, by the office or a rule, before anybody had decided about it",
    ),
    automation(
        "on_status_changed",
        "work_order.status_changed",
        "after a change of status that is neither an acceptance, a rejection nor a closing",
    ),
    automation("on_commented", "work_order.commented", "after a comment was written"),
    automation("on_file_added", "work_order.file_added", "after a file came with a request, once for each file"),
    automation(
        "on_closed",
        "work_order.closed",
        "after the work order was done, or was closed after somebody had decided about it",
    ),
];

impl Hook {
    /// The hook with this name, of either kind.
    pub fn named(name: &str) -> Option<&'static Self> {
        HOOKS.iter().find(|hook| hook.name == name)
    }

    /// The automation hook that answers this kind of event.
    pub fn for_event(event: &str) -> Option<&'static Self> {
        HOOKS.iter().find(|hook| hook.event == Some(event))
    }
}

/// The hook table as it stands in the author's guide.
pub fn table() -> String {
    let mut out = String::from("| function | in | runs | may call | since |\n| --- | --- | --- | --- | --- |\n");
    for hook in HOOKS {
        let folder = match hook.kind {
            HookKind::Flow => "flows",
            HookKind::Automation => "automations",
        };
        let may = match hook.kind {
            HookKind::Flow => hook.may.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            HookKind::Automation => "everything of `act`".to_owned(),
        };
        let event = hook.event.map(|event| format!(" (`{event}`)")).unwrap_or_default();
        let (args, when, since) = (hook.args.join(", "), hook.when, hook.since);
        writeln!(out, "| `{}({args})` | {folder} | {when}{event} | {may} | {since} |", hook.name)
            .expect("writing to a string cannot fail");
    }
    out
}

const fn flow(
    name: &'static str,
    args: &'static [&'static str],
    when: &'static str,
    may: &'static [&'static str],
) -> Hook {
    Hook { name, kind: HookKind::Flow, event: None, args, when, may, since: "0.1" }
}

const fn automation(name: &'static str, event: &'static str, when: &'static str) -> Hook {
    Hook {
        name,
        kind: HookKind::Automation,
        event: Some(event),
        args: &["order", "act", "ctx"],
        when,
        may: ACT,
        since: "0.1",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_automation_hook_is_named_after_its_event() {
        for hook in HOOKS.iter().filter(|hook| hook.kind == HookKind::Automation) {
            let event = hook.event.unwrap();
            assert_eq!(hook.name, format!("on_{}", event.strip_prefix("work_order.").unwrap()));
            assert_eq!(Hook::for_event(event), Some(hook));
        }
    }

    #[test]
    fn every_automation_hook_may_use_everything_of_act() {
        assert!(HOOKS.iter().filter(|hook| hook.kind == HookKind::Automation).all(|hook| hook.may == ACT));
    }

    #[test]
    fn hook_names_are_unique() {
        for hook in HOOKS {
            assert_eq!(HOOKS.iter().filter(|other| other.name == hook.name).count(), 1, "{}", hook.name);
        }
    }
}
