/** Reads the directory of services from portal/content/directory: what one site shows. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Directory, directorySchema } from '../protocol/directory.ts';
import { defaultContentFolder, jsonFiles, readJson } from './content.ts';

/** Empty where the content has no directory. Throws `bad_config`, naming the file and the key. */
export function loadDirectory(folder: string = defaultContentFolder(), siteId: string): Directory {
  const directories = join(folder, 'directory');
  if (!existsSync(directories)) return { notices: [], services: [] };
  const near = jsonFiles(directories)
    .map((file) => readJson(file, directorySchema))
    .map(({ notice, services }) => ({
      notice,
      services: services.filter(({ sites }) => sites.includes(siteId)),
    }))
    .filter(({ services }) => services.length > 0);
  return {
    notices: near.flatMap(({ notice }) => (notice ? [notice] : [])),
    services: near.flatMap(({ services }) => services),
  };
}
