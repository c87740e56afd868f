//! The flags on how figures look.

use clap::Args;
use sourcebias::experiment::{Experiment, ReportSettings};

/// How figures look.
#[derive(Args)]
pub struct LookArguments {
    /// Draws the figures for a layout: acm (one column, 3.33 in), acm-wide (both, 7.0 in), lncs (122 mm, larger letters) or
    /// slides (10 in, letters 1.8 times as large); letters from 7 points in print. Overrides `style` in [report]
    #[arg(long, value_name = "STYLE")]
    style: Option<String>,
}

impl LookArguments {
    /// Lays the flags over an experiment.
    pub fn adjust(&self, experiment: &mut Experiment) {
        self.lay_over(&mut experiment.report);
    }

    /// Lays the flags over the settings of a report.
    pub fn lay_over(&self, settings: &mut ReportSettings) {
        if let Some(style) = &self.style {
            settings.style.clone_from(style);
        }
    }
}
