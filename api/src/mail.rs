//! E-mail: by SMTP, or into a file for development.

use std::path::PathBuf;
use std::sync::Arc;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;

use crate::error::{Error, Result};

/// An e-mail to one person.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Email {
    /// The recipient's address.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// Plain text; a link in it lets whoever has it in.
    pub body: String,
}

/// Sends e-mail.
#[derive(Clone)]
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
}

#[derive(Clone)]
enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    File(Arc<PathBuf>),
}

impl Mailer {
    /// By an address: `smtp://…`, `smtps://…`, or `file:PATH`.
    ///
    /// # Errors
    /// Where it is neither, or the sender is no address.
    pub fn new(url: &str, from: &str) -> Result<Self> {
        let from =
            from.parse().map_err(|error| Error::bad_input("mail_from", format!("{from:?}: {error}")))?;
        let transport = if let Some(path) = url.strip_prefix("file:") {
            Transport::File(Arc::new(PathBuf::from(path)))
        } else {
            let smtp = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
            // The address may hold a password: it is not shown.
            let smtp = smtp.map_err(|_secret| {
                Error::bad_input("mail_url", "expected smtp://…, smtps://… or file:PATH")
            })?;
            Transport::Smtp(smtp.build())
        };
        Ok(Self { transport, from })
    }

    /// Sends an e-mail.
    ///
    /// # Errors
    /// Where the mail server or the file does not take it: trying again later may work.
    pub async fn send(&self, email: &Email) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        match &self.transport {
            Transport::Smtp(smtp) => {
                let message = Message::builder()
                    .from(self.from.clone())
                    .to(email.to.parse()?)
                    .subject(&email.subject)
                    .header(ContentType::TEXT_PLAIN)
                    .body(email.body.clone())?;
                smtp.send(message).await?;
            }
            Transport::File(path) => {
                let text = format!("To: {}\nSubject: {}\n\n{}\n\n---\n", email.to, email.subject, email.body);
                let mut options = tokio::fs::OpenOptions::new();
                let mut file = options.create(true).append(true).mode(0o600).open(&**path).await?;
                file.write_all(text.as_bytes()).await?;
                file.flush().await?;
            }
        }
        Ok(())
    }
}

impl Email {
    fn new(to: &str, locale: &str, en: (&str, String), zh: (&str, String)) -> Self {
        let (subject, body) = if locale == "zh" { zh } else { en };
        Self { to: to.to_owned(), subject: subject.to_owned(), body }
    }

    /// To somebody new, to show that the address is theirs.
    pub(crate) fn registration(to: &str, locale: &str, link: &str) -> Self {
        let en = format!(
            "Open this link within 30 minutes to finish your registration:\n\n{link}\n\nIf you did not ask \
                for it, there is nothing to do."
        );
        let zh =
            format!("请在30分钟内打开以下链接完成注册：\n\n{link}\n\n如果不是您本人操作，请忽略此邮件。");
        Self::new(to, locale, ("Your Leadtime account", en), ("您的 Leadtime 账号", zh))
    }

    /// To somebody who registers again.
    pub(crate) fn known_address(to: &str, locale: &str) -> Self {
        let en = "Somebody, probably you, tried to register with this address, which has an account \
            already. Sign in, or ask for a new password.";
        let zh = "有人（可能是您）尝试用此邮箱注册，但该邮箱已有账号。请直接登录或重置密码。";
        let (en, zh) = (("Your Leadtime account", en.to_owned()), ("您的 Leadtime 账号", zh.to_owned()));
        Self::new(to, locale, en, zh)
    }

    /// To somebody who has forgotten their password.
    pub(crate) fn reset(to: &str, locale: &str, link: &str) -> Self {
        let en = format!(
            "Open this link within 30 minutes to choose a new password:\n\n{link}\n\nIf you did not ask for \
                it, there is nothing to do."
        );
        let zh =
            format!("请在30分钟内打开以下链接设置新密码：\n\n{link}\n\n如果不是您本人操作，请忽略此邮件。");
        Self::new(to, locale, ("A new password for Leadtime", en), ("重置 Leadtime 密码", zh))
    }

    /// To somebody who is asked into a workspace; what they read nobody knows yet.
    pub(crate) fn invitation(to: &str, workspace: &str, link: &str) -> Self {
        // A name may be chosen so that its letters look like somebody else's: no address in it becomes a
        // link.
        let workspace = workspace.replace(['/', '\\', '.', ':'], " ");
        let body = format!(
            "You are invited to “{workspace}” on Leadtime. Open this link within seven days:\n您被邀请加入 \
                Leadtime 的“{workspace}”，请在7天内打开以下链接：\n\n{link}"
        );
        Self { to: to.to_owned(), subject: "Leadtime: an invitation · 邀请".to_owned(), body }
    }
}
