/**
 * The ground for `npm start` and `npm test`: packages, the pinned Node, the program built from its sources and, with
 * --tests, a browser. Plain JavaScript for any Node from 20 up, because it runs before the pinned one is there. It may be
 * run any number of times; when nothing changed it calls neither npm nor the network. Where it cannot go on it says in
 * one sentence what to do.
 */
const major = Number(process.versions.node.split('.')[0]);
if (major < 20) {
  console.error(
    `setup: This needs Node 20 or newer to begin with, and this is Node ${process.versions.node}: install a newer one from https://nodejs.org and repeat the command.`,
  );
  process.exit(1);
}

// Imported late: the steps are written in a JavaScript that an older Node cannot even read.
import('./setup/steps.mjs').then(({ setUp }) => setUp({ forTests: process.argv.includes('--tests') }));
