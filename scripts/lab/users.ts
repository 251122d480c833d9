/**
 * The users of a kit's machine in a lab, and who owns what there: the rendered files that say so on a real kit, followed here
 * without systemd. The names exist in the kit's namespace only, in a passwd file that `ip netns exec` lays over the machine's own; so
 * nothing is added to this machine, and nothing of it can be left behind.
 */
import { chmodSync, chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Name of a user or a group → number. A user has the number of the group of its name. */
export type Users = ReadonlyMap<string, number>;

/** 60578 to 61183 are nobody's: https://systemd.io/UIDS-GIDS/ */
const firstId = 60_700;

/** @param sysusers rows of sysusers.d(5): `g GROUP`, `u USER`, `m USER GROUP`, what follows is not looked at. */
export function makeUsers(namespace: string, sysusers: string): Users {
  const rows = rowsOf(sysusers);
  const names = rows.filter(([type]) => type === 'g' || type === 'u').map(([, name = '']) => name);
  const users = new Map([['root', 0], ...names.map((name, index) => [name, firstId + index] as const)]);
  const isUser = (name: string) =>
    name === 'root' || rows.some(([type, user]) => type === 'u' && user === name);
  const membersOf = (group: string) =>
    rows.filter(([type, , of]) => type === 'm' && of === group).map(([, user]) => user);
  const passwd = [...users]
    .filter(([name]) => isUser(name))
    .map(([name, id]) => `${name}:x:${id}:${id}::/nonexistent:/usr/sbin/nologin\n`);
  const group = [...users].map(([name, id]) => `${name}:x:${id}:${membersOf(name).join(',')}\n`);
  const folder = `/etc/netns/${namespace}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'passwd'), passwd.join(''));
  writeFileSync(join(folder, 'group'), group.join(''));
  return users;
}

/** @param tmpfiles rows of tmpfiles.d(5): `d` makes a folder, `f` an empty file, `z` only says whose a file is that is there. */
export function makePlaces(tmpfiles: string, users: Users): void {
  for (const [type, path = '', mode = '', user = '', group = ''] of rowsOf(tmpfiles)) {
    if (type === 'd') mkdirSync(path, { recursive: true });
    if (type === 'f' && !existsSync(path)) writeFileSync(path, '');
    if (!existsSync(path)) continue;
    chownSync(path, idOf(users, user), idOf(users, group));
    chmodSync(path, Number.parseInt(mode, 8));
  }
}

function idOf(users: Users, name: string): number {
  const id = users.get(name);
  if (id === undefined) throw new Error(`no user or group "${name}" on the kit's machine`);
  return id;
}

const rowsOf = (text: string): string[][] =>
  text
    .split('\n')
    .filter((line) => /^[a-z]/.test(line))
    .map((line) => line.split(/\s+/));
