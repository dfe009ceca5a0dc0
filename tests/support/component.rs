//! Small plugins made of text: the component that the host's tests use, with what a test puts into its functions.

/// Bodies run before the ordinary answer is given, which is an empty one for each value.
#[derive(Default)]
pub struct Component<'a> {
    pub controls: &'a str,
    pub parse: &'a str,
    pub display: &'a str,
}

/// One text control with the name "probe".
pub const ONE_CONTROL: &str = "(i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
    (i32.store (i32.const 2048) (i32.const 512)) (i32.store (i32.const 2052) (i32.const 5))
    (i32.store (i32.const 2064) (i32.const 512)) (i32.store (i32.const 2068) (i32.const 5))";

/// A control like the one above, which holds the stored value at first, else "probe".
pub const FILLED_CONTROL: &str =
    "(i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
    (i32.store (i32.const 2048) (i32.const 512)) (i32.store (i32.const 2052) (i32.const 5))
    (i32.store (i32.const 2064) (i32.const 512)) (i32.store (i32.const 2068) (i32.const 5))
    (i32.store8 (i32.const 2104) (i32.const 1))
    (if (i32.load8_u offset=8 (local.get $values))
      (then
        (i32.store (i32.const 2108) (i32.load offset=12 (local.get $values)))
        (i32.store (i32.const 2112) (i32.load offset=16 (local.get $values))))
      (else
        (i32.store (i32.const 2108) (i32.const 512)) (i32.store (i32.const 2112) (i32.const 5))))";

/// A box with the name "probe", which is ticked at first.
pub const TICKED_BOX: &str = "(i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
    (i32.store (i32.const 2048) (i32.const 512)) (i32.store (i32.const 2052) (i32.const 5))
    (i32.store (i32.const 2064) (i32.const 512)) (i32.store (i32.const 2068) (i32.const 5))
    (i32.store8 (i32.const 2056) (i32.const 3)) (i32.store8 (i32.const 2104) (i32.const 1))
    (i32.store (i32.const 600) (i32.const 0x65757274))
    (i32.store (i32.const 2108) (i32.const 600)) (i32.store (i32.const 2112) (i32.const 4))";

macro_rules! stores_what_was_typed {
    ($and_then:literal) => {
        concat!(
            "(local $typed i32)
    (if (local.get $dry)
      (then
        (i32.store (i32.const 600) (i32.const 0x6c6c756e))
        (i32.store (i32.const 1028) (i32.const 600)) (i32.store (i32.const 1032) (i32.const 4)))
      (else
        (local.set $typed (i32.load offset=8 (local.get $values)))
        (i32.store (i32.const 1028) (i32.load offset=8 (local.get $typed)))
        (i32.store (i32.const 1032) (i32.load offset=12 (local.get $typed)))",
            $and_then,
            "))"
        )
    };
}

/// Stores what was typed, which is JSON. A check gets the value null.
pub const ECHO_PARSE: &str = stores_what_was_typed!("");

/// Stores what was typed if it is JSON; crashes at words that begin with t and never ends at those that begin with l. A check, which must
/// not see that, gets the value null.
pub const MOODY_PARSE: &str = stores_what_was_typed!(
    "
        (local.set $typed (i32.load8_u (i32.load offset=8 (local.get $typed))))
        (if (i32.eq (local.get $typed) (i32.const 116)) (then unreachable))
        (if (i32.eq (local.get $typed) (i32.const 108)) (then (loop $again (br $again))))"
);

/// Shows the tenant that the call is for, as a code. Never ends at a stored word that begins with l.
pub const TENANT_DISPLAY: &str =
    "(if (i32.eq (i32.load8_u offset=1 (i32.load offset=8 (local.get $values))) (i32.const 108))
      (then (loop $again (br $again))))
    (i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
    (i32.store8 (i32.const 2048) (i32.const 2))
    (i32.store (i32.const 2052) (local.get 2)) (i32.store (i32.const 2056) (local.get 3))";

impl Component<'_> {
    pub fn build(&self) -> Vec<u8> {
        let places = [
            ("%VERSION%", "0.1.0"),
            ("%PAGES%", "2"),
            ("%ID%", "probe"),
            ("%CONTROLS%", self.controls),
            ("%PARSE%", self.parse),
            ("%DISPLAY%", self.display),
            ("%LAST_EXPORT%", "display"),
        ];
        let unused = ["%IMPORTS%", "%LOWER%", "%CORE_IMPORTS%", "%WITH%", "%DECLARE%", "%DESCRIBE%"];
        let world = include_str!("../../engine/host/tests/plugin/world.wat").to_owned();
        let places = places.into_iter().chain(unused.map(|place| (place, "")));
        let text = places.fold(world, |text, (place, content)| text.replace(place, content));
        wat::parse_str(text).expect("the component of the tests is one")
    }
}

/// The manifest of such a component in a folder of this name.
pub fn manifest(folder: &str) -> String {
    format!(
        "id = \"{folder}\"\nname = \"Probe\"\nversion = \"1.0.0\"\napi = \"0.1\"\ncomponent = \"{folder}.wasm\"\n\n\
         [[provides]]\nworld = \"free-field\"\nid = \"probe\"\n"
    )
}
