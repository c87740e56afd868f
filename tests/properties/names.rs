//! Names of rows as people write them: aliases, other cases, slips of the finger.

use sourcebias::bias::SIMILARITIES;
use sourcebias::corpus::format::FORMATS;
use sourcebias::evaluate::MEASURES;
use sourcebias::profile::LEXICAL_MEASURES;
use sourcebias::registry::Family;
use sourcebias::retrieve::MODELS;

const CUTOFF: &str = "{k}";

#[test]
fn measures_are_known_by_the_names_of_other_tools() {
    for (name, canonical) in [
        ("MAP", "AP"),
        ("map", "AP"),
        ("ap@5", "AP@5"),
        ("map_cut_10", "AP@10"),
        ("MRR", "RR"),
        ("mrr@10", "RR@10"),
        ("recip_rank", "RR"),
        ("ndcg", "nDCG"),
        ("NDCG@10", "nDCG@10"),
        ("ndcg_cut_10", "nDCG@10"),
        ("ndcg(GAIN=exponential)@5", "nDCG(gain=exponential)@5"),
        ("P_10", "P@10"),
        ("p@10", "P@10"),
        ("Precision@3", "P@3"),
        ("P_5(rel=2)", "P(rel=2)@5"),
        ("recall_100", "R@100"),
        ("Recall@100", "R@100"),
        ("success_10", "Success@10"),
        ("BPREF", "bpref"),
        ("rprec", "Rprec"),
        ("judged@20", "Judged@20"),
        ("rbp(P=0.5)", "RBP(p=0.5)"),
    ] {
        assert_eq!(MEASURES.parse(name).unwrap().name, canonical, "{name}");
    }
    for name in ["P_10@5", "P_", "P_0", "recip_rank_10", "ndcg_cut", "map_cut_99999999999999999999"] {
        assert!(MEASURES.parse(name).is_err(), "{name}");
    }
    let same = ["MRR@10".to_string(), "RR@10".to_string()];
    assert!(MEASURES.parse_all(&same).unwrap_err().to_string().contains("listed twice (as `RR@10`)"));
}

#[test]
fn models_are_known_by_the_names_of_other_tools() {
    for (name, canonical) in [
        ("BM25", "bm25(k1=1.2,b=0.75)"),
        ("BM25(K1=0.9,B=0.4)|RM3", "bm25(k1=0.9,b=0.4)|rm3"),
        ("QLD(mu=1000)", "dirichlet(mu=1000)"),
        ("lm_dirichlet(mu=1000)", "dirichlet(mu=1000)"),
        ("LMJelinekMercer(lambda=0.1)", "jelinek_mercer(lambda=0.1)"),
        ("qljm(lambda=0.1)", "jelinek_mercer(lambda=0.1)"),
        ("BM25+", "bm25_plus"),
        ("DFRee", "dfree"),
    ] {
        let found = MODELS.parse(name).unwrap().name;
        assert!(found.starts_with(canonical), "{name}: {found}");
        assert_eq!(MODELS.parse(&found).unwrap().name, found);
    }
    let grid = MODELS.parse_all(&["QLD(Mu=100..200/100)".to_string()]).unwrap();
    assert_eq!(
        grid.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["dirichlet(mu=100)", "dirichlet(mu=200)"]
    );
}

#[test]
fn names_and_aliases_of_every_family_mean_one_row_each() {
    fn check<T: ?Sized + 'static>(family: &Family<T>) {
        let mut all: Vec<String> = Vec::new();
        for aliases in family.aliases {
            assert!(family.entries.iter().any(|entry| entry.name == aliases.row), "{}", aliases.row);
            all.extend(aliases.names.iter().map(|name| name.to_lowercase()));
        }
        all.extend(family.entries.iter().map(|entry| entry.name.to_lowercase()));
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "two names of a {} differ by case alone", family.name);
        for entry in family.entries {
            assert_eq!(family.row(&entry.name.to_uppercase()).unwrap().0.name, entry.name);
            for alias in family.aliases_of(entry.name) {
                let (row, cutoff) = family.row(&alias.replace(CUTOFF, "7")).unwrap();
                assert_eq!((row.name, cutoff.is_some()), (entry.name, alias.ends_with(CUTOFF)), "{alias}");
            }
        }
    }
    check(&MEASURES);
    check(&MODELS);
    check(&SIMILARITIES);
    check(&LEXICAL_MEASURES);
    check(&FORMATS);
}

#[test]
fn what_was_probably_meant_is_said() {
    let message = |error: sourcebias::Error| {
        let message = error.to_string();
        message.split_once(" known: ").map_or(message.clone(), |(said, _)| said.to_string())
    };
    for (name, expected) in [
        ("nDGC@10", "unknown evaluation measure `nDGC`; did you mean `nDCG`?"),
        ("recip_rnak", "unknown evaluation measure `recip_rnak`; did you mean `recip_rank`?"),
        ("ndcg_cut10", "unknown evaluation measure `ndcg_cut10`; did you mean `ndcg_cut_10`?"),
        ("quality", "unknown evaluation measure `quality`;"),
        (
            "RBP(pp=0.5)",
            "evaluation measure `RBP(pp=0.5)`: no parameter `pp`; did you mean `p`? `RBP` takes: p, rel",
        ),
        ("AP(x=1)", "evaluation measure `AP(x=1)`: no parameter `x`; `AP` takes: rel"),
    ] {
        assert_eq!(message(MEASURES.parse(name).unwrap_err()), expected, "{name}");
    }
    for (name, expected) in [
        ("bm52", "unknown retrieval model `bm52`; did you mean `bm25`?"),
        ("lmdirichlet_", "unknown retrieval model `lmdirichlet_`; did you mean `LMDirichlet`?"),
        ("bm25(k=1)", "retrieval model `bm25(k=1)`: no parameter `k`; `bm25` takes: k1, b"),
        (
            "bm25(k11=1)",
            "retrieval model `bm25(k11=1)`: no parameter `k11`; did you mean `k1`? `bm25` takes: k1, b",
        ),
        ("bm25|rm33", "retrieval model `bm25|rm33`: `rm33` cannot stand behind `|`; did you mean `rm3`?"),
    ] {
        let found = message(MODELS.parse(name).unwrap_err());
        assert!(found.starts_with(expected), "{found}");
    }
    let step = sourcebias::text::Analyzer::parse("standard|lowrcase").unwrap_err().to_string();
    assert!(step.contains("did you mean `lowercase`?"), "{step}");
}
