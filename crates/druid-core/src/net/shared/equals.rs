use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::BaseUrl;

/// How long an equal is passed over after its first failure; doubles with each further one.
const FIRST_REST: Duration = Duration::from_secs(1);

/// The longest that an equal is passed over.
const LONGEST_REST: Duration = Duration::from_secs(30);

/// The configured URLs, which serve the same cluster, and how each fared lately.
///
/// The one that answered last is kept to, so that a client does not hop about. One that failed is
/// passed over for a while that doubles with each failure; when all are, the one whose time is up
/// first is tried.
#[derive(Debug)]
pub(crate) struct Equals {
    urls: Vec<BaseUrl>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    current: usize,
    health: Vec<Health>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Health {
    failures: u32,
    resting_until: Option<Instant>,
}

impl Equals {
    pub(super) fn new(urls: &[BaseUrl]) -> Self {
        let health = vec![Health::default(); urls.len()];
        Self {
            urls: urls.to_vec(),
            state: Mutex::new(State { current: 0, health }),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.urls.len()
    }

    /// The URL to try at `now`, and its number; not one of those `tried` before, which are never all.
    pub(crate) fn choose(&self, now: Instant, tried: &[usize]) -> (usize, BaseUrl) {
        if let [only] = &self.urls[..] {
            return (0, only.clone());
        }
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let count = self.urls.len();
        let in_order = (0..count)
            .map(|step| (state.current + step) % count)
            .filter(|index| !tried.contains(index));
        let chosen = in_order
            .min_by_key(|&index| {
                state.health[index]
                    .resting_until
                    .filter(|until| *until > now)
            })
            .expect("one is left to try");
        state.current = chosen;
        (chosen, self.urls[chosen].clone())
    }

    pub(crate) fn answered(&self, index: usize) {
        if self.urls.len() > 1 {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.health[index] = Health::default();
        }
    }

    pub(crate) fn failed(&self, index: usize, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let health = &mut state.health[index];
        let factor = 2_u32.saturating_pow(health.failures);
        health.failures = health.failures.saturating_add(1);
        health.resting_until = Some(now + FIRST_REST.saturating_mul(factor).min(LONGEST_REST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three() -> Equals {
        Equals::new(&["http://a", "http://b", "http://c"].map(|url| url.parse().unwrap()))
    }

    #[test]
    fn the_one_that_answers_is_kept_to() {
        let (equals, now) = (three(), Instant::now());
        for _ in 0..3 {
            let (index, url) = equals.choose(now, &[]);
            equals.answered(index);
            assert_eq!(url.to_string(), "http://a:80");
        }
    }

    #[test]
    fn one_that_failed_is_passed_over_until_its_rest_is_over() {
        let (equals, start) = (three(), Instant::now());
        equals.failed(0, start);
        assert_eq!(equals.choose(start, &[]).0, 1);
        equals.failed(1, start);
        assert_eq!(equals.choose(start, &[]).0, 2);
        equals.failed(2, start);
        let later = start + Duration::from_millis(1001);
        assert_eq!(
            equals.choose(later, &[]).0,
            2,
            "all are rested: the current one is kept"
        );
    }

    #[test]
    fn when_all_rest_the_first_to_be_over_is_tried() {
        let (equals, start) = (three(), Instant::now());
        equals.failed(0, start);
        equals.failed(1, start);
        equals.failed(1, start);
        equals.failed(2, start);
        equals.failed(2, start);
        assert_eq!(equals.choose(start, &[]).0, 0);
    }

    #[test]
    fn what_was_tried_before_is_not_chosen_again() {
        let (equals, now) = (three(), Instant::now());
        // The one that is over first would be the one that failed just now.
        (0..3).for_each(|_| equals.failed(1, now));
        (0..3).for_each(|_| equals.failed(2, now));
        equals.failed(0, now);
        assert_eq!(equals.choose(now, &[]).0, 0);
        assert_eq!(equals.choose(now, &[0]).0, 1);
        assert_eq!(equals.choose(now, &[0, 1]).0, 2);
    }

    #[test]
    fn rests_double_up_to_the_longest_and_an_answer_ends_them() {
        let (equals, start) = (three(), Instant::now());
        let rest = |failures| {
            equals.answered(0);
            (0..failures).for_each(|_| equals.failed(0, start));
            equals.state.lock().unwrap().health[0]
                .resting_until
                .unwrap()
                - start
        };
        assert_eq!([1, 2, 3, 40].map(|n| rest(n).as_secs()), [1, 2, 4, 30]);
        equals.answered(0);
        assert!(
            equals.state.lock().unwrap().health[0]
                .resting_until
                .is_none()
        );
    }
}
