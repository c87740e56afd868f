//! The report of made-up results: what the page says, what it escapes, what it leaves out, and that the same results
//! give the same bytes. The files are left in `CARGO_TARGET_TMPDIR` for who wants to look.

mod report_example;

use std::collections::BTreeMap;
use std::path::Path;

use sourcebias::bias::Answer;
use sourcebias::experiment::tables;
use sourcebias::report::{Outline, ReportFiles, Results, report, report_figures};
use sourcebias::statement::{Statement, Topic};
use sourcebias::table::{Column, ColumnKind, Table};

fn text(rendered: &ReportFiles, name: &str) -> String {
    String::from_utf8(rendered.file(name).unwrap_or_else(|| panic!("no {name}")).to_vec()).unwrap()
}

/// Words that a number must never turn into; letters around them make another word of it.
fn assert_no_undefined_number(text: &str, name: &str) {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    for word in words {
        assert!(!matches!(word, "NaN" | "nan" | "inf" | "Infinity" | "infinity"), "{name}: {word}");
    }
}

#[test]
fn every_file_is_there_and_no_number_is_undefined() {
    for results in [report_example::two_sources(), report_example::three_sources(), report_example::crowded()]
    {
        let rendered = report(&results).unwrap();
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report").join(&results.experiment);
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &rendered.files {
            std::fs::write(folder.join(name), bytes).unwrap();
            if !name.ends_with(".png") && !name.ends_with(".pdf") {
                assert_no_undefined_number(&String::from_utf8(bytes.clone()).unwrap(), name);
            }
        }
        for name in [
            "relative_delta",
            "ndcg_by_source",
            "rank_similarity",
            "rank_frequency",
            "vocabulary_growth",
            "keyness",
            "keyword_places",
            "rank_turbulence",
            "separability",
            "forest",
            "per_query",
            "score_gap",
            "counterfactual_change",
            "twin_scores",
            "query_words",
            "findings",
        ] {
            for ending in ["svg", "png", "pdf", "csv", "txt"] {
                assert!(rendered.file(&format!("{name}.{ending}")).is_some(), "{name}.{ending}");
            }
        }
        for name in [
            "source_bias",
            "profile_findings",
            "profile_comparison",
            "keywords",
            "turbulence",
            "separating_words",
            "fits",
            "decomposition",
            "word_effects",
            "counterfactual",
            "evaluation",
            "correlation",
            "planted",
            "corpus",
            "validation",
        ] {
            assert!(text(&rendered, &format!("{name}.md")).contains("---"), "{name}");
            assert!(text(&rendered, &format!("{name}.tex")).contains("\\toprule"), "{name}");
        }
        // A figure and a table of one name would stand in one place of the page, and the table would be lost.
        let stems = |ending: &str| -> Vec<String> {
            rendered
                .files
                .iter()
                .filter_map(|(file, _)| Some(file.strip_suffix(ending)?.to_string()))
                .collect()
        };
        let (figures, tables) = (stems(".svg"), stems(".tex"));
        assert!(figures.iter().all(|figure| !tables.contains(figure)), "{figures:?} {tables:?}");
    }
}

#[test]
fn the_same_results_give_the_same_bytes() {
    let (first, second) = (report_example::two_sources(), report_example::two_sources());
    assert_eq!(report(&first).unwrap().files, report(&second).unwrap().files);
}

#[test]
fn the_page_is_whole_and_needs_nothing_else() {
    let page = text(&report(&report_example::two_sources()).unwrap(), "report.html");
    for heading in [
        "The answer",
        "Source bias",
        "What ties and rounding do",
        "Closeness of term distributions",
        "How the sources use words",
        "Planted truth",
        "State of the data",
        "Configuration",
    ] {
        assert!(page.contains(heading), "{heading}");
    }
    assert_eq!(page.matches("<svg").count(), 18);
    // One script, its own, and the policy that lets no other run or reach out.
    let (before, script) = page.split_once("<script>").unwrap();
    let script = script.strip_suffix("</script>\n</body>\n</html>\n").unwrap();
    assert_eq!(script, include_str!("../src/report/page.js"));
    assert!(
        before.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src 'sha256-")
    );
    for reaching_out in ["<script", "<link", "src=", "@import", "url(", "<iframe"] {
        assert!(!before.contains(reaching_out) && !script.contains(reaching_out), "{reaching_out}");
    }
    let page = page.replace("http-equiv", "");
    let namespaces = page.matches("http://www.w3.org/2000/svg").count();
    assert_eq!(page.matches("http").count(), namespaces, "the only addresses are names of formats");
    let mut ids: Vec<_> = page.split(" id=\"").skip(1).map(|rest| &rest[..rest.find('"').unwrap()]).collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "ids are unique");
}

#[test]
fn what_comes_from_data_is_escaped() {
    let evil = "<script>alert('x')</script>&\"";
    let mut results = report_example::results(evil, &[evil, "tf_idf"], &["nDCG@1", evil], &[evil]);
    results.answer.extend([Statement::new(Topic::Note, format!("{evil} is preferred"))]);
    results.facts.push((evil.to_string(), evil.to_string()));
    let rendered = report(&results).unwrap();
    for name in [
        "report.html",
        "relative_delta.svg",
        "ndcg_by_source.svg",
        "rank_similarity.svg",
        "rank_frequency.svg",
    ] {
        let written = text(&rendered, name);
        // The page has a script of its own.
        let own = usize::from(name == "report.html");
        assert_eq!(written.matches("<script").count(), own, "{name}");
        assert!(written.contains("&lt;script"), "{name}");
    }
    assert!(text(&rendered, "source_bias.tex").contains("\\&"));
    for name in ["source_bias.md", "exposure.md", "conditional.md"] {
        let written = text(&rendered, name);
        assert!(!written.contains('<') && written.contains("&lt;script&gt;"), "{name}: {written}");
    }
}

#[test]
fn one_source_has_a_page_that_says_why_it_is_short() {
    let mut results = report_example::results("alone", &["tf_idf"], &["nDCG@10", "AP"], &[]);
    results.tables.remove("bias/planted");
    let rendered = report(&results).unwrap();
    let page = text(&rendered, "report.html");
    assert!(rendered.file("relative_delta.svg").is_none());
    assert!(rendered.file("rank_frequency.svg").is_some());
    assert!(page.contains("there is only one source, so there is nothing to compare"), "{page}");
    assert!(!page.contains("Planted truth"));
}

#[test]
fn a_page_without_bias_says_so_once_and_has_no_empty_sections() {
    let mut results = report_example::two_sources();
    results.tables.retain(|key, _| !key.starts_with("bias/") && !key.starts_with("evaluate/"));
    results.answer = Answer::default();
    let page = text(&report(&results).unwrap(), "report.html");
    assert_eq!(page.matches("Source bias is not measured here").count(), 1);
    for absent in ["relative_delta has no rows", "margin_percent", "id=\"ties\"", "id=\"closeness\""] {
        assert!(!page.contains(absent), "{absent}");
    }
    assert!(page.contains("id=\"words\"") && page.contains("id=\"keyness\""));
}

#[test]
fn empty_tables_and_undefined_numbers_do_not_stop_the_report() {
    let full = report_example::two_sources();
    let empty = full.tables.iter().map(|(key, table)| (*key, table.filter(|_| false))).collect();
    let page = text(&report(&Results::new("empty", empty)).unwrap(), "report.html");
    assert!(page.contains("has no rows to show") && !page.contains("<svg"), "{page}");

    let undefined: BTreeMap<&str, Table> = full
        .tables
        .iter()
        .map(|(key, table)| {
            let schema = tables().find(|schema| schema.key == *key).unwrap();
            let column = |name: &String| match schema.column(name).unwrap().kind {
                ColumnKind::Text => Column::Text(table.text(name).unwrap()),
                ColumnKind::Number => Column::Number(vec![None; table.height()]),
                ColumnKind::Count => Column::Count(table.count(name).unwrap()),
                ColumnKind::Flag => Column::Flag(table.flag(name).unwrap()),
            };
            let names = table.names();
            (*key, Table::new(names.iter().map(|name| (name.as_str(), column(name))).collect()))
        })
        .collect();
    let rendered = report(&Results::new("undefined", undefined)).unwrap();
    for (name, bytes) in &rendered.files {
        assert_no_undefined_number(&String::from_utf8_lossy(bytes), name);
    }
    assert!(text(&rendered, "report.html").contains(">\u{2013}</td>"));
}

#[test]
fn the_paper_tables_read_well() {
    let results =
        report_example::results("small", &["bm25(k1=1.2,b=0.75)"], &["nDCG@1", "nDCG@10"], &["llm_a"]);
    let rendered = report(&results).unwrap();
    let table = |name: &str| text(&rendered, name).lines().skip(4).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("source_bias_markdown", table("source_bias.md"));
    insta::assert_snapshot!("source_bias_latex", text(&rendered, "source_bias.tex"));
    insta::assert_snapshot!("planted_markdown", table("planted.md"));
    insta::assert_snapshot!("ties_markdown", table("ties.md"));
    insta::assert_snapshot!("validation_markdown", table("validation.md"));
}

#[test]
fn the_state_of_the_data_is_told_and_linked() {
    let mut results = report_example::two_sources();
    let part = |page: &str| page[page.find("<section id=\"data\"").unwrap()..].to_string();
    results.answer.extend([Statement::new(Topic::Data, "The data have errors; see State of the data")]);
    let page = text(&report(&results).unwrap(), "report.html");
    assert!(
        page.contains("<li>The data have errors; see <a href=\"#data\">State of the data</a></li>"),
        "{page}"
    );
    assert!(
        part(&page).contains("lists what was found in the files")
            && part(&page).contains(">empty texts</td>")
    );
    assert!(!part(&page).contains("unknown queries"), "what was not found is not shown");
    let validation = results.tables.get("corpus/validation").unwrap().clone();
    results.tables.insert("corpus/validation", validation.only("severity", "note").unwrap());
    let page = text(&report(&results).unwrap(), "report.html");
    assert!(part(&page).contains("The files are clean"), "{page}");
}

#[test]
fn the_page_of_nothing_is_short() {
    let mut results = Results::new("nothing", BTreeMap::new());
    results.command = "sourcebias run experiments/nothing.toml".to_string();
    results.configuration = "name = \"nothing\"\n".to_string();
    let page = text(&report(&results).unwrap(), "report.html");
    let body = &page[page.find("<main>").unwrap()..page.find("</main>").unwrap()];
    insta::assert_snapshot!("page_of_nothing", body);
}

#[test]
fn keywords_stand_in_lines_of_text_that_need_no_script() {
    let rendered = report(&report_example::two_sources()).unwrap();
    let page = text(&rendered, "report.html");
    assert_eq!(page.matches("<details class=\"lines\">").count(), 20);
    // Ten lines of each, escaped, without control characters and each part closed in its own direction of writing.
    assert_eq!(page.matches("<p class=\"line\"").count(), 200);
    let line = page.lines().find(|line| line.contains("<p class=\"line\"")).unwrap();
    assert_eq!(
        line,
        "<p class=\"line\" title=\"d0\"><bdi>&lt;script&gt;what stands before&lt;&#x2f;script&gt; &amp;\u{202e}</bdi> \
         <b><bdi>word0</bdi></b> <bdi> what stands behind it &quot;quoted&quot;</bdi></p>"
    );
    assert!(
        page.contains("<bdi>words (word2)</bdi>") && text(&rendered, "keywords.md").contains("words (word2)")
    );
    assert!(page.contains("profile&#x2f;keyword_lines.csv"));
    let crowded = text(&report(&report_example::crowded()).unwrap(), "report.html");
    assert!(crowded.matches("<details").count() <= 200, "{}", crowded.matches("<details").count());
}

#[test]
fn small_p_values_are_bounds() {
    let rendered = report(&report_example::two_sources()).unwrap();
    assert!(text(&rendered, "conditional.md").contains("| &lt; 0.0001 | 0.0002 |"));
    // Papers have stars in their place.
    assert!(text(&rendered, "conditional.tex").contains("** $<$0.01"));
    assert!(text(&rendered, "report.html").contains("&lt; 0.0001</td>"));
}

#[test]
fn every_file_behind_a_number_is_named() {
    let page = text(&report(&report_example::two_sources()).unwrap(), "report.html");
    let origins: Vec<_> = page.lines().filter(|line| line.contains("table: Planted truth")).collect();
    for (line, (file, columns)) in origins.iter().zip([
        ("bias&#x2f;planted.csv", "quantity, source, planted, low, high, note, model"),
        ("profile&#x2f;summary.csv", "source, measure, scope, value, low, high"),
        ("bias&#x2f;relative_delta.csv", "model, measure, source, relative_delta_percent, low, high"),
    ]) {
        assert!(line.contains(file) && line.contains(&format!("<td>{columns}</td>")), "{line}");
    }
    assert_eq!(origins.len(), 3);
}

#[test]
fn a_page_of_many_models_stays_small() {
    let specs = ["relative_delta", "forest", "grid", "score_gap"].map(String::from);
    let page = text(&report_figures(&report_example::grid(), &specs).unwrap(), "report.html");
    assert_eq!(page.matches("<svg").count(), 4);
    assert!(page.len() < 2_500_000, "{}", page.len());
}

#[test]
fn figures_can_be_chosen() {
    let specs = ["rank_frequency(width=column)".to_string(), "relative_delta".to_string()];
    let rendered = report_figures(&report_example::two_sources(), &specs).unwrap();
    let drawn: Vec<_> =
        rendered.files.iter().map(|(name, _)| name).filter(|name| name.ends_with(".png")).collect();
    assert_eq!(drawn, ["rank_frequency-width-column.png", "relative_delta.png"]);
    let page = text(&rendered, "report.html");
    assert_eq!(page.matches("<svg").count(), 2);
    assert!(page.contains("Not shown, ndcg by source: the experiment does not ask for this figure"));
    let message =
        report_figures(&report_example::two_sources(), &["bars".to_string()]).unwrap_err().to_string();
    assert!(message.contains("known: relative_delta"), "{message}");
}

#[test]
fn labels_have_a_page_of_their_own_with_the_answer_first() {
    let judges = report_example::judges::MANY;
    let systems = ["bm25", "dense", "hybrid"];
    let tables = report_example::judges::judge_tables(&judges, &systems, &["gpt-3.5-turbo"]);
    let mut results = Results::new("Labels", tables);
    results.outline = Outline::of_labels();
    results.command = "sourcebias labels judges/*.qrels --to out".to_string();
    let evil = "33 judges <b>against</b> people: κ 0.3.";
    results.answer.statements = vec![Statement::new(Topic::Certainty, evil)];
    let rendered = report(&results).unwrap();
    let page = text(&rendered, "report.html");
    assert_no_undefined_number(&page, "report.html");
    let place = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words}"));
    let order = [
        "33 judges &lt;b&gt;against",
        "id=\"figure-judge_agreement\"",
        "id=\"table-judges\"",
        "id=\"table-agreement\"",
        "id=\"figure-judge_leniency\"",
        "id=\"table-leniency\"",
        "id=\"figure-reliability\"",
        "id=\"table-calibration\"",
        "id=\"figure-judge_order\"",
        "id=\"table-orders\"",
        "id=\"table-systems\"",
        "id=\"figure-judge_relative_delta\"",
        "id=\"table-judged_bias\"",
        "id=\"origins\"",
    ];
    assert!(order.map(place).is_sorted(), "{:?}", order.map(place));
    assert!(page.contains("data-judge=\"willia-umbrela1\"") && page.contains("labels&#x2f;agreement.csv"));
    // Nothing of an experiment: no stage makes these tables, and none is missing.
    for words in ["Not shown", "results&#x2f;", "Made by <code>", "Further tables", "Source bias<"] {
        assert!(!page.contains(words), "{words}");
    }
    for file in ["judge_agreement.pdf", "judge_order.csv", "reliability.png", "judges.tex", "judged_bias.md"]
    {
        assert!(rendered.file(file).is_some(), "{file}");
    }
    assert!(text(&rendered, "agreement.tex").contains("\\toprule"));
}
