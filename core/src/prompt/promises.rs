//! What a policy promises beside consent, as a person reads it.
//!
//! Every chapter is there in every policy: one that the text leaves out says so.

use super::Section;
use super::build::labelled;
use super::document::headed;
use crate::catalogue::Catalogue;
use crate::pack::kinds;
use crate::pack::model::{
    ChangeRule, Closing, Combination, CrossBorder, Declined, Disposal, ExemptionItem,
    ExemptionList, IncidentNotice, Messages, Minors, NoticeTiming, PackData, PromisedEvent,
    Retention, Right, ServiceEnd, Source, Storage,
};
use crate::rules::clocks::Promise;
use crate::texts::{self, Language};

/// A chapter: its heading in both languages, the section it rests on, its lines.
struct Chapter<'a> {
    zh: &'static str,
    en: &'static str,
    clause: Option<&'a str>,
    lines: Vec<String>,
}

/// Every chapter, in a fixed order.
pub(super) fn chapters(catalogue: &Catalogue, language: Language) -> Vec<Section> {
    let data = catalogue.data();
    let page = Page { data, language };
    let mut chapters = vec![
        page.storage(data.storage.as_ref()),
        page.retention(data.retention.as_ref()),
    ];
    chapters.extend(page.all_exemptions());
    chapters.extend([
        page.combination(data.combination.as_ref()),
        page.sources(&data.sources),
        page.rights(),
        page.closing(data.closing.as_ref()),
        page.service_end(data.service_end.as_ref()),
        page.minors(data.minors.as_ref()),
        page.incident(data.incident.as_ref()),
        page.messages(data.messages.as_ref()),
        page.change(data.change.as_ref()),
    ]);
    chapters.into_iter().map(|it| page.section(it)).collect()
}

struct Page<'a> {
    data: &'a PackData,
    language: Language,
}

impl<'a> Page<'a> {
    fn section(&self, chapter: Chapter<'_>) -> Section {
        let heading = self.language.pick(chapter.zh, chapter.en);
        let silent = self.say("政策未写明。", "The policy does not say.");
        Section {
            heading: match chapter.clause {
                Some(clause) => headed(heading, clause, self.language),
                None => heading.to_owned(),
            },
            lines: if chapter.lines.is_empty() {
                vec![silent]
            } else {
                chapter.lines
            },
        }
    }

    fn say(&self, zh: &str, en: &str) -> String {
        self.language.pick(zh, en).to_owned()
    }

    fn labelled(&self, zh: &str, en: &str, text: &str) -> String {
        labelled(self.language, zh, en, text)
    }

    fn listed<T: AsRef<str>>(&self, parts: impl IntoIterator<Item = T>) -> String {
        let parts: Vec<T> = parts.into_iter().collect();
        let parts: Vec<&str> = parts.iter().map(AsRef::as_ref).collect();
        parts.join(self.language.pick("、", ", "))
    }

    fn kinds(&self, kinds: &[String]) -> String {
        self.listed(kinds.iter().map(|id| {
            let own = self.data.kinds.iter().find(|it| &it.id == id);
            match (own, kinds::info(id)) {
                (Some(own), _) => self.language.of_text(&own.term).to_owned(),
                (None, Some(info)) => self.say(&info.zh, &info.en),
                (None, None) => id.clone(),
            }
        }))
    }

    fn disposal(&self, then: Disposal) -> String {
        match then {
            Disposal::Delete => self.say("随后删除。", "They are deleted then."),
            Disposal::DeleteOrAnonymise => {
                self.say("随后删除或匿名化。", "They are deleted or anonymised then.")
            }
            Disposal::NotPromised => self.say(
                "政策未承诺随后如何处理。",
                "The policy does not promise what becomes of them.",
            ),
        }
    }

    fn promised(&self, what: PromisedEvent) -> Option<String> {
        let promise = Promise::of(self.data, what)?;
        Some(texts::promised_time(promise, self.language))
    }

    fn storage(&self, storage: Option<&'a Storage>) -> Chapter<'a> {
        let lines = storage.map(|it| {
            let abroad = match it.abroad {
                CrossBorder::Never => self.say("不会传到境外。", "They do not leave the country."),
                CrossBorder::SeparateConsent => self.say(
                    "传到境外须经您单独同意。",
                    "They leave the country only with a consent of its own.",
                ),
            };
            vec![
                self.labelled("存放国家或地区", "Kept in", &it.country),
                abroad,
            ]
        });
        Chapter {
            zh: "信息存放地点与出境",
            en: "Where data are kept",
            clause: storage.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn retention(&self, retention: Option<&'a Retention>) -> Chapter<'a> {
        let lines = retention.map(|it| {
            let text = self.language.of_text(&it.text).to_owned();
            vec![text, self.disposal(it.then)]
        });
        Chapter {
            zh: "保存期限",
            en: "How long data are kept",
            clause: retention.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    /// One chapter for each list; without any, one that says so.
    fn all_exemptions(&self) -> Vec<Chapter<'a>> {
        let lists = self.data.exemptions.iter().map(|it| self.exemptions(it));
        let lists: Vec<Chapter<'a>> = lists.collect();
        if !lists.is_empty() {
            return lists;
        }
        vec![Chapter {
            zh: "免于同意的情形",
            en: "Cases without consent",
            clause: None,
            lines: vec![self.say(
                "政策未列出任何免于同意的情形。",
                "The policy lists no case without consent.",
            )],
        }]
    }

    fn exemptions(&self, list: &'a ExemptionList) -> Chapter<'a> {
        let (zh, en) = texts::exemption_heading(list.action);
        Chapter {
            zh,
            en,
            clause: Some(&list.clause),
            lines: list.items.iter().map(|it| self.exemption(it)).collect(),
        }
    }

    fn exemption(&self, item: &ExemptionItem) -> String {
        let mut limits = Vec::new();
        if let Some(kinds) = &item.kinds {
            limits.push(if kinds.is_empty() {
                self.say("不涉及任何信息", "for no data at all")
            } else {
                self.labelled("仅限", "only", &self.kinds(kinds))
            });
        }
        if item.requires_citation {
            limits.push(self.say("须指明法律依据", "the law must be named"));
        }
        if item.directly {
            limits.push(self.say("须直接相关", "directly linked only"));
        }
        if item.is_consent {
            limits.push(self.say(
                "即您本人的同意，不属于豁免",
                "your own consent, which exempts from nothing",
            ));
        }
        if item.refuse_only {
            limits.push(self.say("仅用于拒绝请求", "to refuse a request only"));
        }
        let text = self.language.of_text(&item.text);
        let limits = limits.join(self.language.pick("；", "; "));
        match (self.language, limits.is_empty()) {
            (_, true) => format!("{}. {text}", item.number),
            (Language::Zh, false) => format!("{}. {text}（{limits}）", item.number),
            (Language::En, false) => format!("{}. {text} ({limits})", item.number),
        }
    }

    fn combination(&self, combination: Option<&'a Combination>) -> Chapter<'a> {
        let never = combination.map_or(&[][..], |it| &it.never);
        Chapter {
            zh: "信息的合并使用",
            en: "Combining data",
            clause: combination.map(|it| it.clause.as_str()),
            lines: never
                .iter()
                .map(|it| self.language.of_text(&it.text).to_owned())
                .collect(),
        }
    }

    fn sources(&self, sources: &'a [Source]) -> Chapter<'a> {
        let line = |it: &Source| {
            let name = self.language.of_text(&it.name);
            let clause = self.language.of_clause(&it.clause);
            let proof = if it.needs_proof {
                self.language
                    .pick("，须证明来源合法", ", shown to be lawful first")
            } else {
                ""
            };
            match self.language {
                Language::Zh => format!("· {name}{proof}（{clause}）"),
                Language::En => format!("· {name}{proof} ({clause})"),
            }
        };
        Chapter {
            zh: "来自他人的信息",
            en: "Data from others",
            clause: None,
            lines: sources.iter().map(line).collect(),
        }
    }

    fn rights(&self) -> Chapter<'a> {
        let rights = &self.data.rights;
        let mut lines: Vec<String> = rights.iter().map(|it| self.right(it)).collect();
        let answered = self.promised(PromisedEvent::RequestAnswered);
        lines.extend(answered.map(|time| self.labelled("答复时限", "Answered within", &time)));
        Chapter {
            zh: "您的权利",
            en: "Your rights",
            clause: None,
            lines,
        }
    }

    fn right(&self, right: &Right) -> String {
        let name = texts::right_name(right.right);
        let mut parts = Vec::new();
        if !right.kinds.is_empty() {
            parts.push(self.kinds(&right.kinds));
        }
        if !right.offered {
            parts.push(self.say("政策写明不提供", "named in the policy and withheld"));
        }
        parts.extend(
            right
                .route
                .iter()
                .map(|it| self.language.of_text(it).to_owned()),
        );
        if right.identity_check {
            parts.push(self.say("可能需要先核实身份", "identity may have to be shown first"));
        }
        if right.may_cost {
            parts.push(self.say("重复请求可能收费", "repeated requests may cost something"));
        }
        let clause = self.language.of_clause(&right.clause);
        let rest = parts.join(self.language.pick("；", "; "));
        let name = self.language.of_text(&name);
        match (self.language, rest.is_empty()) {
            (Language::Zh, true) => format!("· {name}（{clause}）"),
            (Language::En, true) => format!("· {name} ({clause})"),
            (Language::Zh, false) => format!("· {name}：{rest}（{clause}）"),
            (Language::En, false) => format!("· {name}: {rest} ({clause})"),
        }
    }

    fn closing(&self, closing: Option<&'a Closing>) -> Chapter<'a> {
        let lines = closing.map(|it| {
            let mut lines = vec![self.language.of_text(&it.route).to_owned()];
            let who = it.initiators.iter().map(|&who| texts::initiator_name(who));
            let who: Vec<String> = who
                .map(|it| self.language.of_text(&it).to_owned())
                .collect();
            lines.push(self.labelled("可由谁发起", "May be started by", &self.listed(who)));
            let review = self.promised(PromisedEvent::ClosingReviewed);
            lines.extend(review.map(|time| self.labelled("审核时限", "Reviewed within", &time)));
            lines.push(self.disposal(it.then));
            if it.irreversible {
                lines.push(self.say("注销不可撤销。", "It cannot be undone."));
            }
            let risks = it.risks.iter();
            lines.extend(risks.map(|risk| self.language.of_text(&risk.text).to_owned()));
            lines
        });
        Chapter {
            zh: "账户注销",
            en: "Closing an account",
            clause: closing.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn service_end(&self, end: Option<&'a ServiceEnd>) -> Chapter<'a> {
        let lines = end.map(|it| {
            let mut lines = vec![self.language.of_text(&it.notice).to_owned()];
            let early = self.promised(PromisedEvent::ServiceEndAnnounced);
            lines
                .extend(early.map(|time| self.labelled("提前告知", "Announced earlier by", &time)));
            lines.push(self.disposal(it.then));
            lines
        });
        Chapter {
            zh: "停止运营",
            en: "The end of the service",
            clause: end.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn minors(&self, minors: Option<&'a Minors>) -> Chapter<'a> {
        let lines = minors.map(|it| {
            let mut lines = Vec::new();
            for band in &it.bands {
                let age = band.up_to_age;
                if band.needs_guardian {
                    lines.push(self.say(
                        &format!("{age}周岁及以下：须先由监护人同意。"),
                        &format!("Aged {age} and under: a guardian has to consent first."),
                    ));
                }
                if band.all_sensitive {
                    lines.push(self.say(
                        &format!("{age}周岁及以下：全部个人信息按敏感信息对待。"),
                        &format!("Aged {age} and under: all personal data are sensitive."),
                    ));
                }
            }
            lines.push(self.language.of_text(&it.use_limits).to_owned());
            lines
        });
        Chapter {
            zh: "未成年人",
            en: "Minors",
            clause: minors.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn incident(&self, incident: Option<&'a IncidentNotice>) -> Chapter<'a> {
        let lines = incident.map(|it| {
            let parts = it.parts.iter().map(|&part| texts::notice_part_name(part));
            let parts: Vec<String> = parts
                .map(|it| self.language.of_text(&it).to_owned())
                .collect();
            vec![
                self.labelled("会告知您", "You are told", &self.listed(parts)),
                self.labelled("方式", "How", self.language.of_text(&it.channels)),
            ]
        });
        Chapter {
            zh: "信息安全事件",
            en: "Security incidents",
            clause: incident.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn messages(&self, messages: Option<&'a Messages>) -> Chapter<'a> {
        let lines = messages.map(|it| {
            let mut lines = Vec::new();
            if it.promotional {
                lines.push(self.say(
                    "可能发送推广信息，您可以停止接收。",
                    "Promotional messages may come; you can stop them.",
                ));
            }
            lines.extend(
                it.opt_out
                    .iter()
                    .map(|it| self.language.of_text(it).to_owned()),
            );
            let topics = it
                .forbidden
                .iter()
                .map(|it| self.language.of_text(&it.text));
            let topics: Vec<&str> = topics.collect();
            if !topics.is_empty() {
                lines.push(self.labelled(
                    "绝不推送",
                    "Never used as a topic",
                    &self.listed(topics),
                ));
            }
            lines
        });
        Chapter {
            zh: "消息",
            en: "Messages",
            clause: messages.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }

    fn change(&self, change: Option<&'a ChangeRule>) -> Chapter<'a> {
        let lines = change.map(|it| {
            let classes = it.material.iter().map(|&class| texts::class_name(class));
            let classes: Vec<String> = classes
                .map(|it| self.language.of_text(&it).to_owned())
                .collect();
            let mut lines = Vec::new();
            if !classes.is_empty() {
                lines.push(self.labelled("重大变更", "Material changes", &self.listed(classes)));
            }
            lines.push(match it.notice {
                NoticeTiming::BeforeEffect => {
                    self.say("生效前告知。", "You are told before it takes effect.")
                }
                NoticeTiming::OnPublication => {
                    self.say("发布时告知。", "You are told when it is published.")
                }
                NoticeTiming::NotStated => self.say(
                    "政策未写明何时告知。",
                    "The policy does not say when you are told.",
                ),
            });
            if it.rights_floor {
                lines.push(self.say(
                    "未经您明确同意，不会减少您的权利。",
                    "Your rights shrink only with your explicit consent.",
                ));
            }
            lines.push(match it.declined {
                Declined::OldTextGoesOn => self.say(
                    "不同意新版本时，没有变化的部分照旧。",
                    "If you decline a new edition, what did not change goes on.",
                ),
                Declined::ServiceEnds => self.say(
                    "不同意新版本时，将无法继续使用本服务。",
                    "If you decline a new edition, the service ends for you.",
                ),
            });
            if it.archive {
                lines.push(self.say("旧版本可以查阅。", "Former editions can be read."));
            }
            lines
        });
        Chapter {
            zh: "政策的变更",
            en: "Changes of the policy",
            clause: change.map(|it| it.clause.as_str()),
            lines: lines.unwrap_or_default(),
        }
    }
}
