//! Many calls at once and calls given up half-way.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use portico_host::plugin::limits::PluginLimits;
use portico_host::plugin::{CallContext, FaultKind, Plugins};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::support::{LOOP_WHEN_DRY, Probe, context, dry, patient, show};

#[tokio::test]
async fn a_full_house_refuses_after_a_short_wait_and_serves_again_afterwards() {
    let limits =
        PluginLimits { concurrent_instances: 1, queue_wait: Duration::from_millis(20), ..PluginLimits::default() };
    let limits = PluginLimits { deadline: Duration::from_secs(1), ..limits };
    let plugin = Probe { display: LOOP_WHEN_DRY, ..Probe::default() }.load(limits);
    let (first, (context_b, hung)) = (context(), (context(), dry()));
    let (occupant, refused) = tokio::join!(show(&plugin, &hung), show(&plugin, &first));
    assert_eq!(occupant.unwrap_err().kind, FaultKind::Deadline);
    let refused = refused.unwrap_err();
    assert_eq!(refused.kind, FaultKind::Saturated);
    assert_eq!(refused.message, "no free instance within 20 ms, as many calls as allowed are running");
    assert!(show(&plugin, &context_b).await.is_ok());
}

#[tokio::test]
async fn one_tenant_cannot_take_every_place() {
    let limits = PluginLimits { concurrent_instances: 4, concurrent_per_tenant: 2, ..PluginLimits::default() };
    let limits = PluginLimits { queue_wait: Duration::from_millis(20), deadline: Duration::from_secs(1), ..limits };
    let plugin = Probe { display: LOOP_WHEN_DRY, ..Probe::default() }.load(limits);
    let other = CallContext { tenant: "van-kade".into(), ..context() };
    let (hung, own) = (dry(), context());
    let (_, _, same_tenant, other_tenant) =
        tokio::join!(show(&plugin, &hung), show(&plugin, &hung), show(&plugin, &own), show(&plugin, &other));
    assert_eq!(same_tenant.unwrap_err().kind, FaultKind::Saturated);
    assert!(other_tenant.is_ok());
}

#[tokio::test]
async fn a_call_that_is_given_up_frees_its_place() {
    let limits = PluginLimits { concurrent_instances: 1, deadline: Duration::from_secs(60), ..PluginLimits::default() };
    let plugin = Probe { display: LOOP_WHEN_DRY, ..Probe::default() }.load(limits);
    for _ in 0..20 {
        assert!(
            timeout(Duration::from_millis(12), show(&plugin, &dry())).await.is_err(),
            "the call must still be running"
        );
        assert!(show(&plugin, &context()).await.is_ok());
    }
}

#[tokio::test]
async fn a_slow_plugin_lets_other_tasks_of_its_thread_run() {
    let plugin = Probe { display: LOOP_WHEN_DRY, ..Probe::default() }.load(PluginLimits::default());
    let mut turns = 0;
    let count = async {
        loop {
            turns += 1;
            tokio::task::yield_now().await;
        }
    };
    let hung = dry();
    tokio::select! {
        fault = show(&plugin, &hung) => assert_eq!(fault.unwrap_err().kind, FaultKind::Deadline),
        () = count => {}
    }
    assert!(turns >= 3, "the other task had only {turns} turns");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn calls_from_many_tasks_are_all_answered() {
    let plugin = Probe::default().load(patient());
    let calls: Vec<_> = (0..300)
        .map(|_| {
            let plugin = plugin.clone();
            tokio::spawn(async move { show(&plugin, &context()).await.map(|run| run.value) })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), [vec![]]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn versions_that_replace_each_other_under_calls_fail_none_of_them() {
    let plugins = Plugins::new(patient(), None).unwrap();
    let live = Arc::new(ArcSwap::from_pointee(Probe::default().load_with(&plugins)));
    let (answered, done) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let callers: Vec<_> = (0..4)
        .map(|_| {
            let (live, answered, done) = (Arc::clone(&live), Arc::clone(&answered), Arc::clone(&done));
            tokio::spawn(async move {
                while !done.load(Ordering::SeqCst) {
                    let plugin = live.load_full();
                    assert_eq!(show(&plugin, &context()).await.unwrap().value, [vec![]]);
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            })
        })
        .collect();
    for pages in ["3", "4", "5", "6", "7", "8", "9", "10"] {
        let next = tokio::task::block_in_place(|| Probe { pages, ..Probe::default() }.load_with(&plugins));
        live.store(Arc::new(next));
        // Every version is called, also on a machine that loads faster than it calls.
        let before = answered.load(Ordering::SeqCst);
        while answered.load(Ordering::SeqCst) < before + 8 && !callers.iter().all(JoinHandle::is_finished) {
            tokio::task::yield_now().await;
        }
    }
    done.store(true, Ordering::SeqCst);
    for caller in callers {
        caller.await.expect("no call fails");
    }
}

#[tokio::test]
async fn without_address_space_for_a_pool_plugins_still_run() {
    let plugins = Plugins::new(PluginLimits { concurrent_instances: 200_000, ..patient() }, None).unwrap();
    assert!(!plugins.is_pooled());
    assert!(show(&Probe::default().load_with(&plugins), &context()).await.is_ok());
}
