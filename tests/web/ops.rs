//! What operators and their machines ask.

use crate::support::portal::TestPortal;

#[tokio::test]
async fn a_node_whose_database_does_not_answer_is_alive_but_not_ready() {
    let portal = TestPortal::alone().await;
    let machine = portal.browser("");
    machine.get("/health/ready").await.expect(200);
    portal.cx().store.close().await.unwrap();
    let answer = machine.get("/health/ready").await.expect(503);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["database"], false);
    machine.get("/health/live").await.expect(200);
}
