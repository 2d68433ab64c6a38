//! A link as a QR code, for the phones in a room.

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// Light modules around a code, as its standard asks for.
const QUIET: i32 = 4;

/// The code, or why there is none.
pub fn view(link: &str) -> Html {
    let Ok(code) = QrCode::encode_text(link, QrCodeEcc::Low) else {
        return html! { <p class="note">{words!("page-link-too-long-qr-code")}</p> };
    };
    let side = code.size() + 2 * QUIET;
    html! {
        <svg class="qr-code" viewBox={format!("0 0 {side} {side}")} role="img" aria-label={words!("page-qr-code-link")}>
            <rect width={side.to_string()} height={side.to_string()} />
            <path d={outline(&code)} shape-rendering="crispEdges" />
        </svg>
    }
}

/// Its dark modules, row by row: a stretch of 3 at 5, 4 is `M5 4h3v1h-3z`.
fn outline(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let dark = (x..code.size()).take_while(|x| code.get_module(*x, y)).count();
            let dark = i32::try_from(dark).unwrap_or(0);
            if dark > 0 {
                path.push_str(&format!("M{} {}h{dark}v1h-{dark}z", x + QUIET, y + QUIET));
            }
            x += dark + 1;
        }
    }
    path
}
