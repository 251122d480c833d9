/**
 * Small drawings for choices, pages and services, for who does not read easily. Lines on a 24 by 24 grid, decoration to a screen
 * reader: a word always stands beside them. Only the drawings a page shows are in it.
 */
import { controlShapes } from './icons/controls.ts';
import { needShapes } from './icons/needs.ts';
import { peopleShapes } from './icons/people.ts';
import { placeShapes } from './icons/places.ts';

const shapes: Readonly<Record<string, string>> = {
  ...controlShapes,
  ...needShapes,
  ...peopleShapes,
  ...placeShapes,
};

/** Those that point along the line of writing: mirrored where it runs from right to left. */
const turning = new Set(['onward', 'back', 'leave', 'left_home', 'return', 'walk', 'truck']);

export const iconNames: readonly string[] = Object.keys(shapes);

interface IconProps {
  readonly name: string | undefined;
  readonly class?: string;
}

export function Icon({ name, class: className }: IconProps) {
  const shape = name === undefined ? undefined : shapes[name];
  if (name === undefined || shape === undefined) return null;
  const turn = turning.has(name) ? 'turn' : undefined;
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" class={className ?? turn}>
      <path d={shape} />
    </svg>
  );
}
