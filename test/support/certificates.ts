/**
 * Certificates made on the spot by openssl: one that signs itself, for a host and so many days from now; and an authority that
 * phones trust, whose certificates begin and end when a test says and come with the link between, as public ones do.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface MadeCertificate {
  readonly certificate: string;
  readonly private_key: string;
}

const openssl = (...words: string[]) => execFileSync('openssl', words, { stdio: 'pipe' });
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

export function makeCertificate(folder: string, host: string, days = 90): MadeCertificate {
  const name = `${host}-${days}`;
  const made = { certificate: join(folder, `${name}.pem`), private_key: join(folder, `${name}.key`) };
  const names = ['-subj', '/CN=test', '-addext', `subjectAltName=DNS:${host}`];
  const files = ['-keyout', made.private_key, '-out', made.certificate];
  openssl('req', '-x509', ...newKey, ...files, '-days', String(days), ...names);
  return made;
}

export interface Authority {
  /** What a phone trusts. */
  readonly root: string;
  /** Valid between two times, in milliseconds since 1970. Each is another one, with a key of its own. */
  issue(host: string, fromMs: number, untilMs: number): MadeCertificate;
}

export function makeAuthority(folder: string): Authority {
  const file = (name: string) => join(folder, name);
  const isAuthority = ['-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=keyCertSign'];
  const make = (name: string, signer: readonly string[]) =>
    openssl(
      ...['req', '-x509', ...newKey, '-days', '30', '-subj', `/CN=${name}`, ...isAuthority, ...signer],
      ...['-keyout', file(`${name}.key`), '-out', file(`${name}.pem`)],
    );
  mkdirSync(folder, { recursive: true });
  make('root', []);
  make('link', ['-CA', file('root.pem'), '-CAkey', file('root.key')]);
  // "openssl ca" alone can date a certificate as wanted; it keeps its books in files.
  writeFileSync(file('issued'), '');
  writeFileSync(
    file('ca.conf'),
    `[ca]\ndefault_ca = link\n[link]\ndatabase = ${file('issued')}\nnew_certs_dir = ${folder}\nrand_serial = yes\nunique_subject = no\ndefault_md = sha256\npolicy = any\ncopy_extensions = copy\n[any]\ncommonName = supplied\n`,
  );
  let count = 0;
  return {
    root: file('root.pem'),
    issue: (host, fromMs, untilMs) => {
      count += 1;
      const made = { certificate: file(`${count}.pem`), private_key: file(`${count}.key`) };
      const [request, leaf] = [file(`${count}.csr`), file(`${count}.leaf`)];
      const names = ['-subj', '/CN=portal', '-addext', `subjectAltName=DNS:${host}`];
      openssl('req', ...newKey, ...names, '-keyout', made.private_key, '-out', request);
      const signer = ['-cert', file('link.pem'), '-keyfile', file('link.key')];
      const dates = ['-startdate', asn1Time(fromMs), '-enddate', asn1Time(untilMs)];
      const ca = ['ca', '-batch', '-notext', '-config', file('ca.conf'), ...signer, ...dates];
      openssl(...ca, '-in', request, '-out', leaf);
      writeFileSync(made.certificate, readFileSync(leaf, 'utf8') + readFileSync(file('link.pem'), 'utf8'));
      return made;
    },
  };
}

/** 'YYYYMMDDHHMMSSZ' */
const asn1Time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace(/[-:T]/g, '')}Z`;
