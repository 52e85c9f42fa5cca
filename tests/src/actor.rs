//! People who ask a server things over HTTP.

use std::io::Read;
use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;

/// The largest answer that is read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Somebody at a client.
pub struct Actor {
    agent: Agent,
    address: SocketAddr,
    token: Option<String>,
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// Its status.
    pub status: u16,
    /// Its headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Its body, as text.
    pub text: String,
    /// Its body as it was sent.
    pub bytes: Vec<u8>,
}

impl Reply {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The body, decoded as its headers say.
    pub fn decoded(&self) -> String {
        let mut decoder: Box<dyn Read> = match self.header("content-encoding") {
            None => Box::new(&*self.bytes),
            Some("zstd") => Box::new(zstd::Decoder::new(&*self.bytes).unwrap()),
            Some("br") => Box::new(brotli::Decompressor::new(&*self.bytes, 4096)),
            Some("gzip") => Box::new(flate2::read::GzDecoder::new(&*self.bytes)),
            Some(other) => panic!("{other}"),
        };
        let mut text = String::new();
        decoder.read_to_string(&mut text).unwrap();
        text
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

impl Actor {
    pub(crate) fn new(address: SocketAddr, token: Option<String>) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Where a page sends its reader is told, and not followed.
            .max_redirects(0)
            .timeout_global(Some(Duration::from_mins(2)))
            // Sooner than the server closes it: a busy machine would otherwise send on one that is just being
            // closed.
            .max_idle_age(Duration::from_secs(1))
            .user_agent("tests")
            .build();
        Self { agent: config.into(), address, token }
    }

    /// Somebody with a token, at a server of another process.
    pub fn at(address: SocketAddr, token: &str) -> Self {
        Self::new(address, Some(token.to_owned()))
    }

    /// What a path of the server is called.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Sends a document with variables.
    pub fn send(&self, query: &str, variables: &Value) -> Reply {
        self.try_send(query, variables).unwrap()
    }

    /// Sends a document with variables to a server that may go meanwhile.
    ///
    /// # Errors
    /// Where no answer comes, or not all of one.
    pub fn try_send(&self, query: &str, variables: &Value) -> Result<Reply, ureq::Error> {
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.try_post(&[("content-type", "application/json")], &body)
    }

    /// Sends a body as it is.
    pub fn post(&self, headers: &[(&str, &str)], body: &str) -> Reply {
        self.try_post(headers, body).unwrap()
    }

    fn try_post(&self, headers: &[(&str, &str)], body: &str) -> Result<Reply, ureq::Error> {
        let mut request = self.agent.post(self.url("/graphql"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        try_read(request.send(body)?)
    }

    /// Asks as a browser does before it calls another origin.
    pub fn preflight(&self, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.options(self.url("/graphql"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.call().unwrap())
    }

    /// Gets a path.
    pub fn get(&self, path: &str) -> Reply {
        self.get_with(path, &[])
    }

    /// Gets a path with further headers.
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.get(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read(request.call().unwrap())
    }

    /// Sends a file to a path.
    pub fn upload(&self, path: &str, file: &[u8]) -> Reply {
        let mut request = self.agent.post(self.url(path));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read(request.send(file).unwrap())
    }

    /// Gets a path in a coding.
    pub fn get_coded(&self, path: &str, coding: &str) -> Reply {
        read(self.agent.get(self.url(path)).header("accept-encoding", coding).call().unwrap())
    }

    /// Gets a page in a language.
    pub fn page(&self, path: &str, language: &str) -> Reply {
        read(self.agent.get(self.url(path)).header("accept-language", language).call().unwrap())
    }

    /// Sends a form of a page.
    pub fn submit(&self, path: &str, language: &str, fields: &[(&str, &str)]) -> Reply {
        self.submit_with(path, &[("accept-language", language)], fields)
    }

    /// Sends a form with headers.
    pub fn submit_with(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Reply {
        let mut request = self.agent.post(self.url(path));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send_form(fields.iter().copied()).unwrap())
    }

    /// Asks, and expects an answer without errors: its data.
    pub fn ask(&self, query: &str) -> Value {
        self.ask_with(query, &json!({}))
    }

    /// Asks with variables, and expects an answer without errors: its data.
    pub fn ask_with(&self, query: &str, variables: &Value) -> Value {
        let mut answer = self.send(query, variables).json();
        assert!(answer.get("errors").is_none(), "{query}\n{answer:#}");
        answer["data"].take()
    }

    /// Asks, and expects to be refused: the first error.
    pub fn refused(&self, query: &str) -> Value {
        let mut answer = self.send(query, &json!({})).json();
        assert!(answer["errors"].is_array(), "{query}\n{answer:#}");
        answer["errors"][0].take()
    }
}

fn read(response: Response<ureq::Body>) -> Reply {
    try_read(response).unwrap()
}

fn try_read(mut response: Response<ureq::Body>) -> Result<Reply, ureq::Error> {
    let headers = response.headers().iter();
    let headers =
        headers.map(|(name, value)| (name.to_string(), value.to_str().unwrap_or_default().to_owned()));
    let (status, headers) = (response.status().as_u16(), headers.collect());
    let bytes = response.body_mut().with_config().limit(LARGEST).read_to_vec()?;
    Ok(Reply { status, headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes })
}
