/** One finding of the check, in words for the field team, and the form that every check has. */
import type { KitPlan } from './files.ts';
import type { InterfaceFacts, MachineFacts } from './machine.ts';

export interface Finding {
  readonly weight: 'wrong' | 'notice';
  /** What is the case. */
  readonly sentence: string;
  readonly whatToDo: string;
}

export type Check = (plan: KitPlan, machine: MachineFacts) => readonly Finding[];

export const wrong = (sentence: string, whatToDo: string): Finding => ({
  weight: 'wrong',
  sentence,
  whatToDo,
});
export const notice = (sentence: string, whatToDo: string): Finding => ({
  weight: 'notice',
  sentence,
  whatToDo,
});

/** The interfaces of this machine, in words. */
export function interfacesInWords(interfaces: readonly InterfaceFacts[]): string {
  const seen = interfaces.filter(({ name }) => name !== 'lo');
  if (seen.length === 0) return 'This machine has no interface but lo.';
  return `This machine has ${seen
    .map(({ name, isWireless }) => (isWireless ? `${name} (looks like the radio)` : name))
    .join(', ')}.`;
}
