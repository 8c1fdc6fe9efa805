/** Marks that the recorder itself writes for content that it does not keep. */
const NOT_KEPT =
  /^«(?:(?:name, |string, )?\d+ characters(?:, repeats «(?:token \d+|jwt|client id|[a-z]{5,7} token|(?:(?:other )?client|proxy) secret)»)*|(?:other )?credentials|(?:other|short) token)»$/;
const ANY_MARK = /(«(?:[^«»]|«[^«»]*»)*»)/;

/**
 * A text in which only the recorder's own marks are between « and »: in other text these characters are replaced by ‹
 * and ›, so that nobody can disguise text as a mark.
 */
export const ownMarksOnly = (text: string, own: ReadonlySet<string>): string =>
  /[«»]/.test(text)
    ? text
        .split(ANY_MARK)
        .map((part, at) => {
          if (at % 2 === 1 && (own.has(part) || NOT_KEPT.test(part))) return part;
          const inner = at % 2 === 1 ? part.slice(1, -1) : '';
          return inner.includes('«') ? `‹${ownMarksOnly(inner, own)}›` : part.replaceAll('«', '‹').replaceAll('»', '›');
        })
        .join('')
    : text;
