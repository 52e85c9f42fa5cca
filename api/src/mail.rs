//! Letters: by SMTP, or into a file for development.

use std::path::PathBuf;
use std::sync::Arc;

use lettre::message::header::ContentType;
use lettre::message::{Mailbox, Message};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::io::AsyncWriteExt;

use crate::error::{Error, Result};

/// A letter to one person.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: String,
    /// What it is about.
    pub subject: String,
    /// What it says; links in it let whoever has them in.
    pub body: String,
}

/// How letters go out.
#[derive(Clone)]
pub struct Mailer {
    way: Way,
    from: Mailbox,
}

#[derive(Clone)]
enum Way {
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
        let way = if let Some(path) = url.strip_prefix("file:") {
            Way::File(Arc::new(PathBuf::from(path)))
        } else {
            let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
            // The address may hold a password: it is not shown.
            let transport = transport.map_err(|_secret| {
                Error::bad_input("mail_url", "expected smtp://…, smtps://… or file:PATH")
            })?;
            Way::Smtp(transport.build())
        };
        Ok(Self { way, from })
    }

    /// Sends a letter, after whoever asked has been answered: how long it takes tells nobody anything.
    pub fn send(&self, letter: Letter) {
        let mailer = self.clone();
        tokio::spawn(async move {
            match mailer.deliver(&letter).await {
                Ok(()) => tracing::info!(to = letter.to, subject = letter.subject, "a letter"),
                Err(error) => {
                    tracing::error!(to = letter.to, subject = letter.subject, %error, "a letter was not sent");
                }
            }
        });
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        match &self.way {
            Way::Smtp(transport) => {
                let message = Message::builder()
                    .from(self.from.clone())
                    .to(letter.to.parse()?)
                    .subject(&letter.subject)
                    .header(ContentType::TEXT_PLAIN)
                    .body(letter.body.clone())?;
                transport.send(message).await?;
            }
            Way::File(path) => {
                let text =
                    format!("To: {}\nSubject: {}\n\n{}\n\n---\n", letter.to, letter.subject, letter.body);
                let mut options = tokio::fs::OpenOptions::new();
                let mut file = options.create(true).append(true).mode(0o600).open(&**path).await?;
                file.write_all(text.as_bytes()).await?;
                file.flush().await?;
            }
        }
        Ok(())
    }
}

impl Letter {
    fn new(to: &str, locale: &str, en: (&str, String), zh: (&str, String)) -> Self {
        let (subject, body) = if locale == "zh" { zh } else { en };
        Self { to: to.to_owned(), subject: subject.to_owned(), body }
    }

    /// To somebody new, to show that the address is theirs.
    pub(crate) fn registration(to: &str, locale: &str, link: &str) -> Self {
        let en = format!(
            "Open this link within 30 minutes to finish your registration:\n\n{link}\n\nIf you did not ask for it, there is nothing to do."
        );
        let zh =
            format!("请在30分钟内打开以下链接完成注册：\n\n{link}\n\n如果不是您本人操作，请忽略此邮件。");
        Self::new(to, locale, ("Your Leadtime account", en), ("您的 Leadtime 账号", zh))
    }

    /// To somebody who registers again.
    pub(crate) fn known_address(to: &str, locale: &str) -> Self {
        let en = "Somebody, probably you, tried to register with this address, which has an account already. Sign in, or ask for a new password.";
        let zh = "有人（可能是您）尝试用此邮箱注册，但该邮箱已有账号。请直接登录或重置密码。";
        let (en, zh) = (("Your Leadtime account", en.to_owned()), ("您的 Leadtime 账号", zh.to_owned()));
        Self::new(to, locale, en, zh)
    }

    /// To somebody who has forgotten their password.
    pub(crate) fn reset(to: &str, locale: &str, link: &str) -> Self {
        let en = format!(
            "Open this link within 30 minutes to choose a new password:\n\n{link}\n\nIf you did not ask for it, there is nothing to do."
        );
        let zh =
            format!("请在30分钟内打开以下链接设置新密码：\n\n{link}\n\n如果不是您本人操作，请忽略此邮件。");
        Self::new(to, locale, ("A new password for Leadtime", en), ("重置 Leadtime 密码", zh))
    }

    /// To somebody who is asked into a workspace; what they read nobody knows yet.
    pub(crate) fn invitation(to: &str, workspace: &str, link: &str) -> Self {
        // A name may be chosen so that its letters look like somebody else's: no address in it becomes a link.
        let workspace = workspace.replace(['/', '\\', '.', ':'], " ");
        let body = format!(
            "You are invited to “{workspace}” on Leadtime. Open this link within seven days:\n您被邀请加入 Leadtime 的“{workspace}”，请在7天内打开以下链接：\n\n{link}"
        );
        Self { to: to.to_owned(), subject: "Leadtime: an invitation · 邀请".to_owned(), body }
    }
}
