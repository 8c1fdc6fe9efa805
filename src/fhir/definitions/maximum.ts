import type { FhirRelease } from './release.js';

/** The two-letter language subtags of the IANA registry (BCP 47), with those that it has deprecated. */
const TWO_LETTERS = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en ' +
    'eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it iu iw ' +
    'ja ji jv jw ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt ' +
    'my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm ' +
    'sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu'
  ).split(' '),
);
// RFC 5646, section 2.1. No language subtag of four letters or more is registered.
const LANGUAGE = '[a-z]{2,3}(-[a-z]{3}){0,3}';
const VARIANT = '-([a-z0-9]{5,8}|[0-9][a-z0-9]{3})';
const EXTENSION = '-[0-9a-wy-z](-[a-z0-9]{2,8})+';
const PRIVATE = 'x(-[a-z0-9]{1,8})+';
const TAG = new RegExp(
  `^(?:${LANGUAGE}(-[a-z]{4})?(-([a-z]{2}|[0-9]{3}))?(${VARIANT})*(${EXTENSION})*(-${PRIVATE})?|${PRIVATE}|i-[a-z]{2,8}|en-gb-oed|sgn-(be-fr|be-nl|ch-de))$`,
  'i',
);

/**
 * Whether a text is a language tag (BCP 47): its form is valid and, if its language has two letters, that is registered.
 * The thousands of languages with three letters are not looked up.
 */
export const isLanguageTag = (text: string): boolean => {
  if (!TAG.test(text)) return false;
  const [language = ''] = text.toLowerCase().split('-');
  return language.length !== 2 || TWO_LETTERS.has(language);
};

/** A maximum value set (elementdefinition-maxValueSet): all codes of one system that `holds` accepts. */
export interface Maximum {
  readonly set: string;
  readonly system: string;
  readonly holds: (code: string) => boolean;
}

const LANGUAGES: Maximum = { set: 'all-languages', system: 'urn:ietf:bcp:47', holds: isLanguageTag };

/** The maximum value set of a binding to a value set: in STU3, only bindings to languages have one. Those of R4 are not judged. */
export const maximumOf = (release: FhirRelease, set: string): Maximum | undefined =>
  release === 'stu3' && set === 'languages' ? LANGUAGES : undefined;
