/** A share as a bar within a row of a table. Attributes, not styles: the page's policy allows no inline style. */

/** @param share 0 to 1; more is drawn as all. */
export function ShareBar({ share }: { share: number }) {
  return (
    <svg
      aria-hidden="true"
      focusable="false"
      width="100%"
      height="12"
      preserveAspectRatio="none"
      viewBox="0 0 100 12"
    >
      <rect class="track" width="100" height="12" />
      <rect class="value" width={(100 * Math.min(1, Math.max(0, share))).toFixed(1)} height="12" />
    </svg>
  );
}
