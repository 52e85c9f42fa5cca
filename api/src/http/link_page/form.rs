//! The forms of each kind of link and of the sign-in page, and what they say.

use crate::http::html::{Referrer, Text};

/// What is typed into a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::http) enum Kind {
    Name,
    Email,
    CurrentPassword,
    NewPassword,
    TimeZone,
}

/// A field of a form.
pub(in crate::http) struct Field {
    /// Its path in the mutation's input, with dots.
    pub name: &'static str,
    pub kind: Kind,
    pub label: Text,
}

/// A form, and the mutation that it asks for.
pub(in crate::http) struct Form {
    /// Unique on its page.
    pub name: &'static str,
    pub heading: Option<Text>,
    pub fields: &'static [Field],
    pub button: Text,
    /// Its fields are those of `signIn`, and its document is asked for with what that answers.
    pub signs_in: bool,
    /// Takes `$input` and answers `done`.
    pub document: &'static str,
    /// Where its input has the language of the page.
    pub locale: Option<&'static str>,
}

/// A page: the forms of one kind of link.
pub(in crate::http) struct Page {
    path: &'static str,
    pub title: Text,
    pub forms: &'static [Form],
    pub done: Text,
    /// Whom its address is told.
    pub referrer: Referrer,
}

impl Page {
    pub(super) fn of(path: &str) -> Option<&'static Self> {
        PAGES.iter().find(|page| page.path == path)
    }
}

/// Of a link without its token.
pub(in crate::http) const INCOMPLETE: Text = Text::new(
    "This link is incomplete. Open it from the e-mail, or copy all of it.",
    "链接不完整。请从邮件中打开，或完整复制链接。",
);

/// Of a form that is none of the page's.
pub(in crate::http) const UNREADABLE: Text =
    Text::new("This form cannot be read. Open the link again.", "无法读取表单，请重新打开链接。");

/// Where too many forms were sent.
pub(in crate::http) const TOO_MANY: Text =
    Text::new("Too many attempts. Try again in a few minutes.", "尝试次数过多，请过几分钟再试。");

/// Where the server could not do it.
pub(in crate::http) const FAILED: Text =
    Text::new("Something went wrong. Try again later.", "出现问题，请稍后再试。");

const NEW_PASSWORD: Text = Text::new("New password (at least 12 characters)", "新密码（至少12个字符）");

const ACCEPT: &str = "mutation AcceptInvitationPage($input: AcceptInvitationInput!) {
  done: acceptInvitation(input: $input) { accessToken userErrors { code message field } }
}";

/// Signs in.
pub(super) const SIGN_IN_DOCUMENT: &str = "mutation SignInPage($input: SignInInput!) {
  done: signIn(input: $input) { accessToken userErrors { code message field } }
}";

/// What `signIn` takes.
const CREDENTIALS: [Field; 2] = [
    Field { name: "email", kind: Kind::Email, label: Text::new("E-mail", "邮箱") },
    Field { name: "password", kind: Kind::CurrentPassword, label: Text::new("Password", "密码") },
];

/// The page that people without a session are sent to from the pages of campaigns.
pub(in crate::http) static SIGN_IN: Page = Page {
    path: "campaigns/sign-in",
    title: Text::new("Sign in to Leadtime", "登录 Leadtime"),
    forms: &[Form {
        name: "sign-in",
        heading: None,
        fields: &CREDENTIALS,
        button: Text::new("Sign in", "登录"),
        signs_in: false,
        document: SIGN_IN_DOCUMENT,
        locale: None,
    }],
    done: Text::new("You are signed in.", "您已登录。"),
    // Its form is asked where it is from.
    referrer: Referrer::Server,
};

static PAGES: [Page; 3] = [
    Page {
        path: "register",
        title: Text::new("Finish your registration", "完成注册"),
        forms: &[Form {
            name: "confirm",
            heading: None,
            fields: &[Field {
                name: "password",
                kind: Kind::CurrentPassword,
                label: Text::new("The password that you registered with", "注册时设置的密码"),
            }],
            button: Text::new("Finish registration", "完成注册"),
            signs_in: false,
            document: "mutation RegisterPage($input: ConfirmRegistrationInput!) {
  done: confirmRegistration(input: $input) { accessToken userErrors { code message field } }
}",
            locale: None,
        }],
        done: Text::new("Your account is ready. You can sign in now.", "账号已创建，现在可以登录。"),
        referrer: Referrer::Nobody,
    },
    Page {
        path: "reset-password",
        title: Text::new("Choose a new password", "设置新密码"),
        forms: &[Form {
            name: "reset",
            heading: None,
            fields: &[Field { name: "newPassword", kind: Kind::NewPassword, label: NEW_PASSWORD }],
            button: Text::new("Change password", "修改密码"),
            signs_in: false,
            document: "mutation ResetPasswordPage($input: ResetPasswordInput!) {
  done: resetPassword(input: $input) { accessToken userErrors { code message field } }
}",
            locale: None,
        }],
        done: Text::new(
            "Your password is changed, and you are signed out everywhere. You can sign in with it now.",
            "密码已修改，所有设备均已退出登录。现在可以用新密码登录。",
        ),
        referrer: Referrer::Nobody,
    },
    Page {
        path: "accept-invitation",
        title: Text::new("Accept your invitation", "接受邀请"),
        forms: &[
            Form {
                name: "newcomer",
                heading: Some(Text::new("I am new to Leadtime", "我还没有账号")),
                fields: &[
                    Field {
                        name: "newcomer.name", kind: Kind::Name, label: Text::new("Your name", "姓名")
                    },
                    Field { name: "newcomer.password", kind: Kind::NewPassword, label: NEW_PASSWORD },
                    Field {
                        name: "newcomer.timeZone",
                        kind: Kind::TimeZone,
                        label: Text::new("Time zone", "时区"),
                    },
                ],
                button: Text::new("Create account and accept", "创建账号并接受邀请"),
                signs_in: false,
                document: ACCEPT,
                locale: Some("newcomer.locale"),
            },
            Form {
                name: "member",
                heading: Some(Text::new("I have an account", "我已有账号")),
                fields: &CREDENTIALS,
                button: Text::new("Sign in and accept", "登录并接受邀请"),
                signs_in: true,
                document: ACCEPT,
                locale: None,
            },
        ],
        done: Text::new(
            "You are a member of the workspace now. You can sign in.",
            "您已加入工作区，可以登录。",
        ),
        referrer: Referrer::Nobody,
    },
];
