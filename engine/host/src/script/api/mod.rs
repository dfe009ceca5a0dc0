//! The functions and objects that rules have beyond the language. One file per object.

mod act;
mod bounded;
mod ctx;
mod draft;
mod form;
mod log;
mod order;
mod record;
mod text;

use rhai::{Dynamic, FuncRegistration, Module, RhaiNativeFunc, Variant};

pub(super) use act::Act;
pub(super) use ctx::{Ctx, Happening};
pub(super) use draft::DraftObject;
pub(super) use form::{Form, FormParts, Stage};
pub(super) use order::Order;

use super::limits::ScriptLimits;
use super::record::{Failure, refuse, storable};
use super::text::Text;
use super::value::{Record, Refused, short_type};

/// All of our functions.
pub(super) fn module(limits: &ScriptLimits) -> Module {
    let mut module = Module::new();
    module.set_custom_type::<Form>("Form");
    module.set_custom_type::<DraftObject>("Draft");
    module.set_custom_type::<Order>("Order");
    module.set_custom_type::<Act>("Act");
    module.set_custom_type::<Ctx>("Ctx");
    module.set_custom_type::<Record>("Record");
    module.set_custom_type::<Text>("Text");
    let mut functions = Registry { module };
    form::register(&mut functions);
    draft::register(&mut functions);
    order::register(&mut functions);
    act::register(&mut functions);
    ctx::register(&mut functions);
    record::register(&mut functions);
    text::register(&mut functions);
    log::register(&mut functions);
    bounded::register(&mut functions, limits);
    #[cfg(test)]
    functions.add("panic_natively", &["()"], "For the test of panics.", || -> () { panic!("broken on purpose") });
    functions.module.build_index();
    functions.module
}

/// Adds functions to the module under construction.
struct Registry {
    module: Module,
}

impl Registry {
    /// `signature` names the parameters with their types and, last, the type of the result, as the definitions print them.
    fn add<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
        &mut self,
        name: &str,
        signature: &[&str],
        doc: &str,
        function: FUNC,
    ) where
        R: Variant + Clone,
        FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    {
        FuncRegistration::new(name)
            .in_global_namespace()
            .with_params_info(signature)
            .with_comments([format!("/// {doc}")])
            .set_into_module(&mut self.module, function);
    }

    /// A property that can be read.
    fn property<A: 'static, const N: usize, const X: bool, R, const F: bool, FUNC>(
        &mut self,
        name: &str,
        signature: &[&str],
        function: FUNC,
    ) where
        R: Variant + Clone,
        FUNC: RhaiNativeFunc<A, N, X, R, F> + Send + Sync + 'static,
    {
        FuncRegistration::new_getter(name).with_params_info(signature).set_into_module(&mut self.module, function);
    }
}

/// A text for people: a literal, or what `text("key", #{...})` made.
fn message(value: &Dynamic) -> Result<Text, Failure> {
    if let Some(text) = value.read_lock::<Text>() {
        text.key.as_deref().map_or(Ok(()), storable)?;
        text.params.keys().try_for_each(|name| storable(name))?;
        return Ok(text.clone());
    }
    match value.as_immutable_string_ref() {
        Ok(text) => storable(&text).map(|()| Text::literal(text.as_str())),
        Err(other) => {
            Err(refuse(format!("expected a text or text(\"key\"), not a value of type {}", short_type(other))))
        }
    }
}

fn text_weight(text: &Text) -> usize {
    super::value::weight(&text.to_value())
}

fn refused(refused: Refused) -> Failure {
    refuse(match refused {
        Refused::TooDeep(_) => "the value is nested too deeply".to_owned(),
        Refused::NotPlain(what) => format!("{what} cannot be handed to the engine; use texts, numbers, lists and maps"),
    })
}
