/** Certificates made on the spot by openssl, for a host and so many days from now. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export interface MadeCertificate {
  readonly certificate: string;
  readonly private_key: string;
}

export function makeCertificate(folder: string, host: string, days = 90): MadeCertificate {
  const name = `${host}-${days}`;
  const made = { certificate: join(folder, `${name}.pem`), private_key: join(folder, `${name}.key`) };
  const names = ['-subj', '/CN=test', '-addext', `subjectAltName=DNS:${host}`];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', made.private_key];
  execFileSync(
    'openssl',
    ['req', '-x509', ...key, '-out', made.certificate, '-days', String(days), ...names],
    { stdio: 'pipe' },
  );
  return made;
}
