//! What the command says about itself, in Chinese and in English.

use askfirst::texts::Language;

use crate::Misuse;

/// The overview.
pub(crate) fn all(language: Language) -> &'static str {
    language.pick(ALL_ZH, ALL_EN)
}

/// The help of one command.
pub(crate) fn of(name: &str, language: Language) -> Option<&'static str> {
    let (_, zh, en) = HELP.iter().find(|(known, ..)| *known == name)?;
    Some(language.pick(zh, en))
}

/// Says that there is no such command.
pub(crate) fn unknown_command(name: &str, language: Language) -> Misuse {
    let known: Vec<&str> = HELP.iter().map(|(name, ..)| *name).collect();
    let known = known.join(language.pick("、", ", "));
    Misuse(match language {
        Language::Zh => format!("没有命令 `{name}`；可用：{known}"),
        Language::En => format!("there is no command `{name}`; there are {known}"),
    })
}

const ALL_ZH: &str = "\
用法：askfirst 命令 [选项] [参数]

  check PACK…                                检查政策包：一次报出全部问题和疑点
  diff OLD NEW                               比较两个版本：实质变化和需要重新征得的同意
  explain PACK KIND [PURPOSE] [RECIPIENT]    说明一项访问：会怎样询问、显示什么、为什么
  generate kotlin|swift PACK                 由政策包生成带类型的访问常量
  kinds [WORD…]                              列出个人信息类别：怎样打开，两个平台怎样读取
  schema                                     输出政策包的 JSON Schema
  verify LEDGER                              离线验证导出的账本
  replay FILE…                               重放场景并输出决定日志
  coverage FOLDER                            列出哪些场景证明哪些要求

每个命令都有 --help。--lang zh|en 选择语言，默认取自环境变量 LC_ALL、LC_MESSAGES、LANG。
退出码：0 一切正常；1 查看的对象有问题；2 无法查看，或命令行有误。
";

const ALL_EN: &str = "\
usage: askfirst COMMAND [OPTIONS] [ARGUMENTS]

  check PACK...                              checks policy packs: every problem and doubt at once
  diff OLD NEW                               compares two editions: material changes, stale consents
  explain PACK KIND [PURPOSE] [RECIPIENT]    says what would be asked and shown for an access, and why
  generate kotlin|swift PACK                 writes typed constants for the accesses of a pack
  kinds [WORD...]                            lists the kinds of personal data and how each is read
  schema                                     prints the JSON Schema of packs
  verify LEDGER                              verifies an exported ledger, without the app
  replay FILE...                             replays scenarios and prints their decision logs
  coverage FOLDER                            lists which scenario is evidence for which requirement

Each command has --help. --lang zh|en chooses the language; else LC_ALL, LC_MESSAGES or LANG does.
Exit codes: 0 all is well; 1 something is wrong with what was looked at; 2 it could not be
looked at, or the command line is wrong.
";

const HELP: &[(&str, &str, &str)] = &[
    (
        "check",
        "\
用法：askfirst check [--strict] PACK…

检查每个政策包，一次报出全部问题。每个问题一行：
  文件:行:列: 路径: 哪里不对; 应当怎样
JSON 本身有语法错误时，其后的内容无法判断，所以只报这一个。
没有问题的包再报疑点（warning）：原文自相矛盾或没有写明、已按更严格的一边处理的地方。
问题写到标准错误，疑点和结论写到标准输出。

  --strict   有疑点也算不通过

退出码：0 全部无误（可以有疑点）；1 至少一个包有问题；2 至少一个文件无法读取，或命令行有误。
",
        "\
usage: askfirst check [--strict] PACK...

Checks every pack and reports all its problems at once, one a line:
  FILE:LINE:COLUMN: PATH: what is wrong; what was expected, or how to fix it
A fault of the JSON itself hides what comes after it and is reported alone.
A pack without problems has its doubts reported as warnings: where the text contradicts itself
or is silent, and the stricter side was taken.
Problems go to the standard error; warnings and the result to the standard output.

  --strict   a warning counts as well

Exit codes: 0 every pack is sound (there may be warnings); 1 at least one pack has a problem;
2 at least one file could not be read, or the command line is wrong.
",
    ),
    (
        "diff",
        "\
用法：askfirst diff OLD NEW

比较同一政策的两个版本，按类别列出计算得出的实质变化，再列出需要重新征得的同意、
新增的访问和减少的权利。作者自己标注的变化程度不影响结果。

退出码：0 没有实质变化；1 有实质变化，或至少一个包有问题；2 至少一个文件无法读取，
不是同一政策的先后版本，或命令行有误。
",
        "\
usage: askfirst diff OLD NEW

Compares two editions of one policy: the computed material changes by class, then the consents
that would go stale, the accesses that are new, and the rights that become less. What an author
calls the step does not count.

Exit codes: 0 nothing material changed; 1 something did, or at least one pack has a problem;
2 at least one file could not be read, they are not editions of one policy in their order, or
the command line is wrong.
",
    ),
    (
        "explain",
        "\
用法：askfirst explain PACK KIND [PURPOSE] [RECIPIENT]

说明政策包怎样对待一项访问：会怎样询问、显示什么、还有什么条件、依据哪些条款。
PURPOSE 是目的或功能的标识，RECIPIENT 是接收方的标识；不写或写 - 表示不限目的、应用自己。

退出码：0 政策包包含这样的访问；1 不包含（并说明原因），或包有问题；2 文件无法读取，或命令行有误。
",
        "\
usage: askfirst explain PACK KIND [PURPOSE] [RECIPIENT]

Says how a pack treats an access: what would be asked and shown, what else has to be so, and the
sections that it rests on. PURPOSE is the id of a purpose or a function, RECIPIENT that of a
recipient; left out, or -, they are any purpose, and the app itself.

Exit codes: 0 the pack has such an access; 1 it has none, and why, or the pack has a problem;
2 the file could not be read, or the command line is wrong.
",
    ),
    (
        "generate",
        "\
用法：askfirst generate kotlin PACK --package NAME [--name NAME] [--internal] [--out FILE]
      askfirst generate swift PACK [--name NAME] [--bundle main|module] [--internal] [--out FILE]

由政策包生成源代码：每条访问一个带值类型的常量，每个接收方一个常量。
政策包没有声明的访问没有常量，写出来就编译不过。

  --package NAME   Kotlin 的包名
  --name NAME      生成的对象名；默认由文件名得出，003.json 得 Policy003（Swift 为 policy003）
  --bundle NAME    Swift 从哪里取政策包：main（默认）或 module
  --internal       常量只在本模块可见
  --out FILE       写入文件而不是标准输出

退出码：0 已生成；1 政策包有问题；2 文件无法读写，或命令行有误。
",
        "\
usage: askfirst generate kotlin PACK --package NAME [--name NAME] [--internal] [--out FILE]
       askfirst generate swift PACK [--name NAME] [--bundle main|module] [--internal] [--out FILE]

Writes source code from a pack: one constant with its value type for each access, and one for
each recipient. An access that the pack does not declare has no constant, so naming it does
not compile.

  --package NAME   the Kotlin package
  --name NAME      name of what is generated; by default from the file's name: 003.json gives
                   Policy003 (policy003 in Swift)
  --bundle NAME    where Swift finds the pack: main (the default) or module
  --internal       the constants are visible in their module only
  --out FILE       writes to a file instead of the standard output

Exit codes: 0 it was written; 1 the pack has a problem; 2 a file could not be read or written,
or the command line is wrong.
",
    ),
    (
        "kinds",
        "\
用法：askfirst kinds [WORD…]

列出登记的个人信息类别：标识、名称、由什么打开、两个平台怎样读取、系统是否也会弹窗。
给出词语时，只列出标识、名称或平台接口中含有全部词语的类别：askfirst kinds 剪贴板

退出码：0 已列出；1 没有这样的类别；2 命令行有误。
",
        "\
usage: askfirst kinds [WORD...]

Lists the registered kinds of personal data: id, name, what can open it, how each platform
reads it, and whether the system asks as well.
With words, only the kinds in whose id, name or platform call all of them occur:
askfirst kinds clipboard

Exit codes: 0 they were listed; 1 there is no such kind; 2 the command line is wrong.
",
    ),
    (
        "schema",
        "\
用法：askfirst schema

输出政策包的 JSON Schema（draft-07）。编辑器知道它以后会补全字段和取值，并当场标出笔误。
在政策包顶层写 \"$schema\": \"pack.schema.json\" 指明它的位置；这个键不属于政策包的内容，也不影响哈希。

退出码：0 已输出；2 命令行有误。
",
        "\
usage: askfirst schema

Prints the JSON Schema of packs (draft-07). An editor that knows it completes fields and values
and marks slips while you type. Name it at the top of a pack: \"$schema\": \"pack.schema.json\".
That key is no part of the pack's words and does not change its hash.

Exit codes: 0 it was printed; 2 the command line is wrong.
",
    ),
    (
        "verify",
        "\
用法：askfirst verify [--key FILE] [--anchor FILE] [--head HASH] LEDGER

离线验证一个导出的账本，不需要应用：LEDGER 是 ledger-N.db，或它所在的目录。
什么也不写入。账本旁边若有 -wal 文件，要一起导出，并放在可写的目录里。
不带密钥时验证结构和链条，指出第一条不符的记录；这只说明文件前后一致。

  --key FILE      应用的密钥（32 字节，或 64 个十六进制数字）：连同每个封印一起验证
  --anchor FILE   另处保存的锚点（60 字节，或其十六进制数字）：旧副本和改写会显现
  --head HASH     另处保存的某条记录的散列（64 个十六进制数字），作用相同

退出码：0 全部相符；1 被改动、损坏、密钥不符，或缺少另处保存的位置；2 无法查看，或命令行有误。
",
        "\
usage: askfirst verify [--key FILE] [--anchor FILE] [--head HASH] LEDGER

Verifies an exported ledger without the app: LEDGER is a ledger-N.db, or the directory it lies in.
Nothing is written. A -wal file beside it belongs to it, and needs a directory that can be written.
Without the key the structure and the chain are verified, and the first bad entry is named; that
shows no more than that the file agrees with itself.

  --key FILE      the app's key (32 bytes, or 64 hexadecimal digits): every seal is verified as well
  --anchor FILE   an anchor kept elsewhere (60 bytes, or their digits): an older copy shows
  --head HASH     the hash of an entry kept elsewhere (64 hexadecimal digits), to the same effect

Exit codes: 0 all of it fits; 1 it was altered or damaged, the key is another one, or the place kept
elsewhere is not in it; 2 it could not be looked at, or the command line is wrong.
",
    ),
    (
        "replay",
        "\
用法：askfirst replay [--logs DIR] FILE…

重放场景，输出决定日志。

  --logs DIR   把每个日志写入 DIR/NAME.log 而不是标准输出

退出码：0 全部符合预期；1 至少一个预期不符；2 至少一个文件无法使用，或命令行有误。
",
        "\
usage: askfirst replay [--logs DIR] FILE...

Replays scenarios and prints their decision logs.

  --logs DIR   writes each log to DIR/NAME.log instead of the standard output

Exit codes: 0 everything was as expected; 1 at least one expectation failed; 2 at least one file
could not be used, or the command line is wrong.
",
    ),
    (
        "coverage",
        "\
用法：askfirst coverage FOLDER

由目录中每个场景的 covers 列出要求与场景的对照表（Markdown）。目录中的 seen-only.txt 列出
去掉该规则后仍然通过、因此不算证明的场景，每行一个场景和一个编号。

退出码：0 已列出；1 某个场景独自支撑过多的行；2 目录或文件无法使用，或命令行有误。
",
        "\
usage: askfirst coverage FOLDER

Lists, in Markdown, which scenario of the folder is evidence for which requirement and trap, from
the `covers` line of each. A seen-only.txt in the folder names the claims that are no proof,
because the scenario passes without the rule: a scenario and an id a line.

Exit codes: 0 it was listed; 1 too many rows rest on one scenario alone; 2 the folder or a file
could not be used, or the command line is wrong.
",
    ),
];
