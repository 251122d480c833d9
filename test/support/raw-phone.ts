/** One request from one loopback address, on a connection that closes or is kept for this address. */
import { Agent, type IncomingHttpHeaders, request } from 'node:http';

export interface Got {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AskOptions {
  readonly method?: 'GET' | 'POST';
  readonly path?: string;
  /** The connection stays, and is used again by the same address. */
  readonly keep?: boolean;
}

export type Ask = (address: string, options?: AskOptions) => Promise<Got>;

/** @param headers of every request. */
export function createPhoneHttp(port: number, headers: Readonly<Record<string, string>> = {}): Ask {
  const kept = new Map<string, Agent>();
  const agentOf = (address: string, keep: boolean): Agent => {
    const agent = (keep && kept.get(address)) || new Agent({ keepAlive: keep, maxSockets: 1 });
    if (keep) kept.set(address, agent);
    return agent;
  };
  return (address, { method = 'GET', path = '/es', keep = false } = {}) =>
    new Promise((resolve, reject) => {
      const agent = agentOf(address, keep);
      const from = { host: '127.0.0.1', port, agent, localAddress: address };
      const asking = request({ ...from, method, path, headers }, (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          body += part;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
        response.on('error', reject);
      });
      asking.on('error', reject);
      asking.end();
    });
}
