/** The two drawings that are ours: the mark, and the picture of the first page. Plain shapes in the page's own colours. */

/** A road that rises to the three arcs of a Wi-Fi sign. */
export function Mark() {
  return (
    <svg viewBox="0 0 34 34" aria-hidden="true">
      <circle class="sun" cx="17" cy="14" r="3.4" />
      <path
        class="road"
        d="M10.5 9.5a9 9 0 0 1 13 0M6 5a15.500 15.500 0 0 1 22 0M17 19c0 5-9 4-9 12M26 31c0-4-2-6-4-7.500"
      />
    </svg>
  );
}

/** Two grown-ups and a child on a road towards a roof; the sun above it sends the arcs of the Wi-Fi sign. */
export function Scene() {
  return (
    <svg class="scene" viewBox="0 0 328 104" aria-hidden="true">
      <g fill="none" stroke="var(--sun)" stroke-width="4" opacity=".75">
        <path d="M222 48a30 30 0 0 1 60 0M208 48a44 44 0 0 1 88 0M194 48a58 58 0 0 1 116 0" />
      </g>
      <circle class="sun" cx="252" cy="48" r="17" />
      <path
        d="M0 74c40-22 78-24 122-10 44 13 76-16 124-16 34 0 60 12 82 24v32H0z"
        fill="var(--teal)"
        stroke="none"
        opacity=".28"
      />
      <path d="M0 88c60-16 120-6 176-12 60-6 104-14 152-2v30H0z" fill="var(--teal)" stroke="none" />
      <path d="M0 101c70-7 150 2 202-9 26-6 34-11 50-17" stroke="var(--paper)" stroke-width="5" />
      <path d="M236 76V62l18-14 18 14v14z" fill="var(--card)" stroke="none" />
      <path d="M231 65l23-18 23 18" stroke="var(--clay)" stroke-width="4" />
      <path d="M250 76V66h8v10z" fill="var(--clay)" stroke="none" />
      <g fill="var(--ink)" stroke="none">
        <circle cx="92" cy="51" r="5.500" />
        <path d="M85 90V66c0-5 3-8 7-8s7 3 7 8v24h-5V76h-4v14z" />
        <circle cx="134" cy="54" r="5" />
        <path d="M127 91l2-24c0-4 2-7 5-7s5 3 5 7l3 24z" />
        <circle cx="114" cy="68" r="4" />
        <path d="M109 92V79c0-4 2-6 5-6s5 2 5 6v13h-4v-8h-2v8z" />
      </g>
      <rect x="77" y="61" width="8" height="15" rx="3" fill="var(--clay)" stroke="none" />
    </svg>
  );
}
