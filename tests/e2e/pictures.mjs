// Pictures as they are kept and compared: smaller than the screen, in few colours, so that many of them take little room.

import { deflateSync } from "node:zlib";
import { PNG } from "pngjs";

/** How far a channel of a pixel may be from what was recorded: twice what the few colours alone come to. */
const CHANNEL = 28;
/** So many of the screen's pixels may be further from it: a dotted line that begins elsewhere, not a word that is. */
const PIXELS = 120;
/** Steps of a channel in a kept picture. */
const STEP = 17;

/** The picture in a PNG, each pixel the mean of `by` times `by`. */
export function shrunk(buffer, by) {
  const whole = PNG.sync.read(buffer);
  const [width, height] = [Math.ceil(whole.width / by), Math.ceil(whole.height / by)];
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let [red, green, blue, count] = [0, 0, 0, 0];
      for (let j = y * by; j < Math.min((y + 1) * by, whole.height); j += 1) {
        for (let i = x * by; i < Math.min((x + 1) * by, whole.width); i += 1) {
          const at = (j * whole.width + i) * 4;
          red += whole.data[at];
          green += whole.data[at + 1];
          blue += whole.data[at + 2];
          count += 1;
        }
      }
      data.set([red / count, green / count, blue / count], (y * width + x) * 3);
    }
  }
  return { width, height, data };
}

/** A kept picture again. */
export function kept(buffer) {
  const { width, height, data: all } = PNG.sync.read(buffer);
  const data = Buffer.alloc(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) all.copy(data, pixel * 3, pixel * 4, pixel * 4 + 3);
  return { width, height, data };
}

/** How many pixels of two pictures, smaller by so much, differ, and where, red on grey; null where they are as good as the same. */
export function difference(actual, expected, by) {
  if (actual.width !== expected.width || actual.height !== expected.height) {
    return { pixels: Infinity, says: `is ${actual.width}×${actual.height}, was ${expected.width}×${expected.height}`, shown: null };
  }
  const shown = Buffer.alloc(actual.data.length);
  let pixels = 0;
  for (let at = 0; at < shown.length; at += 3) {
    const far = (channel) => Math.abs(actual.data[at + channel] - expected.data[at + channel]);
    const differs = Math.max(far(0), far(1), far(2)) > CHANNEL;
    pixels += differs ? 1 : 0;
    const grey = 160 + actual.data[at + 1] / 4;
    shown.set(differs ? [220, 0, 0] : [grey, grey, grey], at);
  }
  if (pixels <= PIXELS / (by * by)) return null;
  return { pixels, says: `${pixels} of ${shown.length / 3} pixels differ`, shown: { ...actual, data: shown } };
}

const CRC = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  let crc = 0xffffffff;
  for (const byte of body) crc = CRC[(crc ^ byte) & 255] ^ (crc >>> 8);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE((crc ^ 0xffffffff) >>> 0);
  return Buffer.concat([length, body, sum]);
}

/** The 256 most used colours, and which of them each colour becomes. */
function palette(colours) {
  const counts = new Map();
  for (const colour of colours) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const most = [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, 256).map(([colour]) => colour);
  const place = new Map(most.map((colour, index) => [colour, index]));
  const apart = (one, other) => [16, 8, 0].reduce((sum, bits) => sum + (((one >> bits) & 255) - ((other >> bits) & 255)) ** 2, 0);
  for (const colour of counts.keys()) {
    if (place.has(colour)) continue;
    const nearest = most.reduce((best, other) => (apart(colour, other) < apart(colour, best) ? other : best));
    place.set(colour, place.get(nearest));
  }
  return { most, place };
}

/** A picture as a PNG of at most 256 colours: pngjs writes no palettes, and without one they take half as much again. */
export function encoded({ width, height, data }) {
  const step = (value) => Math.round(value / STEP) * STEP;
  const colours = Array.from({ length: width * height }, (_, pixel) =>
    (step(data[pixel * 3]) << 16) | (step(data[pixel * 3 + 1]) << 8) | step(data[pixel * 3 + 2]));
  const { most, place } = palette(colours);
  const rows = Buffer.alloc((width + 1) * height);
  colours.forEach((colour, pixel) => { rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = place.get(colour); });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from(most.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk("IDAT", deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}
