//! Where file systems send no events, looking now and then finds the same.

use portico::{config::Follow, reload::State};

use super::site::{MARK, RULE, Site, rule};

#[test]
fn a_poll_finds_what_is_saved_swapped_broken_and_deleted() {
    let mut site = Site::acme().follow_with(|extensions| {
        extensions.watch = Follow::Poll;
        extensions.poll_s = 1;
    });
    site.write(RULE, &rule("saved"));
    site.until(|site| site.answer() == "saved");
    site.write("fresh/mark.txt", "swapped");
    std::fs::rename(site.path("fresh/mark.txt"), site.path(MARK)).unwrap();
    site.write("fresh/rules/flows/fault.rhai", "fn (");
    std::fs::rename(site.path("scripts/acme"), site.path("fresh/before")).unwrap();
    std::fs::rename(site.path("fresh/rules"), site.path("scripts/acme")).unwrap();
    site.until(|site| site.mark() == "swapped" && site.state(RULE) == State::Stale);
    // A look between the two renames may have seen no rule at all; then there is no last good one.
    site.write(RULE, &rule("mended"));
    site.until(|site| site.answer() == "mended");
    site.remove(RULE);
    site.until(|site| site.answer() == "no rule");
}
