/** XLSForms as the examples of ODK and Kobo teach people to write them; each with what the report has to say of it. */
import { type OthersForm, sheet } from '../xlsforms.ts';

const yesNo = sheet('choices', 'list_name|name|label', 'yn|yes|Yes', 'yn|no|No');

export const odkForms: readonly OthersForm[] = [
  {
    title: 'ODK: a first form',
    tables: [
      sheet(
        'survey',
        'type|name|label',
        'text|colour|What is your favourite colour?',
        'select_one yn|happy|Are you happy?',
      ),
      yesNo,
      sheet('settings', 'form_title|form_id|version|default_language', 'First|first|1|English (en)'),
    ],
    says: [],
  },
  {
    title: 'ODK: every plain type',
    tables: [
      sheet(
        'survey',
        'type|name|label|hint|constraint|constraint_message|parameters|default|required',
        'integer|age|How old?|In years|. >= 0 and . <= 120||||yes',
        'decimal|weight|Weight in kg||. > 0|More than nothing|||',
        'range|pain|How bad is it?||||start=0 end=10 step=1||',
        'date|since|Since when?||||||',
        'acknowledge|seen|Please read this||||||',
        'note|thanks|Thank you||||||',
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'Types|types|3|en'),
    ],
    says: [],
  },
  {
    title: 'ODK: with metadata, each row of it refused',
    tables: [
      sheet(
        'survey',
        'type|name|label',
        'start|start|',
        'end|end|',
        'today|today|',
        'deviceid|deviceid|',
        'phonenumber|phone|',
        'username|user|',
        'email|mail|',
        'audit|audit|',
        'text|a|A',
      ),
    ],
    says: [
      'refuse survey, row 2, column A: "start" tells who or which phone',
      'refuse survey, row 3, column A',
      'refuse survey, row 4, column A',
      'refuse survey, row 5, column A',
      'refuse survey, row 6, column A',
      'refuse survey, row 7, column A',
      'refuse survey, row 8, column A',
      'refuse survey, row 9, column A',
    ],
  },
  {
    title: 'ODK: household with a repeat',
    tables: [
      sheet(
        'survey',
        'type|name|label|repeat_count|calculation|relevant',
        'integer|size|How many people?|||',
        'begin repeat|person|Person|${size}||',
        'text|name|Name of the person|||',
        'end repeat||||',
        'calculate|sum|||sum(${age})|',
        'note|second|Second||||indexed-repeat(${name}, ${person}, 2) != ""',
      ),
    ],
    says: [
      'refuse survey, row 3, column A: "begin repeat": a repeat asks the same',
      'refuse survey, column D: "repeat_count" belongs to repeats',
      'refuse survey, row 6, column E: calculation calls sum()',
    ],
  },
  {
    title: 'ODK: cascading selects by choice_filter',
    tables: [
      sheet(
        'survey',
        'type|name|label|choice_filter',
        'select_one regions|region|Region|',
        'select_one towns|town|Town|region=${region}',
      ),
      sheet(
        'choices',
        'list_name|name|label|region',
        'regions|north|North|',
        'regions|south|South|',
        'towns|a|Alder|north',
        'towns|b|Birch|south',
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'Cascade|cascade|1|en'),
    ],
    says: [],
  },
  {
    title: 'ODK: external choices',
    tables: [
      sheet(
        'survey',
        'type|name|label|choice_filter',
        'select_one yn|home|At home?|',
        'select_one_external towns|town|Town|home=${home}',
      ),
      yesNo,
      sheet('external_choices', 'list_name|name|label|home', 'towns|a|Alder|yes', 'towns|b|Birch|no'),
    ],
    says: ['survey, row 3, column A: warning: select_one_external becomes select_one'],
  },
  {
    title: 'ODK: select_one_from_file with a file of its own',
    tables: [sheet('survey', 'type|name|label', 'select_one_from_file facilities.csv|place|Which facility?')],
    says: ['refuse survey, row 2, column A: There is no list "facilities"'],
  },
  {
    title: 'ODK: select_one_from_file of a list that every kit carries',
    tables: [
      sheet(
        'survey',
        'type|name|label|choice_filter',
        'select_one_from_file countries.csv|origin|From which country?|',
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'List|list|1|en'),
    ],
    says: [],
  },
  {
    title: 'ODK: pulldata and dynamic defaults',
    tables: [
      sheet(
        'survey',
        'type|name|label|calculation|default',
        'text|code|Code||',
        "calculate|town||pulldata('towns', 'name', 'code', ${code})|",
        'text|again|Again||${code}',
        'date|when|When||today()',
      ),
    ],
    says: [
      'refuse survey, row 3, column D: calculation calls pulldata(), which reads a file',
      'refuse survey, row 4, column E: The default "${code}" is computed',
      'refuse survey, row 5, column E: The default "today()" is computed',
    ],
  },
  {
    title: 'ODK: everything a camera and a satellite can do',
    tables: [
      sheet(
        'survey',
        'type|name|label',
        'geopoint|where|Where?',
        'geotrace|way|Which way?',
        'geoshape|field|Which field?',
        'image|photo|Photo',
        'audio|voice|Voice',
        'video|film|Film',
        'file|paper|Paper',
        'barcode|card|Card',
        'dateTime|moment|When?',
        'time|hour|What time?',
        'rank needs|order|Order these',
      ),
    ],
    says: [
      'refuse survey, row 2, column A: "geopoint" asks for an exact place',
      'refuse survey, row 5, column A: "image" takes in a picture',
      'refuse survey, row 9, column A: "barcode" reads a code',
      'refuse survey, row 10, column A: "dateTime" asks for an exact moment',
      'refuse survey, row 12, column A: "rank needs" puts choices in order',
    ],
  },
  {
    title: 'Kobo: with its own columns and $-variables',
    tables: [
      sheet(
        'survey',
        'type|name|label|required|relevant|appearance|$kuid|$prev',
        'begin_group|g1|About you|||field-list|aa11|',
        'select_one yn|married|Married?|false|||bb22|aa11',
        'integer|children|How many children?|false|||cc33|bb22',
        'end_group|||||||',
      ),
      sheet('choices', 'list_name|name|label|$kuid', 'yn|yes|Yes|x1', 'yn|no|No|x2'),
      sheet('settings', 'id_string|style|title', 'aB3kD9|theme-grid no-text-transform|Kobo project'),
    ],
    says: [
      'survey, column G: warning: "$kuid" is left out',
      'choices, column D: warning: "$kuid" is left out',
      'settings, column B: warning: "style" is left out',
      'settings, row 2, column A: warning: form_id "aB3kD9" becomes "ab3kd9"',
    ],
  },
  {
    title: 'Kobo: or_other, and a matrix',
    tables: [
      sheet(
        'survey',
        'type|name|label|kobo--matrix_list',
        'select_multiple yn or_other|what|What?|',
        'begin_kobomatrix|matrix|Table|items',
        'select_one yn|cell|Cell|',
        'end_kobomatrix|||',
      ),
      yesNo,
    ],
    says: [
      'refuse survey, row 2, column A: "select_multiple yn or_other": or_other hides',
      'refuse survey, row 3, column A: "begin_kobomatrix": a table of questions',
      'refuse survey, column D: "kobo--matrix_list"',
    ],
  },
];
