//! One incarnation of a pid, as text that can be stored and compared.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::str::FromStr;
use std::sync::Arc;

use crate::host::{Host, System, UNKNOWN, is_hex};
use crate::sys;

/// One incarnation of a pid: machine, boot, namespaces, pid and start time.
///
/// Equal for whoever asks in the same pid and time namespace. Its text
/// ([`Display`], [`FromStr`]) is to be stored and compared, not to be
/// understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Identity {
    pub(crate) host: Arc<Host>,
    pub(crate) pid: u32,
    /// Linux: clock ticks since boot. macOS: microseconds since 1970. Windows:
    /// 100 nanoseconds since 1601.
    pub(crate) start: u64,
}

/// The text is no [`Identity`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ParseIdentityError(());

impl Identity {
    /// The pid that the process has, or had.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Of a process of this machine, boot and namespace.
    pub(crate) fn here(pid: u32, start: u64) -> io::Result<Self> {
        let host = sys::host()?;
        Ok(Self { host, pid, start })
    }
}

impl System {
    fn tag(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::MacOs => "darwin",
            Self::Windows => "win32",
        }
    }

    fn from_tag(tag: &str) -> Option<Self> {
        [Self::Linux, Self::MacOs, Self::Windows]
            .into_iter()
            .find(|system| system.tag() == tag)
    }
}

impl Display for Identity {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let Host {
            system,
            machine,
            boot,
            namespaces: (pids, time),
        } = &*self.host;
        let (tag, pid, start) = (system.tag(), self.pid, self.start);
        write!(
            formatter,
            "v1-{tag}-{machine}-{boot}-{pids}.{time}-{pid}-{start}"
        )
    }
}

impl FromStr for Identity {
    type Err = ParseIdentityError;

    /// Accepts what [`Display`] writes, and nothing else.
    fn from_str(text: &str) -> Result<Self, ParseIdentityError> {
        parse(text).ok_or(ParseIdentityError(()))
    }
}

fn parse(text: &str) -> Option<Identity> {
    let mut parts = text.split('-');
    if parts.next()? != "v1" {
        return None;
    }
    let system = System::from_tag(parts.next()?)?;
    let machine = parts.next()?;
    let boot = parts.next()?;
    let (pids, time) = parts.next()?.split_once('.')?;
    let namespaces = (decimal(pids)?, decimal(time)?);
    let pid = u32::try_from(decimal(parts.next()?)?).ok()?;
    let start = decimal(parts.next()?)?;
    let is_system = match system {
        System::Linux => is_hex(boot, 32),
        System::MacOs => is_hex(boot, 32) && namespaces == (0, 0),
        System::Windows => boot == UNKNOWN && namespaces == (0, 0),
    };
    let is_pid = pid > 0 && (system == System::Windows || i32::try_from(pid).is_ok());
    let is_machine = machine == UNKNOWN || is_hex(machine, 16);
    if parts.next().is_some() || !is_system || !is_pid || !is_machine {
        return None;
    }
    Some(Identity {
        host: Arc::new(Host {
            system,
            machine: machine.to_owned(),
            boot: boot.to_owned(),
            namespaces,
        }),
        pid,
        start,
    })
}

/// A number as [`Display`] writes it: no sign, no leading zero.
fn decimal(text: &str) -> Option<u64> {
    let is_canonical = text == "0" || !text.starts_with('0');
    let is_decimal = text.bytes().all(|byte| byte.is_ascii_digit());
    (is_canonical && is_decimal)
        .then(|| text.parse().ok())
        .flatten()
}

impl Display for ParseIdentityError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        formatter.write_str("not the identity of a process")
    }
}

impl Error for ParseIdentityError {}

#[cfg(test)]
mod tests {
    use super::*;

    const BOOT: &str = "0123456789abcdef0123456789abcdef";

    fn is_refused(text: &str) -> bool {
        text.parse::<Identity>() == Err(ParseIdentityError(()))
    }

    #[test]
    fn reads_what_it_writes() {
        for text in [
            format!("v1-linux-0123456789abcdef-{BOOT}-4026531836.4026531834-1-0"),
            format!("v1-linux-0-{BOOT}-4026531836.0-2147483647-18446744073709551615"),
            format!("v1-darwin-0123456789abcdef-{BOOT}-0.0-1-1700000000000000"),
            "v1-win32-0123456789abcdef-0-0.0-4294967295-133500000000000000".to_owned(),
        ] {
            let identity: Identity = text.parse().expect(&text);
            assert_eq!(identity.to_string(), text);
        }
    }

    #[test]
    fn refuses_anything_else() {
        let good = format!("v1-linux-0123456789abcdef-{BOOT}-4026531836.4026531834-4711-99");
        assert!(!is_refused(&good));
        for end in 0..good.len() - 1 {
            assert!(is_refused(&good[..end]), "{end}");
        }
        for (from, to) in [
            ("v1", "v2"),
            ("v1", "V1"),
            ("linux", "freebsd"),
            ("linux", "darwin"),
            ("linux", "win32"),
            ("linux", "Linux"),
            ("linux-0", "linux-"),
            ("linux-0", "linux-A"),
            ("linux-0", "linux-00"),
            (BOOT, "0"),
            (BOOT, &BOOT.to_uppercase()),
            ("4026531836.", "."),
            ("4026531836.", "04026531836."),
            ("4026531836.", "4026531836.1."),
            ("4026531836.", "4026531836"),
            ("-4711-", "-0-"),
            ("-4711-", "-04711-"),
            ("-4711-", "-+4711-"),
            ("-4711-", "--4711-"),
            ("-4711-", "- 4711-"),
            ("-4711-", "-2147483648-"),
            ("-4711-", "-4294967297-"),
            ("-4711-", "--"),
            ("-99", "-"),
            ("-99", "-099"),
            ("-99", "-99-"),
            ("-99", "-99\n"),
            ("-99", "-99\0"),
            ("-99", "-٩٩"),
            ("-99", "-18446744073709551616"),
        ] {
            let text = good.replacen(from, to, 1);
            assert_ne!(text, good, "{from:?} to {to:?}");
            assert!(is_refused(&text), "{text:?}");
        }
    }
}
