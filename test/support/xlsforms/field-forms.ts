/** XLSForms as flow monitoring, needs assessments and health screenings write them; each with what the report has to say of it. */
import { type OthersForm, sheet } from '../xlsforms.ts';

const yesNo = sheet('choices', 'list_name|name|label', 'yn|yes|Yes', 'yn|no|No');

export const fieldForms: readonly OthersForm[] = [
  {
    title: 'Flow monitoring, three languages in mixed headings',
    tables: [
      sheet(
        'survey',
        'type|name|label::English (en)|label::Español (es)|label::French|hint:es|relevant|hxl',
        'select_one sex|sex|Sex|Sexo|Sexe|Elija una||#respondee+gender',
        "select_multiple needs|needs|Needs|Necesidades|Besoins||${sex} != ''|#need+type",
        'select_one_from_file countries.csv|origin|From|Desde|De||| #country+code+origin',
      ),
      sheet(
        'choices',
        'list name|name|label::English (en)|label::es|label::Français (fr)|dtm::exclusive',
        'sex|f|Woman|Mujer|Femme|',
        'sex|m|Man|Hombre|Homme|',
        'needs|food|Food|Comida|Nourriture|',
        'needs|none|None|Ninguna|Aucun|yes',
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'Flow|dtm-flow|20240101|English (en)'),
    ],
    says: [],
  },
  {
    title: 'Flow monitoring with enumerator and interview data',
    tables: [
      sheet(
        'survey',
        'type|name|label|read_only|calculation',
        'text|enumerator|Name of the enumerator||',
        'geopoint|gps|GPS of the point||',
        'text|ref|Reference|yes|',
        'integer|total|Total||${men} + ${women}',
      ),
    ],
    says: [
      'refuse survey, row 3, column A',
      'refuse survey, column D: "read_only" makes a question one that nobody can answer',
      'refuse survey, row 5, column E: ${men} is no question of this form',
    ],
  },
  {
    title: 'Needs assessment: nested groups and their relevance',
    tables: [
      sheet(
        'survey',
        'type|name|label|relevant|appearance',
        'select_one yn|consent|May we ask?||',
        "begin group|main|Main part|${consent} = 'yes'|",
        'begin group|home|Your home||field-list',
        'integer|rooms|Rooms||',
        'integer|people|People||',
        'end group|home|||',
        'begin group|water|Water|${rooms} > 0|',
        'select_one yn|piped|Piped water?|${people} > 1|',
        'end group|||||',
        'end group||||',
      ),
      yesNo,
    ],
    says: [
      'survey, row 3: warning: The group "main" is not seen as such, nor is its label',
      'survey, row 8: warning: The group "water" is not seen',
    ],
  },
  {
    title: 'Needs assessment: a follow-up on the same page',
    tables: [
      sheet(
        'survey',
        'type|name|label|relevant|appearance',
        'begin_group|page|Shelter||field-list',
        'select_one yn|other|Another need?||',
        "text|which|Which?|${other} = 'yes'|",
        'end_group||||',
      ),
      yesNo,
      sheet('settings', 'form_title|form_id|version|default_language', 'T|t|1|en'),
    ],
    says: [],
  },
  {
    title: 'Needs assessment: choices that hang on an answer of the same page',
    tables: [
      sheet(
        'survey',
        'type|name|label|choice_filter|appearance',
        'begin_group|page|Where?||field-list',
        'select_one region|region|Region||',
        'select_one town|town|Town|region=${region}|',
        'end_group||||',
      ),
      sheet(
        'choices',
        'list_name|name|label|region',
        'region|n|North|',
        'region|s|South|',
        'town|a|Ash|n',
        'town|b|Birch|s',
      ),
    ],
    says: ['survey: warning: The choices of "town" depend on an answer of the same page "page"'],
  },
  {
    title: 'Needs assessment: groups that do not close',
    tables: [
      sheet(
        'survey',
        'type|name|label',
        'begin_group|a|A',
        'text|t|T',
        'begin_group|b|B',
        'end_group||',
        'note|n|N',
      ),
    ],
    says: ['refuse survey, row 2: The group "a" has no end_group'],
  },
  {
    title: 'Health: screening with dates, a pattern and a score',
    tables: [
      sheet(
        'survey',
        'type|name|label|constraint|constraint_message|calculation|relevant',
        "date|onset|Since when are you ill?|. >= date('2020-01-01')|Not so long ago||",
        "text|district|District code|regex(., '^[A-Z]{2}[0-9]{3}$')|Two letters, three digits||",
        'select_multiple signs|signs|What do you have?|count-selected(.) <= 3|||',
        'calculate|score||||count-selected(${signs}) * 2|',
        "note|advice|Please see a nurse.||||${score} >= 4 and not(selected(${signs}, 'none'))",
      ),
      sheet(
        'choices',
        'list_name|name|label',
        'signs|fever|Fever',
        'signs|cough|Cough',
        'signs|rash|Rash',
        'signs|none|None of these',
      ),
      sheet('settings', 'form_title|form_id|version|default_language', 'Screening|screening|2|en'),
    ],
    says: [],
  },
  {
    title: 'Health: patterns that could hang, and one that is none',
    tables: [
      sheet(
        'survey',
        'type|name|label|constraint',
        "text|a|A|regex(., '(a+)+\\1')",
        "text|b|B|regex(., '(?=x)y')",
        "text|c|C|regex(., '[a-z')",
        'text|d|D|regex(., ${a})',
      ),
    ],
    says: [
      'refuse survey, row 2, column D',
      'refuse survey, row 3, column D',
      'refuse survey, row 4, column D',
      'refuse survey, row 5, column D: regex() wants its pattern as a text',
    ],
  },
];
