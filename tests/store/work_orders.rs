//! Work orders: numbers, records, lists, counts and details.

use std::time::Duration;

use portico::{
    domain::{status::Category, work_order::Priority},
    store::{
        self, StoreError,
        work_orders::{OrderLine, OrderPage, OrderQuery, Sort},
    },
};

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    numbers_begin_at_1001_and_every_tenant_counts_for_itself,
    numbers_have_no_gaps_and_no_doubles_under_concurrency,
    a_number_of_a_transaction_that_was_dropped_is_given_again,
    a_work_order_comes_back_as_it_was_written,
    an_update_writes_everything,
    an_update_of_nothing_is_an_error,
    a_list_has_lines_with_everything_that_they_show,
    lists_are_sorted_in_four_ways,
    pages_cut_the_list_and_know_the_total,
    filters_narrow_the_list_together,
    a_search_finds_numbers_titles_and_umlauts_in_any_case,
    a_search_takes_the_signs_of_like_literally,
    counts_are_per_category_and_scope,
    a_detail_has_everything_around_the_record,
    a_detail_without_optional_parts_is_complete,
    a_stored_value_that_cannot_be_read_names_its_place,
);

async fn numbers_begin_at_1001_and_every_tenant_counts_for_itself(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    assert_eq!(north.add_order(db).await.number, 1001);
    assert_eq!(north.add_order(db).await.number, 1002);
    assert_eq!(south.add_order(db).await.number, 1001);
}

async fn numbers_have_no_gaps_and_no_doubles_under_concurrency(db: &Database) {
    let world = World::new(db, "nord").await;
    let next = async |keep: bool| {
        let mut tx = db.write(world.tenant.id).await.unwrap();
        let number = store::work_orders::next_number(&mut tx).await.unwrap();
        if keep {
            tx.commit().await.unwrap();
            return Some(number);
        }
        None
    };
    // Every fifth transaction is dropped; its number must come again.
    let numbers = futures_util::future::join_all((0..50).map(|n| next(n % 5 != 0))).await;
    let mut numbers: Vec<i64> = numbers.into_iter().flatten().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1001..=1040).collect::<Vec<_>>());
}

async fn a_number_of_a_transaction_that_was_dropped_is_given_again(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::work_orders::next_number(&mut tx).await.unwrap(), 1001);
    drop(tx);
    assert_eq!(world.add_order(db).await.number, 1001);
}

async fn a_work_order_comes_back_as_it_was_written(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add(db, &world.home, |order| order.title = "Straße & \u{1f525} <b>".into()).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let found = store::work_orders::get(&mut conn, &world.office(), order.id).await.unwrap();
    assert_eq!(found, Some(order));
    assert_eq!(store::work_orders::get(&mut conn, &world.office(), world.id()).await.unwrap(), None);
}

async fn an_update_writes_everything(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let mut changed = store::work_orders::get_for_update(&mut tx, &world.office(), order.id).await.unwrap().unwrap();
    changed.status = world.status(Category::Done);
    changed.priority = Priority::Emergency;
    changed.title = "Neuer Titel".into();
    changed.description = String::new();
    changed.assignee = "Ole".into();
    (changed.address, changed.object, changed.requester) = (None, None, None);
    changed.values.clear();
    changed.planned_from = Some(world.now());
    changed.planned_until = Some(world.now() + Duration::from_secs(7_200));
    changed.updated_at += Duration::from_micros(1);
    changed.closed_at = Some(changed.updated_at);
    store::work_orders::update(&mut tx, &changed).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let found = store::work_orders::get(&mut conn, &world.office(), order.id).await.unwrap();
    assert_eq!(found, Some(changed));
    let old = OrderQuery { text: Some("heizung".into()), ..OrderQuery::default() };
    assert_eq!(store::work_orders::list(&mut conn, &world.office(), &old).await.unwrap().total, 0);
}

async fn an_update_of_nothing_is_an_error(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let error = store::work_orders::update(&mut tx, &world.order(&world.home)).await.unwrap_err();
    assert!(error.to_string().contains("there is no work order"), "{error}");
}

async fn a_list_has_lines_with_everything_that_they_show(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add(db, &world.home, |order| order.planned_from = Some(order.created_at)).await;
    let line = OrderLine {
        id: order.id,
        number: 1001,
        title: order.title.clone(),
        status: world.statuses[0].id,
        priority: Priority::Normal,
        work_type: world.work_type.id,
        customer_name: world.home.customer.name.clone(),
        address_line: Some("Hafenstraße 4, 20457 Hamburg".into()),
        created_at: order.created_at,
        updated_at: order.updated_at,
        planned_from: order.planned_from,
        planned_until: order.planned_until,
        assignee: order.assignee.clone(),
        requester_name: world.home.user.name.clone(),
        city: "Hamburg".into(),
    };
    let page = list(db, &world, OrderQuery::default()).await;
    assert_eq!(page, OrderPage { lines: vec![line], total: 1 });
}

async fn list(db: &Database, world: &World, query: OrderQuery) -> OrderPage {
    let mut conn = db.read(world.tenant.id).await.unwrap();
    store::work_orders::list(&mut conn, &world.office(), &query).await.unwrap()
}

async fn numbers(db: &Database, world: &World, query: OrderQuery) -> Vec<i64> {
    list(db, world, query).await.lines.into_iter().map(|line| line.number).collect()
}

async fn lists_are_sorted_in_four_ways(db: &Database) {
    let world = World::new(db, "nord").await;
    for priority in [Priority::High, Priority::Low, Priority::Emergency, Priority::High] {
        world.add(db, &world.home, |order| order.priority = priority).await;
    }
    // The first is changed last.
    let first = list(db, &world, OrderQuery { sort: Sort::Oldest, ..OrderQuery::default() }).await.lines[0].id;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let mut order = store::work_orders::get_for_update(&mut tx, &world.office(), first).await.unwrap().unwrap();
    world.clock.advance(Duration::from_secs(600));
    order.updated_at = world.now();
    store::work_orders::update(&mut tx, &order).await.unwrap();
    tx.commit().await.unwrap();
    for (sort, wanted) in [
        (Sort::Newest, [1004, 1003, 1002, 1001]),
        (Sort::Oldest, [1001, 1002, 1003, 1004]),
        (Sort::Priority, [1003, 1001, 1004, 1002]),
        (Sort::Updated, [1001, 1004, 1003, 1002]),
    ] {
        assert_eq!(numbers(db, &world, OrderQuery { sort, ..OrderQuery::default() }).await, wanted, "{sort:?}");
        let mut conn = db.read(world.tenant.id).await.unwrap();
        let query = OrderQuery { sort, ..OrderQuery::default() };
        let own = store::work_orders::list(&mut conn, &world.customer(&world.home), &query).await.unwrap();
        assert_eq!(own.lines.iter().map(|line| line.number).collect::<Vec<_>>(), wanted, "{sort:?} of a customer");
    }
}

async fn pages_cut_the_list_and_know_the_total(db: &Database) {
    let world = World::new(db, "nord").await;
    for _ in 0..7 {
        world.add_order(db).await;
    }
    for (page, wanted) in [(0, vec![1001, 1002, 1003]), (1, vec![1001, 1002, 1003]), (3, vec![1007]), (4, vec![])] {
        let found =
            list(db, &world, OrderQuery { page, page_size: 3, sort: Sort::Oldest, ..OrderQuery::default() }).await;
        assert_eq!(found.total, 7, "page {page}");
        assert_eq!(found.lines.iter().map(|line| line.number).collect::<Vec<_>>(), wanted, "page {page}");
    }
}

async fn filters_narrow_the_list_together(db: &Database) {
    let world = World::new(db, "nord").await;
    for category in Category::ALL {
        world.add(db, &world.home, |order| order.status = world.status(category)).await;
    }
    world.add(db, &world.other, |order| order.portal = None).await;
    let count = async |query: OrderQuery| list(db, &world, query).await.total;
    assert_eq!(count(OrderQuery { open: Some(true), ..OrderQuery::default() }).await, 6);
    assert_eq!(count(OrderQuery { open: Some(false), ..OrderQuery::default() }).await, 2);
    assert_eq!(count(OrderQuery { category: Some(Category::Requested), ..OrderQuery::default() }).await, 2);
    assert_eq!(count(OrderQuery { portal: Some(world.portal.id), ..OrderQuery::default() }).await, 7);
    let all = OrderQuery {
        portal: Some(world.portal.id),
        open: Some(true),
        category: Some(Category::Requested),
        text: Some("öltank".into()),
        ..OrderQuery::default()
    };
    assert_eq!(count(all.clone()).await, 1);
    assert_eq!(count(OrderQuery { open: Some(false), ..all }).await, 0);
}

async fn a_search_finds_numbers_titles_and_umlauts_in_any_case(db: &Database) {
    let world = World::new(db, "nord").await;
    world.add(db, &world.home, |order| order.title = "ÄRGER mit dem Brenner".into()).await;
    world.add(db, &world.home, |order| order.description = "Der Kessel tropft.".into()).await;
    let find =
        async |text: &str| numbers(db, &world, OrderQuery { text: Some(text.into()), ..OrderQuery::default() }).await;
    assert_eq!(find("ärger").await, [1001]);
    assert_eq!(find("KESSEL").await, [1002]);
    assert_eq!(find(" 1002 ").await, [1002]);
    assert_eq!(find("100").await, [1002, 1001]);
    assert_eq!(find("  ").await, [1002, 1001]);
    assert_eq!(find("x' or 1=1 --").await, Vec::<i64>::new());
}

async fn a_search_takes_the_signs_of_like_literally(db: &Database) {
    let world = World::new(db, "nord").await;
    world.add(db, &world.home, |order| order.title = "Leistung 100%".into()).await;
    world.add(db, &world.home, |order| order.title = "a_b \\ c".into()).await;
    let find =
        async |text: &str| numbers(db, &world, OrderQuery { text: Some(text.into()), ..OrderQuery::default() }).await;
    assert_eq!(find("100%").await, [1001]);
    assert_eq!(find("%").await, [1001]);
    assert_eq!(find("_").await, [1002]);
    assert_eq!(find("\\").await, [1002]);
    assert_eq!(find("a__").await, Vec::<i64>::new());
}

async fn counts_are_per_category_and_scope(db: &Database) {
    let world = World::new(db, "nord").await;
    world.add_order(db).await;
    world.add_order(db).await;
    world.add(db, &world.other, |order| order.status = world.status(Category::Done)).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let office = store::work_orders::counts(&mut conn, &world.office()).await.unwrap();
    assert_eq!(office, [(Category::Requested, 2), (Category::Done, 1)]);
    let home = store::work_orders::counts(&mut conn, &world.customer(&world.home)).await.unwrap();
    assert_eq!(home, [(Category::Requested, 2)]);
}

async fn a_detail_has_everything_around_the_record(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let detail = store::work_orders::detail(&mut conn, &world.office(), order.id).await.unwrap().unwrap();
    assert_eq!(detail.order, order);
    assert_eq!(detail.status, world.statuses[0]);
    assert_eq!((detail.work_type_slug, detail.work_type), (world.work_type.slug.clone(), world.work_type.name.clone()));
    assert_eq!((detail.flow_slug, detail.flow), (Some(world.flow.slug.clone()), Some(world.flow.title.clone())));
    assert_eq!(detail.customer, world.home.customer);
    assert_eq!(detail.address.as_ref(), Some(&world.home.address));
    assert_eq!(detail.object.as_ref(), Some(&world.home.object));
    assert_eq!(detail.requester, Some((world.home.user.name.clone(), world.home.user.email.clone())));
}

async fn a_detail_without_optional_parts_is_complete(db: &Database) {
    let world = World::new(db, "nord").await;
    let bare = |order: &mut portico::domain::work_order::WorkOrder| {
        (order.portal, order.requester, order.flow, order.address, order.object) = (None, None, None, None, None);
    };
    let order = world.add(db, &world.home, bare).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let detail = store::work_orders::detail(&mut conn, &world.office(), order.id).await.unwrap().unwrap();
    assert!(detail.address.is_none() && detail.object.is_none() && detail.flow.is_none() && detail.requester.is_none());
    let page = list(db, &world, OrderQuery::default()).await;
    assert_eq!(page.lines[0].address_line, None);
}

async fn a_stored_value_that_cannot_be_read_names_its_place(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let event = world.add_event(db, order.id, portico::domain::event::EventKind::Commented).await;
    // Another program wrote a kind that this one does not know.
    super::wall::as_platform(db, "update events set kind = 'work_order.exploded'").await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let error = store::events::get(&mut conn, &world.office(), event.id).await.unwrap_err();
    let StoreError::Invalid { table, column, row, problem } = error else { panic!("{error}") };
    assert_eq!((table, column.as_str(), row), ("events", "kind", event.id.to_string()));
    assert!(problem.contains("work_order.exploded"), "{problem}");
}
