//! Statements: named constants with the table they are about, one text where the databases agree and two where they do not.

/// One SQL statement.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// The table whose rows it reads or writes, for messages.
    pub table: &'static str,
    pub name: &'static str,
    pub text: Text,
}

#[derive(Debug, Clone)]
pub(super) enum Text {
    Both(&'static str),
    Each {
        sqlite: &'static str,
        postgres: &'static str,
    },
    /// Made by a filter builder from fixed parts; values are always bound.
    Built(String),
}

/// One text for both databases.
pub(super) const fn sql(text: &'static str) -> Text {
    Text::Both(text)
}

/// Declares the statements of one table as constants, and lists them as `STATEMENTS` for the test that prepares every one.
macro_rules! statements {
    ($table:literal: $($name:ident = $text:expr;)+) => {
        $(
            pub(super) const $name: $crate::store::statement::Statement = $crate::store::statement::Statement {
                table: $table,
                name: stringify!($name),
                text: $text,
            };
        )+
        pub(super) const STATEMENTS: &[$crate::store::statement::Statement] = &[$($name),+];
    };
}
pub(super) use statements;
