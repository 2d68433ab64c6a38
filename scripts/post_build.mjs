// Trunk's post_build hook: what is left to do to the page it staged, in this order.

import { secure } from "./csp.mjs";
import { postpone } from "./later_styles.mjs";
import { shorten } from "./minify.mjs";
import { oneFile } from "./one_file.mjs";
import { name } from "./programs.mjs";
import { split } from "./split.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("TRUNK_STAGING_DIR is not set: Trunk runs this hook");
if (process.env.TRUNK_PROFILE === "release") {
  await split(staging);
  await shorten(staging); // Development builds stay readable.
  postpone(staging);
}
name(staging); // After its content, so once that is settled.
secure(staging); // Over the scripts as they are delivered.
if (process.env.TRUNK_PROFILE === "release") oneFile(staging); // Made of all there is now.
