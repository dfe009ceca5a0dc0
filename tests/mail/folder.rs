//! Mail into a folder: a disk that is full or a folder that is gone is told, and the mail goes out when there is room again.

use std::{path::Path, process::Command, time::Duration};

use portico::domain::mail::MailState;

use super::world::World;
use crate::{cli::program::Program, support::skip::skipped};

const LONG: Duration = Duration::from_secs(2 * 86_400);

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_folder_that_is_gone_is_told_and_the_mail_goes_out_when_it_is_back() {
    let world = World::new(1, |_| {}).await;
    let folder = world.place.path("data/mail");
    std::fs::remove_dir(&folder).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    world.accept(0).await;
    world.work().await;
    let stuck = world.mail().await;
    assert_eq!(stuck.state, MailState::Queued);
    assert!(stuck.answer.contains("data/mail"), "{}", stuck.answer);
    std::fs::remove_file(&folder).unwrap();
    std::fs::create_dir(&folder).unwrap();
    world.later(LONG).await;
    assert_eq!(world.mail().await.state, MailState::Sent);
    assert_eq!(names(&folder), [format!("{}.eml", stuck.id)]);
}

#[tokio::test]
async fn a_full_disk_is_told_leaves_no_half_mail_and_loses_none() {
    let place = Program::new();
    let Some(disk) = Disk::mount(&place.path("small")) else {
        return skipped("only an administrator may mount a small disk");
    };
    let filler = disk.0.join("filler");
    std::fs::write(&filler, vec![0; 48 * 1024]).unwrap();
    let folder = disk.0.join("mail");
    let path = folder.clone();
    let world = World::with(place, 3, |mail| mail.folder = path).await;
    fill(&filler);
    for order in 0..3 {
        world.accept(order).await;
    }
    world.work().await;
    for mail in world.mails().await {
        assert_eq!(mail.state, MailState::Queued);
        assert!(mail.answer.contains("small/mail") && mail.answer.contains("space"), "{}", mail.answer);
    }
    assert!(names(&folder).is_empty(), "{:?}", names(&folder));
    std::fs::remove_file(&filler).unwrap();
    world.later(LONG).await;
    assert!(world.mails().await.iter().all(|mail| mail.state == MailState::Sent));
    assert_eq!(names(&folder).len(), 3);
}

/// Writes until there is no room.
fn fill(file: &Path) {
    use std::io::Write;
    let mut file = std::fs::OpenOptions::new().append(true).open(file).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
}

/// A disk of 64 KiB in memory, for as long as it lives.
struct Disk(std::path::PathBuf);

impl Disk {
    fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).arg(at);
        mount.output().is_ok_and(|done| done.status.success()).then(|| Self(at.to_owned()))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily, because the application may still hold the folder.
        Command::new("umount").arg("-l").arg(&self.0).output().ok();
    }
}
