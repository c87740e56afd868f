//! Servers that hang up, fall silent, lead astray, change their minds or send what nobody asked for.

use std::io::Write;
use std::net::TcpListener;
use std::time::Duration;

use tempfile::TempDir;

use super::super::*;
use super::server::{Asked, Server, send, serve};
use super::{archive, collection, fetched, md5_of, quick, run, visible};

#[test]
fn a_cut_connection_is_taken_up_where_it_ended() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |_, asked, stream| serve(stream, asked, &content, "\"1\"", 20_000));
    let (outcome, _place) = fetched(&server, &md5);
    assert_eq!(outcome.unwrap().files.len(), 2);
    let asked = server.asked();
    // Each try brings bytes, so that none counts against the bound of three.
    assert_eq!(asked.len(), archive.len().div_ceil(20_000));
    assert!(asked.len() > 3);
    assert_eq!(asked[1].range, Some((20_000, Some("\"1\"".to_string()))));
}

#[test]
fn a_later_run_goes_on() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |number, asked, stream| match number {
        0 => serve(stream, asked, &content, "\"1\"", 30_000),
        1..=3 => drop(stream.shutdown(std::net::Shutdown::Both)),
        _ => serve(stream, asked, &content, "\"1\"", usize::MAX),
    });
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "");
    let message = run(&collection, &quick(&place)).unwrap_err().to_string();
    assert!(message.contains("30000 bytes are kept and gone on with"), "{message}");
    assert!(visible(&place).is_empty());
    assert_eq!(run(&collection, &quick(&place)).unwrap().files.len(), 2);
    assert_eq!(server.asked().last().unwrap().range.as_ref().unwrap().0, 30_000);
}

#[test]
fn parts_of_two_versions_are_not_joined() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let old = vec![7; archive.len()];
    // The server heeds the version …
    let server = Server::answering({
        let (old, content) = (old.clone(), content.clone());
        move |number, asked, stream| match number {
            0 => serve(stream, asked, &old, "\"old\"", 10_000),
            _ => serve(stream, asked, &content, "\"new\"", usize::MAX),
        }
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
    assert_eq!(server.asked().len(), 2);
    // … or it tells none, or goes on regardless: the checksum tells, and it is fetched once more from the start.
    let server = Server::answering(move |number, asked, stream| {
        let bytes = if number == 0 { &old } else { &content };
        let regardless =
            Asked { range: asked.range.as_ref().map(|(start, _)| (*start, None)), ..asked.clone() };
        serve(stream, &regardless, bytes, "\"same\"", if number == 0 { 10_000 } else { usize::MAX });
    });
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "");
    let settings = quick(&place);
    let once =
        FetchSettings { download: DownloadSettings { tries: 1, ..settings.download }, ..settings.clone() };
    assert!(run(&collection, &once).unwrap_err().to_string().contains("10000 bytes are kept"));
    assert_eq!(run(&collection, &settings).unwrap().files.len(), 2);
    assert_eq!(
        server.asked().iter().map(|asked| asked.range.is_some()).collect::<Vec<_>>(),
        [false, true, false]
    );
}

#[test]
fn a_server_that_cannot_go_on_is_asked_from_the_start() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |number, asked, stream| {
        let whole = Asked { range: None, ..asked.clone() };
        match number {
            0 => serve(stream, &whole, &content, "\"1\"", 10_000),
            1 => send(stream, "416 Range Not Satisfiable\r\nContent-Length: 0", b""),
            _ => serve(stream, &whole, &content, "\"1\"", usize::MAX),
        }
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
    assert_eq!(server.asked().len(), 3);
    assert_eq!(server.asked()[2].range, None);
}

#[test]
fn silence_is_a_cut_and_slowness_is_not() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |number, asked, stream| {
        serve(stream, asked, &content, "\"1\"", if number == 0 { 5_000 } else { usize::MAX });
        if number == 0 {
            // The connection stays open and nothing comes.
            std::thread::sleep(Duration::from_millis(900));
        }
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
    assert_eq!(server.asked()[1].range.as_ref().unwrap().0, 5_000);
    let content = archive.clone();
    let server = Server::answering(move |_, _, stream| {
        send(stream, &format!("200 OK\r\nContent-Length: {}", content.len()), b"");
        for piece in content.chunks(content.len() / 8) {
            std::thread::sleep(Duration::from_millis(100));
            let _ = stream.write_all(piece);
        }
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
    assert_eq!(server.asked().len(), 1);
}

#[test]
fn redirects_are_followed_to_a_bound() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |_, asked, stream| match asked.path.as_str() {
        "/set.zip" => send(stream, "302 Found\r\nLocation: /moved/set.zip\r\nContent-Length: 0", b""),
        _ => serve(stream, asked, &content, "\"1\"", usize::MAX),
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
    assert_eq!(server.asked()[1].path, "/moved/set.zip");
    let server = Server::answering(|_, _, stream| {
        send(stream, "302 Found\r\nLocation: /set.zip\r\nContent-Length: 0", b"")
    });
    let (outcome, place) = fetched(&server, &md5);
    let message = outcome.unwrap_err().to_string();
    assert!(message.contains("leads on more than 3 times"), "{message}");
    assert!(visible(&place).is_empty());
    assert_eq!(server.asked().len(), 4);
}

#[test]
fn what_is_too_large_or_another_file_is_refused() {
    let archive = archive();
    let md5 = md5_of(&archive);
    let announced = Server::answering(|_, _, stream| {
        send(stream, "200 OK\r\nContent-Length: 1000000000000", &[0; 1000]);
    });
    let endless = Server::answering(|_, _, stream| {
        send(stream, "200 OK", b"");
        while stream.write_all(&[0; 1 << 16]).is_ok() {}
    });
    for server in [announced, endless] {
        let (outcome, place) = fetched(&server, &md5);
        let message = outcome.unwrap_err().to_string();
        assert!(message.contains("at most 1000000 bytes are taken"), "{message}");
        assert!(visible(&place).is_empty());
        assert!(!place.path().join("corpora/set/.sourcebias-download/archive.partial").exists());
        assert_eq!(server.asked().len(), 1);
    }
    let mut other = archive.clone();
    *other.last_mut().unwrap() ^= 1;
    let server = Server::answering(move |_, asked, stream| serve(stream, asked, &other, "\"1\"", usize::MAX));
    let (outcome, place) = fetched(&server, &md5);
    let message = outcome.unwrap_err().to_string();
    assert!(
        message.contains("has the MD5") && message.contains(&md5) && message.contains("--from"),
        "{message}"
    );
    assert!(visible(&place).is_empty());
    let page =
        Server::answering(|_, _, stream| send(stream, "200 OK\r\nContent-Length: 15", b"<html>no</html>"));
    assert!(fetched(&page, &md5).0.unwrap_err().to_string().contains("has the MD5"));
}

#[test]
fn refusals_are_told_and_what_may_pass_is_tried_again() {
    let archive = archive();
    let md5 = md5_of(&archive);
    for (status, word) in
        [("404 Not Found", "no such file"), ("403 Forbidden", "wants a login"), ("400 Bad", "refuses")]
    {
        let server = Server::answering(move |_, _, stream| {
            send(stream, &format!("{status}\r\nContent-Length: 0"), b"")
        });
        let message = fetched(&server, &md5).0.unwrap_err().to_string();
        assert!(message.contains(word) && message.contains("--from FILE"), "{message}");
        assert_eq!(server.asked().len(), 1);
    }
    let content = archive.clone();
    let server = Server::answering(move |number, asked, stream| match number {
        0 => send(stream, "503 Busy\r\nContent-Length: 0", b""),
        1 => drop(stream.write_all(b"HTTP/1.1 2")),
        _ => serve(stream, asked, &content, "\"1\"", usize::MAX),
    });
    fetched(&server, &md5).0.unwrap();
    assert_eq!(server.asked().len(), 3);
    let place = TempDir::new().unwrap();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (address, word) in [
        (format!("http://{closed}/set.zip"), "given up after 3 tries"),
        ("no address".to_string(), "is no address"),
    ] {
        let collection = collection(&place, &address, &md5, "");
        let message = run(&collection, &quick(&place)).unwrap_err().to_string();
        assert!(message.contains(word), "{message}");
    }
}

#[test]
fn a_server_that_makes_it_begin_again_and_again_is_given_up() {
    let archive = archive();
    for answer in ["416 Range Not Satisfiable", "206 Partial Content\r\nContent-Range: bytes 7-9/10"] {
        let content = archive.clone();
        let server = Server::answering(move |_, asked, stream| match asked.range {
            Some(_) => send(stream, &format!("{answer}\r\nContent-Length: 0"), b""),
            None => serve(stream, asked, &content, "\"1\"", 10_000),
        });
        let message = fetched(&server, "0".repeat(32).as_str()).0.unwrap_err().to_string();
        assert!(message.contains("given up after 3 tries"), "{message}");
        assert!(server.asked().len() < 10, "{answer}: {}", server.asked().len());
    }
}

#[test]
fn ranges_that_are_shorter_than_asked_for_are_put_together() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let server = Server::answering(move |_, asked, stream| match asked.range {
        None => serve(stream, asked, &content, "\"1\"", 10_000),
        Some((start, _)) => {
            let end = (start + 40_000).min(content.len());
            let head = format!(
                "206 Partial Content\r\nContent-Length: {}\r\nContent-Range: bytes {start}-{}/{}",
                end - start,
                end - 1,
                content.len()
            );
            send(stream, &head, &content[start..end]);
        }
    });
    let (outcome, _place) = fetched(&server, &md5);
    outcome.unwrap();
}

#[test]
fn what_was_downloaded_is_not_downloaded_again() {
    let archive = archive();
    let (content, md5) = (archive.clone(), md5_of(&archive));
    let total = archive.len();
    let server = Server::answering(move |_, asked, stream| match &asked.range {
        Some((start, _)) if *start == content.len() => {
            let head =
                format!("416 Range Not Satisfiable\r\nContent-Length: 0\r\nContent-Range: bytes */{start}");
            send(stream, &head, b"");
        }
        _ => serve(stream, asked, &content, "\"1\"", usize::MAX),
    });
    let place = TempDir::new().unwrap();
    let collection = collection(&place, &format!("{}/set.zip", server.address), &md5, "");
    let settings = quick(&place);
    // As it is left by a kill between the last byte and the name, and by one before the archive was unpacked.
    let downloads = settings.to.join(".sourcebias-download");
    std::fs::create_dir_all(&downloads).unwrap();
    let about = serde_json::json!({"address": format!("{}/set.zip", server.address), "version": "\"1\""});
    std::fs::write(downloads.join("archive.partial"), &archive).unwrap();
    std::fs::write(downloads.join("archive.partial.json"), about.to_string()).unwrap();
    run(&collection, &settings).unwrap();
    assert_eq!(
        server.asked().iter().map(|asked| asked.range.as_ref().unwrap().0).collect::<Vec<_>>(),
        [total]
    );
    std::fs::remove_file(settings.to.join("corpus/llm.jsonl")).unwrap();
    std::fs::create_dir_all(&downloads).unwrap();
    std::fs::write(downloads.join("archive"), &archive).unwrap();
    run(&collection, &settings).unwrap();
    assert_eq!(server.asked().len(), 1);
    assert!(!downloads.exists());
}

#[test]
fn a_wrong_file_in_pieces_is_fetched_once_more_and_no_more() {
    let archive = archive();
    let (content, other) = (archive.clone(), "0".repeat(32));
    let server = Server::answering(move |_, asked, stream| serve(stream, asked, &content, "\"1\"", 60_000));
    let message = fetched(&server, &other).0.unwrap_err().to_string();
    assert!(message.contains("has the MD5"), "{message}");
    assert_eq!(server.asked().len(), 2 * archive.len().div_ceil(60_000));
}
