/**
 * What the kit is compared with: other servers in the kit's own place, on its port, behind its gate's rules. nginx sends foreign
 * hosts to the portal and shows a page of the same size; Hono does nothing but show it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../../lab/lab.ts';
import { type LabProgram, startInNamespace } from '../../lab/program.ts';

/** The kit has ended before this is called. */
export function startNginx({ plan, kit }: Lab, pageBytes: number): LabProgram {
  const folder = join(plan.folder, 'nginx');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), 'x'.repeat(pageBytes));
  const { address, portal_port, name } = kit.network;
  const configuration = `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; user root; worker_processes 1;
events { worker_connections 4096; }
http {
  access_log off; types { text/html html; }
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server { listen ${address}:${portal_port} default_server; return 302 http://${name}/; }
  server { listen ${address}:${portal_port}; server_name ${name}; root ${folder}; }
}
`;
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration);
  return startInNamespace({
    namespace: plan.kit,
    command: ['nginx', '-c', file, '-e', join(folder, 'error.log')],
    logFile: join(folder, 'nginx.log'),
  });
}

export function startHono({ plan, kit }: Lab, pageBytes: number): LabProgram {
  const { address, portal_port } = kit.network;
  const server = join(import.meta.dirname, 'hono-page.ts');
  return startInNamespace({
    namespace: plan.kit,
    command: [process.execPath, server, address, String(portal_port), String(pageBytes)],
    logFile: join(plan.folder, 'hono.log'),
  });
}
