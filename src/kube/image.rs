//! What an image's name says.

/// `Always` where the tag is `latest`; an image without tag and digest has that.
pub(super) fn pull_policy(image: &str) -> &'static str {
    let last = image.rsplit('/').next().unwrap_or(image);
    let (name, digest) = last.split_once('@').map_or((last, None), |(name, digest)| (name, Some(digest)));
    let latest = match name.split_once(':') {
        Some((_, tag)) => tag == "latest",
        None => digest.is_none(),
    };
    if latest { "Always" } else { "IfNotPresent" }
}
