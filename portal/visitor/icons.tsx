/** Small drawings for choices, for who does not read easily. Lines on a 24 by 24 grid; decoration to a screen reader. */
const paths: Readonly<Record<string, string>> = {
  food: 'M4 11h16a8 8 0 0 1-16 0zM8 7c0-2 2-2 2-4M14 7c0-2 2-2 2-4M9 21h6',
  shelter: 'M3 12 12 4l9 8M6 10v10h12V10M10 20v-5h4v5',
  water: 'M12 3c4 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2-6 6-11zM9 14a3 3 0 0 0 3 3',
  health: 'M4 4h16v16H4zM12 8v8M8 12h8',
  safety: 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6zM9 12l2 2 4-4',
  school: 'M3 6c4-1 7 0 9 2 2-2 5-3 9-2v12c-4-1-7 0-9 2-2-2-5-3-9-2zM12 8v12',
  cash: 'M3 7h18v11H3zM12 15a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5M6 10v5M18 10v5',
  work: 'M4 8h16v11H4zM9 8V5h6v3M4 13h16M12 12v2',
  phone: 'M7 3h10v18H7zM11 18h2M10 6h4',
  transport: 'M4 5h16v11H4zM4 11h16M7 19v-3M17 19v-3M8 13.5h.1M16 13.5h.1',
};

export function Icon({ name }: { name: string | undefined }) {
  const path = name === undefined ? undefined : paths[name];
  if (path === undefined) return null;
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={path} />
    </svg>
  );
}

/** A road that rises to the three arcs of a Wi-Fi sign. */
export function Mark() {
  return (
    <svg viewBox="0 0 34 34" aria-hidden="true" focusable="false">
      <circle class="sun" cx="17" cy="14" r="3.4" />
      <path
        class="road"
        d="M10.5 9.5a9 9 0 0 1 13 0M6 5a15.500 15.500 0 0 1 22 0M17 19c0 5-9 4-9 12M26 31c0-4-2-6-4-7.500"
      />
    </svg>
  );
}
