//! `generate`: a village of nobody, for tests, training and measuring.

use crate::files;
use crate::refusal::{CliError, Refusal};
use crate::said::Said;
use chrono::NaiveDate;
use clap::Args;
use cunshou_core::sample::Sample;
use cunshou_exchange::generate::{self, MAX_PERSONS, Village, Wanted};
use cunshou_exchange::roster::read_roster;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub struct Generate {
    #[arg(long, value_name = "人数", help = "一共多少人", required_unless_present_any = ["roster", "sample"], value_parser = clap::value_parser!(u32).range(1..=i64::from(MAX_PERSONS)))]
    persons: Option<u32>,
    #[arg(
        long,
        value_name = "数",
        required_unless_present = "sample",
        help = "随机种子：相同的数得到相同的村"
    )]
    seed: Option<u64>,
    #[arg(long, value_name = "文件", help = "花名册写到哪里（xlsx）", required_unless_present_any = ["roster", "sample"])]
    out: Option<PathBuf>,
    #[arg(
        long = "for",
        value_name = "花名册",
        help = "不另造人，给这份（虚构的）花名册配各部门名单",
        requires = "lists",
        conflicts_with_all = ["persons", "out", "dirty"]
    )]
    roster: Option<PathBuf>,
    #[arg(long, value_name = "文件夹", help = "把各部门的名单写到这个文件夹")]
    lists: Option<PathBuf>,
    #[arg(long, help = "带上真实花名册常见的错误；同一文件夹里写 expected.json，说明应当查出什么")]
    dirty: bool,
    #[arg(
        long,
        value_name = "文件夹",
        help = "重新生成随程序附带的示例村：花名册写成 roster.xlsx，名单写到 lists",
        conflicts_with_all = ["persons", "seed", "out", "roster", "lists", "dirty", "as_of"]
    )]
    sample: Option<PathBuf>,
    #[arg(long, value_name = "日期", default_value = "2025-12-01", help = "以哪一天计算年龄")]
    as_of: NaiveDate,
}

/// The village that ships with the program, made anew.
fn sample(folder: &Path) -> Result<Said, Refusal> {
    let sample = Sample::shipped();
    let roster = &sample.roster().file;
    let lists = folder.join("lists");
    std::fs::create_dir_all(&lists).map_err(|error| Refusal::io(&lists, &error))?;
    let mut written = Vec::new();
    for made in generate::files(&sample.wanted(), roster).map_err(|_| CliError::NotMade)? {
        let path = if made.name == *roster { folder.join("roster.xlsx") } else { lists.join(&made.name) };
        files::write(&path, &made.bytes)?;
        written.push(made.name);
    }
    let text = format!("示例村（都是虚构的），已写出：{}", written.join("、"));
    Ok(Said::done(json!({ "files": written }), text))
}

impl Generate {
    pub fn run(&self) -> Result<Said, Refusal> {
        if let Some(folder) = &self.sample {
            return sample(folder);
        }
        let mut written = Vec::new();
        let village = self.village()?;
        if let Some(out) = &self.out {
            self.roster(&village, out, &mut written)?;
        }
        if let Some(folder) = &self.lists {
            self.lists(&village, folder, &mut written)?;
        }
        let (persons, households) = (village.wanted.persons, village.households.len());
        let text = format!("{persons} 人、{households} 户（都是虚构的），已写出：{}", written.join("、"));
        Ok(Said::done(json!({ "persons": persons, "households": households, "files": written }), text))
    }

    fn village(&self) -> Result<Village, Refusal> {
        let Some(path) = &self.roster else {
            let persons = self.persons.unwrap_or_default();
            let wanted =
                Wanted { persons, seed: self.seed.unwrap_or_default(), as_of: self.as_of, dirty: self.dirty };
            return Ok(generate::village(&wanted));
        };
        let roster = read_roster(&files::read(path)?, &files::name_of(path), self.as_of)
            .map_err(cunshou_core::Error::from)?;
        Ok(generate::village_of(&roster, self.seed.unwrap_or_default(), self.as_of))
    }

    fn roster(&self, village: &Village, out: &Path, written: &mut Vec<String>) -> Result<(), Refusal> {
        let roster = generate::roster(village).map_err(|_| CliError::NotMade)?;
        let name = files::name_of(out);
        files::write(out, &roster.bytes)?;
        written.push(name.clone());
        if self.dirty {
            let mut of_file = serde_json::Map::new();
            of_file.insert(name, roster.expected);
            let folder = out.parent().unwrap_or(Path::new(""));
            self.expected(&folder.join("expected.json"), Value::Object(of_file), written)?;
        }
        Ok(())
    }

    fn lists(&self, village: &Village, folder: &Path, written: &mut Vec<String>) -> Result<(), Refusal> {
        std::fs::create_dir_all(folder).map_err(|error| Refusal::io(folder, &error))?;
        let (lists, expected) = generate::lists(village).map_err(|_| CliError::NotMade)?;
        for list in &lists {
            files::write(&folder.join(&list.name), &list.bytes)?;
            written.push(list.name.clone());
        }
        self.expected(&folder.join("expected-lists.json"), expected, written)
    }

    /// What a careful import finds in the files, in the shape of the expectations of the sample files.
    fn expected(&self, path: &Path, of_files: Value, written: &mut Vec<String>) -> Result<(), Refusal> {
        let expected = json!({
            "as_of": self.as_of.to_string(),
            "region_code": generate::REGION,
            "files": of_files,
        });
        files::write(path, format!("{expected:#}\n").as_bytes())?;
        written.push(files::name_of(path));
        Ok(())
    }
}
