/**
 * What pages may load beside themselves, all of it optional: the styles of the form, the script for phones, its part for pages whose
 * answers show and hide questions, and the names of a long list for its search.
 * Every address carries a digest of the content, so a phone keeps it for good; the names of a list are made when first wanted.
 *
 *   GET /assets/form.<digest>.css
 *   GET /assets/phone.<digest>.js, /assets/page.<digest>.js
 *   GET /lists/countries.ar.<digest>.json    [code, label, folded names][]
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { Hono } from 'hono';
import { inOrder, labelOf, namesOf } from '../../../portal/visitor/list-options.ts';
import { formStyles } from '../../../portal/visitor/styles.ts';
import { resourcePath } from '../../platform/resources.ts';
import type { Lists } from '../../protocol/form.ts';
import { sendFixed } from './visitor-response.ts';

/** Kept zipped only: a kit's memory is small, and every phone that runs a script unzips. */
export interface Asset {
  readonly address: string;
  readonly type: string;
  readonly zipped: Uint8Array<ArrayBuffer>;
}

export interface Assets {
  readonly formStyles: Asset;
  /** undefined: not built; pages do without. */
  readonly script: Asset | undefined;
  readonly pageScript: Asset | undefined;
  /** undefined: there is no such list. */
  namesOfList(list: string, language: string): Asset | undefined;
}

export interface AssetParts {
  readonly lists: Lists;
  readonly script: string | undefined;
  readonly pageScript?: string | undefined;
}

/** What scripts/build.mjs made of portal/visitor/script. */
export function readPhoneScripts(): Pick<AssetParts, 'script' | 'pageScript'> {
  const read = (name: string) => {
    const file = resourcePath('dist', name);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  return { script: read('phone.js'), pageScript: read('page.js') };
}

export function createAssets({ lists, script, pageScript }: AssetParts): Assets {
  const made = new Map<string, Asset>();
  const names = (list: string, language: string): Asset | undefined => {
    const items = Object.hasOwn(lists, list) ? lists[list] : undefined;
    if (!items) return undefined;
    const rows = inOrder(items, language).map((item) => [
      item.name,
      labelOf(item.label, language),
      [...new Set(namesOf(item))],
    ]);
    return asset(`/lists/${list}.${language}`, 'json', 'application/json', JSON.stringify(rows));
  };
  return {
    formStyles: asset('/assets/form', 'css', 'text/css', formStyles),
    script: script === undefined ? undefined : asset('/assets/phone', 'js', 'text/javascript', script),
    pageScript:
      pageScript === undefined ? undefined : asset('/assets/page', 'js', 'text/javascript', pageScript),
    namesOfList: (list, language) => {
      const key = `${list}.${language}`;
      const known = made.get(key) ?? names(list, language);
      if (known) made.set(key, known);
      return known;
    },
  };
}

function asset(path: string, ending: string, type: string, text: string): Asset {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return {
    address: `${path}.${digest}.${ending}`,
    type: `${type}; charset=utf-8`,
    zipped: gzipSync(text, { level: 9 }),
  };
}

/** @param languages those that are offered: no other makes work. */
export function assetRoutes(assets: Assets, languages: readonly string[]): Hono {
  const app = new Hono();
  app.get('/assets/:file', (c, next) => {
    const known = [assets.formStyles, assets.script, assets.pageScript].find(
      (kept) => kept?.address === c.req.path,
    );
    return known ? sendFixed(c, known) : next();
  });
  app.get('/lists/:file', (c, next) => {
    const [list = '', language = ''] = c.req.param('file').split('.');
    const names = languages.includes(language) ? assets.namesOfList(list, language) : undefined;
    return names?.address === c.req.path ? sendFixed(c, names) : next();
  });
  return app;
}
