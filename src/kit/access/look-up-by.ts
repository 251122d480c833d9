/**
 * Names asked of one name server, and of it alone, in the form that Node's connections take: so the check for an internet walks
 * the visitors' road and not the machine's, whose resolver may know better or worse. IPv4 only, as phones have it; nothing of an
 * answer is kept.
 */
import { Resolver } from 'node:dns';
import type { LookupFunction } from 'node:net';

/** @param server `address` or `address:port`. @param timeoutMs of one question; it is asked twice. */
export function lookUpBy(server: string, timeoutMs: number): LookupFunction {
  return (name, { all }, done) => {
    // A new one each time: its socket would outlive a changed line.
    const resolver = new Resolver({ timeout: Math.max(1, Math.ceil(timeoutMs / 2)), tries: 2 });
    resolver.setServers([server]);
    resolver.resolve4(name, (error, addresses = []) => {
      const [first] = addresses;
      if (error || first === undefined) done(error ?? new Error('no address'), '');
      else if (all)
        done(
          null,
          addresses.map((address) => ({ address, family: 4 })),
        );
      else done(null, first, 4);
    });
  };
}
