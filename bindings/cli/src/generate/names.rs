//! Names of constants, made from ids of a pack.

/// Words that Swift writes in capitals where they do not begin a name.
const INITIALISMS: &[&str] = &["id", "ip", "sdk", "sms", "url"];

/// `wechat_pay` as `WechatPay`.
pub(super) fn pascal(id: &str) -> String {
    words(id).map(capitalised).collect()
}

/// `device_id` as `deviceId`.
pub(super) fn camel(id: &str) -> String {
    let mut words = words(id);
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |name, word| name + &capitalised(word))
}

/// `jmlink_device_id` as `jmlinkDeviceID`.
pub(super) fn swift(id: &str) -> String {
    let mut words = words(id);
    let first = words.next().unwrap_or_default().to_lowercase();
    words.fold(first, |name, word| {
        name + &if INITIALISMS.contains(&word) {
            word.to_uppercase()
        } else {
            capitalised(word)
        }
    })
}

fn words(id: &str) -> impl Iterator<Item = &str> {
    id.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Whether a text can be a name in both languages.
pub(super) fn is_name(text: &str) -> bool {
    let mut letters = text.chars();
    letters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && letters.all(|c| c.is_ascii_alphanumeric() || c == '_')
        && text != "_"
}

/// Names in use. Several ids can give the same name: `a_1` and `a1`.
#[derive(Debug, Default)]
pub(super) struct Taken(Vec<String>);

impl Taken {
    /// Names that something else has.
    pub(super) fn by(names: &[&str]) -> Taken {
        Taken(names.iter().map(|name| (*name).to_owned()).collect())
    }

    /// The name itself, or with as many underscores as it takes to tell it apart.
    pub(super) fn give(&mut self, mut name: String) -> String {
        while self.0.contains(&name) {
            name.push('_');
        }
        self.0.push(name.clone());
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_become_names_of_either_language() {
        assert_eq!(pascal("wechat_pay"), "WechatPay");
        assert_eq!(pascal("003"), "003");
        assert_eq!(pascal("my-policy.v2"), "MyPolicyV2");
        assert_eq!(camel("device_id"), "deviceId");
        assert_eq!(camel("tbs_x5"), "tbsX5");
        assert_eq!(swift("jmlink.device_id"), "jmlinkDeviceID");
        assert_eq!(swift("id.card"), "idCard");
        assert_eq!(swift("login.sms_code"), "loginSMSCode");
    }

    #[test]
    fn names_are_letters_and_digits() {
        for name in ["Policy003", "_a", "a_b"] {
            assert!(is_name(name), "{name}");
        }
        for name in ["", "_", "3a", "a-b", "a b", "政策", "a.b"] {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn no_two_ids_get_the_same_name() {
        let mut taken = Taken::by(&["recipient"]);
        assert_eq!(taken.give(camel("a_1")), "a1");
        assert_eq!(taken.give(camel("a1")), "a1_");
        assert_eq!(taken.give(camel("a__1")), "a1__");
        assert_eq!(taken.give(camel("recipient")), "recipient_");
    }
}
