//! AUROC: how well confidence tells right from wrong.

use super::{CalibrationMeasure, Outcomes};
use crate::registry::{Cutoff, Entry};

/// The chance that what is right has a higher confidence than what is wrong, ties counting half: (W + T ÷ 2) ÷ (P·N) with W pairs won
/// and T tied of P right and N wrong. In 0..=1, 0.5 by chance. `None` where all are right, all are wrong, or all confidences are
/// one. Pairs are counted in whole numbers. (Hanley & McNeil 1982, The meaning and use of the area under a ROC curve)
struct Auroc;

pub(super) const ROW: Entry<dyn CalibrationMeasure> = Entry {
    name: "auroc",
    summary: "the chance that what is right has a higher confidence than what is wrong",
    reference: "Hanley & McNeil 1982, The meaning and use of the area under a ROC curve",
    parameters: &[],
    cutoff: Cutoff::Never,
    build: |_| Ok(Box::new(Auroc)),
};

impl CalibrationMeasure for Auroc {
    fn value(&self, outcomes: &Outcomes) -> Option<f64> {
        let (mut twice_won, mut all_right, mut all_wrong, mut steps) = (0_u128, 0_u64, 0_u64, 0_u64);
        for (right, wrong) in outcomes.by_confidence() {
            twice_won += u128::from(right) * u128::from(2 * all_wrong + wrong);
            all_right += right;
            all_wrong += wrong;
            steps += 1;
        }
        let pairs = u128::from(all_right) * u128::from(all_wrong);
        (pairs > 0 && steps > 1).then(|| twice_won as f64 / (2 * pairs) as f64)
    }
}
