/**
 * How the set-up ends when it cannot go on: one sentence that says what to do. Known troubles are a table from what npm,
 * apt or the file system say to that sentence.
 */

/** Thrown with the sentence for the person at the keyboard. */
export class Stop extends Error {}

const troubles = [
  [
    /spawn npm ENOENT|npm: not found/,
    'npm was not found: install it along with Node from https://nodejs.org and repeat the command.',
  ],
  [
    /ENOSPC|no space left/i,
    'The disk is full: free at least 1 GB on this drive and repeat the command; what was set up so far is kept.',
  ],
  [
    /EACCES|EPERM|EROFS|permission denied|read-only file system/i,
    'This folder cannot be written to: make it yours (for example with "chown") or copy the project to a folder of your own, then repeat the command.',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|CERT_|UNABLE_TO_/,
    'The npm registry cannot be reached: check the internet connection, or the proxy and registry in "npm config list", and repeat the command; it is needed only this once.',
  ],
  [
    /E404/,
    'The npm registry in use does not have a package this project needs: check "npm config get registry" and repeat the command.',
  ],
  [
    /EINTEGRITY/,
    'A downloaded package does not match its checksum: run "npm cache clean --force" and repeat the command.',
  ],
];

/** The sentence for what a tool said before it failed; `fallback` when nothing in the table fits. */
export function sentenceFor(said, fallback) {
  return troubles.find(([pattern]) => pattern.test(said))?.[1] ?? fallback;
}
