//! Every route with every kind of person, by GET and by POST.

use std::collections::BTreeSet;

use http::Method;
use portico::domain::routes::{account as a, office as o, platform as x, portal as p};

use super::{
    rules::{ACCOUNT, DEMONSTRATION, Expected, LAST, LOOK_END, LOOK_SHOWS, LOOK_TAKES, OFFICE, PLATFORM, PORTAL, Rule},
    visitors::{JPEG, NOBODYS, Visitor, World},
};
use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    form::{multipart_type, one_file},
    portal::TestPortal,
};

on_every_database!(
    everybody_gets_at_every_route_what_the_rules_say_and_a_refusal_changes_nothing,
    an_act_on_several_leaves_out_those_of_others,
);

#[test]
fn every_route_has_one_rule() {
    let rules =
        |rules: &[&[Rule]]| rules.iter().flat_map(|rules| rules.iter()).map(|rule| rule.path).collect::<Vec<_>>();
    let demonstration = [rules(&[PLATFORM]), DEMONSTRATION.to_vec()].concat();
    for (door, routes, rules) in [
        ("portal", p::ALL, rules(&[PORTAL, &[LAST, LOOK_END]])),
        ("office", o::ALL, rules(&[OFFICE, &[LAST]])),
        ("account", a::ALL, rules(&[ACCOUNT])),
        ("platform", x::ALL, demonstration),
    ] {
        let (all, ruled) =
            (routes.iter().copied().collect::<BTreeSet<_>>(), rules.iter().copied().collect::<BTreeSet<_>>());
        let without: Vec<_> = all.difference(&ruled).collect();
        assert!(without.is_empty(), "{door}: a line in tests/access/rules.rs is missing for {without:?}");
        assert_eq!((all.len(), ruled), (rules.len(), all), "{door}: a rule twice, or for a route that is gone");
    }
}

async fn everybody_gets_at_every_route_what_the_rules_say_and_a_refusal_changes_nothing(database: &Database) {
    let world = World::on(database).await;
    let mut wrong = Vec::new();
    for (kind, rules) in [("/p/", [PORTAL, ACCOUNT, &[LAST, LOOK_END]]), ("/office/", [OFFICE, ACCOUNT, &[LAST]])] {
        for rule in rules.into_iter().flatten() {
            wrong.extend(Walk { database, world: &world, kind, rule }.problems().await);
        }
    }
    assert!(wrong.is_empty(), "{} answers are not what the rules say:\n{}", wrong.len(), wrong.join("\n"));
}

async fn an_act_on_several_leaves_out_those_of_others(database: &Database) {
    let world = World::on(database).await;
    let bob = world.visitor("staff of another tenant");
    let before = database.contents().await;
    for act in ["invite", "disable", "enable", "remove"] {
        let send = async |id: &str| bob.post("/office/bolt/users/bulk", &[("act", act), ("id", id)]).await.expect(303);
        let (own, nobodys) = (send(world.id("/office/acme", o::USER)).await, send(NOBODYS).await);
        assert_eq!(own.normalised(&[]), nobodys.normalised(&[]), "{act}");
    }
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}

#[tokio::test]
async fn beside_the_doors_everybody_gets_what_the_rules_say() {
    let portal = TestPortal::alone().await;
    let nobody = portal.browser("");
    for rule in PLATFORM {
        let path = rule.path.replace("{*path}", "site.css");
        let (_, status) = rule.get.expect("each can be looked at");
        nobody.get(&path).await.expect(status);
        let (status, fields) = (rule.post.map_or(405, |(_, status)| status), rule.fields);
        nobody.post(&path, fields).await.expect(status);
    }
    for path in DEMONSTRATION {
        nobody.get(&path.replace("{tenant}", "acme").replace("{id}", NOBODYS)).await.expect(404);
    }
}

/// One route, walked by everybody at the doors of one kind.
struct Walk<'a> {
    database: &'a Database,
    world: &'a World,
    kind: &'a str,
    rule: &'a Rule,
}

impl Walk<'_> {
    async fn problems(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let before = self.database.contents().await;
        for (visitor, door) in self.asked() {
            wrong.extend(self.look(visitor, &door).await);
        }
        let refused = |(visitor, door): &(&Visitor, String)| {
            let expected = self.expected(visitor, door, &Method::POST);
            expected != Expected::Status(self.rule.post.map_or(405, |(_, status)| status)) || self.rule.post.is_none()
        };
        let (refused, allowed): (Vec<_>, Vec<_>) = self.asked().into_iter().partition(refused);
        for (visitor, door) in &refused {
            wrong.extend(self.act(visitor, door).await);
        }
        let changed = self.database.contents().await.changed_since(&before);
        wrong.extend(changed.iter().map(|what| format!("{}{} refused, and yet {what}", self.kind, self.rule.path)));
        for (visitor, door) in &allowed {
            wrong.extend(self.act(visitor, door).await);
        }
        wrong
    }

    /// Everybody at her own door and at the one where the thing is.
    fn asked(&self) -> Vec<(&Visitor, String)> {
        let there = format!("{}acme", self.kind);
        let doors = |visitor: &Visitor| {
            let own = Some(visitor.browser.base.clone()).filter(|base| base.starts_with(self.kind) && *base != there);
            [there.clone()].into_iter().chain(own)
        };
        let visitors = self.world.visitors.iter();
        visitors.flat_map(|visitor| doors(visitor).map(move |door| (visitor, door))).collect()
    }

    fn expected(&self, visitor: &Visitor, door: &str, method: &Method) -> Expected {
        let is_shown = *method == Method::GET && LOOK_SHOWS.contains(&self.rule.path);
        if visitor.looks && visitor.browser.base == door && !is_shown && !LOOK_TAKES.contains(&self.rule.path) {
            return Expected::Refused(403);
        }
        match *method {
            Method::GET => Rule::expected(self.rule.get, visitor, door),
            Method::POST => Rule::expected(self.rule.post, visitor, door),
            _ => Expected::Status(405),
        }
    }

    async fn look(&self, visitor: &Visitor, door: &str) -> Vec<String> {
        let expected = self.expected(visitor, door, &Method::GET);
        // A stream never ends.
        let is_stream = self.rule.path.ends_with("/events") && expected == Expected::Status(200);
        let method = if is_stream { Method::HEAD } else { Method::GET };
        let address = self.world.address(door, self.rule.path, None);
        let answer = visitor.browser.ask(method, &address, &[], Vec::new()).await;
        let mut wrong = self.judge(visitor, door, (expected, &answer, "GET"));
        let put = visitor.browser.ask(Method::PUT, &address, &[], Vec::new()).await;
        wrong.extend(self.judge(visitor, door, (self.expected(visitor, door, &Method::PUT), &put, "PUT")));
        if self.is_hidden(expected) {
            let nobodys = visitor.browser.get(&self.world.address(door, self.rule.path, Some(NOBODYS))).await;
            wrong.extend(self.compare(visitor, door, (&answer, &nobodys)));
        }
        wrong
    }

    async fn act(&self, visitor: &Visitor, door: &str) -> Vec<String> {
        let expected = self.expected(visitor, door, &Method::POST);
        if visitor.gives_way && matches!(expected, Expected::Status(_)) {
            return Vec::new();
        }
        let answer = self.post(visitor, &self.world.address(door, self.rule.path, None)).await;
        let mut wrong = self.judge(visitor, door, (expected, &answer, "POST"));
        if self.is_hidden(expected) {
            let nobodys = self.post(visitor, &self.world.address(door, self.rule.path, Some(NOBODYS))).await;
            wrong.extend(self.compare(visitor, door, (&answer, &nobodys)));
        }
        wrong
    }

    async fn post(&self, visitor: &Visitor, address: &str) -> Answer {
        if self.rule.path == p::UPLOADS {
            let body = one_file("photos", "photo.jpg", JPEG);
            return visitor.browser.ask(Method::POST, address, &[("content-type", &multipart_type())], body).await;
        }
        let at = self.world.visitors.iter().position(|other| other.name == visitor.name).unwrap_or_default();
        // Whoever writes does so once; the key of somebody else would make it a repetition.
        let key = format!("019ca0e6-7c00-7000-8000-{:012}", at + 100 * self.rule.path.len());
        let value = |value: &'static str| match value {
            "KEY" => key.clone(),
            "PORTAL" => self.world.portal_id.clone(),
            value => value.to_owned(),
        };
        let fields: Vec<_> = self.rule.fields.iter().map(|(name, text)| (*name, value(text))).collect();
        let fields: Vec<_> = fields.iter().map(|(name, text)| (*name, text.as_str())).collect();
        visitor.browser.post(address, &fields).await
    }

    fn is_hidden(&self, expected: Expected) -> bool {
        expected == Expected::Refused(404) && self.rule.path.contains("{id}")
    }

    /// Foreign, hidden and missing are one answer.
    fn compare(&self, visitor: &Visitor, door: &str, (answer, nobodys): (&Answer, &Answer)) -> Option<String> {
        let own = answer.normalised(&[self.world.id(door, self.rule.path)]);
        (own != nobodys.normalised(&[NOBODYS]))
            .then(|| format!("{} at {door}{} tells what is hidden from what is missing", visitor.name, self.rule.path))
    }

    fn judge(
        &self,
        visitor: &Visitor,
        door: &str,
        (expected, answer, method): (Expected, &Answer, &str),
    ) -> Vec<String> {
        let led = answer.header(http::header::LOCATION);
        let leads_to_sign_in = led.starts_with(&format!("{door}/sign-in?next="));
        let is_right = match expected {
            Expected::SignIn => answer.status == 303 && leads_to_sign_in,
            Expected::Status(status) | Expected::Refused(status) => answer.status == status && !leads_to_sign_in,
        };
        let what = || {
            format!(
                "{}: {method} {door}{} gave {} {led}, not {expected:?}",
                visitor.name, self.rule.path, answer.status
            )
        };
        if is_right { Vec::new() } else { vec![what()] }
    }
}
