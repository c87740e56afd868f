//! Properties of the analysed corpus: threads, order of documents, merge of parts, and that no text breaks an analyser.

use std::sync::Arc;

use proptest::prelude::*;
use sourcebias::corpus::{Document, DocumentId, Source, SourceId, SourceKind};
use sourcebias::text::{AnalyzedCorpus, Analyzer, CollectionCounts, PRESETS, STEPS};
use unicode_segmentation::UnicodeSegmentation;

fn document(base: usize, source: u32, text: &str) -> Document {
    let id = DocumentId { base: Arc::from(format!("d{base}")), source: SourceId(source) };
    Document { id, title: "A title".to_string(), text: text.to_string() }
}

fn sources() -> Vec<Source> {
    vec![
        Source { name: "human".into(), kind: SourceKind::Human },
        Source { name: "llm".into(), kind: SourceKind::Llm },
    ]
}

fn analyze(documents: Vec<Document>, spec: &str) -> AnalyzedCorpus {
    let analyzer = Analyzer::parse(spec).unwrap();
    AnalyzedCorpus::from_documents(sources(), SourceId(0), documents.into_iter().map(Ok), &analyzer, false)
        .unwrap()
}

/// Every document as base, source and terms in words, sorted by identity.
fn contents(corpus: &AnalyzedCorpus) -> Vec<(String, u32, Vec<String>)> {
    let mut contents: Vec<_> = (0..corpus.len() as u32)
        .map(|number| {
            let id = corpus.catalogue().id(number);
            let terms = corpus
                .tokens(number)
                .iter()
                .map(|term| corpus.vocabulary().term(*term).to_string())
                .collect();
            (id.base.to_string(), id.source.0, terms)
        })
        .collect();
    contents.sort();
    contents
}

fn on_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(run)
}

fn terms(spec: &str, text: &str) -> Vec<String> {
    let mut terms = Vec::new();
    Analyzer::parse(spec).unwrap().analyze(text, &mut |term| terms.push(term.to_string()));
    terms
}

/// Every preset, with every word that its brackets may hold.
fn presets() -> Vec<String> {
    let spec = |name: &str, word: &&str| format!("{name}({word})");
    PRESETS
        .iter()
        .flat_map(|preset| match preset.choices {
            [] => vec![preset.name.to_string()],
            choices => choices.iter().map(|word| spec(preset.name, word)).collect(),
        })
        .collect()
}

/// The n-grams of a word by their definition.
fn pieces(word: &str, n: usize) -> Vec<String> {
    let padded: Vec<&str> = ["_"].into_iter().chain(word.graphemes(true)).chain(["_"]).collect();
    if padded.len() <= n {
        vec![padded.concat()]
    } else {
        padded.windows(n).map(|piece| piece.concat()).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn term_numbers_depend_on_neither_threads_nor_order(texts in prop::collection::vec("[a-c ]{0,12}", 2..40)) {
        let mut texts = texts;
        texts.push("always a term".to_string());
        let documents: Vec<_> =
            texts.iter().enumerate().map(|(base, text)| document(base, (base % 2) as u32, text)).collect();
        let one = on_threads(1, || analyze(documents.clone(), "words"));
        let three = on_threads(3, || analyze(documents.clone(), "words"));
        let reversed = analyze(documents.into_iter().rev().collect(), "words");
        prop_assert_eq!(one.vocabulary(), three.vocabulary());
        prop_assert_eq!(one.vocabulary(), reversed.vocabulary());
        for number in 0..one.len() as u32 {
            prop_assert_eq!(one.tokens(number), three.tokens(number));
        }
        prop_assert_eq!(contents(&one), contents(&reversed));
        prop_assert_eq!(one.statistics(None), reversed.statistics(None));
    }

    #[test]
    fn statistics_of_the_sources_merge_to_those_of_the_whole(texts in prop::collection::vec("[a-e ]{1,20}", 2..20)) {
        let mut documents: Vec<_> =
            texts.iter().enumerate().map(|(base, text)| document(base, (base % 2) as u32, text)).collect();
        documents.push(document(999, 0, "always a term"));
        let corpus = analyze(documents, "words");
        let mut merged = CollectionCounts::new(corpus.vocabulary().len());
        merged.merge(&corpus.statistics(Some(SourceId(0))));
        merged.merge(&corpus.statistics(Some(SourceId(1))));
        prop_assert_eq!(&merged, &corpus.statistics(None));
        let mut counted = CollectionCounts::new(corpus.vocabulary().len());
        (0..corpus.len() as u32).for_each(|number| counted.add(&corpus.counts(number)));
        prop_assert_eq!(counted, merged);
        for source in [SourceId(0), SourceId(1)] {
            let (reading, statistics) = (corpus.reading(source), corpus.statistics(Some(source)));
            prop_assert_eq!((reading.documents, reading.tokens), (statistics.documents, statistics.tokens));
        }
    }

    #[test]
    fn no_text_breaks_an_analyser_and_words_lose_no_letter(text in "\\PC{0,60}") {
        for spec in presets().iter().map(String::as_str).chain(["standard|cjk_bigrams|porter"]) {
            Analyzer::parse(spec).unwrap().analyze(&text, &mut |term| assert!(!term.is_empty()));
        }
        let mut kept = String::new();
        let words = Analyzer::parse("unicode").unwrap();
        let lost = words.analyze_counting(&text, &mut |term| kept.push_str(term));
        prop_assert_eq!(lost.dropped, 0);
        let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>();
        prop_assert_eq!(letters(&kept), letters(&text));
    }

    #[test]
    fn ngrams_are_those_of_the_definition_and_each_word_gives_some(
        text in "(\\PC{0,30}|[a-e ä\u{301}東か한]{0,30}|(der|haus|nicht|I’m|don't| ){0,12})",
        n in 2_usize..=8,
    ) {
        let bases = ["words", "cjk", "ascii", "english", "words|stop(german)", "language(english)"];
        for base in bases.iter().map(|base| base.to_string()).chain(presets()) {
            let words = terms(&base, &text);
            let expected: Vec<String> = words.iter().flat_map(|word| pieces(word, n)).collect();
            let analyzer = Analyzer::parse(&format!("{base}|ngrams({n})")).unwrap();
            let mut found = Vec::new();
            let lost = analyzer.analyze_counting(&text, &mut |term| found.push(term.to_string()));
            prop_assert_eq!(&found, &expected, "{}", base);
            prop_assert_eq!(found.len() as u64 - lost.further, words.len() as u64);
            let without = Analyzer::parse(&base).unwrap().analyze_counting(&text, &mut |_| ());
            prop_assert_eq!((lost.stopped, lost.dropped, 0), (without.stopped, without.dropped, without.further));
        }
    }

    #[test]
    fn every_word_that_a_list_stops_is_counted(text in "(\\PC{0,30}|(der|les|och|και|της|не|don’t|ők|x| ){0,12})") {
        for list in STEPS.iter().find(|row| row.name == "stop").unwrap().choices {
            let all = terms("words", &text);
            let mut kept = Vec::new();
            let analyzer = Analyzer::parse(&format!("words|stop({list})")).unwrap();
            let lost = analyzer.analyze_counting(&text, &mut |term| kept.push(term.to_string()));
            prop_assert_eq!(kept.len() as u64 + lost.stopped, all.len() as u64);
            let mut rest = all.iter();
            prop_assert!(kept.iter().all(|word| rest.any(|other| other == word)), "{}", list);
        }
    }
}

#[test]
fn every_preset_and_step_is_written_one_way() {
    let steps = STEPS
        .iter()
        .filter(|row| row.name != "ngrams" && !["unicode", "standard", "ascii"].contains(&row.name));
    let chains = steps.flat_map(|row| match row.choices {
        [] => vec![row.name.to_string()],
        choices => choices.iter().map(|word| format!("{}({word})", row.name)).collect(),
    });
    let chains: Vec<String> =
        presets().into_iter().chain(chains.map(|step| format!("standard|{step}"))).collect();
    for spec in chains.iter().flat_map(|chain| [chain.clone(), format!("{chain}|ngrams(4)")]) {
        assert_eq!(Analyzer::parse(&spec).unwrap().spec(), spec);
    }
}

#[test]
fn more_than_one_piece_in_a_hundred_dropped_is_said_and_ngrams_do_not_hide_it() {
    for (words, dropped, said) in [(197, 2, false), (196, 2, true), (0, 1, true), (0, 0, false)] {
        let text = format!("the {}{}", "house ".repeat(words), "½ ".repeat(dropped));
        for spec in ["standard", "standard|lowercase|stop(english)", "standard|ngrams(2)"] {
            let corpus = analyze(vec![document(0, 0, &text), document(1, 1, "house")], spec);
            let reading = corpus.reading(SourceId(0));
            assert_eq!(
                (reading.words + reading.stopped, reading.dropped_segments),
                (words as u64 + 1, dropped as u64)
            );
            assert_eq!(reading.warning().is_some(), said, "{spec} {words}");
        }
    }
}

#[test]
fn what_is_dropped_and_empty_is_counted_by_source() {
    let documents = vec![document(0, 0, "The x² of it"), document(1, 0, "…"), document(0, 1, "the and of")];
    let corpus = analyze(documents, "english");
    assert_eq!((corpus.dropped(SourceId(0)), corpus.stopped(SourceId(0))), (1, 3));
    assert_eq!((corpus.dropped(SourceId(1)), corpus.stopped(SourceId(1))), (0, 3));
    assert_eq!(
        corpus.summary().to_csv().unwrap(),
        "source,kind,reference,documents,twins,tokens,empty_documents,mean_length,dropped_segments,stopped\n\
         human,human,true,2,1,1,1,0.5,1,3\n\
         llm,llm,false,1,1,0,1,0.0,0,3\n"
    );
}

#[test]
fn a_title_stands_before_the_text_where_asked() {
    let analyzer = Analyzer::parse("words").unwrap();
    let documents = vec![Ok(document(0, 0, "text"))].into_iter();
    let corpus = AnalyzedCorpus::from_documents(sources(), SourceId(0), documents, &analyzer, true).unwrap();
    assert_eq!(contents(&corpus)[0].2, ["a", "title", "text"]);
}

#[test]
fn an_empty_corpus_is_an_error() {
    let analyzer = Analyzer::parse("words").unwrap();
    for documents in [vec![], vec![document(0, 0, "…")]] {
        let documents = documents.into_iter().map(Ok);
        let read = AnalyzedCorpus::from_documents(sources(), SourceId(0), documents, &analyzer, false);
        let message = read.unwrap_err().to_string();
        assert!(message.starts_with("corpus: ") && message.contains("give"), "{message}");
    }
}
