//! Archives that are well, and archives that mean ill.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

use super::*;
use crate::corpus::fetch::download::NoProgress;

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A gzipped tar archive; names are written as they are, wherever they lead.
fn tar_of(files: &[(&str, &[u8], tar::EntryType)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    for (name, content, kind) in files {
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(content.len() as u64);
        header.set_entry_type(*kind);
        header.set_mode(0o644);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    builder.into_inner().unwrap().finish().unwrap()
}

/// Unpacks into `out/` of a fresh folder; what came of it, and the folder.
fn unpacked(archive: &[u8], folder: &str, at_most: u64) -> (Result<Vec<PathBuf>>, TempDir) {
    let place = TempDir::new().unwrap();
    let path = place.path().join("archive");
    std::fs::write(&path, archive).unwrap();
    let outcome = unpack(&path, folder, &place.path().join("out"), at_most, &NoProgress);
    (outcome, place)
}

/// Everything in the folder but the archive and `out/`: what got out.
fn outside(place: &TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(place.path()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    names.filter(|name| name != "archive" && name != "out").collect()
}

#[test]
fn the_files_of_one_folder_come_out() {
    let files: &[(&str, &[u8])] = &[
        ("set/corpus/human.jsonl", b"h"),
        ("set/queries.jsonl", b"q"),
        ("other/readme", b"r"),
        ("settings", b"s"),
    ];
    let tar: Vec<_> =
        files.iter().map(|(name, content)| (*name, *content, tar::EntryType::Regular)).collect();
    for archive in [zip_of(files), tar_of(&tar)] {
        let (outcome, place) = unpacked(&archive, "set", 100);
        assert_eq!(outcome.unwrap(), [Path::new("corpus/human.jsonl"), Path::new("queries.jsonl")]);
        assert_eq!(std::fs::read(place.path().join("out/corpus/human.jsonl")).unwrap(), b"h");
        let (outcome, _place) = unpacked(&archive, "", 100);
        assert_eq!(outcome.unwrap().len(), 4);
        let (outcome, _place) = unpacked(&archive, "nothing", 100);
        assert!(outcome.unwrap_err().to_string().contains("holds no file below nothing"));
    }
}

#[test]
fn no_name_leads_out_of_the_folder() {
    for name in ["../escaped", "a/../../escaped", "/escaped", "..\\escaped", "C:escaped", "a/../escaped"] {
        for archive in [zip_of(&[(name, b"x")]), tar_of(&[(name, b"x", tar::EntryType::Regular)])] {
            let (outcome, place) = unpacked(&archive, "", 100);
            let message = outcome.unwrap_err().to_string();
            assert!(message.contains("leads out of the folder"), "{name}: {message}");
            assert_eq!(outside(&place), Vec::<String>::new(), "{name}");
            assert!(!place.path().join("out/escaped").exists(), "{name}");
        }
    }
}

#[test]
fn links_and_devices_are_refused() {
    let kinds = [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Char, tar::EntryType::Fifo];
    for kind in kinds {
        let (outcome, place) = unpacked(&tar_of(&[("inner", b"", kind)]), "", 100);
        assert!(outcome.unwrap_err().to_string().contains("no plain file and no folder"), "{kind:?}");
        assert!(!place.path().join("out/inner").exists());
    }
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.add_symlink("inner", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    let (outcome, place) = unpacked(&writer.finish().unwrap().into_inner(), "", 100);
    assert!(outcome.unwrap_err().to_string().contains("no file and no folder"));
    assert!(std::fs::symlink_metadata(place.path().join("out/inner")).is_err());
}

#[test]
fn contents_without_end_are_refused() {
    let zeros = vec![0; 40 << 20];
    for archive in [zip_of(&[("bomb", &zeros)]), tar_of(&[("bomb", &zeros, tar::EntryType::Regular)])] {
        // By the bound of the collection, and by the ratio alone.
        for at_most in [1000, u64::MAX] {
            let (outcome, place) = unpacked(&archive, "", at_most);
            let message = outcome.unwrap_err().to_string();
            assert!(message.contains("unpacks to more than"), "{message}");
            let out = std::fs::read_dir(place.path().join("out"));
            assert_eq!(out.map_or(0, Iterator::count), 0);
        }
    }
    let two: &[(&str, &[u8])] = &[("a", &zeros[..600]), ("b", &zeros[..600])];
    assert!(unpacked(&zip_of(two), "", 1200).0.is_ok());
    assert!(unpacked(&zip_of(two), "", 1199).0.unwrap_err().to_string().contains("more than the 1199 bytes"));
    let names: Vec<String> = (0..=FILES_AT_MOST).map(|number| number.to_string()).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(unpacked(&zip_of(&many), "", 100).0.unwrap_err().to_string().contains("more than 10000 files"));
}

#[test]
fn hidden_files_are_none_of_a_collection() {
    let files: &[(&str, &[u8])] =
        &[(".fetched.json", b"{}"), (".lock/x", b""), ("a/.DS_Store", b""), ("a/b", b"1")];
    let tar: Vec<_> =
        files.iter().map(|(name, content)| (*name, *content, tar::EntryType::Regular)).collect();
    for archive in [zip_of(files), tar_of(&tar)] {
        assert_eq!(unpacked(&archive, "", 100).0.unwrap(), [Path::new("a/b")]);
    }
}

#[test]
fn a_gzip_stream_is_read_to_its_end() {
    let one = tar_of(&[("a", b"1", tar::EntryType::Regular), ("b", b"2", tar::EntryType::Regular)]);
    let mut plain = Vec::new();
    MultiGzDecoder::new(&one[..]).read_to_end(&mut plain).unwrap();
    let gzip = |bytes: &[u8]| {
        let mut writer = GzEncoder::new(Vec::new(), Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    };
    // Two members of one stream, cut in the middle of the tar archive.
    let two = [gzip(&plain[..700]), gzip(&plain[700..])].concat();
    assert_eq!(unpacked(&two, "", 100).0.unwrap().len(), 2);
    // A checksum that is wrong, at the very end.
    let mut wrong = one.clone();
    let last = wrong.len() - 6;
    wrong[last] ^= 1;
    assert!(unpacked(&wrong, "", 100).0.unwrap_err().to_string().contains("damaged"));
}

#[test]
fn headers_without_end_are_refused() {
    for kind in [tar::EntryType::GNULongName, tar::EntryType::GNULongLink, tar::EntryType::XHeader] {
        let long = vec![b'x'; 20 << 20];
        let archive = tar_of(&[("long", &long, kind), ("a", b"1", tar::EntryType::Regular)]);
        let message = unpacked(&archive, "", u64::MAX).0.unwrap_err().to_string();
        assert!(message.contains("damaged"), "{kind:?}: {message}");
    }
}

#[test]
fn what_is_damaged_or_doubled_is_told() {
    let good = zip_of(&[("a", b"some text that is long enough to be cut"), ("b", b"more")]);
    let message = |bytes: &[u8]| unpacked(bytes, "", 1000).0.unwrap_err().to_string();
    assert!(message(&good[..good.len() - 30]).contains("damaged zip archive"));
    assert!(message(b"<html>not found</html>").contains("neither a zip archive"));
    assert!(message(b"").contains("neither a zip archive"));
    let mut flipped = good.clone();
    flipped[45] ^= 0xff;
    assert!(message(&flipped).contains("damaged"), "{}", message(&flipped));
    let tar = tar_of(&[("a", &[7; 5000], tar::EntryType::Regular)]);
    assert!(message(&tar[..tar.len() / 2]).contains("damaged"));
    let twice = tar_of(&[("a", b"1", tar::EntryType::Regular), ("A", b"2", tar::EntryType::Regular)]);
    assert!(message(&twice).contains("\"A\" twice"));
}

proptest::proptest! {
    /// No bytes make it panic or write outside.
    #[test]
    fn no_bytes_make_unpacking_panic(at in 0..2000usize, mask in 1..=255u8, cut in 0..2000usize, gzipped in proptest::bool::ANY) {
        let mut archive = match gzipped {
            true => tar_of(&[("a/b", b"content", tar::EntryType::Regular), ("c", &[3; 700], tar::EntryType::Regular)]),
            false => zip_of(&[("a/b", b"content"), ("c", &[3; 700])]),
        };
        let length = archive.len();
        archive[at % length] ^= mask;
        archive.truncate(length - cut % length);
        let (_, place) = unpacked(&archive, "", 2000);
        proptest::prop_assert_eq!(outside(&place), Vec::<String>::new());
    }
}
