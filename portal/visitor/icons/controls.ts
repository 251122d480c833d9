/** Drawings for the pages themselves: where to go, what to press, plain answers. Lines on a 24 by 24 grid. */
const circle = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18';
const bubble = 'M4 4h16v12h-9l-5 5v-5H4z';
const month = 'M4 5h16v16H4zM4 10h16M8 3v4M16 3v4';
const shield = 'M12 3l8 3v6c0 5-4 8-8 9-4-1-8-4-8-9V6z';

export const controlShapes: Readonly<Record<string, string>> = {
  online:
    'M2.500 9.500a14 14 0 0 1 19 0M5.800 13a9 9 0 0 1 12.400 0M9 16.300a4.500 4.500 0 0 1 6 0M12 19.500h.1',
  language: `${circle}M3 12h18M12 3c5 5 5 13 0 18M12 3c-5 5-5 13 0 18`,
  expand: 'M5 9l7 7 7-7',
  onward: 'M9 5l7 7-7 7',
  back: 'M15 5l-7 7 7 7',
  leave: 'M14 4h5v16h-5M3 12h11M10 8l4 4-4 4',
  listen: 'M4 9v6h4l6 5V4L8 9zM17.500 9a4 4 0 0 1 0 6M20 6.500a8 8 0 0 1 0 11',
  play: 'M7 4v16l13-8z',
  video: 'M3 6h13v12H3zM16 10l5-3v10l-5-3',
  read: 'M3 6c4-1 7 0 9 2 2-2 5-3 9-2v12c-4-1-7 0-9 2-2-2-5-3-9-2zM12 8v12',
  search: 'M10.500 17a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13M15.500 15.500 21 21',
  delete: 'M4 7h16M9 7V4h6v3M6 7l1 14h10l1-14M10 11v6M14 11v6',
  call: 'M5 4h4l2 5-2.500 2a12 12 0 0 0 5 5l2-2.500 5 2v4c0 1-1 2-2 2A15 15 0 0 1 3 6c0-1 1-2 2-2z',
  questions: 'M6 4h12v17H6zM9 2.500h6V6H9zM9 11h6M9 15h4',
  messages: 'M4 4h16v13h-9l-5 4v-4H4zM10.500 8v5l4-2.500z',
  feedback: `${bubble}M8 10h.1M12 10h.1M16 10h.1`,
  about: `${shield}M12 11v5M12 8h.1`,
  information: `${circle}M12 11v5.500M12 7.500h.1`,
  yes: 'M4 12.500l5 5L20 6.500',
  no: 'M5.500 5.500l13 13M18.500 5.500l-13 13',
  none: `${circle}M5.600 5.600l12.800 12.800`,
  half: `${circle}M12 3v18M12 8h7.800M12 12h9M12 16h7.800`,
  same: 'M5 9h14M5 15h14',
  up: 'M12 20V4M5 11l7-7 7 7',
  down: 'M12 4v16M5 13l7 7 7-7',
  other:
    'M5 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3M12 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3M19 13.500a1.500 1.500 0 1 0 0-3 1.500 1.500 0 0 0 0 3',
  unknown: 'M8 8.500a4 4 0 1 1 6 3.500c-1.500 1-2 1.500-2 3M12 19h.1',
  private: 'M6 11h12v10H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11M12 15v2',
  write: 'M4 20l1-4.500L16 4.500l3.500 3.500-11 11zM13.500 7l3.500 3.500',
  question: `${bubble}M10 8.500a2 2 0 1 1 2.800 1.900c-.6.3-.8.600-.8 1.300M12 13.700h.1`,
  request: `${bubble}M12 7v6M9 10h6`,
  complaint: `${bubble}M12 7v4M12 13.500h.1`,
  suggestion: 'M9 17h6M10 20.500h4M9 17c0-3-3-4-3-8a6 6 0 0 1 12 0c0 4-3 5-3 8',
  rumour: 'M3 4h12v8H9l-4 3v-3H3zM18 9h3v8h-2v3l-4-3h-5v-2',
  thanks: 'M12 20C6 16 3 13 3 9a4.500 4.500 0 0 1 9-1.500A4.500 4.500 0 0 1 21 9c0 4-3 7-9 11z',
  misconduct: `${shield}M9 9l6 6M15 9l-6 6`,
  ticket: 'M3 6h18v4a2 2 0 0 0 0 4v4H3v-4a2 2 0 0 0 0-4zM14 6v2.500M14 11v2M14 15.500V18',
  board: 'M3 4h18v12H3zM12 16v5M8 21h8M7 8h10M7 12h6',
  days_few: `${month}M8 15.500h2.500`,
  days_week: `${month}M7 15.500h10`,
  calendar: `${month}M8 14h.1M12 14h.1M16 14h.1M8 17.500h.1M12 17.500h.1`,
  clock: `${circle}M12 7v5.500l3.500 2`,
};
