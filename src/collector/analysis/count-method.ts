/** What counts are and how sure they are, in the words of the page and of every row of an export. */
import { exportThreshold, staffThreshold } from '../../counting/small-cells.ts';

export const countMethod: readonly string[] = [
  'Figures are device-days: network addresses that joined the Wi-Fi at a site on a date. They are not people. A person may carry two phones or none, and a phone is counted again on each day and at each site.',
  'A kit sets one of many thousand bits for each address, under a key that is destroyed when its time is over (local: each day; linked and high-risk: each week), and forgets the address. The number of bits gives the number of devices; the interval beside each figure holds the truth in 95 of 100 cases, collisions of bits and the noise taken together.',
  `Noise is added to every figure of devices: a day's figure and each bin of arrival hours and lengths of stay, two-sided geometric, each with ε = 1, drawn once and kept. A device is in three such figures of its day, and in more where the day was joined from several pieces or a week is linked. Figures below ${staffThreshold} are not shown (below ${exportThreshold} in exports), and others are left out with them where they would give one away. Sums over sites, weeks and weekdays are sums of figures that are shown. Visits, connections, languages and most devices at once are counted exactly; for them the same smallest cell holds.`,
  'Where a kit did not know the time after a power cut, or several kits stand at one site, its figures are under different keys and cannot be compared: they are added up, and the interval reaches down to the largest of them alone. A day whose date is not known is shown apart and is in no sum.',
  'A change to the week before compares only weekdays that both weeks have. Where its interval holds 0, no change can be told.',
  'Most phones use made-up addresses and take a new one about every two weeks. A figure over several days, read as different devices, is too high by the over-count that stands beside it.',
  'Flows (profile linked only) are made once, two days after a week is over, from what kits had sent by then: devices seen at both sites in one week. They are shown only above three standard deviations, and above more where many pairs are compared, so that about one flow in ten weeks is chance. "On a later day" says the order; a journey within one day has none.',
  'With the key of a running week and the collector’s data, somebody could test whether one given address was there (linked: right in nearly all cases; high-risk: in most). After the week, when key and bitmaps are destroyed, nobody can.',
];

export const weightingMethod: readonly string[] = [
  'Indicative, not representative: those who answer chose to. Weighting repairs only that people answer more at some sites, days and times than at others; it cannot repair that those who answer differ from those who do not.',
  'Strata are site, day and four hours of arrival. Each answer is weighted by the devices that arrived in its stratum over the answers given in it (post-stratification). A stratum with fewer than 5 answers is merged with the next of its site; a site with fewer than 5 answers in all is left out, and the share of arrivals that are covered says so.',
  'Weights are cut to between a third and three times the mean. The effective number of answers, (Σw)² / Σw², is what the interval is computed with; it does not hold what weighting cannot repair, nor the noise of the counts.',
];
