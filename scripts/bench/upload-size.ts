/**
 * How many bytes 1,000 full submissions take on the way up: every question of the default form answered, sealed to two
 * recipients, packed into signed bundles. Wanted: at most 250 KB (250,000 bytes). Beside it, the same rows as CSV and as
 * gzipped CSV, unsealed: what privacy costs.
 */
import { gzipSync } from 'node:zlib';
import { buildBundle } from '../../src/kit/sync/build-bundle.ts';
import { loadLists } from '../../src/platform/content.ts';
import { formRef } from '../../src/protocol/form.ts';
import { newId } from '../../src/protocol/ids.ts';
import { encodeSubmission } from '../../src/protocol/records.ts';
import { signerFromSeed } from '../../src/protocol/signing.ts';
import { compressionDictionary } from '../../src/survey/dictionary.ts';
import { encodeAnswers } from '../../src/survey/encode-answers.ts';
import { columnsOf, flattenAnswers } from '../../src/survey/flatten.ts';
import { makeKitParts, testKitId } from '../../test/support/kit-parts.ts';
import { type Figure, report, whole } from './figures.ts';
import { fullAnswers, seededRandom } from './full-answers.ts';

const count = 1000;
const limitBytes = 250_000;

export async function uploadSize(): Promise<Figure[]> {
  const kit = await makeKitParts();
  const random = seededRandom(1);
  const lists = loadLists(undefined, kit.site.country);
  const dictionary = compressionDictionary(kit.form);
  const columns = columnsOf(kit.form);
  const { submissions } = kit.store;
  let csv = '';
  for (let index = 0; index < count; index++) {
    const answers = fullAnswers(kit.form, lists, kit.site, random);
    csv += `${flattenAnswers(columns, answers).join(',')}\n`;
    const record = {
      isComplete: true,
      begun: { bootNumber: 12, bootId: 'aabbccdd', msSinceBoot: index * 86_400 },
      language: 'es',
      siteId: kit.site.id,
      round: 1,
      answers: encodeAnswers(kit.form, answers),
    };
    const growing = kit.sealer.growing('submission', newId(16), formRef(kit.form));
    const sealed = await growing.seal(encodeSubmission(record, dictionary));
    await submissions.commits.write(() => submissions.outbox.insert(sealed));
  }
  const signer = signerFromSeed(new Uint8Array(32).fill(3));
  let bytes = 0;
  let bundles = 0;
  for (;;) {
    const bundle = await submissions.commits.write(() =>
      buildBundle({ store: submissions, signer, kitId: testKitId }),
    );
    if (!bundle?.bytes) break;
    bytes += bundle.bytes.length;
    bundles++;
  }
  kit.remove();
  return [
    {
      what: `upload of ${whole(count)} full submissions, signatures included`,
      wanted: `≤ ${whole(limitBytes)} B`,
      seen: `${whole(bytes)} B in ${bundles} bundles`,
      peer: `as CSV, unsealed: ${whole(csv.length)} B; gzipped: ${whole(gzipSync(csv).length)} B`,
      isMet: bytes <= limitBytes,
    },
  ];
}

if (import.meta.main) report(await uploadSize());
