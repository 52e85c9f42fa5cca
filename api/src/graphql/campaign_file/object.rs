use async_graphql::Object;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use crate::error::Error;
use crate::export::ExportFormat;
use crate::graphql::enums;
use crate::graphql::error::Answer;

/// The most bytes of a file in an answer; larger ones are fetched by their path.
const LARGEST: usize = 2 * 1024 * 1024;

/// A campaign as a file.
pub(crate) struct CampaignFile {
    pub format: ExportFormat,
    pub file_name: String,
    pub path: String,
    /// Empty where nothing of it was selected.
    pub bytes: Vec<u8>,
}

/// A campaign as a file of another program, or as a picture.
#[Object]
impl CampaignFile {
    /// Format of the file.
    async fn format(&self) -> enums::ExportFormat {
        self.format.into()
    }

    /// Name to save the file by: key and name of the campaign, and the day that it is looked at from.
    async fn file_name(&self) -> &str {
        &self.file_name
    }

    /// Media type of the file, such as `text/csv; charset=utf-8`.
    async fn media_type(&self) -> &str {
        self.format.media()
    }

    /// Size of the file, in bytes.
    async fn size_bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Bytes of the file in base64.  Null with the error `TOO_LARGE` for a file of more than 2 MiB: fetch it
    /// by its `path`.
    async fn content(&self) -> Option<Answer<String>> {
        Some(self.bounded().map(|bytes| BASE64_STANDARD.encode(bytes)))
    }

    /// The file as text, in place of `content`.  Null for XLSX, PNG and PDF, which are no text; null with the
    /// error `TOO_LARGE` for a file of more than 2 MiB.
    async fn text(&self) -> Option<Answer<String>> {
        let read = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).map_err(Error::internal);
        self.format.is_text().then(|| Ok(read(self.bounded()?)?))
    }

    /// Path of the address that answers the same file by GET, of any size, with the token of `/graphql`.
    async fn path(&self) -> &str {
        &self.path
    }
}

impl CampaignFile {
    /// The bytes, where they are not too many for an answer.
    fn bounded(&self) -> Answer<&[u8]> {
        let size = self.bytes.len();
        if size > LARGEST {
            let path = &self.path;
            let message = format!("the file has {size} bytes, more than {LARGEST}: fetch it with GET {path}");
            return Err(Error::TooLarge(message).into());
        }
        Ok(&self.bytes)
    }
}
