//! Makes cargo look at the folders that this crate embeds whole: a new notice or a changed word is a new build.

fn main() {
    for folder in ["policies", "assets/text", "assets/codes"] {
        println!("cargo::rerun-if-changed=../../../{folder}");
    }
}
