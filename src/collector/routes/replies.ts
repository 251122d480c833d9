/**
 * GET /api/v1/kits/:kitId/replies?after=N: how far tickets are, sealed replies, the public board. Nobody signs in: what is in it is
 * public, or sealed to the holder of a ticket.
 */
import { Hono } from 'hono';
import { Problem } from '../../protocol/problems.ts';
import type { RepliesPublisher } from '../publish/replies.ts';
import { findKit } from '../store/kits-table.ts';
import type { ReadStore } from '../store/open-store.ts';

export function repliesRoutes({ read }: Pick<ReadStore, 'read'>, publisher: RepliesPublisher): Hono {
  return new Hono().get('/api/v1/kits/:kitId/replies', async (c) => {
    const kit = await findKit(read, c.req.param('kitId'));
    if (!kit) throw new Problem('unknown_kit');
    if (kit.revokedAt !== null) throw new Problem('revoked_kit');
    const after = c.req.query('after') ?? '0';
    if (!/^\d{1,15}$/.test(after)) throw new Problem('invalid_request', 'after: a number, e.g. after=3');
    const bytes = await publisher.findNewer(Number(after));
    if (!bytes) return c.body(null, 204);
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': 'application/octet-stream',
      'cache-control': 'no-store',
    });
  });
}
