//! `generate`: a village of nobody, for tests, training and measuring.

use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use chrono::NaiveDate;
use clap::Args;
use cunshou_exchange::generate::{self, MAX_PERSONS, Wanted};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Generate {
    #[arg(long, value_name = "人数", help = "一共多少人", value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PERSONS)))]
    persons: u32,
    #[arg(long, value_name = "数", help = "随机种子：相同的数得到相同的村")]
    seed: u64,
    #[arg(long, value_name = "文件", help = "花名册写到哪里（xlsx）")]
    out: PathBuf,
    #[arg(long, value_name = "文件夹", help = "把各部门的名单写到这个文件夹")]
    lists: Option<PathBuf>,
    #[arg(long, help = "带上真实花名册常见的错误；同一文件夹里写 expected.json，说明应当查出什么")]
    dirty: bool,
    #[arg(long, value_name = "日期", default_value = "2025-12-01", help = "以哪一天计算年龄")]
    as_of: NaiveDate,
}

impl Generate {
    pub fn run(&self) -> Result<Said, Refusal> {
        let wanted = Wanted { persons: self.persons, seed: self.seed, as_of: self.as_of, dirty: self.dirty };
        let village = generate::village(&wanted);
        let roster = generate::roster(&village).map_err(|_| CliError::NotMade)?;
        files::write(&self.out, &roster.bytes)?;
        let mut written = vec![files::name_of(&self.out)];
        if self.dirty {
            let expected = json!({
                "as_of": self.as_of.to_string(),
                "region_code": generate::REGION,
                "files": { files::name_of(&self.out): roster.expected },
            });
            written.push(write_expected(self.out.parent().unwrap_or(Path::new("")), &expected)?);
        }
        if let Some(folder) = &self.lists {
            std::fs::create_dir_all(folder).map_err(|error| Refusal::io(folder, &error))?;
            let (lists, expected) = generate::lists(&village).map_err(|_| CliError::NotMade)?;
            for list in &lists {
                files::write(&folder.join(&list.name), &list.bytes)?;
                written.push(list.name.clone());
            }
            let expected = json!({ "as_of": self.as_of.to_string(), "files": expected });
            let name = "expected-lists.json";
            files::write(&folder.join(name), pretty(&expected).as_bytes())?;
            written.push(name.to_owned());
        }
        let households = village.households.len();
        let text =
            format!("已生成 {} 人、{households} 户（都是虚构的）：{}", self.persons, written.join("、"));
        Ok(Said::done(json!({ "persons": self.persons, "households": households, "files": written }), text))
    }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn write_expected(folder: &Path, expected: &Value) -> Result<String, Refusal> {
    let name = "expected.json";
    files::write(&folder.join(name), pretty(expected).as_bytes())?;
    Ok(name.to_owned())
}
