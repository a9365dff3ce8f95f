//! The same GET by a client of the registry and by bare TCP. Both keep their
//! connection, as the clients of Node do.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::{LazyLock, Mutex};

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Error, Task};
use napi_derive::napi;

static AGENT: LazyLock<ureq::Agent> = LazyLock::new(ureq::Agent::new_with_defaults);
static CONNECTION: Mutex<Option<BufReader<TcpStream>>> = Mutex::new(None);

pub enum Get {
    Ureq(String),
    Tcp(u16, String),
}

impl Task for Get {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        match self {
            Self::Ureq(url) => get_by_ureq(url).map_err(to_error),
            Self::Tcp(port, path) => Ok(get_by_tcp(*port, path)?),
        }
    }

    fn resolve(&mut self, _env: Env, output: String) -> napi::Result<String> {
        Ok(output)
    }
}

#[napi(ts_return_type = "Promise<string>")]
pub fn get_with_ureq(url: String) -> AsyncTask<Get> {
    AsyncTask::new(Get::Ureq(url))
}

#[napi(ts_return_type = "Promise<string>")]
pub fn get_with_tcp(port: u16, path: String) -> AsyncTask<Get> {
    AsyncTask::new(Get::Tcp(port, path))
}

fn get_by_ureq(url: &str) -> Result<String, ureq::Error> {
    AGENT.get(url).call()?.body_mut().read_to_string()
}

fn to_error(error: ureq::Error) -> Error {
    Error::from_reason(error.to_string())
}

fn get_by_tcp(port: u16, path: &str) -> std::io::Result<String> {
    let mut kept = CONNECTION
        .lock()
        .map_err(|_| std::io::Error::other("a request panicked"))?;
    let mut stream = match kept.take() {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(("127.0.0.1", port))?;
            stream.set_nodelay(true)?;
            BufReader::new(stream)
        }
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes())?;
    let mut length = 0;
    let mut line = String::new();
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(": ")
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.parse().map_err(std::io::Error::other)?;
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    *kept = Some(stream);
    String::from_utf8(body).map_err(std::io::Error::other)
}
