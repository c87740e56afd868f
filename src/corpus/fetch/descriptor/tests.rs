//! Descriptors that can be used, and those that would lead a fetch elsewhere.

use super::*;

const SMALL: &str = "name = 'x'\ntitle = 't'\nlicence = 'l'\nreference = 'r'\nsources = ['human']\n\
                     documents_per_source = 1\n";

#[test]
fn one_way_to_get_it_is_wanted() {
    let message = |text: &str| Descriptor::parse(text, "x.toml").unwrap_err().to_string();
    assert!(message(SMALL).contains("exactly one of"));
    assert!(Descriptor::parse(&format!("{SMALL}by_hand = 'write to them'"), "x.toml").is_ok());
    let both = format!(
        "{SMALL}by_hand = 'a'\n[archive]\naddress = 'http://localhost/x.zip'\nunpacked_bytes_at_most = 9"
    );
    assert!(message(&both).contains("exactly one of"));
    assert!(message(&format!("{SMALL}by_hand = 'a'\nfoo = 1")).starts_with("x.toml:8: unknown field `foo`"));
    assert!(message(&format!("{SMALL}by_hand = 'a'").replace("'x'", "'../x'")).contains("becomes a folder"));
}

#[test]
fn nothing_but_names_versions_and_files_beside_is_taken() {
    let sum = "0".repeat(64);
    let with = |client: &str, package: &str, version: &str, file: &str, folder: &str| {
        let text = format!(
            "{SMALL}[assembly]\npointers = {file:?}\nsource = 'human'\nwritten = {{}}\nqueries = 'q.jsonl'\n\
             judgements = {{}}\n[[assembly.carriers]]\nclient = '{client}'\npackage = {package:?}\n\
             version = {version:?}\nsha256 = '{sum}'\nfolder = {folder:?}\nunpacked_bytes_at_most = 9"
        );
        Descriptor::parse(&text, "x.toml").map(|_| ()).map_err(|error| error.to_string())
    };
    let package = |client: &str, package: &str| with(client, package, "1.0", "p.jsonl", "a/b");
    for (client, good) in [("pip", "nltk_data.x"), ("npm", "a-b"), ("npm", "@scope/name")] {
        package(client, good).unwrap();
    }
    for bad in
        ["evil @ http://localhost/x.tar.gz", "--index-url=x", "-r", "../x", "@a/../b", "a b", "", "a;b"]
    {
        let errors = ["pip", "npm"].map(|client| package(client, bad).unwrap_err());
        assert!(errors.iter().all(|error| error.contains("no name of a package")), "{bad}: {errors:?}");
    }
    assert!(package("pip", "@scope/name").is_err());
    for bad in ["latest", "1.0 --extra", "http://x", "", "-1", "1.0/../.."] {
        assert!(with("pip", "x", bad, "p.jsonl", "a").unwrap_err().contains("no version"), "{bad}");
    }
    for bad in ["/etc/passwd", "../p.jsonl", "a/../../p", ".hidden", ""] {
        assert!(with("pip", "x", "1", bad, "a").unwrap_err().contains("beside the descriptor"), "{bad}");
        assert!(with("pip", "x", "1", "p", bad).is_err(), "{bad}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_beside_a_descriptor_is_not_followed() {
    let place = tempfile::tempdir().unwrap();
    std::fs::write(place.path().join("there"), "text").unwrap();
    std::fs::create_dir(place.path().join("d")).unwrap();
    std::fs::write(place.path().join("d/own"), "own").unwrap();
    std::os::unix::fs::symlink("../there", place.path().join("d/link")).unwrap();
    std::os::unix::fs::symlink(place.path(), place.path().join("d/folder")).unwrap();
    let folder = place.path().join("d");
    let beside = Beside::Folder(&folder);
    assert_eq!(beside.read("own").unwrap(), "own");
    for name in ["link", "folder/there"] {
        assert!(beside.read(name).unwrap_err().to_string().contains("link"), "{name}");
    }
}

#[test]
fn what_is_known_can_be_checked_and_read() {
    for descriptor in Descriptor::all() {
        let name = &descriptor.name;
        for archive in descriptor.archive.iter() {
            let md5 = archive.md5.as_deref().unwrap_or_default();
            assert!(md5.len() == 32 && md5.chars().all(|digit| digit.is_ascii_hexdigit()), "{name}: {md5}");
            assert!(archive.address.starts_with("https://"), "{name}");
        }
        assert!(crate::corpus::format::FORMATS.parse(&descriptor.format).is_ok(), "{name}");
    }
}
