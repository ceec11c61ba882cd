use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior};

/// Enough for what takes seconds on an idle machine.
pub const ONE_MINUTE: Duration = Duration::from_secs(60);

/// Enough for a process to start, or a leader to be followed by another.
pub const TWO_MINUTES: Duration = Duration::from_secs(120);

const EVERY: Duration = Duration::from_millis(100);

/// Asks until the answer is what is waited for, and returns it. What `ask` sees instead, it says as
/// its error.
///
/// # Panics
/// If that has not happened within `deadline`; it tells what was seen last.
pub async fn eventually<T>(
    deadline: Duration,
    mut ask: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let end = Instant::now() + deadline;
    let mut ticks = tokio::time::interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        match tokio::time::timeout_at(end + EVERY, ask()).await {
            Ok(Ok(seen)) => return seen,
            Ok(Err(seen)) if Instant::now() >= end => panic!("still after {deadline:?}: {seen}"),
            Ok(Err(_)) => {}
            Err(_) => panic!("no answer within {deadline:?}"),
        }
    }
}
