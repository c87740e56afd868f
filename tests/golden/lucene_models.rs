//! Which of our models each of Lucene's in `lucene_simulated.json` and `lucene_nq_utd.json` is, and the page that shows what came of
//! comparing them.

use std::path::Path;

/// Golden model, our model; all with one-byte lengths, as Lucene has them.
pub const PAIRS: [(&str, &str); 6] = [
    ("bm25_k1_1.2_b_0.75", "bm25|byte_lengths"),
    ("bm25_k1_0.9_b_0.4", "bm25(k1=0.9,b=0.4)|byte_lengths"),
    ("tf_idf_classic", "tf_idf(tf=sqrt,idf=lucene,query=plain)|byte_lengths"),
    ("jelinek_mercer_0.1", "jelinek_mercer|byte_lengths"),
    ("inl2_1", "inl2|byte_lengths"),
    ("f2exp", "f2exp|byte_lengths"),
];

/// One of our models with exact lengths in place of one-byte lengths.
pub fn with_exact_lengths(ours: &str) -> String {
    ours.replace("|byte_lengths", "")
}

/// Prints the rows of a table and checks that `docs/parity.md` has them.
pub fn assert_on_the_page(rows: &[String]) {
    println!("{}", rows.join("\n"));
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/parity.md");
    let page = std::fs::read_to_string(page).unwrap();
    for row in rows {
        assert!(page.contains(row), "docs/parity.md does not have the row\n{row}");
    }
}
