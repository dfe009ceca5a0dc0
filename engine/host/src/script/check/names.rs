//! What can be called: the functions of the language and ours, by name, number of values and object.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};

use rhai::Engine;

use crate::script::api::{Act, Ctx, DraftObject, Form, Order};

/// The objects that a hook is called with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Host {
    Form,
    Draft,
    Order,
    Act,
    Ctx,
}

/// Names with the numbers of values they take.
type Arities = BTreeMap<String, BTreeSet<usize>>;

/// Everything that is registered with the engine.
pub(in crate::script) struct Names {
    functions: Arities,
    methods: BTreeMap<Host, Arities>,
    properties: BTreeMap<Host, BTreeSet<String>>,
}

/// Words that Rhai handles itself, with any number of values.
const SYNTACTIC: &[&str] = &["Fn", "call", "type_of", "is_def_fn", "is_def_var"];

impl Host {
    /// The object behind a parameter of a hook, by its name in the hook table.
    pub(super) fn of_argument(name: &str) -> Option<Self> {
        match name {
            "form" => Some(Self::Form),
            "draft" => Some(Self::Draft),
            "order" => Some(Self::Order),
            "act" => Some(Self::Act),
            "ctx" => Some(Self::Ctx),
            _ => None,
        }
    }

    fn of_type(id: TypeId) -> Option<Self> {
        let types = [
            (TypeId::of::<Form>(), Self::Form),
            (TypeId::of::<DraftObject>(), Self::Draft),
            (TypeId::of::<Order>(), Self::Order),
            (TypeId::of::<Act>(), Self::Act),
            (TypeId::of::<Ctx>(), Self::Ctx),
        ];
        types.into_iter().find(|(known, _)| *known == id).map(|(_, host)| host)
    }
}

impl Names {
    pub(in crate::script) fn of(engine: &Engine) -> Self {
        let mut names = Self { functions: Arities::new(), methods: BTreeMap::new(), properties: BTreeMap::new() };
        let all = engine.collect_fn_metadata(
            None,
            |info| {
                let function = info.metadata;
                Some((function.name.to_string(), function.num_params, function.param_types.first().copied()))
            },
            true,
        );
        for (name, count, first) in all {
            let host = first.and_then(Host::of_type);
            match (name.strip_prefix("get$"), host) {
                (Some(property), Some(host)) => {
                    names.properties.entry(host).or_default().insert(property.to_owned());
                }
                (None, Some(host)) => {
                    names.methods.entry(host).or_default().entry(name.clone()).or_default().insert(count - 1);
                    names.functions.entry(name).or_default().insert(count);
                }
                _ => drop(names.functions.entry(name).or_default().insert(count)),
            }
        }
        names
            .properties
            .entry(Host::Order)
            .or_default()
            .extend(Order::PROPERTIES.iter().map(|name| (*name).to_owned()));
        names
    }

    /// Numbers of values that a registered function takes; empty when there is none.
    pub(super) fn arities(&self, name: &str) -> impl Iterator<Item = usize> {
        self.functions.get(name).into_iter().flatten().copied()
    }

    pub(super) fn function_names(&self) -> impl Iterator<Item = &str> {
        self.functions.keys().map(String::as_str).filter(|name| !name.contains('$'))
    }

    pub(super) fn is_syntactic(name: &str) -> bool {
        SYNTACTIC.contains(&name)
    }

    /// Numbers of values that a function of an object takes, beside the object.
    pub(super) fn method(&self, host: Host, name: &str) -> Option<&BTreeSet<usize>> {
        self.methods.get(&host)?.get(name)
    }

    pub(super) fn method_names(&self, host: Host) -> impl Iterator<Item = &str> {
        let methods = self.methods.get(&host).into_iter().flat_map(|methods| methods.keys());
        methods.map(String::as_str).filter(|name| !name.contains('$'))
    }

    pub(super) fn has_property(&self, host: Host, name: &str) -> bool {
        self.properties.get(&host).is_some_and(|properties| properties.contains(name))
    }

    pub(super) fn property_names(&self, host: Host) -> impl Iterator<Item = &str> {
        self.properties.get(&host).into_iter().flatten().map(String::as_str)
    }
}
