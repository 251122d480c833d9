/** XLSForms that are odd: misspelt, half done, in the wrong order, or very long; each with what the report has to say of it. */
import { type OthersForm, sheet } from '../xlsforms.ts';

const yesNo = sheet('choices', 'list_name|name|label', 'yn|yes|Yes', 'yn|no|No');

export const oddForms: readonly OthersForm[] = [
  {
    title: 'Names that are none, twice, or taken',
    tables: [
      sheet(
        'survey',
        'type|name|label',
        'text|1st|A',
        'text|the answer|B',
        'text|twice|C',
        'text|twice|D',
        'text|action|E',
        'text||F',
        'text|constructor|G',
        'text|Household_Size|H',
      ),
    ],
    says: [
      'refuse survey, row 2, column B: "1st" is no name',
      'refuse survey, row 3, column B',
      'refuse survey, row 5, column B: "twice" is the name of two questions',
      'refuse survey, row 6, column B: "action" has a meaning',
      'refuse survey, row 7: This question has no name',
      'refuse survey, row 8, column B: "constructor"',
    ],
  },
  {
    title: 'References in a circle, to later questions, to notes and to nobody',
    tables: [
      sheet(
        'survey',
        'type|name|label|relevant|calculation',
        "text|a|A|${b} = 'x'|",
        "text|b|B|${a} = 'x'|",
        'calculate|c|||${c} + 1',
        'note|n|N||',
        "text|d|D|${n} = 'x'|",
        'text|e|E|${ghost} > 1|',
      ),
    ],
    says: [
      'refuse survey, row 2, column D: ${b} is asked later than "a"',
      'refuse survey, row 4, column E: "c" depends on its own answer',
      'refuse survey, row 6, column D: ${n} is a note',
      'refuse survey, row 7, column D: ${ghost} is no question',
    ],
  },
  {
    title: 'Misspelt and unknown columns, and a text that repeats an answer',
    tables: [
      sheet(
        'survey',
        'type|name|label|relevent|Sector|required_message|',
        "text|a|Hello|${a} = 'x'|WASH|Please|stray",
        'text|b|Hello ${a}, how are you?||||',
      ),
    ],
    says: [
      'refuse survey, column D: "relevent" is not known; was "relevant" meant?',
      'survey, column E: warning: "Sector" is not known and left out',
      'survey, column F: warning: "required_message" is left out',
      'refuse survey, column G: This column has cells but no heading',
      'refuse survey, row 3, column C: A text here cannot repeat an answer',
    ],
  },
  {
    title: 'Lists: missing, unused, incomplete, with names twice',
    tables: [
      sheet('survey', 'type|name|label', 'select_one a|q|Q', 'select_one ghost|r|R', 'select_multiple|s|S'),
      sheet(
        'choices',
        'list_name|name|label|order',
        'a|x|X|1',
        'a|x|X again|2',
        'a|two words|Y|3',
        'unused|u|U|4',
        '|v|V|5',
        'a|w||6',
      ),
    ],
    says: [
      'refuse survey, row 3, column A: There is no list "ghost"',
      'refuse survey, row 4, column A: "select_multiple" names no list',
      'refuse choices, row 3, column B: "x" is in the list "a" twice',
      'refuse choices, row 4, column B: "two words" is no name for a choice',
      'choices, row 5: warning: The list "unused" is used by no question',
      'refuse choices, row 6: This row has no list_name',
      'refuse choices, row 7: The choice "w" has no label',
    ],
  },
  {
    title: 'Spaces everywhere, curly quotes, capitals, empty rows between',
    tables: [
      sheet(
        ' Survey ',
        ' Type | NAME |Label|Relevance',
        '||| ',
        ' Select_One  yn |  first  |  First?  |',
        '|||',
        'text |second |Second?\u00a0 |  ${first} = “yes” ',
      ),
      sheet('CHOICES', 'List_name|Value|Caption', ' yn | yes | Yes ', 'yn|no|No'),
      sheet('settings', 'form_title|form_id|version|default_language', 'Spaces|spaces|1|en'),
    ],
    says: [],
  },
  {
    title: 'A label without a language beside one with, and no settings',
    tables: [sheet('survey', 'type|name|label|label::Español (es)', 'text|a|Hello|Hola')],
    says: [
      'settings: warning: The settings have no form_id; "other" is taken',
      'settings: warning: The settings have no version; 1 is taken',
      'survey, row 1: warning: No default_language is set: columns without a language are taken as en',
    ],
  },
  {
    title: 'Sheets that are not read, and one that keeps a register',
    tables: [
      sheet('survey', 'type|name|label|save_to', 'text|a|A|name'),
      sheet('entities', 'list_name|label', 'people|${a}'),
      sheet('Read me', 'This form is for round 3'),
      sheet('empty', ''),
    ],
    says: [
      'refuse survey, column D: "save_to" keeps a register',
      'refuse entities: The sheet "entities" keeps a register',
      'Read me: warning: The sheet "Read me" is not read',
    ],
  },
  {
    title: 'No survey at all',
    tables: [sheet('Sheet1', 'Question|Answer', 'How are you?|Fine')],
    says: ['refuse There is no sheet "survey"', 'Sheet1: warning: The sheet "Sheet1" is not read'],
  },
  {
    title: 'Settings that change what a form does, and a version that is none',
    tables: [
      sheet('survey', 'type|name|label', 'text|a|A'),
      sheet(
        'settings',
        'form_title|form_id|version|instance_name|public_key',
        'T|f|v1.2|${a}|MIIB',
        'more|||',
      ),
    ],
    says: [
      'refuse settings, row 2, column C: The version must be a whole number',
      'refuse settings, column D: "instance_name" makes a name out of answers',
      'settings, column E: warning: "public_key" is left out',
      'settings, row 3, column A: warning: Only the first row of settings is read',
    ],
  },
  {
    title: 'Two thousand villages',
    tables: [
      sheet(
        'survey',
        'type|name|label|choice_filter',
        'select_one d|d|District|',
        'select_one v|v|Village|district=${d}',
      ),
      sheet(
        'choices',
        'list_name|name|label|district',
        ...Array.from({ length: 40 }, (_, index) => `d|d${index}|District ${index}|`),
        ...Array.from({ length: 2000 }, (_, index) => `v|v${index}|Village ${index}|d${index % 40}`),
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'Villages|villages|1|en'),
    ],
    says: [],
  },
  {
    title: 'Our own columns, used well and badly',
    tables: [
      sheet(
        'survey',
        'type|name|label|dtm::sensitive|dtm::offer_after|dtm::max|dtm::ghost|parameters',
        'select_one yn|a|A|yes|yes|||randomize=true seed=3',
        'text|b|B|perhaps||many||rows=3',
      ),
      yesNo,
    ],
    says: [
      'refuse survey, row 3, column D: dtm::sensitive must be yes or no',
      'refuse survey, row 3, column F: dtm::max must be a number',
      'refuse survey, column G: "dtm::ghost" is not one of the columns',
      'refuse survey, row 3, column H: parameters has "rows=3"',
      'survey, row 2, column H: warning: The seed is left out',
    ],
  },
];
