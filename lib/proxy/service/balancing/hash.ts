/** 32-bit FNV-1a over UTF-16 code units, finished so that every bit of the input reaches every bit of the result. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return scatter(hash);
}

/** Joins two hashes into one that depends on both. */
export function joinHashes(one: number, other: number): number {
  return scatter(one ^ Math.imul(other, 0x9e3779b1));
}

/** MurmurHash3's finalizer. */
function scatter(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
