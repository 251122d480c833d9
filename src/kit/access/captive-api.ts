/**
 * The captive portal API (RFC 8908): one small JSON document a phone, told from the same state as the probes' answers. Pure.
 * It is served over TLS only, or left out.
 */
import { type AccessState, roadOf } from './access-state.ts';
import type { OnlineAnswer } from './probes.ts';

/** Whatever follows is the campaign: another address makes Android look again (RFC 8910 announces it). */
const apiPath = '/captive-portal/api/';

export const captiveApiUrl = (host: string, campaign: string): string =>
  `https://${host}${apiPath}${encodeURIComponent(campaign)}`;

/** @param path the query included. */
export const isCaptiveApiPath = (path: string): boolean => path.startsWith(apiPath);

/** RFC 8908 §5. */
export interface CaptiveDocument {
  readonly captive: boolean;
  readonly 'user-portal-url': string;
  readonly 'venue-info-url': string;
  readonly 'can-extend-session': boolean;
  readonly 'seconds-remaining'?: number;
}

/** @param origin of the portal over TLS: "user-portal-url … MUST be accessed over TLS" (RFC 8908 §5). */
export function captiveDocument(state: AccessState, origin: string): CaptiveDocument {
  const isOnline = roadOf(state) === 'internet';
  return {
    captive: !isOnline,
    'user-portal-url': `${origin}/`,
    // Always: it is how the portal stays reachable after the grant.
    'venue-info-url': `${origin}/`,
    'can-extend-session': true,
    // "SHOULD omit this value for captive clients" (RFC 8908 §5). "bytes-remaining" is left out on purpose: no number of bytes
    // ends anybody's session, a phone beyond its quota is slowed and never cut.
    ...(isOnline && state.kind === 'granted' ? { 'seconds-remaining': state.secondsRemaining } : {}),
  };
}

export function answerCaptiveApi(state: AccessState, origin: string): OnlineAnswer {
  const body = JSON.stringify(captiveDocument(state, origin));
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/captive+json',
      // RFC 8908 §5: the answer is this phone's alone.
      'Cache-Control': 'private',
      'Content-Length': String(Buffer.byteLength(body)),
    },
    body,
  };
}
