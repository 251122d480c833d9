/** Opens so many connections at once and keeps them: prints how many stood, were refused, or waited still. A program of its own. */
import { connect } from 'node:net';

const [host = '', port = '', count = ''] = process.argv.slice(2);
const outcomes = await Promise.all(
  Array.from(
    { length: Number(count) },
    () =>
      new Promise<'stands' | 'refused' | 'waits'>((resolve) => {
        const socket = connect(Number(port), host);
        socket.once('connect', () => resolve('stands'));
        socket.once('error', () => resolve('refused'));
        setTimeout(() => resolve('waits'), 3000);
      }),
  ),
);
const number = (outcome: string) => outcomes.filter((each) => each === outcome).length;
const summary = `${number('stands')} stand, ${number('refused')} refused, ${number('waits')} wait\n`;
process.stdout.write(summary, () => process.exit());
