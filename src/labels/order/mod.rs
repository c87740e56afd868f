//! The order of systems: what each system is worth under the labels of people and of each judge in; how far the judge puts the
//! systems in the people's order out. One file and one row for each way of comparing two orders.

mod kendall;
mod rank_biased_overlap;
mod table;

use crate::registry::{Aliases, Entry, Family};

pub use table::{OrderRow, SystemRow, SystemValues, orders};

/// Says how alike two orders of the same systems are.
pub trait OrderMeasure: Send + Sync {
    /// The likeness of the orders in which two lists of values put the same systems, the highest first; `None` where it is
    /// undefined.
    fn value(&self, one: &[f64], other: &[f64]) -> Option<f64>;
}

/// All measures of the likeness of two orders.
pub const ORDERS: Family<dyn OrderMeasure> = Family {
    name: "measure of orders",
    entries: ROWS,
    wrappers: &[],
    former: &[],
    aliases: &[Aliases { row: "kendall", names: &["kendall_tau", "tau"] }],
    short: false,
};

static ROWS: &[Entry<dyn OrderMeasure>] = &[kendall::ROW, rank_biased_overlap::ROW];

#[cfg(test)]
mod tests {
    use super::*;

    fn value(spec: &str, one: &[f64], other: &[f64]) -> Option<f64> {
        ORDERS.parse(spec).unwrap().object.value(one, other)
    }

    #[test]
    fn five_systems_as_the_package_rbo_has_them() {
        // RankingSimilarity([1, 2, 3, 4, 5], …).rbo_ext(p=0.9) of rbo 0.1.3: with [2, 1, 3, 5, 4], and backwards.
        let first = [5.0, 4.0, 3.0, 2.0, 1.0];
        for (other, expected) in
            [([4.0, 5.0, 3.0, 1.0, 2.0], 0.881_775), ([1.0, 2.0, 3.0, 4.0, 5.0], 0.737_775)]
        {
            assert!((value("rbo", &first, &other).unwrap() - expected).abs() < 1e-12);
        }
        assert!((value("rbo(p=0.5)", &first, &first).unwrap() - 1.0).abs() < 1e-12);
        // Two of ten pairs are the other way round.
        assert!((value("kendall", &first, &[4.0, 5.0, 3.0, 1.0, 2.0]).unwrap() - 0.6).abs() < 1e-15);
    }

    #[test]
    fn tied_systems_count_as_all_their_orders() {
        // b and c tie: half of the orders is a, b, c and half a, c, b.
        let (first, tied) = ([3.0, 2.0, 1.0], [3.0, 1.0, 1.0]);
        let half = |other: &[f64]| value("rbo", &first, other).unwrap() / 2.0;
        let expected = half(&[3.0, 2.0, 1.0]) + half(&[3.0, 1.0, 2.0]);
        assert!((value("rbo", &first, &tied).unwrap() - expected).abs() < 1e-12);
    }

    #[test]
    fn one_system_has_no_order() {
        for entry in ORDERS.entries {
            assert_eq!((value(entry.name, &[], &[]), value(entry.name, &[1.0], &[1.0])), (None, None));
        }
    }
}
