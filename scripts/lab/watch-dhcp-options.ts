/**
 * In a lab what dtm-dhcp-options.path and .service do on a kit: whenever the kit has put another file with DHCP options in the
 * place of the old one, dnsmasq is told by SIGHUP to read it again. A process of its own, so that it stays with a lab left standing.
 */
import { watch } from 'node:fs';
import { basename, dirname } from 'node:path';

const [file = '', dnsmasq = ''] = process.argv.slice(2);
// The folder, not the file: what is renamed into its place is another file.
watch(dirname(file), (_, name) => {
  if (name === basename(file)) process.kill(Number(dnsmasq), 'SIGHUP');
});
process.stdout.write('watching\n');
