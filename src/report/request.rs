//! What figures are asked for: their specifications, a style and formats in; the checked request out.

use super::figure::{Drawing, FIGURES, Figure, WIDTH};
use super::style::{FigureStyle, USUAL_STYLE};
use crate::error::{Error, Result};
use crate::registry::{Named, Specification};

/// A format that a figure is written in, beside the page and its data.
#[derive(Debug, Clone, Copy)]
pub struct FigureFormat {
    /// Its name, which is also the ending of its files.
    pub name: &'static str,
    /// Writes a figure in it.
    pub write: fn(&Drawing) -> Result<Vec<u8>>,
}

/// All formats, in the order of the files.
pub static FORMATS: [FigureFormat; 3] = [
    FigureFormat { name: "svg", write: |drawing| Ok(drawing.to_svg()?.into_bytes()) },
    FigureFormat { name: "png", write: Drawing::to_png },
    FigureFormat { name: "pdf", write: Drawing::to_pdf },
];

impl FigureFormat {
    /// The format of this name.
    ///
    /// # Errors
    /// Where there is none; the message lists all.
    fn parse(name: &str) -> Result<&'static FigureFormat> {
        FORMATS.iter().find(|format| format.name == name).ok_or_else(|| Error::UnknownName {
            family: "format of figures",
            name: name.to_string(),
            known: FORMATS.map(|format| format.name).join(", "),
        })
    }
}

/// The figures of a report, and how they are drawn and written.
#[derive(Debug)]
pub struct FigureRequest {
    /// The figures under their canonical names.
    pub figures: Vec<Named<dyn Figure>>,
    /// The style of those that name no width of their own.
    pub style: &'static FigureStyle,
    /// The formats, in the order of [`FORMATS`].
    pub formats: Vec<&'static FigureFormat>,
}

impl FigureRequest {
    /// The figures of these specifications, such as `forest(width=column)`, all where none is named; in the style and the
    /// formats of these names.
    ///
    /// # Errors
    /// Where a name is unknown or a specification wrong; the message lists what there is.
    ///
    /// ```
    /// use sourcebias::report::FigureRequest;
    /// let request = FigureRequest::parse(&["forest".to_string()], "acm", &["pdf".to_string()]).unwrap();
    /// assert_eq!(request.figures[0].name, "forest(width=column)");
    /// ```
    pub fn parse(figures: &[String], style: &str, formats: &[String]) -> Result<FigureRequest> {
        let style = FigureStyle::parse(style)?;
        let all: Vec<String> = FIGURES.entries.iter().map(|entry| entry.name.to_string()).collect();
        let named = if figures.is_empty() { &all[..] } else { figures };
        let in_style: Vec<String> = named.iter().map(|spec| in_style(spec, style)).collect();
        let asked: Vec<&FigureFormat> =
            formats.iter().map(|name| FigureFormat::parse(name)).collect::<Result<_>>()?;
        let asked = |format: &&FigureFormat| asked.iter().any(|one| one.name == format.name);
        Ok(FigureRequest {
            figures: FIGURES.parse_all(&in_style)?,
            style,
            formats: FORMATS.iter().filter(asked).collect(),
        })
    }

    /// All formats and the usual style, with these figures, all where none is named.
    ///
    /// # Errors
    /// As [`FigureRequest::parse`].
    pub fn usual(figures: &[String]) -> Result<FigureRequest> {
        FigureRequest::parse(figures, USUAL_STYLE, &FORMATS.map(|format| format.name.to_string()))
    }

    /// The stem of a figure's files: its name with the parameters that are neither the defaults nor the style's, as in
    /// `keyness-words-5`.
    pub(super) fn stem(&self, canonical: &str) -> String {
        let Ok(specification) = canonical.parse::<Specification>() else { return canonical.to_string() };
        let part = &specification.parts[0];
        let known = FIGURES.parameters_of(&part.name).unwrap_or_default();
        let usual = |key: &str| match key == WIDTH.name {
            true => Some(self.style.width),
            false => known.iter().find(|one| one.name == key).map(|one| one.default),
        };
        let told = part.parameters.iter().filter(|(key, value)| usual(key) != Some(&**value));
        part.name.clone() + &told.map(|(key, value)| format!("-{key}-{value}")).collect::<String>()
    }
}

/// A specification with the style's width where it names none; as it is where it cannot be read, which is told later.
fn in_style(spec: &str, style: &FigureStyle) -> String {
    let Ok(mut specification) = spec.parse::<Specification>() else { return spec.to_string() };
    let parameters = &mut specification.parts[0].parameters;
    if !parameters.iter().any(|(key, _)| key == WIDTH.name) {
        parameters.push((WIDTH.name.to_string(), style.width.to_string()));
    }
    specification.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| word.to_string()).collect()
    }

    #[test]
    fn a_style_is_the_width_of_figures_that_name_none() {
        let specs = words(&["forest", "keyness(words=5)", "grid(width=slides)", "per_query(width=column)"]);
        let request = FigureRequest::parse(&specs, "acm", &words(&["pdf", "svg"])).unwrap();
        let names: Vec<&str> = request.figures.iter().map(|figure| &*figure.name).collect();
        assert_eq!(
            names,
            [
                "forest(width=column)",
                "keyness(width=column,words=5)",
                "grid(width=slides)",
                "per_query(width=column)"
            ]
        );
        let stems: Vec<String> = names.iter().map(|name| request.stem(name)).collect();
        assert_eq!(stems, ["forest", "keyness-words-5", "grid-width-slides", "per_query"]);
        assert_eq!(request.formats.iter().map(|format| format.name).collect::<Vec<_>>(), ["svg", "pdf"]);
    }

    #[test]
    fn the_usual_request_is_all_there_is() {
        let request = FigureRequest::usual(&[]).unwrap();
        assert_eq!((request.figures.len(), request.formats.len()), (FIGURES.entries.len(), FORMATS.len()));
        assert_eq!(request.stem("forest(width=text)"), "forest");
        assert_eq!(request.stem("forest(width=column)"), "forest-width-column");
    }

    #[test]
    fn what_is_unknown_is_told_with_what_there_is() {
        let said = |figures: &[&str], style: &str, formats: &[&str]| {
            FigureRequest::parse(&words(figures), style, &words(formats)).unwrap_err().to_string()
        };
        assert!(
            said(&[], "acm_wide", &[])
                .contains("did you mean `acm-wide`? known: acm, acm-wide, lncs, slides")
        );
        assert!(said(&[], "acm", &["eps"]).contains("known: svg, png, pdf"));
        assert!(said(&["bars"], "acm", &[]).contains("known: relative_delta"));
        assert!(said(&["forest(width=wide)"], "acm", &[]).contains("text, column, lncs, slides"));
    }
}
