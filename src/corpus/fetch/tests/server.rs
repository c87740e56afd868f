//! A server on this machine that answers as a test tells it to.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Asked {
    pub path: String,
    /// The byte to go on at, and the version that it must still be.
    pub range: Option<(usize, Option<String>)>,
}

/// What it answers, by the number of the request (from 0).
type Answers = Box<dyn Fn(usize, &Asked, &mut TcpStream) + Send>;

pub struct Server {
    pub address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// A server for as long as the test lasts, one request a connection.
    pub fn answering(answers: impl Fn(usize, &Asked, &mut TcpStream) + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (kept, answers): (_, Answers) = (asked.clone(), Box::new(answers));
        std::thread::spawn(move || {
            for (number, stream) in listener.incoming().enumerate() {
                let mut stream = stream.unwrap();
                let Some(request) = read_request(&stream) else { continue };
                kept.lock().unwrap().push(request.clone());
                answers(number, &request, &mut stream);
            }
        });
        Server { address, asked }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn read_request(stream: &TcpStream) -> Option<Asked> {
    let mut lines = BufReader::new(stream).lines();
    let path = lines.next()?.ok()?.split(' ').nth(1)?.to_string();
    let (mut start, mut version) = (None, None);
    for line in lines.map_while(std::io::Result::ok).take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        match name.to_lowercase().as_str() {
            "range" => start = value.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok(),
            "if-range" => version = Some(value.to_string()),
            _ => {}
        }
    }
    Some(Asked { path, range: start.map(|start| (start, version)) })
}

/// Sends a head and a body; a client that has gone is no matter.
pub fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
    let _ = stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes());
    let _ = stream.write_all(body);
}

/// Answers as a server does that can go on in the middle: `content` in version `tag`, of which it sends at most `most`
/// bytes before it hangs up.
pub fn serve(stream: &mut TcpStream, asked: &Asked, content: &[u8], tag: &str, most: usize) {
    let same = |version: &Option<String>| version.as_deref().is_none_or(|version| version == tag);
    let (status, start) = match &asked.range {
        Some((start, version)) if same(version) && *start < content.len() => ("206 Partial Content", *start),
        _ => ("200 OK", 0),
    };
    let rest = &content[start..];
    let range = format!("\r\nContent-Range: bytes {start}-{}/{}", content.len() - 1, content.len());
    let range = if start > 0 { range } else { String::new() };
    let head = format!("{status}\r\nContent-Length: {}\r\nETag: {tag}{range}", rest.len());
    send(stream, &head, &rest[..most.min(rest.len())]);
}
