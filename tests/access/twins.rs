//! Whether a neighbour exists makes no difference to a tenant: every answer that Bolt gets is the same to the byte, with a busy Acme in the
//! same database and without.

use portico::{
    domain::access::{Actor, scope},
    store,
};

use super::visitors::NOBODYS;
use crate::support::{
    databases::{self, Database},
    flow,
    person::Person,
    portal::TestPortal,
    walk::walk,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_to_a_tenant_is_the_same_whether_or_not_a_neighbour_exists() {
    compare(&databases::sqlite().await, &databases::sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_on_postgres_to_a_tenant_is_the_same_whether_or_not_a_neighbour_exists() {
    if let (Some(one), Some(two)) = (databases::postgres().await, databases::postgres().await) {
        compare(&one, &two).await;
    }
}

async fn compare(one: &Database, two: &Database) {
    let alone = told(TestPortal::twin(one, false).await).await;
    let beside = TestPortal::twin(two, true).await;
    busy(&beside).await;
    let beside = told(beside).await;
    for (alone, beside) in alone.iter().zip(&beside) {
        assert_eq!(alone, beside);
    }
    assert_eq!(alone.len(), beside.len());
    assert!(alone.len() > 60, "Bolt has pages: {}", alone.len());
}

/// A day at Acme: a request, an answer, mails, and somebody who tries Bolt's logins at the wrong door.
async fn busy(portal: &TestPortal) {
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    let order = flow::sent(&erika, "Of Acme").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    sam.submit(&page.form("/comments").fill("text", "We come")).await.expect(303);
    portal.work().await;
    let nobody = portal.browser("/p/acme");
    nobody.post("/p/acme/sign-in", &[("email", "carla@zeisig.example"), ("password", "wrong")]).await.expect(422);
}

/// Everything that a day at Bolt shows to nobody, to a customer and to the office.
async fn told(portal: TestPortal) -> Vec<String> {
    let portal = portal.restarted(4_711).await;
    let mut told = Vec::new();
    for base in ["/p/bolt", "/office/bolt"] {
        told.extend(seen(&portal.browser(base), &["/", "/sign-in", "/forgot-password", "/join/x", "/reset/x"]).await);
    }
    let carla = portal.somebody("/p/bolt", "carla@zeisig.example").await;
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    let order = sent(&carla).await;
    let comments = format!("/p/bolt/requests/{order}/comments");
    told.push(carla.post(&comments, &[("text", "Hello"), ("key", NOBODYS)]).await.expect(303).normalised(&[]));
    let accepted = bob.post(&format!("/office/bolt/orders/{order}/acceptance"), &[]).await;
    told.push(accepted.expect(303).normalised(&[]));
    portal.work().await;
    let requests = ["/", "/requests?filter=all&q=e", "/requests/019ca0e6-7c00-7000-8000-00000000aaaa", "/profile"];
    told.extend(seen(&carla, &requests).await);
    told.extend(seen(&bob, &["/", "/orders?q=e", "/customers?q=e", "/users?q=e", "/outbox", "/profile"]).await);
    told.extend(mails(&portal).await);
    told
}

/// What a person finds.
async fn seen(person: &Person, starts: &[&str]) -> Vec<String> {
    let starts: Vec<String> = starts.iter().map(|start| person.path(start)).collect();
    let answers = walk(person, &starts).await;
    // The seed of a second factor is sealed with the key of the installation, which each of the two has for itself.
    let steady = answers.iter().filter(|answer| !answer.asked.ends_with("/second-factor"));
    steady.map(|answer| format!("{}\n{}", answer.asked, answer.normalised(&[]))).collect()
}

async fn sent(carla: &Person) -> String {
    let page = flow::begin(carla).await;
    let page = flow::next(carla, page.main_form().fill("description", "Stuck")).await;
    flow::order_of(&carla.submit(&page.form("/send")).await.expect(303)).to_string()
}

/// Mails of Bolt; workers write them in no fixed order.
async fn mails(portal: &TestPortal) -> Vec<String> {
    let mut conn = portal.cx().store.read(portal.bolt).await.unwrap();
    let scope = scope(&Actor::Engine { tenant: portal.bolt });
    let mails = store::mails::list(&mut conn, &scope, 100, 0).await.unwrap();
    assert!(!mails.is_empty());
    let mut told: Vec<String> = mails
        .iter()
        .map(|mail| format!("{}\n{}\n{}\n{}", mail.to.as_str(), mail.subject, mail.text, mail.html))
        .collect();
    told.sort();
    told
}
