//! A model and one change in; out a model that is the same but for that change.

use super::{
    CollectionFigures, DocumentScorer, Draw, MODELS, Pool, RetrievalModel, TermScorer, TermStatistics,
};
use crate::error::{Error, Result};
use crate::retrieve::expansion::Expansion;

/// A model of which one thing is changed.
pub(in crate::retrieve) struct Wrapped {
    model: Box<dyn RetrievalModel>,
    change: Change,
}

enum Change {
    Pool(Pool),
    Expansion(Box<dyn Expansion>),
}

impl Wrapped {
    /// The model with the collection's figures counted over `pool`.
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
    fn term(&self, term: &TermStatistics<'_>, collection: &CollectionFigures) -> TermScorer {
        self.model.term(term, collection)
    }

    fn document(&self, collection: &CollectionFigures) -> Option<DocumentScorer> {
        self.model.document(collection)
    }

    fn draw(&self, query: &str) -> Option<Draw> {
        self.model.draw(query)
    }

    fn byte_lengths(&self) -> bool {
        self.model.byte_lengths()
    }

    fn beyond_length(&self) -> bool {
        self.model.beyond_length()
    }

    fn by_occurrences(&self) -> bool {
        self.model.by_occurrences()
    }

    fn monotone(&self) -> bool {
        self.model.monotone()
    }

    fn pool(&self) -> Pool {
        match self.change {
            Change::Pool(pool) => pool,
            Change::Expansion(_) => self.model.pool(),
        }
    }

    fn expansion(&self) -> Option<&dyn Expansion> {
        match &self.change {
            Change::Pool(_) => self.model.expansion(),
            Change::Expansion(expansion) => Some(&**expansion),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::DocumentFigures;
    use super::super::checks::*;
    use super::*;

    fn model(spec: &str) -> Box<dyn RetrievalModel> {
        MODELS.parse(spec).unwrap().object
    }

    #[test]
    fn a_wrapped_model_is_the_same_but_for_its_change() {
        for wrappers in ["idf_pool(of=own)", "rm3", "bo1", "idf_pool|rm3"] {
            for name in [
                "bm25(length=byte)",
                "dirichlet",
                "lnc_ltc",
                "absolute_discount",
                "random",
                "pl2",
                "bm25_adpt",
            ] {
                let (bare, wrapped) = (model(name), model(&format!("{name}|{wrappers}")));
                let document = DocumentFigures::new([2, 1, 5].into_iter());
                let score = |model: &dyn RetrievalModel| {
                    let own = model.document(&COLLECTION).map(|part| part(document).to_bits());
                    let drawn = model.draw("q").map(|draw| draw("d", 8, 1.0).to_bits());
                    (model.term(&TERM, &COLLECTION)(2, document).to_bits(), own, drawn)
                };
                let traits = |model: &dyn RetrievalModel| {
                    (model.byte_lengths(), model.beyond_length(), model.by_occurrences(), model.monotone())
                };
                assert_eq!(score(&*bare), score(&*wrapped), "{name}|{wrappers}");
                assert_eq!(traits(&*bare), traits(&*wrapped), "{name}|{wrappers}");
                assert_eq!(bare.pool(), Pool::Mixed);
                assert!(bare.expansion().is_none());
            }
        }
    }

    #[test]
    fn changes_add_up_in_any_order() {
        for spec in ["bm25|idf_pool(of=human)|rm3(documents=7)", "bm25|rm3(documents=7)|idf_pool(of=human)"] {
            let model = model(spec);
            assert_eq!(model.pool(), Pool::Human);
            assert_eq!(model.expansion().unwrap().documents(), 7);
        }
        assert_eq!(model("bm25|idf_pool(of=own)").pool(), Pool::Own);
        assert_eq!(model("bm25|idf_pool(of=mixed)").pool(), Pool::Mixed);
        assert_eq!(model("bm25|bo1").pool(), Pool::Mixed);
    }

    #[test]
    fn two_expansions_are_refused() {
        let message = MODELS.parse("bm25|bo1|rm3").unwrap_err().to_string();
        assert!(message.contains("expanded already"), "{message}");
    }
}
