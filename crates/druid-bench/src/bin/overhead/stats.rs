//! Order statistics, and how sure they are.

/// How many times the rounds are drawn anew for a confidence interval.
const DRAWS: usize = 2000;

/// A ratio of medians: the middle one of all rounds, and the interval that holds it with 95 %.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio {
    pub(crate) median: f64,
    pub(crate) low: f64,
    pub(crate) high: f64,
}

impl Ratio {
    /// Compares two clients round by round; what slows a whole round cancels out.
    pub(crate) fn of(times: &[Vec<f64>], against: &[Vec<f64>]) -> Self {
        let ratios: Vec<f64> = times
            .iter()
            .zip(against)
            .map(|(times, against)| quantile(times, 500) / quantile(against, 500))
            .collect();
        let mut random = Random::new();
        let medians: Vec<f64> = (0..DRAWS)
            .map(|_| {
                let drawn: Vec<f64> = ratios
                    .iter()
                    .map(|_| ratios[random.below(ratios.len())])
                    .collect();
                quantile(&drawn, 500)
            })
            .collect();
        Self {
            median: quantile(&ratios, 500),
            low: quantile(&medians, 25),
            high: quantile(&medians, 975),
        }
    }
}

/// The smallest value that at least so many thousandths of all do not exceed; 0 of none.
pub(crate) fn quantile(values: &[f64], per_mille: usize) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let rank = (sorted.len() * per_mille).div_ceil(1000);
    sorted
        .get(rank.saturating_sub(1))
        .copied()
        .unwrap_or_default()
}

/// SplitMix64, always from the same seed: two runs make their turns in the same order.
#[derive(Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        Self(0x5eed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`, which is not 0. The slight preference of small ones is far below
    /// what is measured here.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("a length fits");
        usize::try_from(self.next() % end).expect("it is below a length")
    }

    pub(crate) fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_values_that_occurred() {
        let values: Vec<f64> = (1..=1000).rev().map(f64::from).collect();
        let found = [0, 1, 500, 990, 1000].map(|per_mille| quantile(&values, per_mille));
        assert_eq!(found.map(f64::round), [1.0, 1.0, 500.0, 990.0, 1000.0]);
    }

    #[test]
    fn a_ratio_ignores_what_slows_both() {
        let bare: Vec<Vec<f64>> = (1..=50).map(|round| vec![f64::from(round); 5]).collect();
        let twice: Vec<Vec<f64>> = bare
            .iter()
            .map(|round| round.iter().map(|time| time * 2.0).collect())
            .collect();
        let ratio = Ratio::of(&twice, &bare);
        assert!((ratio.median - 2.0).abs() < 1e-9, "{ratio:?}");
        assert!((ratio.high - ratio.low).abs() < 1e-9, "{ratio:?}");
    }

    #[test]
    fn the_interval_holds_the_median_and_grows_with_the_spread() {
        let even = vec![vec![1.0]; 100];
        let uneven: Vec<Vec<f64>> = (0..100).map(|n| vec![1.0 + f64::from(n) / 100.0]).collect();
        let ratio = Ratio::of(&uneven, &even);
        assert!(
            ratio.low < ratio.median && ratio.median < ratio.high,
            "{ratio:?}"
        );
        assert!(ratio.low > 1.3 && ratio.high < 1.7, "{ratio:?}");
    }

    #[test]
    fn shuffling_loses_nothing_and_reaches_every_order() {
        let mut random = Random::new();
        let mut seen = std::collections::HashSet::new();
        for _ in 0..200 {
            let mut values = [0, 1, 2];
            random.shuffle(&mut values);
            seen.insert(values);
            values.sort_unstable();
            assert_eq!(values, [0, 1, 2]);
        }
        assert_eq!(seen.len(), 6);
    }
}
