//! Files: streamed into the object store while they are hashed and measured. Their row is written before the last bytes are, so that no
//! bytes can be there that no sweep finds. Their type is found from the content.

use std::{path::Path, sync::Arc};

use bytes::Bytes;
use futures_util::{
    Stream, StreamExt,
    stream::{self, BoxStream},
};
use object_store::{
    ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, local::LocalFileSystem, path::Path as Key,
};
use sha2::{Digest, Sha256};

use super::{Context, Error};
use crate::{
    domain::{
        access::{self, Actor, Scope, Verb},
        file::{StoredFile, display_name},
        id::{FileId, TenantId},
    },
    store,
};

/// Bytes at the beginning that are enough to know a type.
const HEAD_BYTES: usize = 4_096;
/// Bytes held in memory per upload.
const CHUNK_BYTES: usize = 512 * 1024;

/// Media types that may be uploaded: images, PDF, office documents, plain text, short videos.
pub const ACCEPTED: [&str; 13] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/gif",
    "image/heif",
    "application/pdf",
    "text/plain",
    "video/mp4",
    "video/quicktime",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
];

/// Where the bytes are: a folder on disk, or anything else that `object_store` speaks.
#[derive(Clone)]
pub struct FileStore(Arc<dyn ObjectStore>);

/// Why an upload is refused; the words are in the language files.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("the file is empty")]
    Empty,
    #[error("the file is larger than {max_mib} MiB")]
    TooLarge { max_mib: u64 },
    #[error("files of this kind are not accepted")]
    Kind,
    #[error("the person has uploaded too much that belongs to no request yet")]
    Full,
    #[error("the upload ended before the file did")]
    Cut,
    #[error(transparent)]
    Action(#[from] Error),
}

impl FileStore {
    /// Files in a folder, which is created.
    pub fn folder(path: &Path) -> Result<Self, Error> {
        std::fs::create_dir_all(path).map_err(|error| failed(&format!("{}: {error}", path.display())))?;
        let disk = LocalFileSystem::new_with_prefix(path).map_err(|error| failed(&error))?;
        Ok(Self(Arc::new(disk.with_fsync(true))))
    }
}

/// How much may be uploaded, in MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// One file.
    pub file_mib: u64,
    /// All files of the person together that belong to no request yet. Uploads at the same moment may go beyond by what is under way.
    pub unattached_mib: u64,
}

/// Takes an upload. Nothing remains of one that is refused or cut.
pub async fn upload<S>(
    cx: &Context,
    actor: &Actor,
    name: &str,
    bounds: Bounds,
    body: S,
) -> Result<StoredFile, UploadError>
where
    S: Stream<Item = Result<Bytes, String>> + Send + Unpin,
{
    access::can(actor, Verb::Upload).map_err(Error::from)?;
    let owner = actor.to_ref().user.ok_or(Error::NotFound)?;
    let (tenant, id) = (actor.tenant(), cx.id::<FileId>());
    let key = key(tenant, id);
    let Received { media_type, size, sha256, rest } = receive(&cx.files, &key, bounds.file_mib, body).await?;
    let file = StoredFile {
        id,
        tenant,
        owner,
        work_order: None,
        name: display_name(name),
        media_type: media_type.to_owned(),
        size_bytes: size,
        sha256,
        created_at: cx.now(),
    };
    if let Err(error) = note(cx, &file, bounds.unattached_mib).await {
        rest.abort().await;
        return Err(error);
    }
    if let Err(error) = rest.finish(&cx.files, &key).await {
        // What cannot be removed now is found by the sweep.
        if let Err(error) = forget(cx, &file).await {
            tracing::warn!(file.id = %id, %error, "the row of a failed upload stays until it is swept");
        }
        return Err(error.into());
    }
    Ok(file)
}

async fn note(cx: &Context, file: &StoredFile, unattached_mib: u64) -> Result<(), UploadError> {
    let mut tx = cx.store.write(file.tenant).await.map_err(Error::from)?;
    let held = store::files::unattached_bytes(&mut tx, file.owner).await.map_err(Error::from)?;
    let most = i64::try_from(unattached_mib.saturating_mul(1024 * 1024)).unwrap_or(i64::MAX);
    if held.saturating_add(file.size_bytes) > most {
        return Err(UploadError::Full);
    }
    store::files::insert(&mut tx, file).await.map_err(Error::from)?;
    Ok(tx.commit().await.map_err(Error::from)?)
}

async fn forget(cx: &Context, file: &StoredFile) -> Result<(), Error> {
    let mut tx = cx.store.write(file.tenant).await?;
    store::files::delete_unattached(&mut tx, file.id).await?;
    Ok(tx.commit().await?)
}

/// The bytes of a file as they are read.
pub type FileBytes = BoxStream<'static, Result<Bytes, object_store::Error>>;

/// A file that the scope may read, with its bytes as a stream.
pub async fn open(cx: &Context, scope: &Scope, id: FileId) -> Result<(StoredFile, FileBytes), Error> {
    let mut conn = cx.store.read(scope.tenant()).await?;
    let file = store::files::get(&mut conn, scope, id).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let found = cx.files.0.get(&key(file.tenant, file.id)).await.map_err(|error| failed(&error))?;
    let whole = whole(found.into_stream().boxed(), file.id, file.sha256);
    Ok((file, whole))
}

/// The bytes as they come, but the last of them only when they are those that were uploaded. Otherwise the answer ends with an error before
/// it is complete, and nobody takes a file that was cut or exchanged in the store for the whole one.
fn whole(bytes: FileBytes, id: FileId, expected: [u8; 32]) -> FileBytes {
    let next = move |(mut bytes, mut hash, mut held): (FileBytes, Sha256, Option<Bytes>)| async move {
        while let Some(chunk) = bytes.next().await.transpose()? {
            hash.update(&chunk);
            if let Some(before) = held.replace(chunk) {
                return Ok(Some((before, (bytes, hash, held))));
            }
        }
        if <[u8; 32]>::from(hash.clone().finalize()) != expected {
            let source = "the file in the store is not the one that was uploaded";
            tracing::error!(file.id = %id, source);
            return Err(object_store::Error::Generic { store: "files", source: source.into() });
        }
        Ok(held.take().map(|last| (last, (bytes, hash, None))))
    };
    stream::try_unfold((bytes, Sha256::new(), None), next).boxed()
}

/// Removes files that were uploaded but never sent, and returns how many.
pub async fn sweep(cx: &Context, tenant: TenantId, before: jiff::Timestamp) -> Result<usize, Error> {
    let mut tx = cx.store.write(tenant).await?;
    let mut removed = Vec::new();
    for file in store::files::unattached_before(&mut tx, before).await? {
        // A request may be sent with it at this very moment.
        if store::files::delete_unattached(&mut tx, file.id).await? {
            removed.push(file);
        }
    }
    tx.commit().await?;
    for file in &removed {
        // The row is gone, so a failure leaves bytes that nobody can reach; it is told and not repeated.
        if let Err(error) = cx.files.0.delete(&key(file.tenant, file.id)).await {
            tracing::warn!(file.id = %file.id, %error, "an expired upload could not be removed from the file store");
        }
    }
    Ok(removed.len())
}

struct Received {
    media_type: &'static str,
    size: i64,
    sha256: [u8; 32],
    rest: Rest,
}

/// What is not in the file store yet. Dropped, nothing of the upload is there.
struct Rest {
    writer: Option<WriteMultipart>,
    pending: Vec<u8>,
}

async fn receive<S>(files: &FileStore, key: &Key, max_mib: u64, mut body: S) -> Result<Received, UploadError>
where
    S: Stream<Item = Result<Bytes, String>> + Send + Unpin,
{
    let (mut head, mut hash, mut size) = (Vec::new(), Sha256::new(), 0_u64);
    let mut media_type = None;
    let mut pending = Vec::new();
    let mut writer: Option<WriteMultipart> = None;
    let outcome = loop {
        let Some(chunk) = body.next().await else { break Ok(()) };
        let Ok(chunk) = chunk else { break Err(UploadError::Cut) };
        size += chunk.len() as u64;
        if size > max_mib * 1024 * 1024 {
            break Err(UploadError::TooLarge { max_mib });
        }
        hash.update(&chunk);
        if head.len() < HEAD_BYTES {
            head.extend_from_slice(&chunk[..chunk.len().min(HEAD_BYTES - head.len())]);
            if head.len() == HEAD_BYTES {
                media_type = accepted(&head);
                if media_type.is_none() {
                    break Err(UploadError::Kind);
                }
            }
        }
        pending.extend_from_slice(&chunk);
        if pending.len() >= CHUNK_BYTES {
            if writer.is_none() {
                let upload = files.0.put_multipart(key).await.map_err(|error| failed(&error))?;
                writer = Some(WriteMultipart::new_with_chunk_size(upload, CHUNK_BYTES));
            }
            if let Some(writer) = &mut writer {
                writer.wait_for_capacity(2).await.map_err(|error| failed(&error))?;
                writer.write(&pending);
                pending.clear();
            }
        }
    };
    let checked = outcome.and(if size == 0 { Err(UploadError::Empty) } else { Ok(()) });
    let media_type = checked.and_then(|()| media_type.or_else(|| accepted(&head)).ok_or(UploadError::Kind));
    match (media_type, writer) {
        (Ok(media_type), writer) => {
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            Ok(Received { media_type, size, sha256: hash.finalize().into(), rest: Rest { writer, pending } })
        }
        (Err(error), writer) => {
            Rest { writer, pending }.abort().await;
            Err(error)
        }
    }
}

impl Rest {
    async fn finish(self, files: &FileStore, key: &Key) -> Result<(), Error> {
        match self.writer {
            Some(mut writer) => {
                writer.write(&self.pending);
                writer.finish().await.map_err(|error| failed(&error))?;
            }
            None => {
                files.0.put(key, PutPayload::from(self.pending)).await.map_err(|error| failed(&error))?;
            }
        }
        Ok(())
    }

    async fn abort(self) {
        if let Some(writer) = self.writer
            && let Err(error) = writer.abort().await
        {
            tracing::warn!(%error, "a broken upload could not be removed from the file store");
        }
    }
}

/// The media type of a file's beginning, if it is one that is accepted. Text is what is valid UTF-8 without control characters and
/// is not markup.
fn accepted(head: &[u8]) -> Option<&'static str> {
    if let Some(kind) = infer::get(head) {
        return ACCEPTED.into_iter().find(|accepted| *accepted == kind.mime_type());
    }
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut at the end of the head.
        Err(error) if head.len() == HEAD_BYTES && error.valid_up_to() + 4 > head.len() => {
            std::str::from_utf8(&head[..error.valid_up_to()]).ok()?
        }
        Err(_) => return None,
    };
    let plain = text.chars().all(|c| !c.is_control() || "\n\r\t".contains(c)) && !text.trim_start().starts_with('<');
    plain.then_some("text/plain")
}

fn key(tenant: TenantId, file: FileId) -> Key {
    Key::from(format!("{tenant}/{file}"))
}

fn failed(error: &impl std::fmt::Display) -> Error {
    Error::Failed(format!("the file store failed: {error}"))
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt, stream};

    use super::{Bytes, Digest, FileId, Sha256, accepted, whole};

    #[tokio::test]
    async fn the_last_bytes_come_only_when_all_are_those_that_were_uploaded() {
        let read = async |expected: &[u8]| {
            let kept = stream::iter(["abc", "def"].map(|part| Ok(Bytes::from_static(part.as_bytes())))).boxed();
            let read = whole(kept, FileId(uuid::Uuid::nil()), Sha256::digest(expected).into());
            read.map(|part| part.map(|bytes| bytes.to_vec()).map_err(drop)).collect::<Vec<_>>().await
        };
        assert_eq!(read(b"abcdef").await, [Ok(b"abc".to_vec()), Ok(b"def".to_vec())]);
        assert_eq!(read(b"abcdefghi").await, [Ok(b"abc".to_vec()), Err(())], "cut in the store");
        assert_eq!(read(b"uvwxyz").await, [Ok(b"abc".to_vec()), Err(())], "exchanged in the store");
    }

    #[test]
    fn a_type_is_found_from_the_content_and_markup_is_refused() {
        assert_eq!(accepted(b"\xff\xd8\xff\xe0\x00\x10JFIF"), Some("image/jpeg"));
        assert_eq!(accepted(b"\x89PNG\r\n\x1a\n"), Some("image/png"));
        assert_eq!(accepted("Zählerstand: 123\n".as_bytes()), Some("text/plain"));
        for lie in [&b"<svg onload=alert(1)>"[..], b"  <html>", b"MZ\x90\x00", b"\x7fELF", b"PK\x03\x04", b"\x00\x01"] {
            assert_eq!(accepted(lie), None, "{lie:?}");
        }
    }
}
