//! Making a profile, all of it or some parts: an analysed corpus, measures and settings in; the tables of the parts that are asked
//! for out.

use std::rc::Rc;

use super::texts::by_base;
use super::*;
use crate::corpus::SourceId;
use crate::error::{Error, Result};
use crate::registry::Named;
use crate::statement::list;
use crate::statistics::Exchanges;
use crate::text::AnalyzedCorpus;

/// What of a profile can be made without the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProfilePart {
    /// Each source for itself: values, laws of rank and frequency, growth of the vocabulary.
    Sources,
    /// The values of documents, one by one.
    Documents,
    /// How the sources differ under four controls, and what that says.
    Comparison,
    /// Keywords, and all terms.
    Keyness,
    /// How far the ranks of terms are apart.
    Turbulence,
    /// How well words alone tell the sources apart.
    Separability,
    /// Where each source lies by its words.
    Map,
}

impl ProfilePart {
    /// All parts.
    pub const ALL: [ProfilePart; 7] = [
        ProfilePart::Sources,
        ProfilePart::Documents,
        ProfilePart::Comparison,
        ProfilePart::Keyness,
        ProfilePart::Turbulence,
        ProfilePart::Separability,
        ProfilePart::Map,
    ];

    /// The part that makes a table of [`Profile::tables`]; `None` for the placebo and others, which are made elsewhere.
    pub fn of(schema: &Schema) -> Option<Self> {
        let is_one_of = |schemas: &[&Schema]| schemas.iter().any(|one| one.name() == schema.name());
        ProfilePart::ALL.into_iter().find(|part| is_one_of(part.tables()))
    }

    /// The part that makes the table called so in the profile, as in `findings`.
    ///
    /// # Errors
    /// [`Error::UnknownName`] where no part makes one of that name.
    ///
    /// ```
    /// # use sourcebias::profile::ProfilePart;
    /// assert_eq!(ProfilePart::named("findings")?, ProfilePart::Comparison);
    /// let error = ProfilePart::named("finding").unwrap_err();
    /// assert!(error.to_string().contains("did you mean `findings`?"), "{error}");
    /// # Ok::<(), sourcebias::Error>(())
    /// ```
    pub fn named(table: &str) -> Result<Self> {
        let is_called_so = |part: &ProfilePart| part.tables().iter().any(|one| one.name() == table);
        ProfilePart::ALL.into_iter().find(is_called_so).ok_or_else(|| {
            let known = ProfilePart::ALL.into_iter().flat_map(ProfilePart::tables).map(|one| one.name());
            Error::UnknownName {
                family: "table of a profile",
                name: table.to_string(),
                known: known.collect::<Vec<_>>().join(", "),
            }
        })
    }

    fn tables(self) -> &'static [&'static Schema] {
        match self {
            ProfilePart::Sources => {
                &[ProfileSummaryRow::SCHEMA, RankFrequencyRow::SCHEMA, FitRow::SCHEMA, GrowthRow::SCHEMA]
            }
            ProfilePart::Documents => &[DocumentValueRow::SCHEMA],
            ProfilePart::Comparison => &[ComparisonRow::SCHEMA, FindingRow::SCHEMA],
            ProfilePart::Keyness => {
                &[KeynessRow::SCHEMA, TERMS, KeywordPlaceRow::SCHEMA, KeywordLineRow::SCHEMA]
            }
            ProfilePart::Turbulence => {
                &[RankTurbulenceRow::SCHEMA, TurbulentTermRow::SCHEMA, RankCellRow::SCHEMA]
            }
            ProfilePart::Separability => &[SeparabilityRow::SCHEMA, SeparatingWordRow::SCHEMA],
            ProfilePart::Map => &[MapRow::SCHEMA, DocumentPlaceRow::SCHEMA],
        }
    }
}

/// Measures how each source of `corpus` uses words.
///
/// # Errors
/// [`Error::Failed`] for a measure of raw text where `corpus` has no statistics of it
/// ([`DocumentReader::with_text_statistics`](crate::text::DocumentReader::with_text_statistics)).
pub fn profile(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
) -> Result<Profile> {
    profile_with_steps(corpus, measures, settings, &|| ())
}

/// How often [`profile_with_steps`] calls `step`: for each source, each control of each pair, and the keywords.
pub fn steps(corpus: &AnalyzedCorpus, settings: &ProfileSettings) -> u64 {
    let catalogue = corpus.catalogue();
    let controls = settings.pairs.of(catalogue).len() * Control::ALL.len();
    (catalogue.sources().len() + controls + 1) as u64
}

/// [`profile`], calling `step` as it goes on.
///
/// # Errors
/// As [`profile`].
pub fn profile_with_steps(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
    step: &dyn Fn(),
) -> Result<Profile> {
    profile_parts(corpus, measures, settings, &ProfilePart::ALL, step)
}

/// Some parts of a [`profile`], calling `step` as it goes on; the tables of the others are empty.
///
/// ```
/// # use sourcebias::corpus::Corpus;
/// # use sourcebias::profile::{LEXICAL_MEASURES, ProfilePart, ProfileSettings, profile, profile_parts};
/// # use sourcebias::text::{AnalyzedCorpus, Analyzer};
/// let corpus = Corpus::from_texts([("human", vec![("1", "one word")]), ("llm", vec![("1", "a word or two")])])?;
/// let corpus = AnalyzedCorpus::read(&corpus, &Analyzer::parse("words")?, false)?;
/// let (measures, settings) = (LEXICAL_MEASURES.parse_all(&["types".to_string()])?, ProfileSettings::default());
/// let sources = profile_parts(&corpus, &measures, &settings, &[ProfilePart::Sources], &|| ())?;
/// assert_eq!(sources.summary(), profile(&corpus, &measures, &settings)?.summary());
/// assert_eq!(sources.comparison().height(), 0);
/// # Ok::<(), sourcebias::Error>(())
/// ```
///
/// # Errors
/// As [`profile`].
pub fn profile_parts(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
    settings: &ProfileSettings,
    parts: &[ProfilePart],
    step: &dyn Fn(),
) -> Result<Profile> {
    let wanted = |part: ProfilePart| parts.contains(&part);
    check_text_statistics(corpus, measures)?;
    let drawn_for = match wanted(ProfilePart::Sources) || wanted(ProfilePart::Comparison) {
        true => DrawnFor::Intervals,
        // Values of documents have no intervals.
        false => DrawnFor::Nothing,
    };
    let mut measurements = Measurements::new(corpus, measures, settings, drawn_for);
    let sources: Vec<SourceId> = (0..corpus.catalogue().sources().len() as u32).map(SourceId).collect();
    let mut of_sources = Vec::new();
    let by_source = match wanted(ProfilePart::Sources) || wanted(ProfilePart::Documents) {
        true => sources,
        false => Vec::new(),
    };
    for source in by_source {
        let measured = measurements.of(&by_base(corpus, corpus.documents_of(source)), None);
        if !wanted(ProfilePart::Comparison) {
            measured.forget_draws();
        }
        of_sources.push((source, measured));
        step();
    }
    let of_part = |part: ProfilePart| if wanted(part) { &of_sources[..] } else { &[] };
    let alone = of_part(ProfilePart::Sources);
    let summary = summary::summary(&measurements, alone);
    let rank_frequency = rank_frequency::rank_frequency(&measurements, alone);
    let fits = fits::fits(&measurements, measures, alone);
    let growth = vocabulary_growth::growth(&measurements, alone);
    let documents = summary::documents(&measurements, of_part(ProfilePart::Documents));
    let compared = match wanted(ProfilePart::Comparison) {
        true => comparison::rows(&mut measurements, step),
        false => Vec::new(),
    };
    let mut notes = refused(&measurements, measures, alone);
    notes.extend(comparison::too_few_replicates(&compared, settings, measurements.draws.count));
    // Values of documents have neither intervals nor tests.
    let resampled = parts.iter().any(|part| *part != ProfilePart::Documents);
    notes.extend(settings.fewer_replicates(measurements::tokens(corpus)).filter(|_| resampled));
    let (comparison, findings) =
        (comparison::table(&compared), findings::table(&compared, settings.confidence));
    let bootstrap = measurements.bootstrap();
    // What was measured makes room for what follows; of documents that is a row for each of their values, and so it comes last.
    drop((of_sources, measurements, compared));
    let all = settings.pairs.of(corpus.catalogue());
    let pairs = |part: ProfilePart| if wanted(part) { &all[..] } else { &[] };
    let keyness = keyness::keyness(corpus, pairs(ProfilePart::Keyness), &settings.keyness, &bootstrap);
    let exchanges = Exchanges { count: settings.keyness.exchanges, seed: settings.seed };
    let turbulence =
        turbulence::turbulence(corpus, pairs(ProfilePart::Turbulence), settings.turbulence_alpha, exchanges);
    let separability = separability::separability(
        corpus,
        pairs(ProfilePart::Separability),
        &settings.separability,
        &bootstrap,
    );
    let map = match wanted(ProfilePart::Map) {
        true => map::map(corpus, &settings.map, &bootstrap),
        false => map::nowhere(&settings.map),
    };
    step();
    Ok(Profile {
        summary,
        comparison,
        findings,
        rank_frequency,
        fits,
        growth,
        documents: documents.table(),
        keyness,
        turbulence,
        separability,
        map,
        lines: None,
        placebo: None,
        notes,
    })
}

/// Whether one of `measures` reads the statistics of the raw texts
/// ([`DocumentReader::with_text_statistics`](crate::text::DocumentReader::with_text_statistics)).
pub fn need_text_statistics(measures: &[Named<dyn LexicalMeasure>]) -> bool {
    measures.iter().any(|measure| measure.object.needs().text_statistics)
}

/// For each measure of whole sources that has no value since its search ends at a bound, a sentence.
fn refused(
    measurements: &Measurements<'_>,
    measures: &[Named<dyn LexicalMeasure>],
    of_sources: &[(SourceId, Rc<SourceMeasurement>)],
) -> Vec<String> {
    let mut notes = Vec::new();
    for (source, measured) in of_sources {
        let frequencies = measurements.source_level.frequencies(&measured.texts);
        for (measure, components) in measures.iter().zip(&measurements.source_level.places) {
            let named = measured.source[components.clone()].iter().zip(measure.object.components());
            let without = named.filter(|(value, _)| value.is_none());
            let without: Vec<String> = without.map(|(_, component)| component.suffix.to_string()).collect();
            if without.is_empty() {
                continue;
            }
            let source = measurements.corpus.catalogue().source_name(*source);
            let reason = measure.object.refused(&frequencies);
            let verb = if without.len() == 1 { "has" } else { "have" };
            let told = |reason: String| {
                format!(
                    "{}: no solution for {source}: {reason}, so {} {verb} no value here",
                    short_measure_name(&measure.name),
                    list(&without)
                )
            };
            notes.extend(reason.map(told));
        }
    }
    notes
}

/// That the corpus has the statistics of its raw texts where a measure reads them.
pub(super) fn check_text_statistics(
    corpus: &AnalyzedCorpus,
    measures: &[Named<dyn LexicalMeasure>],
) -> Result<()> {
    match measures.iter().find(|measure| measure.object.needs().text_statistics) {
        Some(Named { name, .. }) if corpus.text_statistics().is_none() => Err(Error::Failed(format!(
            "lexical measure `{name}` reads the raw texts, and this corpus has terms alone; give it their statistics \
             by DocumentReader::with_text_statistics, or leave the measure out"
        ))),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_but_the_placebos_is_of_one_part() {
        for schema in TABLES {
            let of = |part: &ProfilePart| part.tables().iter().any(|one| one.name() == schema.name());
            let parts = ProfilePart::ALL.iter().filter(|part| of(part)).count();
            assert_eq!(
                parts,
                usize::from(schema.name() != ProfilePlaceboRow::SCHEMA.name()),
                "{}",
                schema.name()
            );
        }
    }
}
