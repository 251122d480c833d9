/** GET /api/v1/kits/:kitId/week-keys?after=N: a kit's own week keys, sealed to it, for a request that it has signed. */
import { Hono } from 'hono';
import type { Clock } from '../../platform/clock.ts';
import { Problem } from '../../protocol/problems.ts';
import { verifierFromPublicKey } from '../../protocol/signing.ts';
import { checkRequest } from '../../protocol/week-keys-request.ts';
import { findNewerWeekKeys } from '../publish/relay-week-keys.ts';
import { findKit } from '../store/kits-table.ts';
import type { ReadStore } from '../store/open-store.ts';

export function weekKeysRoutes(store: Pick<ReadStore, 'read'>, clock: Clock): Hono {
  return new Hono().get('/api/v1/kits/:kitId/week-keys', async (c) => {
    const kit = await findKit(store.read, c.req.param('kitId'));
    if (!kit) throw new Problem('unknown_kit');
    if (kit.revokedAt !== null) throw new Problem('revoked_kit');
    const request = {
      kitId: kit.kitId,
      after: c.req.query('after'),
      time: c.req.header('dtm-time'),
      signature: c.req.header('dtm-signature'),
    };
    const now = clock.now();
    const after = checkRequest(request, verifierFromPublicKey(kit.publicKey), now);
    const document = await findNewerWeekKeys(store, kit.kitId, after, now);
    if (!document) return c.body(null, 204);
    return c.body(new Uint8Array(document), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    });
  });
}
