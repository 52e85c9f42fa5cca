//! What a plan costs, beside what a general graph library takes for its bare passes on the same network.
//!
//! `cargo bench -p schedule` measures generated campaigns of 1,000, 10,000 and 100,000 work packages (a
//! layered DAG, two predecessors each, 10 % of the links with a lag, holidays), with finish-to-start links
//! only and with all types, and prints at the end one table: nanoseconds a work package, the ratio to
//! petgraph's `toposort` with a forward and a backward pass without calendars or slack, and peak memory.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a benchmark of rows that it makes itself may stop where they are not as it made them"
)]

mod generate;
mod memory;
mod passes;
mod report;

use std::sync::Arc;

use criterion::{BatchSize, BenchmarkId, Criterion, SamplingMode};
use schedule::{Network, Outlook, Plan, Records, Thresholds, check};

#[global_allocator]
static ALLOCATOR: memory::Counting = memory::Counting;

fn main() {
    // The allocator keeps freed memory up to the size of the largest block that it has seen, as it does in a
    // server that has run for a while; otherwise page faults would be measured.
    drop(std::hint::black_box(vec![0_u8; 24 << 20]));
    let mut criterion = Criterion::default().configure_from_args();
    for size in [1_000, 10_000, 100_000] {
        for mix in generate::Mix::BOTH {
            measure(&mut criterion, size, mix);
        }
    }
    criterion.final_summary();
    report::print();
}

fn measure(criterion: &mut Criterion, size: u32, mix: generate::Mix) {
    let mut group = criterion.benchmark_group(format!("{mix}/{size}"));
    group.sampling_mode(SamplingMode::Flat).sample_size(if size > 10_000 { 20 } else { 60 });
    let campaign = generate::campaign(size, mix);
    let graph = passes::graph(&campaign);
    group.bench_function(BenchmarkId::from_parameter("petgraph"), |bencher| {
        bencher.iter(|| passes::forward_and_backward(&graph));
    });
    let network = Arc::new(Network::new(campaign.clone()).expect("generated rows are sound"));
    group.bench_function(BenchmarkId::from_parameter("plan"), |bencher| {
        bencher.iter(|| Plan::new(Arc::clone(&network)).expect("generated plans are in range"));
    });
    group.bench_function(BenchmarkId::from_parameter("build"), |bencher| {
        bencher.iter_batched(
            || campaign.clone(),
            |campaign| Network::new(campaign).expect("generated rows are sound"),
            BatchSize::PerIteration,
        );
    });
    let (under_way, as_of) = generate::under_way(size, mix);
    let network = Arc::new(Network::new(under_way).expect("generated rows are sound"));
    group.bench_function(BenchmarkId::from_parameter("plan under way"), |bencher| {
        bencher.iter(|| Plan::new(Arc::clone(&network)).expect("generated plans are in range"));
    });
    let plan = Arc::new(Plan::new(network).expect("generated plans are in range"));
    let (records, thresholds) = (Records::default(), Thresholds::default());
    group.bench_function(BenchmarkId::from_parameter("outlook"), |bencher| {
        bencher.iter(|| {
            Outlook::new(Arc::clone(&plan), as_of, None, 10).expect("generated forecasts are in range")
        });
    });
    group.bench_function(BenchmarkId::from_parameter("outlook and findings"), |bencher| {
        bencher.iter(|| {
            let outlook =
                Outlook::new(Arc::clone(&plan), as_of, None, 10).expect("generated forecasts are in range");
            check(&outlook, &records, &thresholds)
        });
    });
    group.finish();
    let (_plan, bytes) = memory::peak(|| {
        let network = Network::new(campaign.clone()).expect("generated rows are sound");
        Plan::new(Arc::new(network)).expect("generated plans are in range")
    });
    report::memory(&format!("{mix}/{size}"), bytes, size);
}
