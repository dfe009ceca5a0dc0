//! Every limit of themes in one place.

/// What a theme may cost. The numbers are those of [`Limits::default`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps of one page or mail: 200,000.
    pub fuel: u64,
    /// How deep includes, blocks and macros may nest: 50.
    pub depth: usize,
    /// Longest page in bytes: 1 MiB.
    pub page_bytes: usize,
    /// Longest part of a mail in bytes: 256 KiB.
    pub mail_bytes: usize,
    /// All text that the expressions of one page make, kept or not, in bytes: 4 MiB.
    pub made_bytes: usize,
    /// Longest text that a variable, an argument or a macro's result may hold, in bytes: 256 KiB.
    pub value_bytes: usize,
    /// Most elements of all lists that one page makes: 10,000.
    pub list_items: usize,
    /// All text that the expressions of one page compare or look through, in bytes: 16 MiB.
    pub searched_bytes: usize,
    /// Processor time of one page or part of a mail, in milliseconds: 2,000. The other limits end nearly everything long before.
    pub work_ms: u64,
    /// How deep lists may nest in lists: 8.
    pub list_depth: usize,
    /// Longest template or text file in bytes: 256 KiB.
    pub source_bytes: usize,
    /// Largest file of any kind in bytes: 4 MiB.
    pub file_bytes: usize,
    /// All files of a theme in bytes: 20 MiB.
    pub theme_bytes: usize,
    /// Most files of a theme: 500.
    pub theme_files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const KIB: usize = 1024;
        const MIB: usize = 1024 * KIB;
        Self {
            fuel: 200_000,
            depth: 50,
            page_bytes: MIB,
            mail_bytes: 256 * KIB,
            made_bytes: 4 * MIB,
            value_bytes: 256 * KIB,
            list_items: 10_000,
            searched_bytes: 16 * MIB,
            work_ms: 2_000,
            list_depth: 8,
            source_bytes: 256 * KIB,
            file_bytes: 4 * MIB,
            theme_bytes: 20 * MIB,
            theme_files: 500,
        }
    }
}
