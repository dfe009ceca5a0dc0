//! What `wit-bindgen` makes of the contract; used through the names that the crate's root exports.
#![expect(clippy::too_many_arguments, reason = "generated code passes records as many numbers")]

wit_bindgen::generate!({
    path: "wit/since_v0.1",
    world: "free-field",
    pub_export_macro: true,
    export_macro_name: "export_free_field",
    default_bindings_module: "portico_plugin::bindings",
    additional_derives: [PartialEq],
});
