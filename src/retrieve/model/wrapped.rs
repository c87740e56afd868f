//! A model and one change in; out a model that is the same but for that change.

use super::{
    CollectionStatistics, DocumentScorer, Draw, MODELS, Needs, RetrievalModel, TermScorer, TermStatistics,
};
use crate::corpus::Pool;
use crate::error::{Error, Result};
use crate::index::byte_length;
use crate::retrieve::expansion::Expansion;

/// A model of which one thing is changed.
pub(in crate::retrieve) struct Wrapped {
    model: Box<dyn RetrievalModel>,
    change: Change,
}

enum Change {
    ByteLengths,
    Pool(Pool),
    Expansion(Box<dyn Expansion>),
}

impl Wrapped {
    /// The model with lengths as a one-byte index remembers them.
    ///
    /// # Errors
    /// Where the model reads no lengths.
    pub fn with_byte_lengths(model: Box<dyn RetrievalModel>) -> Result<Box<dyn RetrievalModel>> {
        if !model.needs().length {
            return Err(Error::BadSpec {
                family: MODELS.name,
                spec: "…|byte_lengths".to_string(),
                reason: "the scores of this model do not depend on the length of documents".to_string(),
            });
        }
        Ok(Box::new(Wrapped { model, change: Change::ByteLengths }))
    }

    /// The model with the collection's statistics counted over `pool`.
    pub fn pooled(model: Box<dyn RetrievalModel>, pool: Pool) -> Box<dyn RetrievalModel> {
        Box::new(Wrapped { model, change: Change::Pool(pool) })
    }

    /// The model with a second search, for the query that the expansion `name` gives.
    ///
    /// # Errors
    /// Where the model has an expansion already.
    pub fn expanding(
        model: Box<dyn RetrievalModel>,
        name: &str,
        expansion: Box<dyn Expansion>,
    ) -> Result<Box<dyn RetrievalModel>> {
        if model.expansion().is_some() {
            return Err(Error::BadSpec {
                family: MODELS.name,
                spec: format!("…|{name}"),
                reason: "the query is expanded already; list the model twice to see both expansions"
                    .to_string(),
            });
        }
        Ok(Box::new(Wrapped { model, change: Change::Expansion(expansion) }))
    }
}

impl RetrievalModel for Wrapped {
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionStatistics) -> TermScorer {
        match self.change {
            Change::ByteLengths if !term.occurrences.is_empty() => {
                let mut occurrences = term.occurrences.to_vec();
                occurrences.iter_mut().for_each(|one| one.length = byte_length(one.length));
                self.model.term(&TermStatistics { occurrences: &occurrences, ..*term }, collection)
            }
            _ => self.model.term(term, collection),
        }
    }

    fn document(&self, collection: &CollectionStatistics) -> Option<DocumentScorer> {
        self.model.document(collection)
    }

    fn draw(&self, query: &str) -> Option<Draw> {
        self.model.draw(query)
    }

    fn needs(&self) -> Needs {
        let needs = self.model.needs();
        match self.change {
            Change::ByteLengths => Needs { byte_lengths: true, ..needs },
            Change::Pool(pool) => Needs { pool, ..needs },
            Change::Expansion(_) => needs,
        }
    }

    fn expansion(&self) -> Option<&dyn Expansion> {
        match &self.change {
            Change::ByteLengths | Change::Pool(_) => self.model.expansion(),
            Change::Expansion(expansion) => Some(&**expansion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::*;
    use super::super::{DocumentStatistics, Occurrences};
    use super::*;

    fn model(spec: &str) -> Box<dyn RetrievalModel> {
        MODELS.parse(spec).unwrap().object
    }

    #[test]
    fn a_wrapped_model_is_the_same_but_for_its_change() {
        for wrappers in ["idf_pool(of=own)", "rm3", "bo1", "idf_pool|rm3"] {
            for name in [
                "bm25|byte_lengths",
                "dirichlet",
                "lnc_ltc",
                "absolute_discount",
                "random",
                "pl2",
                "bm25_adpt",
            ] {
                let (bare, wrapped) = (model(name), model(&format!("{name}|{wrappers}")));
                let document = DocumentStatistics::new([2, 1, 5].into_iter());
                let score = |model: &dyn RetrievalModel| {
                    let own = model.document(&COLLECTION).map(|part| part(document).to_bits());
                    let drawn = model.draw("q").map(|draw| draw("d", 8, 1.0).to_bits());
                    (model.term(&TERM, &COLLECTION)(2, document).to_bits(), own, drawn)
                };
                let needs = |model: &dyn RetrievalModel| Needs { pool: Pool::All, ..model.needs() };
                assert_eq!(score(&*bare), score(&*wrapped), "{name}|{wrappers}");
                assert_eq!(needs(&*bare), needs(&*wrapped), "{name}|{wrappers}");
                assert_eq!(bare.needs().pool, Pool::All);
                assert!(bare.expansion().is_none());
            }
        }
    }

    #[test]
    fn changes_add_up_in_any_order() {
        for spec in
            ["bm25|idf_pool(of=reference)|rm3(documents=7)", "bm25|rm3(documents=7)|idf_pool(of=reference)"]
        {
            let model = model(spec);
            assert_eq!(model.needs().pool, Pool::Reference);
            assert_eq!(model.expansion().unwrap().documents(), 7);
        }
        assert_eq!(model("bm25|idf_pool(of=own)").needs().pool, Pool::Own);
        assert_eq!(model("bm25|idf_pool(of=all)").needs().pool, Pool::All);
        assert_eq!(model("bm25|bo1").needs().pool, Pool::All);
    }

    #[test]
    fn byte_lengths_round_what_a_term_is_fitted_to_and_need_a_length() {
        let term = TermStatistics {
            occurrences: &[Occurrences { frequency: 3, length: 1_000, documents: 1 }],
            ..TERM
        };
        let rounded = TermStatistics {
            occurrences: &[Occurrences { frequency: 3, length: byte_length(1_000), documents: 1 }],
            ..TERM
        };
        let score = |name: &str, term: &TermStatistics<'_>| {
            model(name).term(term, &COLLECTION)(2, DocumentStatistics::of_length(8))
        };
        assert_eq!(score("bm25_adpt|byte_lengths", &term), score("bm25_adpt", &rounded));
        assert!(model("bm25|byte_lengths").needs().byte_lengths);
        let message = MODELS.parse("coordination|byte_lengths").unwrap_err().to_string();
        assert!(message.contains("do not depend on the length"), "{message}");
    }

    #[test]
    fn former_spellings_still_mean_the_same() {
        for (former, now) in [
            ("bm25(k1=0.9,length=byte)", "bm25(k1=0.9,b=0.75)|byte_lengths"),
            ("bm25(length=exact,b=0.4)|rm3", "bm25(b=0.4)|rm3"),
            ("pl2(length=byte)|idf_pool(of=human)", "pl2|byte_lengths|idf_pool"),
            ("bm25|idf_pool(of=mixed)", "bm25|idf_pool(of=all)"),
        ] {
            assert_eq!(MODELS.parse(former).unwrap().name, MODELS.parse(now).unwrap().name);
        }
        for wrong in
            ["coordination(length=exact)", "bm25|rm3(length=exact)", "bm25(length=byte,length=exact)"]
        {
            assert!(MODELS.parse(wrong).is_err(), "{wrong}");
        }
        assert!(
            MODELS.parse("bm25(length=short)").unwrap_err().to_string().contains("no parameter `length`")
        );
        assert!(MODELS.parse("bm25(length=byte)|byte_lengths").unwrap_err().to_string().contains("twice"));
    }

    #[test]
    fn two_expansions_are_refused() {
        let message = MODELS.parse("bm25|bo1|rm3").unwrap_err().to_string();
        assert!(message.contains("expanded already"), "{message}");
    }
}
