//! One page over the results of several experiments.

use super::Place;

#[test]
fn finished_experiments_are_one_page_that_is_never_written_over_others_work() {
    let place = Place::fresh();
    place.simulated("one", "");
    place.simulated("two", "");
    for (name, seed) in [("one", 7), ("two", 8)] {
        place.run(&format!("bias {name}.toml --seed {seed} --model bm25 --model tf_idf --name {name}"));
    }
    place.write("results/unfinished/notes.txt", "mine");
    let (files, said) = place.run("report results/one results/two results/unfinished");
    assert!(said.contains("left out: results/unfinished"), "{said}");
    let names: Vec<&str> = files.lines().map(|path| path.rsplit('/').next().unwrap()).collect();
    let expected = [
        "report.html",
        "report-forest.svg",
        "report-forest.png",
        "report-forest.pdf",
        "report-forest.csv",
        "report-forest.txt",
        "report.sourcebias.sha256",
    ];
    assert_eq!(names, expected);
    let page = place.read("figures/report.html");
    assert!(
        page.contains("<h1>2 experiments side by side</h1>") && page.contains("data-experiment=\"one\""),
        "{page}"
    );
    assert!(page.contains("<code>sourcebias compare results&#x2f;one results&#x2f;two</code>"));
    assert!(!page.contains("one/report.html") && page.contains("It has no page"), "no page was made yet");
    let forest = place.read("figures/report-forest.csv");
    assert_eq!(forest.lines().count(), 1 + 4, "{forest}");

    // Again the same bytes, and a link where an experiment has a page of its own now.
    place.run("report results/one results/two");
    assert_eq!(place.read("figures/report.html"), page.replace(" results&#x2f;unfinished", ""));
    place.write("figures/one/report.html", "<p>");
    place.run("report results/one results/two --style acm");
    let linked = place.read("figures/report.html");
    assert!(linked.contains("href=\"one&#x2f;report.html\""), "{linked}");
    assert!(linked.contains("--style acm"));

    for (arguments, message) in [
        ("report results/one --to figures/one/report.html", "no file of sums says that sourcebias wrote it"),
        ("report results/one --to page.txt", "let it end in .html"),
        ("report results/one --style ieee", "known: acm, acm-wide, lncs, slides"),
        ("report results/one --model bm25", "has no effect on finished results"),
        ("report results/one --measure nDCG@7", "was not evaluated by `nDCG@7`"),
        ("report one.toml results/two", "stands beside an experiment"),
        ("report one.toml --to x.html", "names the page over result folders"),
        ("run one.toml --style ieee", "known: acm, acm-wide, lncs, slides"),
        ("report .", "holds no finished bias"),
    ] {
        let output = place.command(arguments).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && error.contains(message), "{arguments}: {error}");
    }
    assert_eq!(place.read("figures/one/report.html"), "<p>");
}
