//! Clients in turns, so that whatever slows the machine for a while slows all of them.

use std::time::Instant;

use crate::Result;
use crate::clients::{Clients, Get};
use crate::stats::Random;

/// Requests of one client in a row; each round has two such turns of each.
const TURN: usize = 25;

/// One client's times: microseconds a request, by round, and on the processor over all.
#[derive(Debug, Default)]
pub(crate) struct Times {
    pub(crate) rounds: Vec<Vec<f64>>,
    /// Microseconds that this thread ran, for all requests; none where the kernel does not tell.
    pub(crate) on_cpu: Option<f64>,
}

impl Times {
    pub(crate) fn requests(&self) -> usize {
        self.rounds.iter().map(Vec::len).sum()
    }
}

/// The stack's times, the bare client's and the control's.
pub(crate) async fn run(clients: &Clients, rounds: usize) -> Result<[Times; 3]> {
    let mut random = Random::new();
    let mut times = [Times::default(), Times::default(), Times::default()];
    for _ in 0..rounds {
        let mut order = [0, 1, 2];
        random.shuffle(&mut order);
        for times in &mut times {
            times.rounds.push(Vec::with_capacity(2 * TURN));
        }
        // There and back again: a drift within the round takes from none and gives to none.
        for &client in order.iter().chain(order.iter().rev()) {
            match client {
                0 => turn(&clients.stack, &mut times[0]).await?,
                1 => turn(&clients.bare, &mut times[1]).await?,
                _ => turn(&clients.control, &mut times[2]).await?,
            }
        }
    }
    Ok(times)
}

async fn turn(client: &impl Get, times: &mut Times) -> Result<()> {
    let round = times.rounds.last_mut().expect("the round has begun");
    let before = on_cpu();
    for _ in 0..TURN {
        let begun = Instant::now();
        client.get().await?;
        round.push(begun.elapsed().as_secs_f64() * 1e6);
    }
    if let (Some(before), Some(after)) = (before, on_cpu()) {
        *times.on_cpu.get_or_insert_default() += after - before;
    }
    Ok(())
}

/// Microseconds that this thread ran so far.
fn on_cpu() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds: f64 = text.split(' ').next()?.parse().ok()?;
    Some(nanoseconds / 1e3)
}
