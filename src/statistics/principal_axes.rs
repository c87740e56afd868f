//! Principal axes: a few points of many coordinates in; the directions along which they differ most, and where each point lies
//! along them, out. linfa decomposes.

use linfa_linalg::svd::{SVD, SvdSort};
use ndarray::Array2;

use super::signless_zero;

/// A direction along which points differ.
#[derive(Debug, Clone, PartialEq)]
pub struct PrincipalAxis {
    /// Its unit vector. Of its numbers of the greatest magnitude the first is above 0.
    pub direction: Vec<f64>,
    /// Its part of the variance of the points, in 0..=1.
    pub share: f64,
    /// Where each point lies along it; the mean of all points lies at 0.
    pub places: Vec<f64>,
}

/// An axis along which points differ by less than this part of what they differ along the first is rounding.
const ROUNDING: f64 = 1e-10;

/// The axes of a principal component analysis of `points`, by falling share of the variance, at most `most` and one fewer
/// than there are points: the right singular vectors of the points less their mean, by a singular value decomposition.
/// None where all points are equal.
///
/// The order of the points changes no bit, and equal points have equal places. Where two axes have one share, any two
/// directions of their plane would do as well, and one pair of them is given.
/// (Jolliffe 2002, Principal Component Analysis, ch. 3)
///
/// ```
/// use sourcebias::statistics::principal_axes;
/// let axes = principal_axes(&[vec![0.0, 0.0], vec![3.0, 4.0]], 2);
/// assert_eq!(axes.len(), 1);
/// assert!((axes[0].direction[1] - 0.8).abs() < 1e-12 && (axes[0].places[1] - 2.5).abs() < 1e-12);
/// ```
///
/// # Panics
/// Where points differ in their number of coordinates: an error in the program.
pub fn principal_axes(points: &[Vec<f64>], most: usize) -> Vec<PrincipalAxis> {
    let coordinates = points.first().map_or(0, Vec::len);
    assert!(points.iter().all(|point| point.len() == coordinates), "points of one space");
    let deviations = deviations(points, coordinates);
    if deviations.iter().flatten().all(|value| *value == 0.0) {
        return Vec::new();
    }
    // In an order that depends on the points alone.
    let mut order: Vec<&Vec<f64>> = deviations.iter().collect();
    order.sort_by(|left, right| {
        left.iter()
            .zip(*right)
            .map(|(a, b)| a.total_cmp(b))
            .find(|way| way.is_ne())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let matrix = Array2::from_shape_fn((coordinates, order.len()), |(row, column)| order[column][row]);
    let Ok(decomposed) = matrix.svd(true, false) else { return Vec::new() };
    let (Some(directions), values, _) = decomposed.sort_svd_desc() else { return Vec::new() };
    let whole: f64 = values.iter().map(|value| value * value).sum();
    let kept = values.iter().take_while(|value| **value > values[0] * ROUNDING).count().min(most);
    let axis = |number: usize| {
        let direction = upright(directions.column(number).to_vec());
        let along = |point: &Vec<f64>| {
            signless_zero(point.iter().zip(&direction).map(|(value, part)| value * part).sum::<f64>())
        };
        let places = deviations.iter().map(along).collect();
        PrincipalAxis { share: values[number] * values[number] / whole, places, direction }
    };
    (0..kept.min(points.len() - 1)).map(axis).collect()
}

/// The points less their mean, in which no order of the points changes a bit; exactly 0 where all are equal.
fn deviations(points: &[Vec<f64>], coordinates: usize) -> Vec<Vec<f64>> {
    let mut deviations = points.to_vec();
    let mut sorted = Vec::with_capacity(points.len());
    for coordinate in 0..coordinates {
        sorted.clear();
        sorted.extend(points.iter().map(|point| point[coordinate]));
        sorted.sort_unstable_by(f64::total_cmp);
        let same = sorted.first() == sorted.last();
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        for point in &mut deviations {
            point[coordinate] = if same { 0.0 } else { point[coordinate] - mean };
        }
    }
    deviations
}

/// The direction or its opposite: that of which the first of the numbers of the greatest magnitude is above 0.
fn upright(mut direction: Vec<f64>) -> Vec<f64> {
    let greatest = direction.iter().fold(0.0_f64, |greatest, part| greatest.max(part.abs()));
    // Numbers that differ by rounding alone are as great.
    let first = direction.iter().find(|part| part.abs() >= greatest * (1.0 - 1e-9));
    if first.is_some_and(|first| *first < 0.0) {
        direction.iter_mut().for_each(|part| *part = -*part);
    }
    direction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_points_by_hand() {
        // Mean (1, 1, 5). Along x the points lie at −2, 2, 0, 0, along y at 0, 0, −1, 1: of the variance 8 of 10 and 2 of 10.
        let points =
            [[-1.0, 1.0, 5.0], [3.0, 1.0, 5.0], [1.0, 0.0, 5.0], [1.0, 2.0, 5.0]].map(|point| point.to_vec());
        let axes = principal_axes(&points, 3);
        assert_eq!(axes.len(), 2);
        let near = |found: &[f64], expected: &[f64]| {
            let apart = found.iter().zip(expected).map(|(found, expected)| (found - expected).abs());
            assert!(
                found.len() == expected.len() && apart.fold(0.0, f64::max) < 1e-12,
                "{found:?} {expected:?}"
            );
        };
        near(&axes[0].direction, &[1.0, 0.0, 0.0]);
        near(&axes[0].places, &[-2.0, 2.0, 0.0, 0.0]);
        near(&axes[1].places, &[0.0, 0.0, -1.0, 1.0]);
        near(&[axes[0].share, axes[1].share], &[0.8, 0.2]);
        assert_eq!(principal_axes(&points, 1).len(), 1);
    }

    #[test]
    fn the_order_of_points_changes_no_bit_and_equal_ones_lie_together() {
        let point = |number: usize| {
            (0..40).map(|part| ((number * 31 + part * 17) % 23) as f64 / 7.0).collect::<Vec<f64>>()
        };
        let points = [point(1), point(2), point(3), point(2), point(5)];
        let axes = principal_axes(&points, 2);
        let backwards: Vec<Vec<f64>> = points.iter().rev().cloned().collect();
        for (axis, other) in axes.iter().zip(principal_axes(&backwards, 2)) {
            assert_eq!((&axis.direction, axis.share), (&other.direction, other.share));
            assert_eq!(axis.places, other.places.into_iter().rev().collect::<Vec<_>>());
            assert_eq!(axis.places[1], axis.places[3]);
        }
        assert_eq!(axes.len(), 2);
    }

    #[test]
    fn equal_points_have_no_axis() {
        assert_eq!(principal_axes(&[vec![0.1, 0.7], vec![0.1, 0.7], vec![0.1, 0.7]], 2), []);
        assert_eq!(principal_axes(&[vec![0.1]], 2), []);
        assert_eq!(principal_axes(&[], 2), []);
    }
}
