// Writes one file of a ZIP archive to standard output; a bare system has no program for that.
//   node unzip.mjs ARCHIVE NAME
import { readFileSync, writeSync } from "node:fs";
import { inflateRawSync } from "node:zlib";

const [, , archive, name] = process.argv;
const zip = readFileSync(archive);

// The directory stands at the end (APPNOTE.TXT, 4.3.12 and 4.3.16).
const end = zip.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
let entry = zip.readUInt32LE(end + 16);
for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
  const lengths = [28, 30, 32].map((offset) => zip.readUInt16LE(entry + offset));
  if (zip.toString("utf8", entry + 46, entry + 46 + lengths[0]) === name) break;
  entry += 46 + lengths[0] + lengths[1] + lengths[2];
  if (left === 1) throw new Error(`${archive} has no ${name}`);
}

const [method, packed, local] = [zip.readUInt16LE(entry + 10), zip.readUInt32LE(entry + 20), zip.readUInt32LE(entry + 42)];
const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
const content = zip.subarray(start, start + packed);
const file = method === 0 ? content : inflateRawSync(content);
for (let written = 0; written < file.length; ) written += writeSync(1, file, written);
