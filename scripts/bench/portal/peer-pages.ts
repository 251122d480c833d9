/**
 * The peers' pages as their own guides say to build them: packages of fixed versions, installed on demand into var/ and no part of
 * this project; bundled and minified by esbuild, split where they load a part later. Files by path.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { Question } from '../../../src/protocol/form.ts';
import { language, surveyJson, xform } from './ten-questions.ts';

const folder = join(import.meta.dirname, '../../../var/bench-peers');
const packages: Readonly<Record<string, string>> = {
  'survey-core': '2.5.38',
  'survey-js-ui': '2.5.38',
  '@getodk/web-forms': '0.22.0',
  vue: '3.5.45',
};

export interface PeerPage {
  readonly name: string;
  /** By path; '/' is the page. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}

export async function peerPages(questions: readonly Question[]): Promise<PeerPage[]> {
  install();
  return [
    await page(`SurveyJS ${packages['survey-core']}`, surveyEntry(questions)),
    await page(`ODK Web Forms ${packages['@getodk/web-forms']}`, odkEntry(questions)),
  ];
}

function install(): void {
  const isThere = Object.entries(packages).every(([name, version]) => {
    const file = join(folder, 'node_modules', name, 'package.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).version === version;
  });
  if (isThere) return;
  mkdirSync(folder, { recursive: true });
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  console.log(`bench: installing ${wanted.join(', ')} into var/bench-peers`);
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', ...wanted], {
    stdio: 'ignore',
  });
}

/** https://surveyjs.io/form-library/documentation/get-started-html-css-javascript */
const surveyEntry = (questions: readonly Question[]): string => `
import { Model } from 'survey-core';
import 'survey-core/survey-core.min.css';
import { renderSurvey } from 'survey-js-ui';
renderSurvey(new Model(${JSON.stringify(surveyJson(questions))}), document.getElementById('app'));
`;

/** README of @getodk/web-forms. The form comes with the program: a request for it less. */
const odkEntry = (questions: readonly Question[]): string => `
import { createApp, h } from 'vue';
import { OdkWebForm, webFormsPlugin } from '@getodk/web-forms';
const formXml = ${JSON.stringify(xform(questions))};
const fetchFormAttachment = () => Promise.reject(new Error('no attachments'));
createApp({ render: () => h(OdkWebForm, { formXml, fetchFormAttachment }) }).use(webFormsPlugin).mount('#app');
`;

async function page(name: string, entry: string): Promise<PeerPage> {
  writeFileSync(join(folder, 'entry.js'), entry);
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: ['entry.js'],
    outdir: 'out',
    write: false,
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    define: {
      'process.env.NODE_ENV': '"production"',
      __VUE_OPTIONS_API__: 'true',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    },
    loader: { '.woff': 'file', '.woff2': 'file', '.svg': 'file', '.ttf': 'file', '.eot': 'file' },
    logLevel: 'error',
  });
  const files = new Map<string, Uint8Array>(
    outputFiles.map(({ path, contents }) => [`/${basename(path)}`, contents] as const),
  );
  const sheet = files.has('/entry.css') ? '<link rel="stylesheet" href="/entry.css">' : '';
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Diez preguntas</title><link rel="icon" href="data:,">${sheet}<script type="module" src="/entry.js"></script></head><body><div id="app"></div></body></html>`;
  files.set('/', Buffer.from(html));
  return { name, files };
}
