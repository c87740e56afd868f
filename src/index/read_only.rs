//! An index folder as tantivy's directory for reading alone: files go out, nothing is created, locked or changed, so that
//! an index opens where nobody may write.

use std::io;
use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    DirectoryLock, FileHandle, Lock, MmapDirectory, WatchCallback, WatchHandle, WritePtr,
};

/// A folder of which files are read by memory map; every write is refused.
#[derive(Debug, Clone)]
pub(super) struct ReadOnlyDirectory {
    files: MmapDirectory,
}

impl ReadOnlyDirectory {
    /// The folder at `folder`, which must exist.
    pub(super) fn open(folder: &Path) -> std::result::Result<Self, OpenDirectoryError> {
        Ok(ReadOnlyDirectory { files: MmapDirectory::open(folder)? })
    }
}

impl Directory for ReadOnlyDirectory {
    fn get_file_handle(&self, path: &Path) -> std::result::Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> std::result::Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(refused()), filepath: path.to_path_buf() })
    }

    fn exists(&self, path: &Path) -> std::result::Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> std::result::Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(refused(), path.to_path_buf()))
    }

    fn atomic_read(&self, path: &Path) -> std::result::Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, _: &Path, _: &[u8]) -> io::Result<()> {
        Err(refused())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    /// Locks nothing: the lock guards readers from writers that delete segments, and a finished index has no writer.
    fn acquire_lock(&self, _: &Lock) -> std::result::Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }
}

fn refused() -> io::Error {
    io::Error::new(io::ErrorKind::ReadOnlyFilesystem, "an index is opened for reading only")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_refuses_to_write() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a"), "text").unwrap();
        let directory = ReadOnlyDirectory::open(folder.path()).unwrap();
        let (old, new) = (Path::new("a"), Path::new("b"));
        assert_eq!(directory.atomic_read(old).unwrap(), b"text");
        assert!(directory.exists(old).unwrap() && !directory.exists(new).unwrap());
        assert!(directory.open_write(new).is_err() && directory.atomic_write(old, b"").is_err());
        assert!(directory.delete(old).is_err());
        directory.acquire_lock(&tantivy::directory::META_LOCK).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
