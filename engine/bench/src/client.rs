//! A connection that sends ready-made requests and reads answers, and does nothing else: what it costs, the server cannot have.

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A keep-alive connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were read.
    filled: usize,
}

/// An answer as it lies in the buffer.
#[derive(Debug, Clone, Copy)]
pub struct Answer<'a> {
    pub status: u16,
    head: &'a str,
    /// As it was sent: in chunks when the server sent chunks.
    pub body: &'a [u8],
}

impl Answer<'_> {
    /// The value of a header, given in lower case as servers here write it.
    pub fn header(&self, name: &str) -> Option<&str> {
        header(self.head, name)
    }
}

impl Client {
    pub async fn connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: vec![0; 64 * 1024], filled: 0 })
    }

    /// Sends a request and reads its whole answer.
    pub async fn send(&mut self, request: &[u8]) -> io::Result<Answer<'_>> {
        self.stream.write_all(request).await?;
        self.filled = 0;
        let head_end = loop {
            if let Some(end) = find(&self.buffer[..self.filled], b"\r\n\r\n") {
                break end + 4;
            }
            self.read().await?;
        };
        let frame = frame(&self.buffer[..head_end])?;
        let end = match frame.length {
            Some(length) => head_end + length,
            None => usize::MAX,
        };
        while self.filled < end {
            if frame.length.is_none() && self.buffer[head_end..self.filled].ends_with(b"0\r\n\r\n") {
                break;
            }
            self.read().await?;
        }
        let head = std::str::from_utf8(&self.buffer[..head_end]).map_err(|_| broken("headers are not text"))?;
        Ok(Answer { status: frame.status, head, body: &self.buffer[head_end..self.filled.min(end)] })
    }

    async fn read(&mut self) -> io::Result<()> {
        if self.filled == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        match self.stream.read(&mut self.buffer[self.filled..]).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                self.filled += read;
                Ok(())
            }
        }
    }
}

struct Frame {
    status: u16,
    /// None: in chunks.
    length: Option<usize>,
}

fn frame(head: &[u8]) -> io::Result<Frame> {
    let head = std::str::from_utf8(head).map_err(|_| broken("headers are not text"))?;
    let status = head.get(9..12).and_then(|status| status.parse().ok()).ok_or_else(|| broken("no status"))?;
    if header(head, "transfer-encoding").is_some() {
        return Ok(Frame { status, length: None });
    }
    let length = header(head, "content-length").map_or(Ok(0), str::parse).map_err(|_| broken("no length"))?;
    Ok(Frame { status, length: Some(length) })
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.split("\r\n").find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// Builds requests of one visitor.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub host: SocketAddr,
    /// The whole `cookie` header, or nothing.
    pub cookie: String,
}

impl Visitor {
    pub fn get(&self, path: &str, accept_encoding: &str) -> Vec<u8> {
        let encoding =
            if accept_encoding.is_empty() { String::new() } else { format!("accept-encoding: {accept_encoding}\r\n") };
        format!("GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\n{encoding}{}\r\n", self.host, self.cookies())
            .into_bytes()
    }

    /// A form as a browser sends it from a page of the same site.
    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Vec<u8> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nsec-fetch-site: same-origin\r\ncontent-type: application/x-www-form-urlencoded\r\n\
             content-length: {}\r\n{}\r\n{body}",
            self.host,
            body.len(),
            self.cookies(),
        )
        .into_bytes()
    }

    fn cookies(&self) -> String {
        if self.cookie.is_empty() { String::new() } else { format!("cookie: {}\r\n", self.cookie) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_and_chunks_are_told_apart() {
        let plain = frame(b"HTTP/1.1 200 OK\r\ncontent-length: 12\r\n\r\n").unwrap();
        assert_eq!((plain.status, plain.length), (200, Some(12)));
        assert_eq!(frame(b"HTTP/1.1 303 See Other\r\ntransfer-encoding: chunked\r\n\r\n").unwrap().length, None);
        assert_eq!(frame(b"HTTP/1.1 204 No Content\r\n\r\n").unwrap().length, Some(0));
        assert!(frame(b"SMTP\r\n\r\n").is_err());
    }

    #[test]
    fn a_form_has_its_exact_length() {
        let visitor = Visitor { host: ([127, 0, 0, 1], 80).into(), cookie: String::new() };
        let request = String::from_utf8(visitor.post("/x", &[("a", "ä b")])).unwrap();
        assert!(request.contains("content-length: 10\r\n") && request.ends_with("\r\n\r\na=%C3%A4+b"), "{request}");
    }
}
