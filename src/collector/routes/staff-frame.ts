/** What stands around every staff page: who is signed in, how much is set aside, how much feedback nobody has looked at. */
import type { Frame } from '../../../portal/staff/layout.tsx';
import { countUnanswered } from '../store/feedback-table.ts';
import type { Reader } from '../store/open-store.ts';
import { countSetAside } from '../store/set-aside-table.ts';
import type { StaffVariables } from './staff-access.tsx';

export async function staffFrame(read: Reader, staff: StaffVariables): Promise<Frame> {
  const counts = await countSetAside(read);
  const setAside = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const feedback = await countUnanswered(read);
  return { email: staff.email, csrf: staff.csrf, setAside, feedback };
}
