//! A command that is named after a feature which this program was built without.

use std::ffi::OsString;

use clap::Args;
use sourcebias::{Error, Result};

/// Says which feature is missing, whatever is asked for.
#[derive(Args)]
#[command(disable_help_flag = true)]
pub struct NotBuilt {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    _asked: Vec<OsString>,
}

impl NotBuilt {
    pub fn run(self, feature: &str) -> Result<()> {
        let reason = format!(
            "this program was built without the feature `{feature}`; build it with `--features cli,{feature}`, or with the default \
             features, which have it"
        );
        Err(Error::BadExperiment { place: feature.to_string(), reason })
    }
}
