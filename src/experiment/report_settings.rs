//! What the report is told: the section `[report]` of an experiment.

use serde::{Deserialize, Serialize};

/// What is drawn, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReportSettings {
    /// The figures, as `report::FIGURES` parses them; none named means all.
    pub figures: Vec<String>,
    /// The style of the figures that name no width of their own: `acm`, `acm-wide`, `lncs` or `slides`.
    pub style: String,
    /// Whether the page shows lines and versions of the corpus's texts; `false` where these may not be passed on.
    pub texts: bool,
    /// The formats of the figures: `svg`, `png`, `pdf`. Their data, their captions and the page are always written.
    pub formats: Vec<String>,
}

impl Default for ReportSettings {
    fn default() -> Self {
        let formats = ["svg", "png", "pdf"].map(String::from).to_vec();
        ReportSettings { figures: Vec::new(), style: "acm-wide".to_string(), texts: true, formats }
    }
}

#[cfg(all(test, feature = "report"))]
mod tests {
    use super::*;
    use crate::report::{FORMATS, FigureRequest, USUAL_STYLE};

    #[test]
    fn the_defaults_are_those_of_the_report() {
        let ReportSettings { figures, style, formats, .. } = ReportSettings::default();
        assert_eq!(style, USUAL_STYLE);
        assert_eq!(formats, FORMATS.map(|format| format.name));
        FigureRequest::parse(&figures, &style, &formats).unwrap();
    }
}
