// Trunk's post_build hook: what is left to do to the page it staged, in this order.

import { putContent } from "./content.mjs";
import { secure } from "./csp.mjs";
import { putFirstFrames } from "./first_frame.mjs";
import { oneFile } from "./one_file.mjs";
import { putPapers } from "./papers.mjs";
import { startOncePainted } from "./start.mjs";
import { writeWorker } from "./worker.mjs";

const staging = process.env.TRUNK_STAGING_DIR;
if (!staging) throw new Error("TRUNK_STAGING_DIR is not set: Trunk runs this hook");
const release = process.env.TRUNK_PROFILE === "release";
// A development build is there sooner: it has no first frame, no lessons without a program, no replay page and no worker.
if (release) {
  putFirstFrames(staging);
  putPapers(staging);
  startOncePainted(staging);
}
putContent(staging);
secure(staging); // Over the scripts and styles as they are delivered.
if (release) {
  oneFile(staging); // Made of all there is now.
  writeWorker(staging); // Its version changes with any of them.
}
