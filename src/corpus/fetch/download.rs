//! An address in; its file on disk out, whole. A connection that is cut or stalls is taken up again where it ended, in
//! this run or in a later one; an answer that is larger than the file can be is refused.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::write::{remove, write};

/// How a download goes about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DownloadSettings {
    /// How often it is tried without a byte coming in before it is given up.
    pub tries: u32,
    /// The pause before the second try; it doubles with each further one.
    pub pause: Duration,
    /// How long the server may send nothing.
    pub silence: Duration,
    /// How many redirects are followed.
    pub redirects: u32,
}

impl Default for DownloadSettings {
    fn default() -> Self {
        DownloadSettings {
            tries: 5,
            pause: Duration::from_secs(1),
            silence: Duration::from_secs(30),
            redirects: 5,
        }
    }
}

/// Told how far a fetch is.
pub trait FetchProgress {
    /// A step begins: what it does, and how many bytes it will take where that is known.
    fn begin(&self, _step: &str, _bytes: Option<u64>) {}
    /// So many bytes of it are done.
    fn at(&self, _bytes: u64) {}
}

/// Says nothing.
pub struct NoProgress;

impl FetchProgress for NoProgress {}

/// What has to be right of the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct DownloadRequest<'a> {
    pub address: &'a str,
    /// Its size, where it is known.
    pub bytes: Option<u64>,
    /// How large it may be.
    pub at_most: u64,
    /// What to do where the address does not give it.
    pub advice: &'a str,
}

/// What a part of a file is a part of: kept beside it, so that no two files are ever joined.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PartOf {
    address: String,
    /// The server's name for the version (`ETag`, or `Last-Modified`), where it tells one.
    version: Option<String>,
}

/// How one answer ended.
enum Ended {
    /// The file is whole.
    Whole,
    /// The connection was cut or stalled; the reason.
    Cut(String),
}

/// Downloads to `path`; what is there already of it is kept, where the server says that it is the same file. Whether the
/// file was joined from the answers to several requests.
///
/// # Errors
/// [`Error::Failed`] where the server cannot be reached, refuses, or sends more than the file can hold; the part that
/// came stays, for the next run.
pub(super) fn download(
    path: &Path,
    wanted: &DownloadRequest<'_>,
    settings: &DownloadSettings,
    progress: &dyn FetchProgress,
) -> Result<bool> {
    let part = Part::new(path);
    let (mut tries, mut pause) = (0, settings.pause);
    let mut furthest = part.length();
    loop {
        let joined = part.length() > 0;
        let outcome = attempt(&part, wanted, settings, progress)?;
        let reason = match outcome {
            Ended::Whole => {
                std::fs::rename(&part.file, path).map_err(|error| Error::io(path, "write", error))?;
                part.forget()?;
                return Ok(joined);
            }
            Ended::Cut(reason) => reason,
        };
        // Only what was never reached before is progress: a server that makes it begin again and again makes none.
        if part.length() > furthest {
            furthest = part.length();
            (tries, pause) = (0, settings.pause);
        }
        tries += 1;
        if tries >= settings.tries {
            let kept = part.length();
            return Err(Error::Failed(format!(
                "{}: {reason}; given up after {tries} tries; {kept} bytes are kept and gone on with by the next run; {}",
                wanted.address, wanted.advice
            )));
        }
        tracing::info!("{}: {reason}; trying again at byte {}", wanted.address, part.length());
        std::thread::sleep(pause);
        pause *= 2;
    }
}

/// The part of a file that has come so far.
struct Part {
    file: PathBuf,
    about: PathBuf,
}

impl Part {
    fn new(path: &Path) -> Part {
        let mut name = path.file_name().unwrap_or_default().to_os_string();
        name.push(".partial");
        let file = path.with_file_name(name);
        let about = file.with_extension("partial.json");
        Part { file, about }
    }

    fn length(&self) -> u64 {
        std::fs::metadata(&self.file).map_or(0, |found| found.len())
    }

    fn about(&self) -> Option<PartOf> {
        serde_json::from_slice(&std::fs::read(&self.about).ok()?).ok()
    }

    /// Begins anew: what had come is gone.
    fn begin(&self, about: &PartOf) -> Result<File> {
        remove(&self.file)?;
        let text = serde_json::to_vec(about).expect("a record of texts");
        write(&self.about, &text)?;
        File::create(&self.file).map_err(|error| Error::io(&self.file, "write", error))
    }

    fn go_on(&self) -> Result<File> {
        OpenOptions::new()
            .append(true)
            .open(&self.file)
            .map_err(|error| Error::io(&self.file, "write", error))
    }

    /// Removes what is left of a download that is over.
    fn forget(&self) -> Result<()> {
        remove(&self.file)?;
        remove(&self.about)
    }
}

fn attempt(
    part: &Part,
    wanted: &DownloadRequest<'_>,
    settings: &DownloadSettings,
    progress: &dyn FetchProgress,
) -> Result<Ended> {
    let known = part.about().filter(|about| about.address == wanted.address && part.length() > 0);
    let start = known.as_ref().map_or(0, |_| part.length());
    let agent: ureq::Agent = ureq::Agent::config_builder()
        // What was asked for safely is not taken from an unsafe place.
        .https_only(wanted.address.starts_with("https://"))
        .max_redirects(settings.redirects)
        .http_status_as_error(false)
        .timeout_connect(Some(settings.silence))
        .timeout_recv_response(Some(settings.silence))
        .timeout_per_read(Some(settings.silence))
        .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut request = agent.get(wanted.address);
    if start > 0 {
        request = request.header("Range", format!("bytes={start}-"));
        if let Some(version) = known.as_ref().and_then(|about| about.version.as_deref()) {
            request = request.header("If-Range", version);
        }
    }
    let answer = match request.call() {
        Ok(answer) => answer,
        Err(error) => return unanswered(error, wanted, settings),
    };
    let header =
        |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_string);
    let version = header("etag").filter(|tag| !tag.starts_with("W/")).or_else(|| header("last-modified"));
    let length = header("content-length").and_then(|length| length.parse::<u64>().ok());
    let status = answer.status().as_u16();
    let (start, file) = match status {
        206 if start > 0 && header("content-range").is_some_and(|range| begins_at(&range, start)) => {
            (start, part.go_on()?)
        }
        200 => (0, part.begin(&PartOf { address: wanted.address.to_string(), version })?),
        416 if start > 0 && header("content-range").and_then(|range| total(&range)) == Some(start) => {
            return Ok(Ended::Whole);
        }
        // What is kept is no part of what is there now.
        206 | 416 => {
            part.forget()?;
            return Ok(Ended::Cut(format!("the server could not go on at byte {start} (HTTP {status})")));
        }
        429 | 500..=599 => return Ok(Ended::Cut(format!("the server is not ready (HTTP {status})"))),
        _ => return Err(refused(status, wanted)),
    };
    // An answer may hold less than all that is left.
    let whole = match header("content-range").and_then(|range| total(&range)).filter(|_| status == 206) {
        Some(total) => Some(total),
        None => length.map(|length| start.saturating_add(length)),
    };
    let limit = wanted.bytes.unwrap_or(wanted.at_most).min(wanted.at_most);
    if let Some(whole) =
        whole.filter(|whole| *whole > limit || wanted.bytes.is_some_and(|bytes| bytes != *whole))
    {
        part.forget()?;
        return Err(wrong_size(&format!("is {whole} bytes long"), wanted, limit));
    }
    progress.begin("download", whole.or(wanted.bytes));
    let (mut body, mut file) = (answer.into_body().into_reader(), file);
    let (mut at, mut buffer) = (start, vec![0; 1 << 16]);
    progress.at(at);
    loop {
        let read = match body.read(&mut buffer) {
            Ok(read) => read,
            Err(error) => return Ok(Ended::Cut(format!("the connection broke at byte {at} ({error})"))),
        };
        if read == 0 {
            return match whole.or(wanted.bytes) {
                Some(whole) if at < whole => {
                    Ok(Ended::Cut(format!("the connection ended at byte {at} of {whole}")))
                }
                _ => file
                    .sync_all()
                    .map(|()| Ended::Whole)
                    .map_err(|error| Error::io(&part.file, "write", error)),
            };
        }
        at += read as u64;
        if at > limit {
            drop(file);
            part.forget()?;
            return Err(wrong_size("does not end", wanted, limit));
        }
        file.write_all(&buffer[..read]).map_err(|error| Error::io(&part.file, "write", error))?;
        progress.at(at);
    }
}

/// Whether a `Content-Range: bytes 5-9/10` begins at this byte.
fn begins_at(range: &str, start: u64) -> bool {
    let first = range.trim().strip_prefix("bytes").and_then(|rest| rest.trim_start().split('-').next());
    first.and_then(|first| first.parse().ok()) == Some(start)
}

/// The size of the whole file in a `Content-Range: bytes 5-9/10`, where it tells that.
fn total(range: &str) -> Option<u64> {
    range.rsplit_once('/')?.1.trim().parse().ok()
}

/// What to make of a request without an answer: tried again where that can help.
fn unanswered(
    error: ureq::Error,
    wanted: &DownloadRequest<'_>,
    settings: &DownloadSettings,
) -> Result<Ended> {
    use ureq::Error as Http;
    let failed =
        |reason: String| Err(Error::Failed(format!("{}: {reason}; {}", wanted.address, wanted.advice)));
    match error {
        Http::BadUri(_) | Http::Http(_) => {
            failed(format!("is no address ({error}): give one that starts with https://"))
        }
        Http::TooManyRedirects => failed(format!("leads on more than {} times", settings.redirects)),
        Http::RequireHttpsOnly(to) => failed(format!("leads to {to}, which is not safe")),
        Http::HostNotFound => {
            failed("the host cannot be found: check the address and the network".to_string())
        }
        other => Ok(Ended::Cut(format!("no answer ({other})"))),
    }
}

fn refused(status: u16, wanted: &DownloadRequest<'_>) -> Error {
    let why = match status {
        401 | 403 => "the server wants a login",
        404 | 410 => "there is no such file",
        _ => "the server refuses",
    };
    Error::Failed(format!("{}: {why} (HTTP {status}); {}", wanted.address, wanted.advice))
}

fn wrong_size(found: &str, wanted: &DownloadRequest<'_>, limit: u64) -> Error {
    let expected = match wanted.bytes {
        Some(bytes) => format!("the collection's archive has {bytes} bytes"),
        None => format!("at most {limit} bytes are taken"),
    };
    Error::Failed(format!(
        "{}: what the server sends {found}, and {expected}; {}",
        wanted.address, wanted.advice
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        assert!(begins_at("bytes 5-9/10", 5));
        assert!(begins_at("bytes 0-9/*", 0));
        assert!(!begins_at("bytes 5-9/10", 4));
        assert!(!begins_at("bytes */10", 5));
        assert!(!begins_at("", 0));
        assert_eq!(
            (total("bytes 5-9/10"), total("bytes */7"), total("bytes 5-9/*")),
            (Some(10), Some(7), None)
        );
    }
}
