//! The baseline: petgraph's topological order, and a forward and a backward pass in plain day numbers.

use petgraph::Direction;
use petgraph::algo::toposort;
use petgraph::graph::DiGraph;
use petgraph::visit::EdgeRef;
use schedule::{Campaign, Kind};

/// Durations on the nodes, lags on the edges.
pub type Graph = DiGraph<i32, i32>;

pub fn graph(campaign: &Campaign<u32>) -> Graph {
    let mut graph = Graph::with_capacity(campaign.tasks.len(), campaign.links.len());
    let nodes: Vec<_> = campaign
        .tasks
        .iter()
        .map(|task| match task.kind {
            Kind::Task(Some(duration)) => graph.add_node(duration),
            Kind::Task(None) | Kind::Milestone(_) | Kind::Phase => graph.add_node(0),
        })
        .collect();
    for link in &campaign.links {
        graph.add_edge(nodes[link.predecessor as usize], nodes[link.successor as usize], link.lag);
    }
    graph
}

/// Early and late start and finish of every node, all links taken as finish-to-start.
pub fn forward_and_backward(graph: &Graph) -> (Vec<[i32; 2]>, Vec<[i32; 2]>) {
    let order = toposort(graph, None).expect("a layered graph has no cycle");
    let mut early = vec![[0; 2]; graph.node_count()];
    for node in &order {
        let demands = graph.edges_directed(*node, Direction::Incoming);
        let start = demands.map(|edge| early[edge.source().index()][1] + edge.weight()).max().unwrap_or(0);
        early[node.index()] = [start, start + graph[*node]];
    }
    let end = early.iter().map(|span| span[1]).max().unwrap_or(0);
    let mut late = vec![[end; 2]; graph.node_count()];
    for node in order.iter().rev() {
        let left = graph.edges_directed(*node, Direction::Outgoing);
        let finish = left.map(|edge| late[edge.target().index()][0] - edge.weight()).min().unwrap_or(end);
        late[node.index()] = [finish - graph[*node], finish];
    }
    (early, late)
}
